from odoo import models


class MailBlacklist(models.Model):
    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "marketing.blacklist.mixin"]

    def _end_consents(self):
        emails = self.mapped("email")
        self.env["marketing.stop"]._withdraw_consents("email", emails, "blacklist")
