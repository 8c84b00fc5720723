from odoo import fields, models


class ResPartner(models.Model):
    """Claims of the client and of his contacts; the zone of his times."""

    _inherit = "res.partner"

    claim_count = fields.Integer(
        string="Claims", compute="_compute_claim_count", groups="base.group_user"
    )

    def _compute_claim_count(self):
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        # sudo: the number on the button; the list behind it follows the rules
        groups = (
            self.env["sales.claim"]
            .sudo()
            ._read_group(
                [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
            )
        )
        self.claim_count = 0
        for partner, count in groups:
            for member in self & partner._get_family_upwards():
                member.claim_count += count

    def _get_reading_tz(self, company):
        """Zone of the times that the client reads on pages and in letters: a visitor by
        a link has none of his own."""
        return self.tz or company.resource_calendar_id.tz or "UTC"

    def action_view_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_claim_action"
        )
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }
