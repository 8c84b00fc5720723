from collections import defaultdict

from odoo import api, models

from ...tools.documents.goods import (
    drop_empty_sections,
    number_rows,
    price_digits,
    split_name,
)
from ...tools.documents.print_text import RUSSIAN, number_text
from ...tools.documents.tax_rows import WITHOUT_TAX

KINDS = {
    "line_section": "section",
    "line_subsection": "subsection",
    "line_note": "note",
}


class SalesGoodsForm(models.AbstractModel):
    """The table of goods of an order or an invoice, with totals.

    1. Amounts are those of the ERP to the kopeck: they are taken from its own
       calculation of taxes, with what rounding of the whole document adds to a line,
       so that each column sums up to its total.
    2. When every tax is included in the price, prices and amounts are with VAT and the
       total names the VAT in it; otherwise they are without, and VAT is added.
    3. Sections whose lines or prices the order hides hide them here too.
    4. Lines of optional sections that nobody has chosen are ``options``, not goods.
    """

    _name = "sales.goods.form"
    _inherit = "sales.printed.form"
    _description = "Printed Form with Goods"

    def _prepare_goods(self, record):
        """
        :param record: ``sale.order`` or ``account.move``
        :return dict: rows, options, count, has_discount, is_included, totals
        """
        base_lines = self._get_base_lines(record)
        lines = self._get_printed_lines(record)
        is_included = self._is_tax_included(lines)
        amounts = defaultdict(float)
        for base_line in base_lines:
            amounts[base_line["record"]] += self._get_amount(base_line, is_included)
        rows, options = [], []
        for line in lines:
            row = self._prepare_row(line, amounts, is_included)
            (options if self._is_option(line) else rows).append(row)
        rows = drop_empty_sections(self._collapse(rows))
        options = drop_empty_sections(self._copy_headings(lines, options))
        number_rows(options)
        return {
            "rows": rows,
            "options": options,
            "count": number_rows(rows),
            "has_discount": any(row.get("discount") for row in rows + options),
            "is_included": is_included,
            **self._prepare_totals(record, lines, base_lines, amounts, is_included),
        }

    @api.model
    def _get_functions(self):
        return {**super()._get_functions(), "price": self._get_price_text}

    @api.model
    def _get_price_text(self, row, lang=RUSSIAN):
        return number_text(row["price"], row["price_digits"], lang)

    # ---- what is printed ---------------------------------------------------------------

    @api.model
    def _get_printed_lines(self, record):
        """Lines in their order, without down payments of orders."""
        if record._name == "account.move":
            shown = ("product", *KINDS)
            lines = record.invoice_line_ids.filtered(
                lambda line: line.display_type in shown
            )
        else:
            lines = record.order_line.filtered(lambda line: not line.is_downpayment)
        return lines.sorted(lambda line: (line.sequence, line.id))

    @api.model
    def _is_option(self, line):
        return (
            line._name == "sale.order.line"
            and not line.display_type
            and line._is_line_optional()
            and line.product_uom_id.is_zero(line.product_uom_qty)
        )

    def _prepare_row(self, line, amounts, is_included):
        if line.display_type in KINDS:
            return {
                "kind": KINDS[line.display_type],
                "name": (line.name or "").strip(),
                "line_id": line.id,
                "hides_prices": self._hides(line, "collapse_prices"),
                "is_collapsed": line.display_type != "line_note"
                and line.collapse_composition,
                "parents": self._get_parents(line),
            }
        quantity = line.product_uom_qty if "product_uom_qty" in line else line.quantity
        name, description = split_name(line.name or line.product_id.display_name)
        price = self._get_price(line, is_included)
        return {
            "kind": "line",
            "line_id": line.id,
            "product_id": line.product_id.id,
            "name": name,
            "description": description,
            "unit": self._get_unit(line.product_uom_id),
            "quantity": quantity,
            "price": price,
            "price_digits": price_digits(price),
            "discount": line.discount,
            "tax": self._get_line_rate(line),
            "amount": line.currency_id.round(amounts.get(line, 0.0)),
            "hides_price": self._hides(line, "collapse_prices"),
            "parents": self._get_parents(line),
        }

    @api.model
    def _get_unit(self, unit):
        symbol = "l10n_ru_okei_symbol" in unit and unit.l10n_ru_okei_symbol
        return symbol or unit.name or ""

    @api.model
    def _get_parents(self, line):
        return [line.parent_id.id, line.parent_id.parent_id.id]

    @api.model
    def _hides(self, line, name):
        sections = line.parent_id | line.parent_id.parent_id
        if line.display_type:
            sections |= line
        return any(sections.mapped(name))

    def _get_price(self, line, is_included):
        """Price of a unit before the discount, as the column of amounts counts it."""
        price = line.price_unit
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        if is_included or not any(taxes.mapped("price_include")):
            return price
        details = taxes.compute_all(
            price,
            currency=line.currency_id,
            product=line.product_id,
            rounding_method="round_globally",
        )
        return details["total_excluded"]

    def _collapse(self, rows):
        """Lines of a collapsed section become one row for each rate of VAT."""
        collapsed = {row["line_id"]: row for row in rows if row.get("is_collapsed")}
        hidden = defaultdict(list)
        shown = []
        for row in rows:
            parents = [parent for parent in row["parents"] if parent in collapsed]
            if not parents:
                shown.append(row)
            elif row["kind"] == "line":
                hidden[parents[-1]].append(row)
        result = []
        for row in shown:
            if row["line_id"] in collapsed and row["kind"] != "line":
                result += self._sum_up(row, hidden[row["line_id"]])
            else:
                result.append(row)
        return self._sum_sections(result)

    def _sum_up(self, section, rows):
        by_rate = defaultdict(float)
        for row in rows:
            by_rate[row["tax"]] += row["amount"]
        unit = self._get_unit(self.env.ref("uom.product_uom_unit"))
        return [
            {
                **section,
                "kind": "line",
                "line_id": False,
                "product_id": False,
                "description": "",
                "unit": unit,
                "quantity": 1,
                "price": amount,
                "price_digits": 2,
                "discount": 0.0,
                "tax": rate,
                "amount": amount,
                "hides_price": section["hides_prices"],
            }
            for rate, amount in by_rate.items()
        ]

    @api.model
    def _sum_sections(self, rows):
        """A section that hides the prices of its lines shows their sum."""
        for row in rows:
            if row["kind"] in ("section", "subsection"):
                row["amount"] = sum(
                    other["amount"]
                    for other in rows
                    if other["kind"] == "line" and row["line_id"] in other["parents"]
                )
        return rows

    def _copy_headings(self, lines, options):
        """Options stand under the headings that they have in the order."""
        result, seen = [], set()
        by_id = {line.id: line for line in lines}
        for option in options:
            for parent in reversed(option["parents"]):
                if parent in by_id and parent not in seen:
                    seen.add(parent)
                    result.append(self._prepare_row(by_id[parent], {}, True))
            result.append(option)
        return result

    # ---- sums --------------------------------------------------------------------------

    @api.model
    def _get_base_lines(self, record):
        """What the ERP itself counts the taxes of the document with."""
        if record._name == "account.move":
            return record._get_rounded_base_and_tax_lines()[0]
        taxes = self.env["account.tax"]
        base_lines = [
            line._prepare_base_line_for_taxes_computation()
            for line in record._get_priced_lines()
        ]
        base_lines += record._add_base_lines_for_early_payment_discount()
        taxes._add_tax_details_in_base_lines(base_lines, record.company_id)
        taxes._round_base_lines_tax_details(base_lines, record.company_id)
        return base_lines

    @api.model
    def _is_tax_included(self, lines):
        taxes = lines.tax_ids.flatten_taxes_hierarchy().filtered("amount")
        return all(taxes.mapped("price_include"))

    @api.model
    def _get_amount(self, base_line, is_included):
        details = base_line["tax_details"]
        amount = (
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        if is_included:
            amount += sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
        return base_line["currency_id"].round(amount)

    def _prepare_totals(self, record, lines, base_lines, amounts, is_included):
        currency = record.currency_id
        total = record.amount_total
        goods = total if is_included else record.amount_untaxed
        # what no line bears: rounding to whole roubles, a tax that is not paid early
        rounding = currency.round(goods - sum(amounts[line] for line in lines))
        return {
            "currency": currency,
            "amount_goods": currency.round(goods - rounding),
            "amount_rounding": rounding,
            "amount_untaxed": record.amount_untaxed,
            "amount_tax": record.amount_tax,
            "amount_total": total,
            "taxes": self._prepare_taxes(record, base_lines),
            "amount_discount": self._get_discount(record, amounts, is_included),
        }

    def _get_discount(self, record, amounts, is_included):
        """How much less the client pays by the discounts of the lines."""
        saved = 0.0
        for line, amount in amounts.items():
            discount = line.discount if line and "discount" in line else 0.0
            if discount and discount < 100:
                saved += amount / (1 - discount / 100) - amount
            elif discount:
                quantity = (
                    line.product_uom_qty if "product_uom_qty" in line else line.quantity
                )
                saved += self._get_price(line, is_included) * quantity
        return record.currency_id.round(saved)

    def _prepare_taxes(self, record, base_lines):
        """Rows of the totals by rate: label, base and tax; they sum up to the ERP's."""
        taxes = self.env["account.tax"]
        groups = taxes._aggregate_base_lines_aggregated_values(
            taxes._aggregate_base_lines_tax_details(
                base_lines,
                lambda _line, data: self._get_tax_label(data["tax"]) if data else None,
            )
        )
        rows = [
            {
                "label": label,
                "base": values["base_amount_currency"],
                "tax": values["tax_amount_currency"],
            }
            for label, values in groups.items()
            if label
        ]
        if rows:
            rest = record.amount_tax - sum(row["tax"] for row in rows)
            greatest = max(rows, key=lambda row: abs(row["tax"]))
            greatest["tax"] = record.currency_id.round(greatest["tax"] + rest)
        return rows

    def _get_tax_label(self, tax):
        """«НДС 22%», the name that a tax which is not VAT has on documents; nothing of
        one that says «без НДС»."""
        if tax.l10n_ru_kind == "other":
            return tax.tax_label or tax.name
        rate = tax._get_l10n_ru_label()
        return "" if rate == WITHOUT_TAX else self._get_vat_text(rate)

    def _get_line_rate(self, line):
        """Column «VAT» of a line: «22%», «22/122», or «без НДС»."""
        rate = line.tax_ids._get_l10n_ru_label()
        return self._get_vat_text() if rate == WITHOUT_TAX else rate

    @api.model
    def _get_vat_text(self, rate=None):
        """«НДС 22%», or without a rate: «без НДС»."""
        return self.env._("VAT %(rate)s", rate=rate) if rate else self.env._("no VAT")
