from markupsafe import Markup

from odoo import fields, models
from odoo.tools import plaintext2html

from ...tools.intake.phones import valid_phones
from .mail_source import natural_key


class SalesInquiry(models.Model):
    """What follows when it is known, or not, who turned to us."""

    _inherit = "sales.inquiry"

    is_history_posted = fields.Boolean(readonly=True, copy=False)

    def _dispatch(self, found):
        """Send each inquiry its way.

        :param list found: a `Found` for each inquiry, in the same order
        """
        ways = {"known": {}, "prospect": {}, "lead": {}, "asked": {}, "unknown": {}}
        partners = self.env["res.partner"].union(*(item.partner for item in found))
        deals = self._get_open_deals(partners)
        for inquiry, item in zip(self, found, strict=True):
            way, value = inquiry._get_way(item, deals)
            ways[way][inquiry] = value
        self._dispatch_known(ways["known"], deals)
        self._dispatch_lead(ways["lead"])
        self._dispatch_asked(ways["asked"])
        self.browse().union(*ways["unknown"])._suggest_partner(ways["unknown"])
        unknown = self.browse().union(*ways["unknown"], *ways["prospect"])
        unknown._dispatch_unknown(ways["prospect"])

    def _get_way(self, found, deals):
        """Return (way, its value) of one inquiry."""
        if found.partner:
            has_deal = bool(deals.get(found.partner.commercial_partner_id))
            is_client = not found.partner._is_only_prospect()
            return "known" if has_deal or is_client else "prospect", found.partner
        if found.candidates:
            return "asked", found.candidates
        if found.lead:
            return "lead", found.lead
        return "unknown", found.suggestion

    # ---- known client ------------------------------------------------------------

    def _get_open_deals(self, partners):
        """Return {company: its open leads and deals}."""
        companies = partners.commercial_partner_id
        if not companies:
            return {}
        # sudo: the client's deals are looked at whoever took the inquiry in
        leads = self.env["crm.lead"].sudo()
        deals = leads.search(leads._get_open_deal_domain(companies))
        return deals.grouped(lambda deal: deal.partner_id.commercial_partner_id)

    def _dispatch_known(self, partners, deals=None):
        """No new lead: history, the one open deal, a task for the responsible.

        :param dict partners: {inquiry: partner}
        """
        if deals is None:
            everybody = self.env["res.partner"].union(*partners.values())
            deals = self._get_open_deals(everybody)
        for inquiry, partner in partners.items():
            found = deals.get(partner.commercial_partner_id, self.env["crm.lead"])
            deal = found if len(found) == 1 else found.browse()
            inquiry._suggest_team_by_history(found[:1])
            inquiry.write(inquiry._prepare_known_values(partner, deal, found))
            inquiry._post_history()
            inquiry._schedule_answer()

    def _prepare_known_values(self, partner, deal, deals):
        user = self.user_id._get_sales_stand_in() or self._get_responsible(
            partner, deal or deals[:1]
        )
        owner = self.user_id or self._get_owner(partner, deal or deals[:1])
        values = {
            "partner_id": self._get_person(partner).id,
            "is_known_client": True,
            "lead_id": deal.id,
        }
        if user:
            values.update(self._prepare_assign_values(user))
        elif owner and not self.team_id:
            # nobody stands in for him: the head of his department answers
            teams = owner.sudo().crm_team_ids.filtered("is_department")
            values["team_id"] = teams[:1].id
        return values

    def _get_person(self, partner):
        """The person of a company that was recognised by its INN only."""
        email = self.email_normalized
        is_new = email and partner.is_company and partner.email_normalized != email
        if not (is_new and self.inn and self.inn in (partner.vat or "")):
            return partner
        values = {**self._prepare_person_values(), "parent_id": partner.id}
        # sudo: the mail gateway and triage make contacts without rights on partners
        return self.env["res.partner"].sudo().create(values)

    def _get_owner(self, partner, deal):
        """Whose client it is: the partner's salesperson, else the deal's."""
        users = partner.user_id | partner.commercial_partner_id.user_id | deal.user_id
        return users.filtered(lambda user: user.active and not user.share)[:1]

    def _get_responsible(self, partner, deal):
        """Who answers the client now: his salesperson, or who stands in for him."""
        return self._get_owner(partner, deal)._get_sales_stand_in()

    def _dispatch_lead(self, leads):
        """Somebody with an open lead and no partner yet: the text goes to the lead."""
        for inquiry, lead in leads.items():
            values = {
                "lead_id": lead.id,
                "team_id": (inquiry.team_id or lead.team_id).id,
            }
            user = lead.user_id._get_sales_stand_in()
            if user:
                values.update(inquiry._prepare_assign_values(user))
            inquiry.write(values)
            inquiry._post_history()
            inquiry._schedule_answer()

    def _dispatch_asked(self, candidates):
        """Several clients have these data: a person chooses, the program does not."""
        for inquiry, partners in candidates.items():
            inquiry.candidate_ids = partners
            inquiry._schedule_assign()

    def _post_history(self):
        """Put the text into the client's history and into his deal, once."""
        for inquiry in self.filtered(lambda inquiry: not inquiry.is_history_posted):
            values = inquiry._prepare_history_message()
            # sudo: the history gets the text whoever took the inquiry in
            for record in (inquiry.partner_id, inquiry.lead_id):
                if record:
                    record.sudo().message_post(**values)
            inquiry.is_history_posted = True

    def _prepare_history_message(self):
        title = self.env._("Inquiry %(name)s", name=self.display_name)
        body = Markup("<p><a href='#' data-oe-model='%s' data-oe-id='%s'>%s</a></p>%s")
        return {
            "body": body
            % (self._name, self.id, title, plaintext2html(self.body or "")),
            "message_type": "notification",
            "subtype_xmlid": "mail.mt_note",
            "author_id": self.partner_id.id or None,
        }

    # ---- unknown sender ----------------------------------------------------------

    def _suggest_partner(self, companies):
        for inquiry in self.filtered(lambda inquiry: companies[inquiry]):
            inquiry.partner_suggestion_id = companies[inquiry]

    def _dispatch_unknown(self, partners=None):
        """A prospect and a lead for each inquiry, and a task to assign them.

        :param dict partners: {inquiry: prospect known already}
        """
        if not self:
            return
        partners = dict(partners or {})
        fresh = self.filtered(lambda inquiry: inquiry not in partners)
        fresh._claim_senders()
        partners.update(fresh._create_prospects())
        for inquiry, partner in partners.items():
            inquiry.partner_id = partner
        self._create_leads()
        chosen = self.filtered("user_id")
        for inquiry in chosen:
            inquiry._assign(inquiry.user_id)
        (self - chosen)._schedule_assign()

    def _claim_senders(self):
        """Two workers at once make one prospect of one sender."""
        keys = set()
        for inquiry in self:
            keys.update((inquiry.phone_numbers or "").split())
            keys.add(inquiry.email_normalized)
        # sudo: the gateway and triage have no rights on the list
        senders = self.env["sales.inquiry.sender"].sudo()
        senders._claim(natural_key(key) for key in keys if key)

    def _create_prospects(self):
        """Return {inquiry: contact person}, made together with the company."""
        # sudo: the mail gateway and triage make prospects without rights on partners
        partners = self.env["res.partner"].sudo().with_context(no_vat_validation=True)
        with_company = self.filtered("company_name")
        companies = partners.create(
            [inquiry._prepare_company_values() for inquiry in with_company]
        )
        parents = dict(zip(with_company, companies, strict=True))
        values_list = []
        for inquiry in self:
            values = inquiry._prepare_person_values()
            if inquiry in parents:
                values["parent_id"] = parents[inquiry].id
            values_list.append(values)
        persons = partners.create(values_list)
        # all that is computed of a partner is written at once
        (companies | persons).flush_recordset()
        self.is_partner_created = True
        return dict(zip(self, persons, strict=True))

    def _prepare_company_values(self):
        return {
            "name": self.company_name,
            "is_company": True,
            "vat": self.inn or False,
            "city": self.city or False,
            "client_state": "prospect",
            "user_id": False,
        }

    def _prepare_person_values(self):
        first, *others = self._get_written_phones()
        return {
            "name": self.contact_name
            or self.email_normalized
            or self.phone
            or self.name,
            "email": self.email_from or False,
            "phone": first,
            "other_phones": ", ".join(others) or False,
            "client_state": "prospect",
            "user_id": False,
        }

    def _get_written_phones(self):
        """The numbers one by one in international form; else as they were written."""
        phones = valid_phones(self.phone)
        written = [
            f"{phone.e164} доб. {phone.extension}" if phone.extension else phone.e164
            for phone in phones
        ]
        return written or [self.phone or False]

    def _create_leads(self):
        # sudo: the mail gateway and triage make leads without rights on deals
        leads = self.env["crm.lead"].sudo().with_context(default_user_id=False)
        created = leads.create([inquiry._prepare_lead_values() for inquiry in self])
        for inquiry, lead in zip(self, created, strict=True):
            inquiry.write({"lead_id": lead.id, "is_lead_created": True})

    def _prepare_lead_values(self):
        """Values of the lead; override to fill more of it."""
        return {
            "type": "lead",
            "name": self._get_lead_name(),
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name,
            "partner_name": self.company_name,
            "email_from": self.email_from,
            "phone": self._get_written_phones()[0],
            "description": plaintext2html(self.body) if self.body else False,
            "need": self.body,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "campaign_id": self.campaign_id.id,
        }

    def _get_lead_name(self):
        first_line = (self.body or "").strip().split("\n")[0][:80]
        who = self.company_name or self.contact_name or self.phone
        return self.subject or self.product or first_line or who or self.name
