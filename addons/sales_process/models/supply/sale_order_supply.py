from odoo import api, fields, models

from ...tools.supply.split import split_supply
from .mrp_production import OPEN
from .supply_sources import Sources

SUPPLY_STATES = [
    ("none", "No goods"),
    ("reserved", "Reserved"),
    ("making", "In production"),
    ("buying", "Being bought"),
    ("partial", "Partly ready"),
    ("ready", "Ready"),
    ("shipped", "Shipped"),
]
# all that an order may be while nothing is made, bought or missing
COMPLETE = {"shipped", "returned"}
MOVE_FIELDS = (
    "state", "date", "picked", "product_id", "product_uom", "product_uom_qty", "quantity",
    "location_id", "location_dest_id", "location_final_id", "sale_line_id",
    "bom_line_id", "raw_material_production_id", "production_id", "purchase_line_id",
    "picking_id",
)  # fmt: skip


class SaleOrder(models.Model):
    """Where the goods of a deal's order are: from the stock moves and the documents that
    supply it (R093-R095). Computed for many orders at once."""

    _inherit = "sale.order"

    supply_state = fields.Selection(
        SUPPLY_STATES,
        string="Goods",
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        default="none",
        index="btree_not_null",
        copy=False,
    )
    supply_percent = fields.Float(
        string="Readiness, %",
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        aggregator="avg",
        copy=False,
    )
    supply_date = fields.Date(
        string="Ready on",
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        copy=False,
        help="When the last of the goods is expected on stock. Empty: everything is "
        "there, or nobody knows.",
    )
    needs_production = fields.Boolean(
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        copy=False,
        help="Part of the goods had to be made or bought for this order.",
    )

    @api.depends(lambda self: self._supply_depends())
    def _compute_supply(self):
        deals = self.filtered(lambda order: order._is_deal_order())
        supply = deals._origin._get_supply()
        for order in self:
            lines = order._origin.order_line if order in deals else ()
            figures = {line: supply[line] for line in lines if line in supply}
            order.update(order._origin._prepare_supply_values(figures))

    @api.model
    def _supply_depends(self):
        """Everything that says where the goods are: a change of any of these
        documents touches only its own order."""
        made = "stock_reference_ids.production_ids"
        bought = "stock_reference_ids.purchase_ids"
        return (
            "state",
            "opportunity_id.is_department",
            "order_line.product_uom_qty",
            "order_line.qty_delivered",
            "order_line.move_ids.state",
            "order_line.move_ids.quantity",
            "order_line.move_ids.product_uom_qty",
            f"{made}.state",
            f"{made}.product_qty",
            f"{made}.qty_produced",
            f"{made}.date_start",
            f"{made}.date_finished",
            f"{made}.reservation_state",
            f"{made}.workorder_ids.state",
            f"{made}.workorder_ids.duration",
            f"{bought}.state",
            f"{bought}.order_line.product_qty",
            f"{bought}.order_line.qty_received",
            f"{bought}.order_line.date_planned",
        )

    # ---- the lines ------------------------------------------------------------------

    def _get_supply(self):
        """Where the goods of the confirmed orders are.

        :return dict: storable line -> {"split", "percent", "date", "sources"}
        """
        orders = self._origin.filtered(lambda order: order.state == "sale")
        productions = orders._get_open_productions()
        orders._fetch_supply_moves(productions)
        ends = productions._get_expected_ends()
        supply = {}
        for order in orders:
            supply |= order._explain_lines(order._get_sources(productions, ends))
        return supply

    def _get_open_productions(self):
        return self.stock_reference_ids.production_ids.filtered(
            lambda made: made.state in OPEN
        )

    def _fetch_supply_moves(self, productions):
        """Read the moves of all the orders at once, with what they are linked to."""
        moves = self.stock_reference_ids.move_ids | self.order_line.move_ids
        moves |= productions.move_finished_ids | productions.move_raw_ids
        moves.fetch(["move_dest_ids", "move_orig_ids", *MOVE_FIELDS])
        (moves.move_dest_ids | moves.move_orig_ids).fetch(MOVE_FIELDS)
        productions.fetch(["workorder_ids"])
        productions.workorder_ids.fetch(["state", "duration", "duration_expected"])
        purchases = self.stock_reference_ids.purchase_ids.order_line
        purchases.fetch(["move_dest_ids", "move_ids"])

    def _explain_lines(self, sources):
        lines = self.order_line.filtered(lambda line: line._is_supplied())
        needs = {line: line._prepare_need() for line in lines}
        splits = split_supply(
            needs.values(), sources.sum_making(), sources.sum_buying()
        )
        products = self.env["product.product"]
        return {
            line: line._prepare_supply(
                splits[line.id],
                sources.of_products(
                    products.browse(part.product for part in need.parts)
                ),
            )
            for line, need in needs.items()
        }

    def _get_sources(self, productions, ends):
        """The open documents of the order, by its stock references.

        :param productions: open manufacturing orders of all the orders
        :param ends: when each of them is expected to end
        """
        references = self.stock_reference_ids
        return Sources(
            references.production_ids & productions,
            references.purchase_ids.order_line.filtered(self._is_bought_by),
            (references.move_ids | self.order_line.move_ids).filtered(
                lambda move: move._is_storing()
            ),
            ends,
        )

    def _is_bought_by(self, line):
        """A purchase may be shared with other orders: their lines are not ours."""
        return (
            line.state != "cancel"
            and not line.display_type
            and line.sale_line_id.order_id in (self, self.browse())
        )

    # ---- the order ------------------------------------------------------------------

    def _prepare_supply_values(self, supply):
        """Figures of the order from those of its lines."""
        if not supply:
            return {
                "supply_state": "none",
                "supply_percent": 0.0,
                "supply_date": False,
                "needs_production": False,
            }
        splits = [figures["split"] for figures in supply.values()]
        made_or_bought = self._has_open_or_done_documents()
        weights = self._get_supply_weights(supply)
        weighted = sum(
            figures["percent"] * weights[line] for line, figures in supply.items()
        )
        return {
            "supply_state": self._get_supply_state(splits, made_or_bought),
            "supply_percent": round(weighted / sum(weights.values()), 1),
            "supply_date": self._get_last_date(supply.values()),
            "needs_production": made_or_bought
            or any(split.missing for split in splits),
        }

    def _get_supply_weights(self, lines):
        """How much each line counts in the readiness: by its price, so that a machine
        is not hidden by its screws; by quantity when nothing has a price."""
        weights = {
            line: line.product_uom_qty * max(line.price_unit, 0.0) for line in lines
        }
        if any(weights.values()):
            return weights
        return {line: line.product_uom_qty for line in lines}

    def _get_last_date(self, supply):
        """The last date of the lines; False when one of them is not known."""
        waiting = [
            figures["date"]
            for figures in supply
            if figures["split"].waiting > figures["split"].reserved
        ]
        return False if False in waiting else max(waiting, default=False)

    def _has_open_or_done_documents(self):
        references = self.stock_reference_ids
        documents = references.production_ids.mapped("state")
        documents += references.purchase_ids.mapped("state")
        return any(state != "cancel" for state in documents)

    def _get_supply_state(self, splits, made_or_bought):
        parts = {
            name
            for split in splits
            for name, quantity in vars(split).items()
            if quantity
        }
        if parts <= COMPLETE:
            return "shipped"
        if parts <= COMPLETE | {"reserved"}:
            return "ready" if made_or_bought else "reserved"
        if parts in ({"making"}, {"buying"}):
            return parts.pop()
        return "partial"

    def _get_mean_percent(self):
        """Readiness of several orders, weighted by the price of their goods."""
        weights = {
            order: sum(
                order._get_supply_weights(
                    order.order_line.filtered(lambda line: line._is_supplied())
                ).values()
            )
            for order in self
        }
        total = sum(weights.values())
        if not total:
            return 0.0
        return round(
            sum(order.supply_percent * weight for order, weight in weights.items())
            / total,
            1,
        )

    def _get_common_date(self):
        """When the last of several orders is ready; False when one is not known."""
        waiting = self.filtered(
            lambda order: order.supply_state not in ("reserved", "ready", "shipped")
        ).mapped("supply_date")
        return False if False in waiting else max(waiting, default=False)
