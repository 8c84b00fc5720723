from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import age
from .stock_quant_search import FREE, READ, SHORT

FIRST_ROWS = 40
# key of the context: quantities that stand for all of the product in this place
BOUNDED = "warehouse_barcode_bounded"


class StockQuant(models.Model):
    """Reservation reads the oldest quantities until the need is met, not all of them.

    Why the answer is that of core (:meth:`_get_reserve_quantity`): it wants the sum of
    what is free, takes the smaller one of it and the need, and walks from the oldest.
    Let `needed` be what is asked for plus all that is reserved beyond the stock. The
    shortest beginning of the free quantities that reaches `needed`, together with all
    those short ones, has at least the need free by each of core's sums, so the smaller
    one is the need in both; and the walk ends inside this beginning, because the short
    ones take away no more than was added for them. Where all the free quantities do
    not reach `needed`, they are all read, and the rest adds nothing to any sum.

    Everything else is left to core: a product without series, a series is asked for, a
    strict search, another strategy, whole packages only, an addon that overrides these
    methods.
    """

    _inherit = "stock.quant"

    def _gather(self, product_id, location_id, *args, **kwargs):
        bounded = self.env.context.get(BOUNDED)
        if bounded is not None:
            return self.browse(bounded)
        return super()._gather(product_id, location_id, *args, **kwargs)

    def _get_available_quantity(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        allow_negative=False,
    ):
        is_bounded = BOUNDED in self.env.context
        if strict or is_bounded or not self._follows_age(product_id, location_id):
            return super()._get_available_quantity(
                product_id,
                location_id,
                lot_id=lot_id,
                package_id=package_id,
                owner_id=owner_id,
                strict=strict,
                allow_negative=allow_negative,
            )
        # sudo: as core, the availability is that of everybody
        everything, positive = self.sudo()._sum_free(
            product_id,
            self._get_gather_domain(
                product_id, location_id, lot_id, package_id, owner_id
            ),
        )
        return everything if allow_negative else positive

    def _sum_free(self, product, domain):
        """All that is free, and that of the series of which something is free."""
        query = self._search(domain)
        if query.is_empty():
            return 0.0, 0.0
        self.flush_model(READ)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        [sums] = self.env.execute_query(
            SQL(
                """
                SELECT SUM(series.free),
                       SUM(series.free) FILTER (WHERE ROUND(series.free, %s) > 0)
                  FROM (
                           SELECT SUM(
                                      COALESCE(stock_quant.quantity, 0)
                                      - stock_quant.reserved_quantity
                                  ) AS free
                             FROM %s
                            WHERE %s
                         GROUP BY stock_quant.lot_id
                       ) series
                """,
                digits,
                query.from_clause,
                query.where_clause or SQL("TRUE"),
            )
        )
        return [float(total or 0.0) for total in sums]

    def _get_reserve_quantity(
        self,
        product_id,
        location_id,
        quantity,
        uom_id=None,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
    ):
        wanted = {
            "uom_id": uom_id,
            "lot_id": lot_id,
            "package_id": package_id,
            "owner_id": owner_id,
            "strict": strict,
        }
        if (
            strict
            or lot_id
            or not self._may_bound_reservation(product_id, location_id, quantity)
        ):
            return super()._get_reserve_quantity(
                product_id, location_id, quantity, **wanted
            )
        # sudo: as core, a reservation sees all quantities
        bounded = self.sudo()._gather_enough(
            product_id, location_id, quantity, package_id, owner_id
        )
        reserved = super(
            StockQuant, self.with_context(**{BOUNDED: bounded})
        )._get_reserve_quantity(product_id, location_id, quantity, **wanted)
        env = self.sudo().env
        return [(quant.with_env(env), taken) for quant, taken in reserved]

    def _may_bound_reservation(self, product, location, quantity):
        context = self.env.context
        whole_packages = (
            context.get("packaging_uom_id")
            and product.categ_id.packaging_reserve_method == "full"
        )
        return (
            BOUNDED not in context
            and not whole_packages
            and product.uom_id.compare(quantity, 0) > 0
            and self._follows_age(product, location)
        )

    def _gather_enough(self, product, location, quantity, package, owner):
        """Ids of the quantities that decide the reservation of ``quantity``."""
        domain = self._get_gather_domain(
            product, location, package_id=package, owner_id=owner
        )
        strategy = self._get_removal_strategy(product, location)
        where = (product, location, strategy)
        short = self._select_spots(domain, SHORT, *where)
        shortage = -float(sum(free for _row_id, free in short))
        needed = quantity + product.uom_id.rounding + shortage
        ids = []
        for part in self._split_by_series(domain, strategy):
            found, needed = self._gather_prefix(part, where, needed)
            ids += found
            if needed <= 0:
                break
        return [*ids, *[row_id for row_id, _free in short]]

    def _split_by_series(self, domain, strategy):
        """Under "first expired" goods without a series come after all series."""
        if strategy == "fifo":
            return [domain]
        return [domain & Domain("lot_id", is_set, False) for is_set in ("!=", "=")]

    def _gather_prefix(self, domain, where, needed):
        """Ids of the shortest beginning that suffices, and what is still needed."""
        product = where[0]
        limit = int(needed) + 2 if product.tracking == "serial" else FIRST_ROWS
        while True:
            rows = self._select_spots(domain, FREE, *where, limit=limit)
            counted = [
                (row_id, self._round_free(product, free)) for row_id, free in rows
            ]
            ids, total = age.take_prefix(counted, needed)
            if total >= needed or len(rows) < limit:
                return ids, needed - total
            limit *= 8

    def _round_free(self, product, free):
        """What core would take: nothing of a quantity that rounds to zero."""
        free = float(free)
        return free if product.uom_id.compare(free, 0) > 0 else 0.0
