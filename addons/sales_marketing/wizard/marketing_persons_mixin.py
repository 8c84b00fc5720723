from odoo import api, fields, models

from ..tools.consent.consent import CHANNEL_NAMES


class MarketingPersonsMixin(models.AbstractModel):
    """A wizard about channels of contacts or leads: those of the list it is opened on."""

    _name = "marketing.persons.mixin"
    _description = "Channels of Contacts and Leads"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        default=lambda self: self._default_persons("res.partner"),
    )
    lead_ids = fields.Many2many(
        "crm.lead",
        string="Leads",
        default=lambda self: self._default_persons("crm.lead"),
    )
    for_email = fields.Boolean(string="E-mail", default=True)
    for_phone = fields.Boolean(string="Calls", default=True)
    for_sms = fields.Boolean(string="SMS")

    @api.model
    def _default_persons(self, model):
        if self.env.context.get("active_model") != model:
            return self.env[model]
        return self.env[model].browse(self.env.context.get("active_ids", []))

    def _get_channels(self):
        return [channel for channel in CHANNEL_NAMES if self[f"for_{channel}"]]
