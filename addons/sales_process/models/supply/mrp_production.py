from datetime import timedelta

from odoo import fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def button_mark_done(self):
        result = super().button_mark_done()
        self.filtered(lambda production: production.state == "done")._tell_deals()
        return result

    def _tell_deals(self):
        """Finished goods may complete a deal that waits for them."""
        self.env["crm.lead"]._advance_waiting(self.move_finished_ids.product_id)

    def _get_open_qty(self):
        """Still to be produced, in the unit of the product."""
        self.ensure_one()
        rest = max(self.product_qty - self.qty_produced, 0.0)
        return self.product_uom_id._compute_quantity(
            rest,
            self.product_id.uom_id,
            round=False,
        )

    def _get_ready_percent(self):
        """Readiness of the open production, 0-100, weighted by quantity (R094).

        Work orders count by their expected time; without work orders there is
        nothing between "not begun" and "done".
        """
        total = sum(self.mapped("product_qty"))
        if not total:
            return 0.0
        return (
            sum(
                production._get_work_percent() * production.product_qty
                for production in self
            )
            / total
        )

    def _get_work_percent(self):
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

    def _get_ready_dates(self):
        """Expected ends. An order nobody has planned starts in the past on paper:
        its end is counted from now by the lead time of its bill of materials."""
        now = fields.Datetime.now()
        return [
            production.date_finished
            if production.is_planned or production.date_start >= now
            else now + timedelta(days=production.bom_id.produce_delay or 0)
            for production in self
        ]
