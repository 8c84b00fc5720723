from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

RENEW = "sales_process.mail_activity_type_renew_contract"


class SalesContract(models.Model):
    """What happens to contracts by itself, once a day."""

    _inherit = "sales.contract"

    @api.model
    def _cron_contracts(self):
        """Announce the end, prolong or end what is over.

        Each step looks only for what is to be done, so it may run as often as one
        likes.
        """
        today = fields.Date.context_today(self)
        self._run_steps([("_finish_term", [("date_end", "<", today)])])

    def _announce_end(self):
        self.ensure_one()
        self.date_told = fields.Date.context_today(self)
        user = self._get_keeper()
        if not user:
            return
        localized = self.with_context(lang=user.lang)
        summary = (
            localized.env._("The contract is prolonged soon: look whether it suits")
            if self.auto_renew
            else localized.env._("The contract ends soon: prolong it")
        )
        localized.activity_schedule(
            RENEW, user_id=user.id, date_deadline=self.date_end, summary=summary
        )

    def _finish_term(self):
        """The last day is over: one more year, or the end."""
        self.ensure_one()
        if not self.auto_renew:
            self.state = "ended"
            return
        today = fields.Date.context_today(self)
        end = self.date_end
        while end < today:
            end += relativedelta(years=1)
        self.date_end = end
        self._message_log(
            body=self.env._(
                "Prolonged by itself until %(date)s", date=end.strftime("%d.%m.%Y")
            )
        )

    def _get_keeper(self):
        """The salesperson or who stands in for him, else the head."""
        # sudo: the leader of a department is not readable to everybody
        return (
            self.user_id._get_sales_stand_in()
            or self.team_id.sudo()._get_sales_leader()
        )

    def _finish_renew_task(self):
        # sudo: the task may be of a colleague
        self.sudo().activity_unlink([RENEW])
