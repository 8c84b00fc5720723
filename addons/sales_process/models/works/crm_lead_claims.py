from odoo import api, fields, models


class CrmLead(models.Model):
    """Claims of the deal: an open one is shown and may hold the deal back (R105)."""

    _inherit = "crm.lead"

    claim_ids = fields.One2many("sales.claim", "lead_id", copy=False)
    claim_count = fields.Integer(
        string="All Claims", compute="_compute_claim_counts", compute_sudo=True
    )
    open_claim_count = fields.Integer(
        string="Open Claims", compute="_compute_claim_counts", compute_sudo=True
    )

    @api.depends("claim_ids.state")
    def _compute_claim_counts(self):
        groups = self.env["sales.claim"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id", "state"], ["__count"]
        )
        self.claim_count = self.open_claim_count = 0
        for lead, state, count in groups:
            lead.claim_count += count
            lead.open_claim_count += count if state != "closed" else 0

    def action_view_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_claim_action"
        )
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": {"default_lead_id": self.id},
        }

    def action_register_claim(self):
        """Open the form of a new claim of this deal."""
        return {
            **self.action_view_claims(),
            "views": [(False, "form")],
            "target": "current",
        }

    def _merge_dependences(self, opportunities):
        """Claims move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: claims of the other leads, whoever merges
        opportunities.sudo().claim_ids._join_lead(self)

    def _passes_claims_closed(self):
        # sudo: claims are not readable to everybody who moves a deal
        return self.filtered(lambda lead: not lead.sudo().open_claim_count)
