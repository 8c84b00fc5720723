from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.consent.consent import BASES, CHANNELS


class MarketingConsentRecord(models.TransientModel):
    """Record for many contacts or leads on what basis they are written to and called."""

    _name = "marketing.consent.record"
    _inherit = ["marketing.persons.mixin"]
    _description = "Record the Consent to Advertising"

    basis = fields.Selection(
        BASES,
        required=True,
        default="consent",
        help="Advertising needs a consent given before (38-FZ, article 18). Other "
        "bases (152-FZ, article 6) are recorded and allow no advertising.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    source = fields.Char(
        string="What proves it",
        required=True,
        help="Form on the site, questionnaire, contract No.",
    )
    document = fields.Binary()
    document_name = fields.Char()
    preferred_channel = fields.Selection(
        CHANNELS,
        help="Empty: stays as it is.",
    )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(wizard.date > today for wizard in self):
            raise ValidationError(
                self.env._("A consent cannot be dated in the future."),
            )

    def action_record(self):
        """Keep the basis, its day and proof for each contact or lead and channel."""
        self.ensure_one()
        channels = self._get_channels()
        if not channels:
            raise UserError(self.env._("Choose what the consent is for."))
        if not (self.partner_ids or self.lead_ids):
            raise UserError(self.env._("Choose contacts or leads."))
        for persons in (self.partner_ids, self.lead_ids):
            persons.check_access("read")
            self.env["marketing.consent"]._record(
                persons,
                channels,
                **self._prepare_consent_values(),
            )
            self._prefer(persons)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_consent_values(self):
        return {
            "basis": self.basis,
            "date": self.date,
            "source": self.source,
            "document": self.document,
            "document_name": self.document_name,
        }

    def _prefer(self, persons):
        if self.preferred_channel:
            # sudo: a marketer may set the channel and change nothing else of a contact
            persons.sudo().marketing_preferred_channel = self.preferred_channel
