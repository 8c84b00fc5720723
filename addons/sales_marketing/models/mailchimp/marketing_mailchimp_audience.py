from odoo import api, fields, models
from odoo.tools import formatLang


class MarketingMailchimpAudience(models.Model):
    """A list ("audience") of a Mailchimp account, as it was when last asked for."""

    _name = "marketing.mailchimp.audience"
    _description = "Mailchimp Audience"
    _order = "name, id"

    account_id = fields.Many2one(
        "marketing.mailchimp.account",
        required=True,
        ondelete="cascade",
        index=True,
    )
    name = fields.Char(required=True)
    key = fields.Char(string="Audience ID", required=True)
    member_count = fields.Integer(
        string="Members of the audience", help="When last asked for."
    )

    _key_unique = models.Constraint(
        "UNIQUE (account_id, key)",
        "This audience is in the list already.",
    )

    @api.depends("name", "member_count")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for audience in self:
            count = formatLang(self.env, audience.member_count, digits=0)
            audience.display_name = self.env._(
                "%(name)s (members: %(count)s)",
                name=audience.name,
                count=count,
            )
