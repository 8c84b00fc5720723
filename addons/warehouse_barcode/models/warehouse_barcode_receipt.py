from datetime import datetime, time

from odoo import fields, models

from ..tools.ledger import Place
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

    def _scan(self, operation, work):
        self._check_document(work, "receipt")
        operation = self._complete(operation, work)
        product, moves = self._read_product(operation, work)
        quantity = self._read_quantity(operation, product)
        self._check_over(operation, product, work, moves, quantity)
        more = self._read_more(operation, work)
        name = ""
        place = {}
        if product.tracking != "none":
            name = self._read_text(operation, "lot_name")
            place, dates = self._read_lot_values(operation, product, work, name)
            more |= dates
        portions = self._take(work, product, moves, quantity, place, more)
        lot = work.get_lot(place.get("lot_id"))
        effect = self._prepare_effect(portions, product, quantity, name, lot)
        expires = more.get("expires") or lot.expiration_date
        code = "received_expired" if self._is_past(expires) else "received"
        params = {"product": product.display_name, "quantity": quantity, "lot": name}
        return code, params, effect

    def _take(self, work, product, moves, quantity, place, more):
        ledger = work.ledger
        return [
            ledger.pick(
                move_id,
                product.id,
                share,
                Place(self._get_source(work, move_id), **place),
                self._get_planned(ledger, product, move_id),
                **more,
            )
            for move_id, share in ledger.distribute(moves.ids, quantity)
        ]

    def _get_source(self, work, move_id):
        return work.moves.browse(move_id).location_id.id

    def _get_planned(self, ledger, product, move_id):
        return [
            line
            for line in ledger.get_planned(product.id, 0)
            if line.move_id == move_id and not line.place.lot_name
        ]

    def _read_lot_values(self, operation, product, work, name):
        """Place and dates of the line: the known series, or name and date of a new one."""
        if not name:
            raise Refusal("lot_needed", product=product.display_name)
        lot = work.find_lot(product, name)
        if not lot and not work.type.use_create_lots:
            raise Refusal("lot_unknown", lot=name, product=product.display_name)
        same = self._get_same_name_lines(product, name, lot, work)
        if product.tracking == "serial":
            self._check_serial(product, name, lot, same)
        day = self._read_expiry(operation, product, name, lot, same)
        if lot:
            return {"lot_id": lot.id}, {}
        self._note_number(product, name, work)
        dates = {"expires": self._get_end_of_life(day)} if day else {}
        return {"lot_name": name}, dates

    def _note_number(self, product, name, work):
        """A proposed number that was given is used up in core's sequence, once the scans
        of this call are written."""
        given = work.given_numbers
        if product not in given:
            given[product] = set()
            work.after.append(lambda: self._advance_sequence(product, given[product]))
        given[product].add(name)

    def _get_same_name_lines(self, product, name, lot, work):
        return [
            line
            for line in work.ledger.get_picked(product.id)
            if (lot and line.place.lot_id == lot.id) or line.place.lot_name == name
        ]

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
        known = lot.expiration_date or (same and same[0].expires)
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

    def _is_past(self, moment):
        today = fields.Date.context_today(self)
        return bool(moment) and self._get_day(moment) < today
