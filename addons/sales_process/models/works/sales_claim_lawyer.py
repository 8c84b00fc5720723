from odoo import fields, models

LAWYER = "sales_process.mail_activity_type_claim_lawyer"


class SalesClaim(models.Model):
    """A refusal, ours or the supplier's, goes to the lawyer (R105)."""

    _inherit = "sales.claim"

    lawyer_id = fields.Many2one(
        "res.users", string="At the Lawyer", readonly=True, copy=False, tracking=True
    )

    def _after_decide(self):
        super()._after_decide()
        if self.decision == "refuse":
            self._schedule_lawyer(self.env._("We refuse the claim of the client"))

    def _schedule_lawyer(self, summary):
        lawyer = self._get_lawyer()
        if not lawyer:
            return
        # sudo: the lawyer is named by the action; he gets the task from everybody
        claim = self.sudo()
        claim.lawyer_id = lawyer
        claim.activity_schedule(
            LAWYER,
            user_id=lawyer.id,
            summary=summary,
            note=self.decision_note or self.conclusion,
        )

    def _get_lawyer(self):
        """The lawyer of the settings or his deputy, else a director; maybe nobody."""
        lawyer = self.env["sales.settings"]._get_value("claim_lawyer_id")
        chosen = self.env["res.users"].browse(lawyer).exists()
        return chosen._get_sales_stand_in() or self._get_director()
