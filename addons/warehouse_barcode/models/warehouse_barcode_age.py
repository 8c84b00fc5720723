from collections import defaultdict

from odoo import fields, models

from ..tools import age


class WarehouseBarcodeAge(models.AbstractModel):
    """Where the series are, what of them is free, and which of them is the oldest."""

    _name = "warehouse.barcode.age"
    _description = "Age of Series in Stock"

    def _get_strategy(self, product, location):
        return self.env["stock.quant"]._get_removal_strategy(product, location)

    def _get_key(self, strategy, lot, places):
        """Age of a series as text. The incoming date of its quantities stands in for a
        series that never came in by a move."""
        first_in = lot.first_in_date or min(
            (place["in_date"] for place in places), default=None
        )
        return age.key(
            strategy,
            fields.Datetime.to_string(first_in),
            fields.Datetime.to_string(lot.removal_date),
        )

    def _get_places(self, products, locations):
        """``{lot: [place]}`` for all series of the products under the locations."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", locations.ids),
                ("quantity", ">", 0),
            ],
            order="in_date, id",
        )
        places = defaultdict(list)
        for quant in quants:
            places[quant.product_id.id, quant.lot_id].append(self._get_place(quant))
        return places

    def _get_place(self, quant):
        return {
            "location_id": quant.location_id.id,
            "package_id": quant.package_id.id or False,
            "owner_id": quant.owner_id.id or False,
            "quantity": quant.quantity,
            "free": quant.quantity - quant.reserved_quantity,
            "in_date": quant.in_date,
        }

    def _get_planned(self, picking, products):
        """Quantities planned for this document and not scanned yet, ``{lot: quantity}``."""
        planned = defaultdict(float)
        for line in picking.move_line_ids:
            if not line.picked and line.product_id in products:
                planned[line.product_id.id, line.lot_id] += line.quantity_product_uom
        return planned

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

    def _find_older(self, picking, product, lot, places):
        """The oldest series that should be taken before ``lot``, or an empty record."""
        strategy = self._get_strategy(product, picking.location_id)
        if not age.is_controlled(strategy):
            return lot.browse()
        planned = self._get_planned(picking, product)
        candidates = [
            (self._get_key(strategy, other, spots), other)
            for (_product_id, other), spots in places.items()
            if other
            and other != lot
            and self._may_be_taken(other)
            and self._get_available(product, spots, planned[product.id, other]) > 0
        ]
        mine = self._get_key(strategy, lot, places[product.id, lot])
        return age.oldest_before(candidates, mine) or lot.browse()

    def _get_available(self, product, spots, planned=0.0):
        """What this document may take: free, or planned for it already."""
        free = sum(spot["free"] for spot in spots) + planned
        return 0.0 if product.uom_id.compare(free, 0.0) <= 0 else free
