from odoo import fields, models

from ..tools import age
from .warehouse_barcode_work import read_spot


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
        """The oldest series that should be taken before ``lot``, or an empty record."""
        strategy = self._get_strategy(product, work.subject._get_scanner_source())
        if not age.is_controlled(strategy):
            return lot.browse()
        mine = self._get_key(strategy, lot, work.load_spots(product, lot))
        candidates = [
            (self._get_key(strategy, other, spots), other)
            for other, spots in self._get_candidates_of_age(work, product).items()
            if other != lot
            and self._may_be_taken(other)
            and work.ledger.get_free(product.id, other.id) > 0
        ]
        return age.oldest_before(candidates, mine) or lot.browse()

    def _get_candidates_of_age(self, work, product):
        """Series under the source with their goods, known to the ledger."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("lot_id", "!=", False),
                ("location_id", "child_of", work.moves.location_id.ids),
                ("quantity", ">", 0),
            ],
            order="in_date, id",
        )
        spots = work.ledger.spots
        found = {}
        for lot, own in quants.grouped("lot_id").items():
            found[lot] = spots.setdefault(
                (product.id, lot.id), [read_spot(quant) for quant in own]
            )
        return found
