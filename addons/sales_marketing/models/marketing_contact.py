from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.sales_process.tools.intake.phones import valid_phones

from ..tools.contact import Contact

BATCH = 1000
PARTNER_FIELDS = [
    "name",
    "is_company",
    "commercial_company_name",
    "commercial_partner_id",
    "function",
    "email",
    "email_normalized",
    "phone",
    "lang",
    "user_id",
    "marketing_consent_date",
]
LEAD_FIELDS = [
    "name",
    "contact_name",
    "partner_name",
    "function",
    "email_from",
    "email_normalized",
    "phone",
    "lang_id",
    "user_id",
]


class MarketingContact(models.AbstractModel):
    """Reads contacts of partners and leads in batches, as plain ``Contact`` objects.

    The number of queries depends on the number of batches, never on that of contacts,
    and a batch leaves the cache before the next one comes.
    """

    _name = "marketing.contact"
    _description = "Contacts for marketing"

    @api.model
    def _iterate(self, records):
        """Yield a ``Contact`` per record of ``records`` (partners or leads)."""
        read = self._read_leads if records._name == "crm.lead" else self._read_partners
        for start in range(0, len(records), BATCH):
            # a prefetch set of its own: reading a batch does not fetch the others
            batch = records.browse(records.ids[start : start + BATCH])
            contacts = read(batch)
            self._mark_blocked(contacts)
            yield from contacts
            batch.invalidate_model()

    @api.model
    def _read_partners(self, partners):
        """Contacts of ``partners``: persons, and companies without persons."""
        partners.fetch(PARTNER_FIELDS)
        partners.commercial_partner_id.fetch(["user_id"])
        calls = self._get_last_calls(
            "partner_id",
            (partners | partners.commercial_partner_id).ids,
        )
        return [self._prepare_partner_contact(partner, calls) for partner in partners]

    @api.model
    def _prepare_partner_contact(self, partner, calls):
        company = partner.commercial_partner_id
        user = partner.user_id or company.user_id
        return Contact(
            model="res.partner",
            id=partner.id,
            name=partner.name or "",
            company=partner.commercial_company_name or "",
            position=partner.function or "",
            salesperson=user.sudo().name or "",  # sudo: users of other companies
            language=partner.lang or "",
            is_person=not partner.is_company,
            consent_date=partner.marketing_consent_date or None,
            last_call=max(
                filter(None, (calls.get(partner.id), calls.get(company.id))),
                default=None,
            ),
            user_id=user.id or 0,
            **self._prepare_addresses(partner, partner.email),
        )

    @api.model
    def _read_leads(self, leads):
        """Contacts of ``leads`` that have no partner."""
        leads.fetch(LEAD_FIELDS)
        calls = self._get_last_calls("lead_id", leads.ids)
        return [self._prepare_lead_contact(lead, calls) for lead in leads]

    @api.model
    def _prepare_lead_contact(self, lead, calls):
        return Contact(
            model="crm.lead",
            id=lead.id,
            name=lead.contact_name or lead.partner_name or lead.name or "",
            company=lead.partner_name or "",
            position=lead.function or "",
            salesperson=lead.user_id.sudo().name or "",  # sudo: as for partners
            language=lead.lang_id.code or "",
            is_person=bool(lead.contact_name),
            last_call=calls.get(lead.id),
            user_id=lead.user_id.id or 0,
            **self._prepare_addresses(lead, lead.email_from),
        )

    @api.model
    def _prepare_addresses(self, record, email):
        phones = valid_phones(record.phone)
        return {
            "email": record.email_normalized or email or "",
            "phone": record.phone or "",
            "phones": tuple(dict.fromkeys(phone.e164 for phone in phones)),
            "extension": phones[0].extension if phones else "",
        }

    @api.model
    def _mark_blocked(self, contacts):
        """Note who asked not to be written to or called: two queries a batch."""
        mails = self._get_blocked(
            "mail.blacklist",
            "email",
            [contact.email.lower() for contact in contacts if contact.email],
        )
        numbers = self._get_blocked(
            "phone.blacklist",
            "number",
            [number for contact in contacts for number in contact.phones],
        )
        for contact in contacts:
            contact.is_mail_blocked = contact.email.lower() in mails
            contact.is_phone_blocked = not numbers.isdisjoint(contact.phones)

    @api.model
    def _get_blocked(self, model, field, values):
        # sudo: only administrators read the blacklists, everybody must honour them
        blocked = self.env[model].sudo().search_fetch([(field, "in", values)], [field])
        return set(blocked.mapped(field))

    @api.model
    def _get_last_calls(self, field, ids):
        """Day of the last talk per id of ``field`` (``partner_id`` or ``lead_id``).

        Talks are answered calls of the telephony and finished calls of campaigns.
        """
        # sudo: calls of all salespeople count, the marketer sees only their date
        calls = self.env["sales.call"].sudo()
        lines = self.env["marketing.call.campaign.line"].sudo()
        last = {}
        for model, domain, date_field in (
            (calls, self._get_talk_domain(), "date"),
            (lines, Domain("call_date", "!=", False), "call_date"),
        ):
            groups = model._read_group(
                domain & Domain(field, "in", ids),
                [field],
                [f"{date_field}:max"],
            )
            for record, moment in groups:
                day = self._to_user_day(moment)
                last[record.id] = max(day, last.get(record.id, day))
        return last

    @api.model
    def _get_talk_domain(self):
        return Domain("state", "=", "answered")

    @api.model
    def _to_user_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()
