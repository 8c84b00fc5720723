from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import age
from .stock_lot import ALL


class StockQuant(models.Model):
    """Quantities are taken by the age of their series, also on the screens of core.

    Three places where core takes a newer series first are put right here:

    - the age is the one of the series, which a return or a recount does not renew;
    - series of equal age go in the order of their numbers, not of their scanning;
    - goods without a series stand in the row by their own incoming date, not last
      ("first in"; they have no removal date, so "first expired" takes them last).
    """

    _inherit = "stock.quant"

    age_date = fields.Datetime(
        string="Age",
        compute="_compute_age_date",
        store=True,
        precompute=True,
        help="First entry of the series into our stock; the incoming date of the "
        "quantity where there is no series. The oldest goes out first.",
    )
    age_order = fields.Char(
        string="Order within one age",
        compute="_compute_age_order",
        store=True,
        precompute=True,
        help="Number of the series, so that series of equal age go out one by one.",
    )
    # free quantities in the order of each strategy, and what is reserved too much
    _free_fifo_idx = models.Index(
        "(product_id, location_id, age_date, age_order, id)"
        " WHERE quantity > reserved_quantity"
    )
    _free_fefo_idx = models.Index(
        "(product_id, location_id, removal_date, age_date, age_order, id)"
        " WHERE quantity > reserved_quantity"
    )
    _short_idx = models.Index(
        "(product_id, location_id) WHERE COALESCE(quantity, 0) < reserved_quantity"
    )

    @api.depends("lot_id.first_in_date", "in_date")
    def _compute_age_date(self):
        for quant in self:
            quant.age_date = quant.lot_id.first_in_date or quant.in_date

    @api.depends("lot_id.name", "lot_id.first_in_date")
    def _compute_age_order(self):
        """A series whose entry nobody noted is in the order of core, by id."""
        for quant in self:
            lot = quant.lot_id
            number = age.serial_order(lot.name) if lot.first_in_date else age.NO_NUMBER
            quant.age_order = number if lot else False

    def _init_age(self):
        """Fill the age of all quantities in one statement; also after others wrote SQL."""
        self.env.flush_all()
        self.env.cr.execute(self._get_age_update())
        self.env.invalidate_all(flush=False)

    def _get_age_update(self, condition=ALL):
        return SQL(
            """
            UPDATE stock_quant quant
               SET age_date = COALESCE(lot.first_in_date, same.in_date),
                   age_order = %(order)s
              FROM stock_quant same
         LEFT JOIN stock_lot lot ON lot.id = same.lot_id
             WHERE same.id = quant.id
               AND (quant.age_date, quant.age_order) IS DISTINCT FROM
                   (COALESCE(lot.first_in_date, same.in_date), %(order)s)
                   %(condition)s
            """,
            order=SQL(age.ORDER_SQL),
            condition=condition,
        )

    @api.model
    def _merge_quants(self):
        """Core merges by SQL and keeps the oldest incoming date."""
        products = self.product_id._ids
        result = super()._merge_quants()
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_quant quant
                   SET age_date = quant.in_date
                 WHERE quant.age_date > quant.in_date
                   AND NOT EXISTS (
                           SELECT FROM stock_lot lot
                            WHERE lot.id = quant.lot_id
                              AND lot.first_in_date IS NOT NULL
                       )
                       %s
                """,
                SQL("AND quant.product_id IN %s", products) if products else ALL,
            )
        )
        self.env.invalidate_all(flush=False)
        return result

    @api.model
    def _get_removal_strategy_order(self, removal_strategy):
        if age.is_controlled(removal_strategy):
            return age.order(removal_strategy)
        return super()._get_removal_strategy_order(removal_strategy)

    def _get_gather_domain(self, *args, **kwargs):
        """A delivery that is late must not get goods whose removal date has passed.

        Core compares with the planned date of the move, however long ago that was.
        """
        planned = self.env.context.get("with_expiration")
        now = fields.Datetime.now()
        is_late = planned and planned < now
        quants = self.with_context(with_expiration=now) if is_late else self
        return super(StockQuant, quants)._get_gather_domain(*args, **kwargs)

    def _gather(
        self,
        product_id,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        qty=0,
    ):
        """Under "first in" goods without a series have their place by their own age.

        Core puts them last: those of 2020 would wait for a series of today. They still
        go last where a series is asked for and under "first expired".
        """
        place = (package_id, owner_id, strict)
        strategy = self._get_removal_strategy(product_id, location_id)
        is_first_in = strategy == "fifo" and not (strict or lot_id)
        if not is_first_in or not self._follows_age(product_id, location_id):
            return super()._gather(product_id, location_id, lot_id, *place, qty)
        domain = self._get_gather_domain(product_id, location_id, lot_id, *place)
        return self.search(domain, order=self._get_removal_strategy_order(strategy))

    @api.model
    def _follows_age(self, product, location):
        """Whether the age of series decides, and nobody else changes the reservation.

        A product without series has few quantities, whose order is that of core.
        Another addon that overrides one of these methods is heard: then everything is
        left to the methods below ours.
        """
        if product.tracking == "none":
            return False
        strategy = self._get_removal_strategy(product, location)
        return (
            age.is_controlled(strategy)
            and self._get_removal_strategy_order(strategy) == age.order(strategy)
            and not self._is_reservation_overridden()
        )

    @api.model
    def _is_reservation_overridden(self):
        methods = (
            "_gather",
            "_get_gather_domain",
            "_get_available_quantity",
            "_get_reserve_quantity",
        )
        known = ("odoo.addons.stock.", "odoo.addons.warehouse_barcode.")
        return any(
            method in vars(part) and not part.__module__.startswith(known)
            for part in type(self).mro()
            for method in methods
        )
