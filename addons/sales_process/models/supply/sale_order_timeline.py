from odoo import api, fields, models

CHANNEL = "sales_process_production"


class SaleOrder(models.Model):
    """The row of an order on the page "Orders and readiness" (R094)."""

    _inherit = "sale.order"

    production_timeline = fields.Json(
        string="Timeline",
        compute="_compute_production_timeline",
        export_string_translation=False,
    )
    slip_text = fields.Char(
        string="Slip",
        compute="_compute_slip_text",
        help="How far the expected date is from the promised one, in words.",
    )

    @api.depends("supply_date", "promised_date", "supply_percent", "slip_days")
    @api.depends_context("lang", "tz")
    def _compute_production_timeline(self):
        for order in self:
            start = fields.Datetime.context_timestamp(
                order, order.date_order or fields.Datetime.now()
            ).date()
            order.production_timeline = {
                "start": fields.Date.to_string(start),
                "end": fields.Date.to_string(order._get_timeline_end()) or False,
                "promised": fields.Date.to_string(order.promised_date) or False,
                "percent": order.supply_percent,
                "state": order._get_timeline_state(),
                "title": order.slip_text or "",
            }

    def _get_timeline_end(self):
        """The expected date; for goods that are there, today."""
        if self._is_supply_there():
            return fields.Date.context_today(self)
        return self._get_shown_date()

    def _is_supply_there(self):
        return self.supply_state in ("reserved", "ready", "shipped")

    def _get_timeline_state(self):
        if self.slip_days:
            return "late"
        known = self.supply_date or self._is_supply_there()
        return "ok" if known else "unknown"

    @api.depends("supply_date", "promised_date", "supply_state", "slip_days")
    @api.depends_context("lang")
    def _compute_slip_text(self):
        for order in self:
            order.slip_text = order._describe_slip()

    def _describe_slip(self):
        there = self._is_supply_there()
        if self.slip_days and there:
            return self.env._(
                "on stock, shipping is %(days)s days late", days=self.slip_days
            )
        if self.slip_days:
            return self.env._("%(days)s days late", days=self.slip_days)
        if there:
            return self.env._("on stock, can be shipped")
        if not self.supply_date:
            return self.env._("nobody knows when it is ready")
        if not self.promised_date:
            return self.env._("nothing is promised yet")
        spare = (self.promised_date - self.supply_date).days
        return self.env._("in time, %(days)s days to spare", days=spare)

    # ---- buttons of the page --------------------------------------------------------

    def action_open_deal(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.opportunity_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model
    def _announce_plan(self):
        """Open pages load anew; once in a transaction. The message says nothing."""
        announced = self.env.cr.precommit.data.setdefault("sales_process.plan", set())
        if CHANNEL not in announced:
            announced.add(CHANNEL)
            # sudo: whoever changes the plan
            self.env["bus.bus"].sudo()._sendone(CHANNEL, "sales_production_changed", {})
