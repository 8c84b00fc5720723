import re

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import email_split

from ...tools.intake.letter import OwnData
from .sales_identification import FREE_MAIL_DOMAINS

OWN_FIELDS = ["email_normalized", "phone_keys", "vat", "name"]


class SalesInquiry(models.Model):
    """What is ours in a letter and is never taken for the client's."""

    _inherit = "sales.inquiry"

    @api.model
    def _get_own_data(self, msg_dict):
        """Return the `OwnData` of our companies and employees, by one query.

        The only recipient of a letter is our mailbox, so its domain is ours too.
        """
        rows = self._fetch_own_rows()
        companies = [row for row in rows if row[0] == "company"]
        emails = {email for _kind, email, *_rest in rows if email}
        domains = {email.rpartition("@")[2] for _k, email, *_rest in companies if email}
        domains |= {name for kind, *_rest, name in rows if kind == "domain"}
        recipients = {mail.lower() for mail in email_split(msg_dict.get("to") or "")}
        if len(recipients) == 1:
            domains.add(recipients.pop().rpartition("@")[2])
        return OwnData(
            emails=frozenset(emails),
            domains=frozenset(domains - FREE_MAIL_DOMAINS),
            phones=frozenset(key for row in rows for key in (row[2] or "").split()),
            inns=frozenset(re.sub(r"\D", "", row[3]) for row in companies if row[3]),
            companies=frozenset(row[4] for row in companies if row[4]),
        )

    @api.model
    def _fetch_own_rows(self):
        """Rows (kind, e-mail, numbers, INN, name) of companies, people, domains."""
        self.env["res.partner"].flush_model(OWN_FIELDS)
        self.env["res.company"].flush_model(["partner_id"])
        self.env["res.users"].flush_model(["partner_id", "active", "share"])
        self.env["mail.alias.domain"].flush_model(["name"])
        return self.env.execute_query(
            SQL(
                "SELECT 'company', p.email_normalized, p.phone_keys, p.vat, p.name"
                " FROM res_company c JOIN res_partner p ON p.id = c.partner_id"
                " UNION ALL"
                " SELECT 'user', p.email_normalized, p.phone_keys, NULL, NULL"
                " FROM res_users u JOIN res_partner p ON p.id = u.partner_id"
                " WHERE u.active AND NOT u.share"
                " UNION ALL"
                " SELECT 'domain', NULL, NULL, NULL, d.name FROM mail_alias_domain d"
            )
        )
