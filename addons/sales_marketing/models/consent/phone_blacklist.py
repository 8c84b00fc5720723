from odoo import models


class PhoneBlacklist(models.Model):
    """Ends the consents to calls and SMS.

    Unless we have put the number there for SMS: then the person may still be called.
    """

    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "marketing.blacklist.mixin"]

    def _end_consents(self):
        numbers = self.mapped("number")
        stops = self.env["marketing.stop"]
        for channel in ("phone", "sms"):
            stopped = stops._get_stopped(channel, numbers)
            stops._withdraw_consents(channel, stopped, "blacklist")
