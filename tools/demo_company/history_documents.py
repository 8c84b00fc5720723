"""Real days of orders, production, purchases, stock, works, invoices, inquiries."""

from datetime import datetime, time, timedelta

from .dating import set_dates, set_message_dates
from .works import seal_again

HOUR = timedelta(hours=1)


def make(world):
    book = _Book(world)
    for plan in world.deals:
        book.add_deal(plan)
    book.add_other_documents()
    book.write()
    seal_again(world.env)
    _date_stock(world.env)
    _date_partners(world)


class _Book:
    """Collects the dates of all documents, then writes them in a few statements."""

    def __init__(self, world):
        self.world = world
        self.rows = {}

    def add(self, records, **values):
        rows = self.rows.setdefault(records._name, {})
        for record in records:
            rows.setdefault(record.id, {}).update(values)

    def write(self):
        env = self.world.env
        for model, rows in self.rows.items():
            set_dates(env, model, rows)
            if "message_ids" in env[model]._fields:
                begun = {
                    record_id: values["create_date"]
                    for record_id, values in rows.items()
                    if values.get("create_date")
                }
                set_message_dates(env, model, begun)

    # documents of a deal

    def add_deal(self, plan):
        orders = plan.lead.sudo().order_ids
        if not orders:
            return
        offered = plan.times["selection"] + 5 * HOUR
        self.add(orders, create_date=offered, date_order=offered)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        if plan.contract and confirmed:
            self.add(confirmed, date_order=plan.contract)
            self._add_supply(plan, confirmed.stock_reference_ids)
            self._add_shipments(plan, confirmed)
        self._add_works(plan)

    def _add_supply(self, plan, references):
        ready = plan.times.get("stock")
        for production in references.production_ids:
            self._add_production(plan, production, ready)
        for order in references.purchase_ids:
            self._add_purchase(order, plan.contract, ready)

    def _add_production(self, plan, production, ready):
        begun = plan.contract + 20 * HOUR
        self.add(
            production,
            create_date=plan.contract,
            date_deadline=production.sale_line_id.order_id.commitment_date or None,
        )
        if production.state == "done":
            ready = max(ready, begun + 6 * HOUR)
            self.add(production, date_start=begun, date_finished=ready)
            self._add_lots(production.lot_producing_ids, ready)
            moves = production.move_raw_ids | production.move_finished_ids
            self._add_moves(moves, ready)
            self._add_work_orders(production.workorder_ids, begun, ready)
        elif production.state in ("progress", "to_close"):
            done = production.workorder_ids.filtered(lambda w: w.state == "done")
            self._add_work_orders(done, begun, self.world.now - 20 * HOUR)

    def _add_work_orders(self, works, begun, ready):
        """One after another, in equal parts of the time."""
        step = (ready - begun) / max(len(works), 1)
        for number, work in enumerate(works):
            start, stop = begun + step * number, begun + step * (number + 1)
            self.add(work, date_start=start, date_finished=stop, create_date=begun)
            self.add(work.time_ids, date_start=start, date_end=stop)

    def _add_purchase(self, order, asked, ready):
        """:param ready: when the goods came, nothing while they are awaited."""
        self.add(order, create_date=asked, date_order=asked + 3 * HOUR)
        if order.state == "purchase":
            self.add(order, date_approve=asked + 4 * HOUR)
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        if done and ready:
            self.add(order, effective_date=ready)
            self._add_picking(done, ready)

    def _add_picking(self, picking, moment):
        self.add(
            picking,
            create_date=moment - 20 * HOUR,
            scheduled_date=moment,
            date_done=moment,
        )
        incoming = picking.filtered(lambda p: p.picking_type_code == "incoming")
        self._add_lots(incoming.move_line_ids.lot_id, moment)
        self._add_moves(picking.move_ids, moment)

    def _add_lots(self, lots, moment):
        self.add(lots, create_date=moment, first_in_date=moment)

    def _add_moves(self, moves, moment):
        self.add(moves, date=moment)
        self.add(moves.move_line_ids, date=moment)

    def _add_shipments(self, plan, orders):
        after = ("certification", "installation", "service")
        shipped = next((plan.times[k] for k in after if k in plan.times), None)
        pickings = orders.picking_ids
        done = pickings.filtered(lambda picking: picking.state == "done")
        if done:
            partly = plan.times.get("stock")
            self._add_picking(done, shipped or min(partly + HOUR, self.world.now))
        waiting = pickings.filtered(lambda p: p.state not in ("done", "cancel"))
        promised = orders[:1].commitment_date
        self.add(waiting, create_date=plan.contract, scheduled_date=promised)
        self.add(waiting.move_ids, date=promised)

    def _add_works(self, plan):
        stages = {"certification": "certification", "commissioning": "installation"}
        following = {
            "certification": ("installation", "service"),
            "commissioning": ("service",),
        }
        for work in plan.lead.sudo().work_ids:
            if work.kind not in stages or stages[work.kind] not in plan.times:
                continue
            begun = plan.times[stages[work.kind]]
            ended = next(
                (plan.times[k] for k in following[work.kind] if k in plan.times), None
            )
            self.add(work, create_date=begun)
            if ended:
                done = max(begun, ended - 3 * HOUR)
                self.add(work, date_planned=max(begun, ended - 27 * HOUR))
                self.add(
                    work,
                    date_started=max(begun, done - 6 * HOUR),
                    date_done=done,
                    signed_on=ended if work.signed_on else None,
                )

    # documents without a deal

    def add_other_documents(self):
        env = self.world.env
        for move in env["account.move"].search([("invoice_date", "!=", False)]):
            moment = self.world.to_utc(
                datetime.combine(move.invoice_date, time(12, 20))
            )
            self.add(move, create_date=min(moment, self.world.now))
        for inquiry in env["sales.inquiry"].search([]):
            self.add(inquiry, create_date=inquiry.date)
        for call in env["sales.call"].search([]):
            self.add(call, create_date=call.date_end)
        self._add_stock_purchases()
        self._add_service_works()

    def _add_stock_purchases(self):
        known = self.rows.get("purchase.order", {})
        orders = self.world.env["purchase.order"].search(
            [("id", "not in", list(known))]
        )
        for order in orders:
            came = min(order.date_planned or self.world.now, self.world.now - HOUR)
            asked = min(came, self.world.now) - timedelta(days=9)
            is_received = any(p.state == "done" for p in order.picking_ids)
            self._add_purchase(order, asked, came if is_received else None)

    def _add_service_works(self):
        works = self.world.env["equipment.work"].search(
            [("kind", "=", "service"), ("date_done", "!=", False)]
        )
        for work in works:
            done = work.date_planned + 4 * HOUR
            signed = done + HOUR if work.signed_on else None
            self.add(work, create_date=work.date_planned - 70 * HOUR)
            self.add(
                work,
                date_started=work.date_planned,
                date_done=done,
                signed_on=signed,
            )


def _date_stock(env):
    """A series on stock is as old as its first entry."""
    env.cr.execute(
        "UPDATE stock_quant SET in_date = lot.first_in_date FROM stock_lot AS lot"
        " WHERE lot.id = stock_quant.lot_id AND lot.first_in_date IS NOT NULL"
    )


def _date_partners(world):
    """Clients are known before their first deal."""
    first = {}
    for plan in world.deals:
        begun = plan.times["qualification"]
        first[plan.partner] = min(begun, first.get(plan.partner, begun))
    rows = {}
    for number, partner in enumerate(world.clients):
        known = first.get(partner, world.moment(160))
        if number % 3 == 0:
            known -= timedelta(days=100 + number * 5)
        rows |= {p.id: {"create_date": known} for p in partner | partner.child_ids}
    set_dates(world.env, "res.partner", rows)
