import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
BATCH = 50


class SalesTermMixin(models.AbstractModel):
    """A contract with a last day: some days before it somebody is told.

    The model has ``date_end``, ``notice_days`` and ``state``; in the state
    ``_term_state`` its days count.
    """

    _name = "sales.term.mixin"
    _description = "Contract with a Term"
    _term_state = "active"

    date_notice = fields.Date(
        compute="_compute_date_notice", store=True, export_string_translation=False
    )
    days_left = fields.Integer(compute="_compute_days_left")
    date_told = fields.Date(
        string="Reminded On",
        readonly=True,
        copy=False,
        help="When the end of the contract was announced.",
    )

    @api.depends("date_end", "notice_days")
    def _compute_date_notice(self):
        for contract in self:
            contract.date_notice = contract.date_end and (
                contract.date_end - timedelta(days=contract.notice_days)
            )

    @api.depends("date_end", "state")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for contract in self:
            counts = contract.state == self._term_state and contract.date_end
            contract.days_left = (contract.date_end - today).days if counts else 0

    def _is_told(self):
        """Whether this end was announced; one that was put off is announced anew."""
        return bool(self.date_told and self.date_told >= self.date_notice)

    @api.model
    def _run_steps(self, steps):
        """Announce the ends that come near (``_announce_end``), then do the other daily
        steps, each for the contracts in force that are found for it.

        A contract that fails does not stop the others.

        :param steps: pairs of a method for one contract, and a domain
        """
        today = fields.Date.context_today(self)
        near = self._search_in_force([("date_notice", "<=", today)])
        near = near.filtered(lambda contract: not contract._is_told())
        if not self._run_step("_announce_end", near):
            return
        for name, domain in steps:
            if not self._run_step(name, self._search_in_force(domain)):
                return

    @api.model
    def _search_in_force(self, domain):
        return self.search([("state", "=", self._term_state), *domain], order="id")

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
                    _logger.exception("%s %s: %s", self._name, contract.id, name)
            remaining = len(contracts) - start - len(batch)
            if not cron._commit_progress(len(batch), remaining=remaining):
                return False
        return True
