from odoo import api, fields, models

from .sales_service_contract_flow import RENEW


class SalesServiceContract(models.Model):
    """What happens to contracts by itself, once a day."""

    _inherit = "sales.service.contract"

    @api.model
    def _cron_contracts(self):
        """Announce the end, end what is over, make the works that are due.

        Each step looks only for what is to be done, so it may run at any time and as
        often as one likes.
        """
        today = fields.Date.context_today(self)
        self._run_steps(
            [
                ("_end", [("date_end", "<", today)]),
                ("_make_works", [("period_months", ">", 0)]),
            ]
        )

    def _announce_end(self):
        """The next contract is made, or the salesperson is told to prolong this one."""
        self.ensure_one()
        self.date_told = fields.Date.context_today(self)
        if self._get_next():
            return
        if self.auto_renew:
            follower = self._make_next()
            follower._start()
            body = self.env._(
                "Prolonged by itself: %(contract)s", contract=follower.name
            )
            self._message_log(body=body)
            return
        self._schedule_renew()

    def _schedule_renew(self):
        user = self._get_performer()
        if user:
            localized = self.with_context(lang=user.lang)
            self.activity_schedule(
                RENEW,
                user_id=user.id,
                date_deadline=max(self.date_end, fields.Date.context_today(self)),
                summary=localized.env._("Prolong the service contract"),
            )
