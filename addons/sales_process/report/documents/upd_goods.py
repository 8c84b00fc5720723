from odoo import models

from ...tools.documents.tax_rows import distribute
from ...tools.documents.transfer import DASH

# members of the Eurasian Economic Union that goods are exported to
EAEU = ("AM", "BY", "KG", "KZ")


class UniversalTransferGoods(models.AbstractModel):
    """The table of the universal transfer document: columns А to 14."""

    _name = "sales.upd.goods"
    _inherit = "sales.transfer.form"
    _description = "Goods of the Universal Transfer Document"

    def _prepare_rows(self, move, status):
        digits = move.currency_id.decimal_places
        lots = self._get_lots(move) if status == "1" else {}
        is_export = move.partner_id.commercial_partner_id.country_id.code in EAEU
        rows = []
        for values in self._get_transfer_lines(move):
            line = values["line"]
            product = line.product_id
            row = self._prepare_row(values, digits)
            row["kind"] = (is_export and product.l10n_ru_tnved) or DASH
            row |= self._prepare_origin(row, product, lots.get(line, {}), status)
            rows.append({**row, "number": len(rows) + 1})
        return rows

    def _prepare_origin(self, row, product, lots, status):
        """Columns 10 to 14: where the goods come from, by which declaration."""
        country = product.l10n_ru_origin_country_id if status == "1" else False
        is_foreign = bool(country) and country.code != "RU"
        is_traceable = status == "1" and product.l10n_ru_traceable
        numbers = {}
        for lot, quantity in lots.items():
            number = lot.l10n_ru_gtd or DASH
            numbers[number] = numbers.get(number, 0.0) + quantity
        declared = [number for number in numbers if number != DASH]
        return {
            "country_code": (is_foreign and country.l10n_ru_oksm_code) or DASH,
            "country": country.name if is_foreign else DASH,
            "declarations": declared if is_foreign or is_traceable else [],
            "traces": self._prepare_traces(row, product, numbers)
            if is_traceable
            else [],
        }

    def _prepare_traces(self, row, product, numbers):
        """Traceable goods by the number of their consignment (RNPT).

        Quantities are those of the lots in the unit of traceability; the amount of the
        line is divided in proportion. Without lots the line is one consignment.
        """
        unit = product.l10n_ru_trace_uom_id or product.uom_id
        numbers = numbers or {DASH: row["quantity"]}
        bases = distribute(row["base"], list(numbers.values()))
        return [
            {
                "number": number,
                "unit_code": unit.l10n_ru_okei_code or DASH,
                "unit": unit._get_okei_symbol() or DASH,
                "quantity": product.uom_id._compute_quantity(
                    quantity, unit, round=False, raise_if_failure=False
                ),
                "base": base,
            }
            for (number, quantity), base in zip(numbers.items(), bases, strict=True)
        ]

    def _get_lots(self, move):
        """Lots of each line of the invoice: {line: {lot: quantity}}.

        Quantities are in the unit of the goods, returns are taken off.
        """
        # sudo: which lots were shipped is printed on core's invoice as well
        move = move.sudo()
        known = {values["lot_id"] for values in move._get_invoiced_lot_values()}
        found = {}
        for line in move.invoice_line_ids.filtered("sale_line_ids"):
            lots = found.setdefault(line.sudo(False), {})
            moves = line.sale_line_ids.move_ids.filtered(
                lambda stock: stock.state == "done"
            )
            for detail in moves.move_line_ids.filtered("lot_id"):
                lot = detail.lot_id
                sign = self._get_direction(detail)
                if lot.id not in known or lot.product_id != line.product_id or not sign:
                    continue
                quantity = detail.product_uom_id._compute_quantity(
                    detail.quantity, lot.product_id.uom_id
                )
                lots[lot] = lots.get(lot, 0.0) + sign * quantity
        return {
            line: {lot: quantity for lot, quantity in lots.items() if quantity > 0}
            for line, lots in found.items()
        }

    def _get_direction(self, detail):
        """1: to the client, -1: back from him, 0: neither."""
        usages = detail.location_id.usage, detail.location_dest_id.usage
        return (usages[1] == "customer") - (usages[0] == "customer")
