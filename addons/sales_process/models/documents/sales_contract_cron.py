import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

RENEW = "sales_process.mail_activity_type_renew_contract"
BATCH = 100


class SalesContract(models.Model):
    """What happens to contracts by itself, once a day."""

    _inherit = "sales.contract"

    @api.model
    def _cron_contracts(self):
        """Announce the end, prolong or end what is over.

        Each step looks only for what is to be done, so it may run as often as one
        likes. A contract that fails does not stop the others.
        """
        today = fields.Date.context_today(self)
        signed = [("state", "=", "signed")]
        for step, domain in (
            ("_announce_end", [*signed, ("date_notice", "<=", today)]),
            ("_finish_term", [*signed, ("date_end", "<", today)]),
        ):
            contracts = self.search(domain, order="id")
            if step == "_announce_end":
                contracts = contracts.filtered(lambda contract: not contract._is_told())
            if not self._run_step(step, contracts):
                return

    @api.model
    def _run_step(self, step, contracts):
        """
        :return: whether there is time left
        """
        cron = self.env["ir.cron"]
        for start in range(0, len(contracts), BATCH):
            batch = contracts[start : start + BATCH]
            for contract in batch:
                try:
                    with self.env.cr.savepoint():
                        getattr(contract, step)()
                except Exception:
                    _logger.exception("Contract %s: %s", contract.id, step)
            left = len(contracts) - start - len(batch)
            if not cron._commit_progress(len(batch), remaining=left):
                return False
        return True

    def _is_told(self):
        """Whether this end was announced; one that was put off is announced anew."""
        return bool(self.date_told and self.date_told >= self.date_notice)

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
