from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import age
from .stock_quant_search import FREE


class StockQuant(models.Model):
    """Which series should go out next: asked at each scan, so it may not take long."""

    _inherit = "stock.quant"

    @api.model
    def _get_oldest_lots(self, product, location, limit=1, exclude_lots=()):
        """The series that should go out first, the oldest first.

        Only what is free under the location, is not expired and not past its removal
        date; nothing where the strategy is not "first in" or "first expired".

        :param limit: how many series
        :param exclude_lots: series (records or ids) to be passed over
        :return: list of ``tools.age.Spot``, one a series: its first place
        """
        strategy = self._get_removal_strategy(product, location)
        if not age.is_controlled(strategy):
            return []
        domain = self._get_oldest_domain(product, location, exclude_lots)
        condition = SQL(
            "%s AND %s", FREE, self._get_lot_free_condition(product, location)
        )
        rows_limit = limit
        while True:
            rows = self._select_spots(
                domain, condition, product, location, strategy, rows_limit
            )
            quants = self.browse(row[0] for row in rows)
            first = {}
            for quant in quants:
                first.setdefault(quant.lot_id, quant)
            if len(first) >= limit or len(rows) < rows_limit:
                return [
                    self._get_spot(strategy, first[lot]) for lot in [*first][:limit]
                ]
            rows_limit *= 4

    @api.model
    def _find_older_lot(self, product, location, lot, exclude_lots=()):
        """The oldest series that should go out before ``lot``, or None.

        Strictly older by the key of the strategy: series of equal age are equal.
        """
        spots = self._get_oldest_lots(product, location, 1, [*exclude_lots, lot])
        mine = self._get_lot_key(product, location, lot)
        return age.oldest_before([(spot.key, spot) for spot in spots], mine)

    def _get_oldest_domain(self, product, location, exclude_lots):
        now = fields.Datetime.now()
        excluded = [getattr(lot, "id", lot) for lot in exclude_lots]
        fresh = Domain("removal_date", "=", False) | Domain("removal_date", ">", now)
        today = Domain("expiration_date", "=", False) | Domain(
            "expiration_date", ">=", self._get_start_of_today()
        )
        return (
            self.with_context(with_expiration=None)._get_gather_domain(
                product, location
            )
            & Domain("lot_id", "!=", False)
            & Domain("lot_id", "not in", excluded)
            & fresh
            & today
        )

    def _get_start_of_today(self):
        """The last day of a series is still good, in the time zone of the user."""
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return start.astimezone(UTC).replace(tzinfo=None)

    def _get_lot_free_condition(self, product, location):
        """The series has something free in all: one place may be short of another."""
        return SQL(
            """
            (SELECT SUM(COALESCE(same.quantity, 0) - same.reserved_quantity)
               FROM stock_quant same
               JOIN stock_location under ON under.id = same.location_id
              WHERE same.lot_id = stock_quant.lot_id
                AND same.product_id = %s
                AND under.parent_path LIKE %s) > 0
            """,
            product.id,
            f"{location.sudo().parent_path}%",
        )

    def _get_spot(self, strategy, quant):
        return age.Spot(
            lot=quant.lot_id,
            location=quant.location_id,
            package=quant.package_id,
            owner=quant.owner_id,
            free=quant.quantity - quant.reserved_quantity,
            key=self._get_age_key(strategy, quant.age_date, quant.lot_id),
        )

    @api.model
    def _get_lot_key(self, product, location, lot):
        """Age of a series as text; the incoming date of its oldest quantity stands in."""
        strategy = self._get_removal_strategy(product, location)
        date = lot.first_in_date
        if not date:
            domain = self._get_gather_domain(product, location)
            own = Domain("lot_id", "=", lot.id) & Domain("quantity", ">", 0)
            date = self.search(domain & own, order="age_date", limit=1).age_date
        return self._get_age_key(strategy, date, lot)

    def _get_age_key(self, strategy, date, lot):
        return age.key(
            strategy,
            fields.Datetime.to_string(date),
            fields.Datetime.to_string(lot.removal_date),
        )
