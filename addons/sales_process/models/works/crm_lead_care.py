import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
CARE = "sales_process.mail_activity_type_care_call"
BATCH = 100


class CrmLead(models.Model):
    """Some days after the last shipment the client is called: is all right? (R106)

    1. The days are those of the department, else of the settings.
    2. They count from the last shipment of the deal, when nothing more is to be
       shipped; shipments before the day from which calls are counted are left out.
    3. A deal with an open claim gets no task: the history says so.
    4. Once for a deal: ``care_date`` is the day on which it was dealt with.
    """

    _inherit = "crm.lead"

    care_date = fields.Date(
        string="Call after the Shipment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the task to call the client after the shipment was given.",
    )

    @api.model
    def _cron_care(self):
        """Give the tasks whose day has come; run once a day.

        A deal that fails does not stop the others.
        """
        cron = self.env["ir.cron"]
        waiting = self.search(self._get_care_domain(), order="id")
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            for lead in batch._get_cared():
                try:
                    with self.env.cr.savepoint():
                        lead._give_care()
                except Exception:
                    _logger.exception("No care call was planned: deal %s", lead.id)
            remaining = len(waiting) - start - len(batch)
            if not cron._commit_progress(len(batch), remaining=remaining):
                return

    @api.model
    def _get_care_domain(self):
        """Deals that have shipped something since calls are counted."""
        begin = fields.Date.to_date(
            self.env["sales.settings"]._get_value("care_from") or False
        )
        if not begin:
            return Domain.FALSE
        shipped = Domain(
            [
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("date_done", ">=", fields.Datetime.to_datetime(begin)),
            ]
        )
        return Domain("is_department", "=", True) & Domain(
            [
                ("care_date", "=", False),
                ("order_ids.picking_ids", "any", shipped),
            ]
        )

    def _get_cared(self):
        """The deals whose days are over."""
        now = fields.Datetime.now()
        common = self.env["sales.settings"]._get_value("care_days")
        result = self.browse()
        for lead in self:
            days = lead.team_id.care_days or common
            shipped = lead._get_last_shipment()
            if days > 0 and shipped and shipped + timedelta(days=days) <= now:
                result |= lead
        return result

    def _get_last_shipment(self):
        """Moment of the last shipment to the client; False while more is to come."""
        pickings = self.order_ids.picking_ids.filtered(
            lambda picking: (
                picking.location_dest_id.usage == "customer"
                and picking.state != "cancel"
            )
        )
        if any(picking.state != "done" for picking in pickings):
            return False
        return max(filter(None, pickings.mapped("date_done")), default=False)

    def _give_care(self):
        self.ensure_one()
        self.care_date = fields.Date.context_today(self)
        if self.open_claim_count:
            self._message_log(
                body=self.env._(
                    "The client is not called about the goods: a claim is open."
                )
            )
            return
        user = self._get_service_keeper()
        if not user:
            return
        deadline = self._plan_working(1, "days", fields.Datetime.now())
        localized = self.with_context(lang=user.lang, tz=user.tz or "UTC")
        self.activity_schedule(
            CARE,
            user_id=user.id,
            date_deadline=fields.Datetime.context_timestamp(localized, deadline).date(),
            summary=localized.env._("Call: is everything all right?"),
        )


class CrmTeam(models.Model):
    _inherit = "crm.team"

    care_days = fields.Integer(
        string="Call after the Shipment, days",
        help="Days after the last shipment of a deal when its client is called. 0: the "
        "setting of the company. A negative number: never.",
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {"care_days"}
