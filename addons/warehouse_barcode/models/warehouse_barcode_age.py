from odoo import fields, models

from ..tools import age


class WarehouseBarcodeAge(models.AbstractModel):
    """Which series is the oldest of those that can be taken, and which have expired."""

    _name = "warehouse.barcode.age"
    _description = "Age of Series in Stock"

    def _get_strategy(self, product, location):
        return self.env["stock.quant"]._get_removal_strategy(product, location)

    def _get_key(self, strategy, lot, spots):
        """Age of a series as text. The incoming date of its quantities stands in for a
        series that never came in by a move."""
        first_in = fields.Datetime.to_string(lot.first_in_date) or min(
            (spot.since for spot in spots), default=None
        )
        removal = fields.Datetime.to_string(lot.removal_date)
        return age.key(strategy, first_in, removal)

    def _is_expired(self, lot):
        """Past its last day in the time zone of the user; the last day itself is good."""
        if not lot.expiration_date:
            return False
        day = fields.Datetime.context_timestamp(self, lot.expiration_date).date()
        return day < fields.Date.context_today(self)

    def _may_be_taken(self, lot):
        """Whether a series counts as an older one: not expired and not to be removed."""
        now = fields.Datetime.now()
        to_remove = lot.removal_date and lot.removal_date <= now
        return not to_remove and not self._is_expired(lot)

    def _find_older(self, work, product, lot):
        """The oldest series that should be taken before ``lot``, or an empty record.

        What is free is found by an index, however many series there are; what is planned
        for this document and not scanned yet is ours to take as well.
        """
        strategy = self._get_strategy(product, work.subject._get_scanner_source())
        if not age.is_controlled(strategy):
            return lot.browse()
        candidates = self._get_planned_candidates(work, product, lot)
        for location in work.get_moves(product).location_id:
            spot = self._find_older_spot(work, product, location, lot)
            if spot:
                candidates.append((spot.key, spot.lot))
        location = work.get_moves(product).location_id[:1]
        mine = self.env["stock.quant"]._get_lot_key(product, location, lot)
        return age.oldest_before(candidates, mine) or lot.browse()

    def _find_older_spot(self, work, product, location, lot):
        """The database does not know yet what the scans of this call have taken."""
        taken = lot.browse()
        while True:
            spot = self.env["stock.quant"]._find_older_lot(
                product, location, lot, exclude_lots=taken
            )
            if not spot:
                return None
            work.load_spots(product, spot.lot)
            if work.ledger.get_free(product.id, spot.lot.id) > 0:
                return spot
            taken |= spot.lot

    def _get_planned_candidates(self, work, product, lot):
        ids = {line.place.lot_id for line in work.ledger.get_planned(product.id)}
        planned = lot.browse(sorted(ids - {0, lot.id})).filtered(self._may_be_taken)
        location = work.get_moves(product).location_id[:1]
        Quant = self.env["stock.quant"]
        return [
            (Quant._get_lot_key(product, location, other), other) for other in planned
        ]
