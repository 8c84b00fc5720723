from odoo import api, models, tools

from .mail_source import MAIL_KEY
from .sales_identification import FREE_MAIL_DOMAINS

ADDRESS_FIELDS = {
    "alias_name", "alias_domain_id", "alias_model_id", "alias_incoming_local",
}  # fmt: skip


class MailAlias(models.Model):
    """Addresses of inquiries: asked for each letter, so they are remembered."""

    _inherit = "mail.alias"

    @api.model
    @tools.ormcache()
    def _get_inquiry_addresses(self):
        """Return (full addresses, local parts) that lead to inquiries."""
        # sudo: aliases are settings
        aliases = self.sudo().search(
            [
                ("alias_model_id.model", "=", "sales.inquiry"),
                ("alias_name", "!=", False),
            ]
        )
        local = aliases.filtered("alias_incoming_local").mapped("alias_name")
        return frozenset(aliases.mapped("alias_full_name")), frozenset(local)

    @api.model
    def _get_own_domains(self):
        """Mail domains of our own: of aliases and of the companies' addresses."""
        # sudo: domains and addresses of the companies are no secret of the gateway
        # there are few of them
        # pylint: disable=no-search-all
        domains = set(self.env["mail.alias.domain"].sudo().search([]).mapped("name"))
        partners = self.env["res.company"].sudo().search([]).partner_id
        mails = filter(None, partners.mapped("email_normalized"))
        domains |= {mail.rpartition("@")[2] for mail in mails}
        return frozenset(domains - FREE_MAIL_DOMAINS)

    @api.model
    def _forget_addresses(self):
        self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        self._forget_addresses()
        return aliases

    def write(self, vals):
        result = super().write(vals)
        if ADDRESS_FIELDS & vals.keys():
            self._forget_addresses()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_addresses()
        return result

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """A failure that we keep and retry is not told to the sender."""
        guarded = self.env.context.get(MAIL_KEY)
        if guarded and self.sudo().alias_model_id.model == "sales.inquiry":
            return None
        return super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
