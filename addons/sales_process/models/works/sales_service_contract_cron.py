import logging

from odoo import api, fields, models

from .sales_service_contract_flow import RENEW

_logger = logging.getLogger(__name__)
BATCH = 50


class SalesServiceContract(models.Model):
    """What happens to contracts by itself, once a day."""

    _inherit = "sales.service.contract"

    @api.model
    def _cron_contracts(self):
        """Announce the end, end what is over, make the works that are due.

        Each step looks only for what is to be done, so it may run at any time and as
        often as one likes. A contract that fails does not stop the others.
        """
        today = fields.Date.context_today(self)
        active = [("state", "=", "active")]
        steps = (
            ("_announce_end", [*active, ("date_notice", "<=", today)]),
            ("_end", [*active, ("date_end", "<", today)]),
            ("_make_works", [*active, ("period_months", ">", 0)]),
        )
        for name, domain in steps:
            contracts = self.search(domain, order="id")
            if name == "_announce_end":
                contracts = contracts.filtered(lambda x: not x._is_told())
            if not self._run_step(name, contracts):
                return

    def _is_told(self):
        """Whether this end was announced; an end that was put off is announced anew."""
        return bool(self.date_told and self.date_told >= self.date_notice)

    @api.model
    def _run_step(self, name, contracts):
        """
        :return: whether there is time left
        """
        cron = self.env["ir.cron"]
        for start in range(0, len(contracts), BATCH):
            batch = contracts[start : start + BATCH]
            for contract in batch:
                try:
                    with self.env.cr.savepoint():
                        getattr(contract, name)()
                except Exception:
                    _logger.exception("Service contract %s: %s", contract.id, name)
            remaining = len(contracts) - start - len(batch)
            if not cron._commit_progress(len(batch), remaining=remaining):
                return False
        return True

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
