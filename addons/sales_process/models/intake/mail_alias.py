from odoo import models

from .sales_inquiry_mail import MAIL_KEY


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """A failure that we keep and retry is not told to the sender."""
        guarded = self.env.context.get(MAIL_KEY)
        if guarded and self.sudo().alias_model_id.model == "sales.inquiry":
            return None
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
