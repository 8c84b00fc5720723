import logging

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_lead_service import OFFER

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """Service that was refused is offered again on the day that was agreed (R101)."""

    _inherit = "crm.lead"

    @api.model
    def _cron_service_remind(self):
        """Give the task “Offer service again”, once for each refusal; run once a day.

        Closed deals too: the task stands on the deal. A deal that fails does not stop
        the others.
        """
        cron = self.env["ir.cron"]
        due = self.search(self._get_service_remind_domain(), order="id")
        for number, lead in enumerate(due, 1):
            try:
                with self.env.cr.savepoint():
                    lead._remind_service()
            except Exception:
                _logger.exception("Service was not offered again: deal %s", lead.id)
            if not cron._commit_progress(1, remaining=len(due) - number):
                return

    @api.model
    def _get_service_remind_domain(self):
        return Domain(
            [
                ("service_state", "=", "refused"),
                ("service_remind_date", "<=", fields.Date.context_today(self)),
                ("service_reminded_on", "=", False),
            ]
        )

    def _remind_service(self):
        self.ensure_one()
        self.service_reminded_on = fields.Date.context_today(self)
        user = self._get_service_keeper()
        if not user:
            return
        localized = self.with_context(lang=user.lang)
        self.activity_schedule(
            OFFER,
            user_id=user.id,
            date_deadline=fields.Date.context_today(self),
            summary=localized.env._("Offer service again"),
            note=self.service_refusal_id.with_context(lang=user.lang).name,
        )

    def _get_service_keeper(self):
        """The client's salesperson first: the deal may be closed since long."""
        keeper = self.partner_id.commercial_partner_id.user_id
        return (
            keeper._get_sales_stand_in()
            or self._get_service_user()
            or self.env["sales.claim"]._get_director()
        )
