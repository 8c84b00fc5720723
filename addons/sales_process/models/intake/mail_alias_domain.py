from odoo import models

from .mail_source import MAIL_KEY


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self.env["mail.alias"]._forget_addresses()
        return result

    def _find_aliases(self, email_list):
        """Core asks for the same addresses six times while it takes a letter in."""
        source = self.env.context.get(MAIL_KEY)
        if not source:
            return super()._find_aliases(email_list)
        key = tuple(email_list)
        if key not in source.aliases:
            source.aliases[key] = super()._find_aliases(email_list)
        return list(source.aliases[key])
