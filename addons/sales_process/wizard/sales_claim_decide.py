from odoo import api, fields, models

from ..models.works.sales_claim import DECISIONS


class SalesClaimDecide(models.TransientModel):
    """The head decides on a claim: what is done, and why (R105)."""

    _name = "sales.claim.decide"
    _description = "Decide on a Claim"

    claim_id = fields.Many2one("sales.claim", required=True, readonly=True)
    description = fields.Text(related="claim_id.description")
    conclusion = fields.Text(related="claim_id.conclusion")
    decision = fields.Selection(DECISIONS, required=True)
    cause_id = fields.Many2one(
        "sales.claim.cause",
        compute="_compute_cause_id",
        store=True,
        readonly=False,
        required=True,
    )
    note = fields.Text(string="Why")

    @api.depends("claim_id")
    def _compute_cause_id(self):
        for wizard in self:
            wizard.cause_id = wizard.claim_id.cause_id

    def action_decide(self):
        self.ensure_one()
        self.claim_id._decide(self.decision, self.cause_id, self.note)
        return {"type": "ir.actions.act_window_close"}
