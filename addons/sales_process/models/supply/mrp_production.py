from datetime import timedelta

from odoo import fields, models

OPEN = ("draft", "confirmed", "progress", "to_close")


class MrpProduction(models.Model):
    """How far a manufacturing order is, and when it will be done (R094)."""

    _inherit = "mrp.production"

    def _get_open_qty(self):
        """Still to be produced for orders, in the unit of the product; what belongs to
        another manufacturing order as its component is not counted."""
        self.ensure_one()
        rest = self.product_uom_id._compute_quantity(
            self.product_qty - self.qty_produced, self.product_id.uom_id, round=False
        )
        finished = self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move._is_open()
        )
        return max(rest - finished.move_dest_ids._sum_components(), 0.0)

    def _get_work_percent(self):
        """Readiness of the order, 0-100.

        Work orders count by their expected time; without work orders there is nothing
        between "not begun" and "done" but the quantity that is produced.
        """
        self.ensure_one()
        work_orders = self.workorder_ids.filtered(lambda work: work.state != "cancel")
        expected = sum(work_orders.mapped("duration_expected"))
        if not expected:
            return (
                100.0 * self.qty_produced / self.product_qty if self.product_qty else 0
            )
        done = sum(
            work.duration_expected
            if work.state == "done"
            else min(work.duration, work.duration_expected)
            for work in work_orders
        )
        return 100.0 * done / expected

    def _get_expected_ends(self):
        """When each order will be done: dict of order -> moment, None: nobody knows.

        1. A planned order ends as planned; one that nobody has planned starts in the
           past on paper: its end is counted from now by the lead time of its bill.
        2. Components that come later push the end; components that nobody makes or buys
           make it unknown.
        3. Never in the past.
        """
        now = fields.Datetime.now()
        waiting = self.filtered(lambda order: order.reservation_state != "assigned")
        raw = waiting.move_raw_ids.filtered(lambda move: move._is_open())
        components = raw._get_component_dates()
        return {order: order._get_expected_end(components, now) for order in self}

    def _get_expected_end(self, components, now):
        dates = [components[move] for move in self.move_raw_ids if move in components]
        if None in dates:
            return None
        lead = timedelta(days=self.bom_id.produce_delay or 0)
        if self.is_planned or (self.date_start and self.date_start >= now):
            end = self.date_finished or self.date_start + lead
            lead = max(end - self.date_start, timedelta())
        else:
            end = now + lead
        begun = self.state in ("progress", "to_close")
        start = max(dates, default=now)
        if start > now and not begun:
            end = max(end, start + lead)
        return max(end, now)

    def _get_missing_components(self):
        """Components that are not reserved: their products."""
        return self.move_raw_ids.filtered(
            lambda move: move._is_open() and move.state != "assigned"
        ).product_id

    # --------------------------------------------------------------------- events

    def button_mark_done(self):
        result = super().button_mark_done()
        self.filtered(lambda production: production.state == "done")._tell_deals()
        return result

    def _tell_deals(self):
        """Finished goods may complete a deal that waits for them."""
        self._follow_orders()
        self.env["crm.lead"]._advance_waiting(self.move_finished_ids.product_id)
