import logging
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.supply.promise import days_late

_logger = logging.getLogger(__name__)

BATCH = 200
PROMISE_TASK = "sales_process.mail_activity_type_promise"


class SaleOrder(models.Model):
    """Promised dates of an order, and how far it is from keeping them."""

    _inherit = "sale.order"

    promised_date = fields.Date(
        compute="_compute_promised_date",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        copy=False,
        help="The earliest day that the client was told for goods which are not shipped "
        "yet; when all are shipped, the last one.",
    )
    slip_days = fields.Integer(
        string="Days late",
        compute="_compute_slip_days",
        store=True,
        compute_sudo=True,
        copy=False,
        aggregator="max",
        help="Days between the promised date and the expected one. 0: in time.",
    )

    @api.depends("order_line.promised_date", "order_line.qty_delivered", "state")
    def _compute_promised_date(self):
        for order in self:
            lines = order.order_line.filtered("promised_date")
            waiting = lines.filtered(
                lambda line: line.qty_delivered < line.product_uom_qty
            )
            dates = (waiting or lines).mapped("promised_date")
            pick = min if waiting else max
            order.promised_date = order.state == "sale" and pick(dates, default=False)

    @api.depends("promised_date", "supply_date", "supply_state", "state")
    def _compute_slip_days(self):
        today = fields.Date.context_today(self)
        for order in self:
            running = order.state == "sale" and order.supply_state != "shipped"
            order.slip_days = running and days_late(
                order.promised_date or None, order.supply_date or None, today
            )

    # ---- the delivery date of core --------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if vals.get("commitment_date"):
            self.filtered(lambda order: order.state == "sale")._promise_order_date()
        return result

    def _action_confirm(self):
        result = super()._action_confirm()
        self._promise_order_date()
        return result

    def _promise_order_date(self, lines=None):
        """The delivery date of a confirmed order is a promise for all of its goods that
        are not shipped yet. A date in the past is none.

        :param lines: only these lines; all by default
        """
        today = fields.Date.context_today(self)
        for order in self.filtered(lambda order: order._is_deal_order()):
            day = order._get_commitment_day()
            goods = (lines or order.order_line).filtered(
                lambda line, order=order: (
                    line.order_id == order
                    and line._is_supplied()
                    and line.qty_delivered < line.product_uom_qty
                )
            )
            if (
                day
                and day >= today
                and day
                != max(filter(None, goods.mapped("promised_date")), default=None)
            ):
                goods._promise(dict.fromkeys(goods, day), "order")
                order._follow_promises()

    def _get_commitment_day(self):
        if not self.commitment_date:
            return False
        moment = fields.Datetime.context_timestamp(self, self.commitment_date)
        return moment.date()

    # ---- telling the client ---------------------------------------------------------

    def action_tell_dates(self):
        """Open the form in which the salesperson promises dates.

        :raise UserError: the order is not confirmed, or everything is shipped
        """
        self.ensure_one()
        if self.state != "sale" or self.supply_state in (False, "none", "shipped"):
            raise UserError(self.env._("There is nothing left to promise."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the client the dates"),
            "res_model": "sales.promise.tell",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _tell_dates(self, dates, comment=""):
        """Promise the dates, and keep the last one as the delivery date of the order.

        :param dict dates: line -> date
        """
        self.ensure_one()
        dates = {line: day for line, day in dates.items() if line.order_id == self}
        lines = next(iter(dates), self.order_line.browse())
        lines._promise(dates, "told", comment)
        last = max(filter(None, self.order_line.mapped("promised_date")))
        if last != self._get_commitment_day():
            zone = pytz.timezone(self.env.user.tz or "UTC")
            noon = zone.localize(datetime.combine(last, time(12)))
            self.commitment_date = noon.astimezone(pytz.utc).replace(tzinfo=None)
        self.opportunity_id.sudo().activity_feedback(
            [PROMISE_TASK],
            feedback=self.env._("The client is told the new date"),
            only_automated=False,
        )
        self._follow_promises()

    def _action_promise_letter(self):
        template = self.env.ref(
            "sales_process.mail_template_promise", raise_if_not_found=False
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.action_email_compose_message_wizard"
        )
        action["context"] = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id if template else False,
            "default_composition_mode": "comment",
        }
        return action

    # ---- time goes by ---------------------------------------------------------------

    @api.model
    def _cron_follow_promises(self):
        """Dates of what is not planned, or is late already, move with the days: compute
        them anew and tell what that means for the promises. Oldest first, in batches."""
        cron = self.env["ir.cron"]
        domain = self._get_open_supply_domain()
        last = 0
        while orders := self.search(
            domain & Domain("id", ">", last), limit=BATCH, order="id"
        ):
            last = orders[-1].id
            orders._look_again()
            remaining = self.search_count(domain & Domain("id", ">", last))
            if not cron._commit_progress(len(orders), remaining=remaining):
                return

    def _look_again(self):
        """One order that cannot be computed is left for the next run, not the others."""
        try:
            with self.env.cr.savepoint():
                self._refresh_supply()
                self._follow_promises()
        except Exception:
            if len(self) == 1:
                _logger.exception("Readiness of %s was not computed", self.name)
                return
            for order in self:
                order._look_again()

    @api.model
    def _get_open_supply_domain(self):
        return (
            Domain("state", "=", "sale")
            & Domain("supply_state", "not in", (False, "none", "shipped"))
            & Domain("opportunity_id.is_department", "=", True)
        )

    def _refresh_supply(self):
        """Compute the stored figures anew: they depend on the day, too."""
        for name in ("supply_state", "slip_days"):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset()
