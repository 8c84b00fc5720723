from odoo import api, models


class MailBlacklist(models.Model):
    """Who is put on the blacklist, by whatever page, has withdrawn his consent."""

    _inherit = "mail.blacklist"

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
        emails = self.filtered("active").mapped("email")
        self.env["marketing.stop"]._withdraw_consents("email", emails, "blacklist")
