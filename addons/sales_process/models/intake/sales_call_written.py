from odoo import models
from odoo.tools import plaintext2html


class SalesCall(models.Model):
    """What the employee writes down during a call or after it."""

    _inherit = "sales.call"

    def _write_down(self, values):
        """Make the inquiry of this call, or complete the one made at the ring.

        Safe to repeat: the same text twice is one inquiry.

        :param dict values: text, contact_name, company_name, email, team_id,
            responsible_id
        :return: the `sales.inquiry`
        """
        # sudo: who talks to the client may register what he says
        call = self.sudo()
        inquiry = call.inquiry_id
        if not inquiry:
            return call._create_inquiry(values)
        if not inquiry.body:
            inquiry._complete_by_phone(values)
            return inquiry
        same = call.env["sales.inquiry"].search(
            [("call_id", "=", call.id), ("body", "=", values["text"])], limit=1
        )
        return same or call._create_other_inquiry(values)

    def _create_other_inquiry(self, values):
        """The client asks for one more thing in the same call."""
        inquiry = self.env["sales.inquiry"].create(
            {**self._prepare_inquiry_values(values), "external_key": False}
        )
        inquiry._process_new()
        return inquiry


class SalesInquiry(models.Model):
    _inherit = "sales.inquiry"

    def _complete_by_phone(self, values):
        """The caller has said who he is and what he needs.

        The lead and the prospect that were made of his number alone learn it too.
        """
        self.write(self._prepare_said_values(values))
        if self.is_lead_created:
            self.lead_id.write(self._prepare_said_lead(self.lead_id))
        if self.is_partner_created:
            self._complete_prospect()
        user = self.env["res.users"].browse(values.get("responsible_id"))
        if user and user != self.user_id:
            self._assign(user)
        self.is_history_posted = False
        self._post_history()

    def _prepare_said_values(self, values):
        names = {
            "body": "text",
            "contact_name": "contact_name",
            "company_name": "company_name",
            "email_from": "email",
            "team_id": "team_id",
        }
        return {ours: values[key] for ours, key in names.items() if values.get(key)}

    def _prepare_said_lead(self, lead):
        first_line = (self.body or "").strip().split("\n")[0][:80]
        said = {
            "need": self.body,
            "description": plaintext2html(self.body) if self.body else False,
            "contact_name": self.contact_name,
            "partner_name": self.company_name,
            "email_from": self.email_from,
        }
        values = {name: text for name, text in said.items() if text and not lead[name]}
        if self.team_id:
            values["team_id"] = self.team_id.id
        if first_line and lead.name == self.subject:
            values["name"] = first_line  # until now it was called by the number
        return values

    def _complete_prospect(self):
        person = self.partner_id
        values = {}
        if self.contact_name and not any(map(str.isalpha, person.name or "")):
            values["name"] = self.contact_name
        if self.email_from and not person.email:
            values["email"] = self.email_from
        if self.company_name and not person.parent_id:
            companies = person.with_context(no_vat_validation=True)
            company = companies.create(self._prepare_company_values())
            values["parent_id"] = company.id
        person.write(values)
