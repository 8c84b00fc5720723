from odoo import api, models

from ...tools.consent.bounce import is_hard_bounce


class MailThread(models.AbstractModel):
    """One letter saying that the address does not exist is enough to stop writing."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        super()._routing_handle_bounce(email_message, message_dict)
        address = message_dict.get("bounced_email")
        if address and is_hard_bounce(email_message):
            self.env["marketing.stop"]._note_hard_bounce(address)
