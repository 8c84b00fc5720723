from odoo import api, fields, models


class ResPartner(models.Model):
    """When and how a person agreed to be written to and called (38-FZ, article 18)."""

    _name = "res.partner"
    _inherit = ["res.partner", "marketing.consent.mixin"]

    marketing_consent_ids = fields.One2many(
        "marketing.consent",
        "partner_id",
        string="Consents to advertising",
        groups="sales_marketing.group_marketer",
    )

    @api.model
    def _get_marketing_address_fields(self):
        return [*super()._get_marketing_address_fields(), "other_phones"]

    def _get_written_phones(self):
        return [*super()._get_written_phones(), self.other_phones]
