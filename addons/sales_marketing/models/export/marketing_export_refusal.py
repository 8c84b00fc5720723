from odoo import fields, models

REASONS = [
    ("no_email", "No e-mail address"),
    ("malformed", "The e-mail address is wrong"),
    ("non_ascii", "Not Latin letters before @"),
    ("role", "Role address: Mailchimp skips it"),
    ("blacklisted", "Asked not to be written to"),
    ("bounced", "Letters to the address came back"),
    ("duplicate", "The same address or number is in the file already"),
    ("no_consent", "No consent to advertising"),
    ("future_consent", "The consent is dated in the future"),
    ("no_phone", "No phone number"),
    ("bad_phone", "The phone number cannot be dialled"),
    ("phone_blacklisted", "Asked not to be called"),
    ("called", "Called lately"),
    ("cut", "In the file, but a long text is shortened"),
]


class MarketingExportRefusal(models.Model):
    """A contact that is not in the file, as it was then, and why."""

    _name = "marketing.export.refusal"
    _description = "Contact Refused by an Export"
    _order = "export_id, reason, id"

    export_id = fields.Many2one(
        "marketing.export",
        required=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one("res.partner", ondelete="set null")
    lead_id = fields.Many2one("crm.lead", ondelete="set null")
    name = fields.Char(string="Contact")
    company_name = fields.Char(string="Company")
    email = fields.Char()
    phone = fields.Char()
    reason = fields.Selection(REASONS, required=True)
    note = fields.Char(
        string="Held by", help="Whose row has the same address or number."
    )

    def action_open_record(self):
        """Open the contact or lead, to put it right."""
        self.ensure_one()
        record = self.partner_id or self.lead_id
        return record.get_formview_action() if record else True
