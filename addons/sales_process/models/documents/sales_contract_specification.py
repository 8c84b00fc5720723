from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.goods import drop_empty_sections
from ...tools.documents.print_text import russian_date
from ...tools.documents.tax_rows import WITHOUT_TAX
from .sales_goods_form import KINDS


class SalesContract(models.Model):
    """The specification of an order: an appendix of the contract, with its totals.

    What was signed stays: the rows are kept with the signed version of the contract.
    """

    _inherit = "sales.contract"

    def _get_specification(self, order):
        """All that the specification shows: numbers as numbers, texts ready.

        :param order: order of this contract
        :raises UserError: nothing is in the order
        """
        self.ensure_one()
        kept = self._get_signed_version().specifications or {}
        if str(order.id) in kept:
            return kept[str(order.id)]
        # sudo: who prints the contract need not see products and taxes
        order = order.sudo().with_context(lang=self._get_text_lang())
        form = self.env["sales.printed.form"].sudo()
        lines = {
            row["line"]: row
            for row in form._get_form_lines(order)
            if not row["is_advance"]
        }
        if not lines:
            raise UserError(
                self.env._(
                    "%(order)s has no goods: there is nothing to specify.",
                    order=order.name,
                )
            )
        return {
            "number": order.specification_no,
            "order": order.name,
            "rows": self._get_specification_rows(order, lines),
            "taxes": self._get_vat_rows(order),
            "total": order.amount_total,
            "words": form._get_words(order.amount_total, order.currency_id),
            "count": len(lines),
            "unit": "руб."
            if order.currency_id.name == "RUB"
            else order.currency_id.name,
            "terms": self._get_specification_terms(order),
            "sides": self.sudo().with_context(lang=order.env.lang)._get_sides(),
        }

    def _get_specification_rows(self, order, lines):
        """Goods with their prices (with taxes, after discount), sections, notes."""
        rows, number = [], 0
        for line in order.order_line:
            if line in lines:
                number += 1
                rows.append(self._prepare_row(line, lines[line], number))
            elif line.display_type and not line.is_downpayment:
                kind = KINDS[line.display_type]
                rows.append({"kind": kind, "name": line.name or ""})
        return drop_empty_sections(rows)

    def _prepare_row(self, line, amounts, number):
        quantity = amounts["quantity"]
        return {
            "kind": "goods",
            "number": number,
            "name": line.name or line.product_id.display_name,
            "unit": self._get_unit_name(line.product_uom_id),
            "quantity": quantity,
            "price": amounts["total"] / quantity if quantity else 0.0,
            "rate": amounts["rate"],
            "total": amounts["total"],
        }

    def _get_vat_rows(self, order):
        """Sums by rate; 0 % is a rate, goods without VAT have none."""
        rows = self.env["sales.printed.form"].sudo()._get_tax_rows(order)
        return [row for row in rows if row["rate"] != WITHOUT_TAX]

    def _get_unit_name(self, unit):
        """The sign of the national classifier where the unit has one."""
        name = "l10n_ru_okei_symbol"
        return (name in unit._fields and unit[name]) or unit.name

    def _get_specification_terms(self, order):
        """Labels and texts below the table, without those that are not known."""
        moment = order.commitment_date
        address = order.partner_shipping_id._get_delivery_address_text()
        rows = (
            ("Срок поставки", moment and russian_date(moment.date())),
            ("Порядок оплаты", order.payment_term_id.name),
            ("Базис поставки", self._describe_delivery(order)),
            ("Адрес поставки", address),
        )
        return [[label, value] for label, value in rows if value]
