from datetime import datetime, time

from odoo import fields, models

from ..tools.refusal import Refusal


class WarehouseBarcodeReceipt(models.AbstractModel):
    """Receiving: product, series and expiry of what has come in.

    1. The document is an open receipt and the product is expected in it.
    2. A tracked product needs its series; a new series of a product with expiry needs
       the date. A series that is known with another date is refused.
    3. A serial number may come once, and not while it is in stock.
    4. More than expected is refused until the user confirms it (``allow_over``).
    5. A picked line with the series is written; core makes the series on validation.
    """

    _name = "warehouse.barcode.receipt"
    _inherit = ["warehouse.barcode.flow", "warehouse.barcode.resolve"]
    _description = "Scanner: Receipt"

    def _scan(self, operation, picking):
        self._check_document(picking, "receipt")
        operation = self._complete(operation, picking)
        product, moves = self._read_product(operation, picking)
        quantity = self._read_quantity(operation, product)
        self._check_over(operation, product, moves, quantity)
        values = {}
        if product.tracking != "none":
            values = self._read_lot_values(operation, product, picking)
        portions = [
            self._pick(move, share, values, self._get_planned(move))
            for move, share in self._distribute(moves, quantity)
        ]
        name = self._read_text(operation, "lot_name")
        effect = self._prepare_effect(portions, product, quantity, name)
        code = "received_expired" if self._is_expired(values) else "received"
        params = {
            "product": product.display_name,
            "quantity": quantity,
            "lot": name,
        }
        return code, params, moves, effect

    def _get_planned(self, move):
        return move.move_line_ids.filtered(
            lambda line: not line.picked and not line.lot_id and not line.lot_name
        )

    def _read_lot_values(self, operation, product, picking):
        """Values of the picked line: the known series, or the name and date of a new."""
        name = self._read_text(operation, "lot_name")
        if not name:
            raise Refusal("lot_needed", product=product.display_name)
        lot = self._find_lot(product, name, picking.company_id)
        if not lot and not picking.picking_type_id.use_create_lots:
            raise Refusal("lot_unknown", lot=name, product=product.display_name)
        same = self._get_same_name_lines(product, name, picking)
        if product.tracking == "serial":
            self._check_serial(product, name, lot, same)
        day = self._read_expiry(operation, product, name, lot, same)
        if lot:
            return {"lot_id": lot.id}
        values = {"lot_name": name}
        if day:
            values["expiration_date"] = self._get_end_of_life(day)
        return values

    def _find_lot(self, product, name, company):
        return self.env["stock.lot"].search(
            [
                ("product_id", "=", product.id),
                ("name", "=", name),
                ("company_id", "in", [False, company.id]),
            ],
            limit=1,
        )

    def _get_same_name_lines(self, product, name, picking):
        return picking.move_line_ids.filtered(
            lambda line: (
                line.picked
                and line.product_id == product
                and name in (line.lot_name, line.lot_id.name)
            )
        )

    def _check_serial(self, product, name, lot, same):
        if same:
            raise Refusal("serial_twice", lot=name, product=product.display_name)
        if not lot:
            return
        quant = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("quantity", ">", 0),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            limit=1,
        )
        if quant:
            raise Refusal(
                "serial_in_stock",
                lot=name,
                product=product.display_name,
                location=quant.location_id.display_name,
            )

    def _read_expiry(self, operation, product, name, lot, same):
        """The expiry of a new series; known series must agree with the given date."""
        day = self._read_date(operation)
        if not product.use_expiration_date:
            return None
        known = lot.expiration_date or same[:1].expiration_date
        if known and day and self._get_day(known) != day:
            raise Refusal(
                "expiry_mismatch",
                lot=name,
                known=self._get_day(known).isoformat(),
                given=day.isoformat(),
            )
        if not known and not day:
            raise Refusal("expiry_needed", lot=name, product=product.display_name)
        return day or self._get_day(known)

    def _get_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()

    def _get_end_of_life(self, day):
        """Noon UTC of the day: the same calendar day for readers from UTC-12 to +11."""
        return datetime.combine(day, time(12))

    def _is_expired(self, values):
        lot = self.env["stock.lot"].browse(values.get("lot_id"))
        moment = values.get("expiration_date") or lot.expiration_date
        today = fields.Date.context_today(self)
        return bool(moment) and self._get_day(moment) < today
