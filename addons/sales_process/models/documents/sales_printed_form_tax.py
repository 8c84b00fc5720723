from odoo import models

from ...tools.documents.tax_rows import distribute, spread_discounts, tax_rows


class SalesPrintedForm(models.AbstractModel):
    """Amounts of the lines of an order or an invoice, as the forms print them.

    The base and the tax of the lines add up to the totals of the ERP to the kopeck.
    When taxes are rounded globally, the rounded taxes of the lines may differ from the
    tax of the document by some kopecks: core spreads this difference over the lines
    of each tax when it makes the totals, and the same figures are taken here. What is
    left (an early payment discount, a rounding line) is spread in proportion.
    """

    _inherit = "sales.printed.form"

    def _get_rate_label(self, taxes):
        """ "22%", "0%", "без НДС", "22/122" for the taxes of a line."""
        return taxes._get_l10n_ru_label()

    def _get_tax_rows(self, record):
        """Sums of an order or an invoice by rate, see `tax_rows`."""
        return tax_rows(self._get_form_lines(record), record.currency_id.decimal_places)

    def _get_form_lines(self, record):
        """Lines of an order or an invoice without sections and notes.

        :return: a list of {"line", "quantity", "base", "tax", "total", "rate",
            "is_advance"}; amounts in the currency of the document
        """
        digits = record.currency_id.decimal_places
        lines = [
            self._prepare_form_line(base_line, digits)
            for base_line in self._get_form_base_lines(record)
        ]
        self._settle_difference(record, lines, digits)
        for line in lines:
            line["total"] = round(line["base"] + line["tax"], digits)
        return lines

    def _get_transfer_lines(self, record):
        """The same lines as a transfer document shows them: what is handed over.

        Advances that an invoice deducts are no part of the goods, they are named in
        lines 5 and 5б; a discount of the whole document lowers the goods of its rate.
        """
        digits = record.currency_id.decimal_places
        lines = [
            line for line in self._get_form_lines(record) if not line["is_advance"]
        ]
        lines = spread_discounts(lines, digits)
        for line in lines:
            line["total"] = round(line["base"] + line["tax"], digits)
        return lines

    def _get_form_base_lines(self, record):
        if record._name == "account.move":
            base_lines, _tax_lines = record._get_rounded_base_and_tax_lines()
            goods = [
                base_line
                for base_line in base_lines
                if base_line["record"]._name == "account.move.line"
                and base_line["record"].display_type == "product"
            ]
            # as the invoice shows them: journal items have another order
            return sorted(goods, key=lambda one: _place(one["record"]))
        taxes = self.env["account.tax"]
        base_lines = [
            line._prepare_base_line_for_taxes_computation()
            for line in record._get_priced_lines()
        ]
        taxes._add_tax_details_in_base_lines(base_lines, record.company_id)
        taxes._round_base_lines_tax_details(base_lines, record.company_id)
        return base_lines

    def _prepare_form_line(self, base_line, digits):
        details = base_line["tax_details"]
        base = (
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        vat, other = 0.0, 0.0
        for tax_data in details["taxes_data"]:
            if tax_data["tax"].l10n_ru_kind == "other":
                other += tax_data["tax_amount_currency"]
            else:
                vat += tax_data["tax_amount_currency"]
        line = base_line["record"]
        return {
            "line": line,
            "quantity": base_line["quantity"],
            "base": round(base + other, digits),
            "other": round(other, digits),
            "tax": round(vat, digits),
            "rate": self._get_rate_label(base_line["tax_ids"]),
            "is_advance": bool(line.is_downpayment),
        }

    def _settle_difference(self, record, lines, digits):
        """Spread what lines and document differ by: base by base, tax by tax."""
        other = sum(line["other"] for line in lines)
        totals = {
            "base": record.amount_untaxed + other,
            "tax": record.amount_tax - other,
        }
        for name, total in totals.items():
            weights = [line[name] for line in lines]
            missing = round(total - sum(weights), digits)
            if not missing:
                continue
            for line, part in zip(
                lines, distribute(missing, weights, digits), strict=True
            ):
                line[name] = round(line[name] + part, digits)


def _place(line):
    return line.sequence, line.id
