from odoo import api, models


class PhoneBlacklist(models.Model):
    """Who is put on the blacklist has withdrawn his consents to calls and SMS.

    Unless we have put him there for SMS: then he may still be called.
    """

    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._end_consents()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._end_consents()
        return result

    def _end_consents(self):
        numbers = self.filtered("active").mapped("number")
        stops = self.env["marketing.stop"]
        for channel in ("phone", "sms"):
            stopped = stops._get_stopped(channel, numbers)
            stops._withdraw_consents(channel, stopped, "blacklist")
