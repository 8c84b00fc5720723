from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.works.periods import next_term

RENEW = "sales_process.mail_activity_type_renew_service"


class SalesServiceContract(models.Model):
    """The life of a contract: started, cancelled, prolonged, ended."""

    _inherit = "sales.service.contract"

    # ---- actions -----------------------------------------------------------------

    def action_start(self):
        """The contract is concluded: works are made, the deal moves on (R101).

        :raises UserError: naming all that is missing, of all the contracts
        """
        self.check_access("write")
        self.lock_for_update()
        self._check_state("draft")
        problems = [
            problem for contract in self for problem in contract._get_start_problems()
        ]
        if problems:
            raise UserError("\n".join(problems))
        self._start()
        return True

    def action_cancel(self):
        """Ask why the contract is cancelled."""
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft", "active")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_service_cancel_action"
        )
        return {**action, "context": {"default_contract_id": self.id}}

    def action_renew(self):
        """Open the contract that follows; it is made when there is none yet.

        :raises UserError: a draft or cancelled contract has nothing to prolong
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("active", "ended")
        self.lock_for_update()
        follower = self._get_next() or self._make_next()
        self._finish_renew_task()
        return follower._get_records_action()

    def action_view_works(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.equipment_work_action"
        )
        return {
            **action,
            "domain": [("contract_id", "=", self.id)],
            "context": {
                "default_contract_id": self.id,
                "default_kind": "service",
                "default_partner_id": self.partner_id.id,
                "default_address_id": self.address_id.id,
                "default_lead_id": self.lead_id.id,
                "default_engineer_id": self.engineer_id.id,
            },
        }

    def action_preview(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    # ---- start -------------------------------------------------------------------

    def _get_start_problems(self):
        """What the contract lacks to be started, in words."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        needs_file = self.env["sales.settings"]._get_value("service_file_required")
        checks = (
            (
                self.date_start and self.date_end,
                self.env._("fill in the first and the last day"),
            ),
            (
                not self.date_end or self.date_end >= today,
                self.env._("its term is over already: correct the last day"),
            ),
            (
                not needs_file or self.file_ids,
                self.env._("attach the signed contract"),
            ),
        )
        return [
            self.env._("%(contract)s: %(problem)s.", contract=self.name, problem=text)
            for passed, text in checks
            if not passed
        ]

    def _start(self):
        """Start contracts that have been checked."""
        # sudo: a state changes by its action only; the right to write is checked
        self.sudo().state = "active"
        for contract in self:
            contract.lead_id._conclude_service()
        self.sudo()._make_works()  # sudo: works of engineers

    # ---- end ---------------------------------------------------------------------

    def _cancel(self, reason):
        """The contract is called off; works that nobody has planned yet with it.

        :raises UserError: no reason, or the contract is over
        """
        self.check_access("write")
        self.lock_for_update()
        self._check_state("draft", "active")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the contract is cancelled."))
        # sudo: a state changes by its action only; works may be of any engineer
        contracts = self.sudo()
        contracts.write({"state": "cancelled", "cancel_reason": reason.strip()})
        contracts.work_ids.filtered(lambda work: work.state == "draft").action_cancel()
        contracts._finish_renew_task()

    def _end(self):
        """The last day is over."""
        # sudo: a state changes by its action only
        self.sudo().state = "ended"

    # ---- prolonging --------------------------------------------------------------

    def _get_next(self):
        # sudo: the next contract may be of another salesperson
        followers = self.sudo().next_ids.filtered(lambda c: c.state != "cancelled")
        return followers[:1].with_env(self.env)

    def _make_next(self):
        """A draft for the term that follows, everything else as in this one."""
        self.ensure_one()
        start, end = next_term(self.date_start, self.date_end)
        # sudo: which contract it prolongs is written by this action only
        follower = self.sudo().copy(
            {
                "date_start": start,
                "date_end": end,
                "date_first": False,
                "previous_id": self.id,
                "lot_ids": self._prepare_copied_lots(),
                "name": "/",
            }
        )
        follower._compute_date_first()
        return follower.with_env(self.env)

    def _finish_renew_task(self):
        # sudo: the task may be a colleague's
        self.sudo().activity_feedback([RENEW])

    def _check_state(self, *allowed):
        wrong = self.filtered(lambda contract: contract.state not in allowed)
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(contract)s: not possible in the state “%(state)s”.",
                        contract=contract.name,
                        state=states[contract.state],
                    )
                    for contract in wrong
                )
            )
