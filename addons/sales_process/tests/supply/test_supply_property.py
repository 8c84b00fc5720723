from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from ..supply_common import SupplyCommon

STEPS = (
    "increase",
    "decrease",
    "produce",
    "produce part",
    "receive",
    "receive part",
    "store",
    "ship",
    "ship part",
    "return",
    "cancel production",
    "cancel delivery",
    "cancel order",
)


ORDERS, WALKS = 25, 8  # 200 random walks in all
QUANTITIES = st.tuples(*[st.integers(0, 4)] * 4).map(
    lambda wanted: wanted if any(wanted) else (1, 1, 1, 1)
)
WALK = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=1, max_size=5
)


@tagged("post_install", "-at_install")
class TestSupplyProperty(SupplyCommon):
    """Whatever people do in whatever order: every ordered piece is explained, the stock
    moves agree, and no document is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls._create_product("kit")
        cls._create_bom(cls.kit, [(cls.stocked, 1), (cls.made, 1)], kind="phantom")
        cls._put_on_stock(cls.stocked, 3)
        cls._put_on_stock(cls.bought, 1)

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal().sudo()

    def test_every_piece_is_explained(self):
        self.walks = 0
        self._take_walks()
        self.assertGreaterEqual(self.walks, ORDERS * WALKS)

    @settings(
        max_examples=ORDERS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # a walk takes a second: it is not made shorter
        suppress_health_check=list(HealthCheck),
    )
    @given(quantities=QUANTITIES, walks=st.lists(WALK, min_size=WALKS, max_size=WALKS))
    def _take_walks(self, quantities, walks):
        """Several walks start from the same confirmed order: to confirm costs most."""
        products = (self.stocked, self.made, self.bought, self.kit)
        with self._undone():
            self._confirm(zip(products, quantities, strict=True))
            self._check(self.deal)
            for walk in walks:
                with self._undone():
                    self._take_walk(walk)

    def _take_walk(self, walk):
        self.walks += 1
        note(f"Walk: {walk}")
        for step, number in walk:
            getattr(self, f"_step_{step.replace(' ', '_')}")(self.deal, number)
            self._check(self.deal)

    @contextmanager
    def _undone(self):
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
            self.env.invalidate_all()

    def _confirm(self, wanted):
        self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "opportunity_id": self.deal.id,
                "state": "sent",
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in wanted
                    if quantity
                ],
            }
        ).action_confirm()

    # ---- what people do -------------------------------------------------------------

    def _pick(self, records, number):
        return records[number % len(records)] if records else records

    def _pick_line(self, deal, number):
        order = deal.order_ids.filtered(lambda one: one.state == "sale")
        return self._pick(order.order_line, number)

    def _step_increase(self, deal, number):
        line = self._pick_line(deal, number)
        if line:
            line.product_uom_qty += number + 1

    def _step_decrease(self, deal, number):
        line = self._pick_line(deal, number)
        if line:
            line.product_uom_qty = max(
                line.product_uom_qty - number - 1, line.qty_delivered, 0
            )

    def _open_productions(self, deal):
        return self._get_productions(deal).filtered(
            lambda made: made.state in ("confirmed", "progress", "to_close")
        )

    def _step_produce(self, deal, number):
        production = self._pick(self._open_productions(deal), number)
        if production:
            self._finish(production)

    def _step_produce_part(self, deal, number):
        production = self._pick(self._open_productions(deal), number)
        if production:
            self._finish(production, min(1.0, production.product_qty))

    def _receive_some(self, deal, quantities):
        purchases = self._get_purchases(deal)
        purchases.filtered(lambda one: one.state == "draft").button_confirm()
        self._validate(purchases.picking_ids, quantities)

    def _step_receive(self, deal, _number):
        self._receive_some(deal, None)

    def _step_receive_part(self, deal, _number):
        self._receive_some(deal, {self.bought: 1})

    def _step_store(self, deal, _number):
        moves = self._get_references(deal).move_ids | deal.order_ids.order_line.move_ids
        self._validate(moves.filtered(lambda move: move._is_storing()).picking_id)

    def _step_ship(self, deal, _number):
        self._ship_step(deal)

    def _step_ship_part(self, deal, _number):
        pickings = deal.order_ids.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        )
        self._validate(
            pickings,
            {
                move.product_id: 1.0
                for move in pickings.move_ids
                if move.quantity >= 1 and move.state not in ("done", "cancel")
            },
        )

    def _step_return(self, deal, number):
        done = deal.order_ids.picking_ids.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )
        picking = self._pick(done, number)
        if picking and not picking.return_ids:
            self._send_back(picking, 1)

    def _step_cancel_production(self, deal, number):
        production = self._pick(self._open_productions(deal), number)
        if production:
            production.action_cancel()

    def _step_cancel_delivery(self, deal, number):
        waiting = deal.order_ids.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code == "outgoing"
                and picking.state not in ("done", "cancel")
            )
        )
        picking = self._pick(waiting, number)
        if picking:
            picking.action_cancel()

    def _step_cancel_order(self, deal, _number):
        order = deal.order_ids.filtered(lambda one: one.state == "sale")
        if order and not any(order.order_line.mapped("qty_delivered")):
            order._action_cancel()

    # ---- what must always hold ------------------------------------------------------

    def _check(self, deal):
        supply = self.assertExplained(deal)
        for order in deal.sudo().order_ids:
            self._check_moves(supply[order])
            self._check_documents(order, supply[order])
        self.assertEqual(
            deal.supply_state in ("none", "shipped"),
            not any(
                figures["split"].waiting
                for lines in supply.values()
                for figures in lines.values()
            ),
        )

    def _check_moves(self, supply):
        """What is said to be shipped and reserved is what the stock moves say."""
        for line, figures in supply.items():
            if line.product_id == self.kit:
                continue
            moves = line.move_ids.filtered(
                lambda move, line=line: move.product_id == line.product_id
            )
            done = moves.filtered(lambda move: move.state == "done")
            out = done.filtered(lambda move: move.location_dest_id.usage == "customer")
            back = done.filtered(lambda move: move.location_id.usage == "customer")
            waiting = moves.filtered(lambda move: move._is_open_to_client())
            split = figures["split"]
            self.assertAlmostEqual(
                split.shipped,
                sum(out.mapped("quantity")) - sum(back.mapped("quantity")),
            )
            self.assertAlmostEqual(
                split.reserved,
                min(
                    sum(waiting.mapped("quantity")),
                    max(line.product_uom_qty - split.shipped, 0),
                ),
            )

    def _check_documents(self, order, supply):
        """No open production or purchase of the order is left without being shown: it
        supplies a line, or somebody is told that it is too much."""
        if order.state != "sale":
            return
        shown = sum(
            figures["split"].making + figures["split"].buying
            for figures in supply.values()
        )
        productions = self._get_productions(order.opportunity_id).filtered(
            lambda made: made.state not in ("done", "cancel")
        )
        purchases = self._get_purchases(order.opportunity_id).order_line.filtered(
            lambda line: line.state != "cancel"
        )
        documents = [*productions, *purchases]
        given = sum(document._get_open_qty() for document in documents)
        surplus = sum(order._get_surplus(order.order_line.product_id).values())
        self.assertLessEqual(shown, given + 1e-6)
        self.assertGreaterEqual(shown + surplus + self._count_in_kits(order), given)

    def _count_in_kits(self, order):
        """What is made for kits whose other component is not there yet."""
        return sum(
            line.product_uom_qty
            for line in order.order_line
            if line.product_id == self.kit
        )
