from odoo import models


class SalesCall(models.Model):
    """What the employee writes down of a call that the exchange has reported."""

    _inherit = "sales.call"

    def _complete(self, values):
        """Return the inquiry of the call, with what was written down.

        An unknown number has made an inquiry and a lead as it rang: they are
        completed. A known client's call has made none: it is made now.

        :param dict values: text, contact_name, company_name, email, team_id,
            responsible_id
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the inquiry that the call has made may not be the user's yet
        call = self.sudo()
        if not call.inquiry_id:
            inquiry = call._create_inquiry(values)
            call._mark_answers()
        else:
            inquiry = call.inquiry_id
            inquiry._complete_by_phone(values)
        return inquiry.with_env(self.env)


class SalesInquiry(models.Model):
    _inherit = "sales.inquiry"

    def _complete_by_phone(self, values):
        """Fill what is empty; the words of the request are added."""
        self.ensure_one()
        texts = [self.body, values.get("text")]
        new = {
            "body": "\n\n".join(filter(None, texts)),
            "contact_name": self.contact_name or values.get("contact_name"),
            "company_name": self.company_name or values.get("company_name"),
            "email_from": self.email_from or values.get("email"),
        }
        if values.get("team_id"):
            new["team_id"] = values["team_id"]
        self.write(new)
        self._complete_lead()
        user = self.env["res.users"].browse(values.get("responsible_id") or [])
        if user and not self.user_id:
            self._assign(user)

    def _complete_lead(self):
        """The lead and the prospect that the call has made learn it as well."""
        lead = self.lead_id
        if self.is_lead_created and lead.type == "lead":
            lead.write(
                {
                    "name": self.product or (self.body or "").split("\n")[0][:80],
                    "need": self.body,
                    "contact_name": self.contact_name,
                    "partner_name": self.company_name,
                    "email_from": self.email_from,
                }
            )
        person = self.partner_id
        if self.is_partner_created and person:
            person.write(
                {
                    "name": self.contact_name or person.name,
                    "email": person.email or self.email_from,
                }
            )
