from dataclasses import replace

from odoo import models

from ...tools.intake.mail_text import html_to_text
from .sales_inquiry import OPEN_STATES
from .sales_inquiry_chat import ORIGINS, TEXTS
from .sales_inquiry_task import ANSWER, ASSIGN

PLAIN = (*ORIGINS, "raw", "raw_name", "template_id", "chat_key", "chat_user_id")
LEAD_NAMES = (
    "name", "contact_name", "partner_name", "email_from", "phone", "need",
    "description", *ORIGINS,
)  # fmt: skip
PERSON_NAMES = ("name", "email", "phone", "other_phones")


class SalesInquiry(models.Model):
    """More becomes known of an inquiry after it was taken in.

    1. Empty fields, and fields that nobody has changed by hand, are filled.
    2. Nobody was known and there is an e-mail or a number now: who is it? A client:
       his history and his deal get the text, and the lead and the prospect that were
       made meanwhile go, unless somebody works with them already; then the lead stays
       and becomes this client's. There is never a second lead.
    3. Still nobody: the lead and the prospect are completed by the same rule.
    """

    _inherit = "sales.inquiry"

    def _complete(self, values, is_service=True):
        """Add what has become known.

        :param dict values: field values
        :param is_service: of the chat service, which may correct its own earlier words
        """
        self.ensure_one()
        before = self._prepare_own_values()
        contacts = self._get_contact()
        changed = self._get_completion(values, is_service)
        if not changed:
            return
        self.write(changed)
        is_open = self.state not in ("done", "rejected")
        if is_open and changed.keys() & {*TEXTS, "chat_user_id"}:
            self._after_completion(before, changed, contacts)

    def _get_completion(self, values, is_service):
        """Return the values that may be written."""
        told = self.chat_values or {}
        changed = {}
        for name in TEXTS:
            value, present = values.get(name), self[name]
            is_free = not present or (is_service and present == told.get(name))
            if value and is_free and value != present:
                changed[name] = value
        changed |= {n: values[n] for n in PLAIN if values.get(n) and not self[n]}
        changed |= self._get_moments(values)
        if is_service:
            kept = {name: values.get(name) or told.get(name) for name in TEXTS}
            if kept != told:
                changed["chat_values"] = kept
        return changed

    def _get_moments(self, values):
        """The chat began with its first message and ended with its last one."""
        moments = {}
        date, end = values.get("date"), values.get("chat_end")
        if date and self.channel == "chat" and date < self.date:
            moments["date"] = date
        if end and (not self.chat_end or end > self.chat_end):
            moments["chat_end"] = end
        return moments

    def _after_completion(self, before, changed, contacts):
        if self._get_contact() != contacts and not self.is_known_client:
            self._identify_again(before)
        else:
            self._complete_own_records(before)
        if "body" in changed and self.is_history_posted:
            self.is_history_posted = False
            self._post_history()
        if self.chat_user_id and not self.user_id and self.state in OPEN_STATES:
            self._take_by_operator()

    def _take_by_operator(self):
        """Nobody was responsible: it is the operator who talked to the client."""
        if (self.lead_id or self.partner_id) and not self.candidate_ids:
            user = self.lead_id.sudo().user_id or self.chat_user_id
            if user == self.chat_user_id:
                self._give_to_operator()
            self._assign(user)

    # ---- who is it, again ----------------------------------------------------------

    def _identify_again(self, before):
        found = self._identify()[0]
        own = self._get_own_partners()
        others = (found.partner | found.candidates).filtered(
            lambda partner: partner.commercial_partner_id not in own
        )
        one = others if len(others) == 1 else others.browse()
        found = replace(found, partner=one, candidates=others - one)
        if not others:
            self._complete_own_records(before)
        elif not self.partner_id and not self.lead_id:
            self._dispatch_again(found)
        elif self._is_untouched() and not self._is_free_prospect(one):
            self._withdraw_and_dispatch(found)
        else:
            self._complete_own_records(before)
            self._join_partner(one)

    def _is_free_prospect(self, partner):
        """Somebody known who has neither bought nor asked: the lead may be his."""
        has_deal = bool(self._get_open_deals(partner))
        return bool(partner) and partner._is_only_prospect() and not has_deal

    def _get_own_partners(self):
        """The companies (or persons without one) that this inquiry made."""
        if not self.is_partner_created:
            return self.env["res.partner"]
        return self.partner_id.commercial_partner_id

    def _is_untouched(self):
        """Whether only the program has dealt with the inquiry's own lead."""
        # sudo: who reports the chat has no rights on deals
        lead = self.lead_id.sudo()
        automatic = self.chat_user_id | self.env["res.users"]
        return (
            self.is_lead_created
            and lead.type == "lead"
            and lead.inquiry_ids == self
            and not lead.user_id - automatic
            and not lead.message_ids.filtered(lambda m: m.message_type == "comment")
        )

    def _dispatch_again(self, found):
        self.candidate_ids = False
        # sudo: tasks of others go as well
        self.sudo().activity_unlink([ASSIGN, ANSWER])
        self._dispatch([found])

    def _withdraw_and_dispatch(self, found):
        """He is a client after all: what was made for a stranger goes."""
        # sudo: who reports the chat has no rights on deals and partners
        lead, partner = self.lead_id.sudo(), self.partner_id.sudo()
        own = self._get_own_partners().sudo() | partner
        calls = lead.call_ids
        is_partner_ours = self.is_partner_created and partner.inquiry_ids == self
        self.write(
            {
                "lead_id": False,
                "partner_id": False,
                "is_lead_created": False,
                "is_partner_created": False,
                "user_id": False,
                "date_assigned": False,
                "state": "new",
            }
        )
        lead.activity_ids.unlink()
        lead.write({"active": False, "is_not_lead": True})
        if is_partner_ours:
            own.write({"active": False})
        self._dispatch_again(found)
        calls.write({"partner_id": self.partner_id.id, "lead_id": self.lead_id.id})

    def _join_partner(self, partner):
        """The lead stays and is this partner's; the prospect made for it goes."""
        # sudo: who reports the chat has no rights on deals and partners
        lead, own = self.lead_id.sudo(), self.partner_id.sudo()
        if not partner or not self.is_partner_created or lead.partner_id != own:
            return
        is_client = not partner._is_only_prospect()
        lead.partner_id = partner
        if own.inquiry_ids == self:
            (own | own.commercial_partner_id).write({"active": False})
        self.write(
            {
                "partner_id": partner.id,
                "is_known_client": is_client,
                "is_partner_created": False,
            }
        )
        self.is_history_posted = False
        self._post_history()

    # ---- lead and prospect made of the inquiry ---------------------------------------

    def _prepare_own_values(self):
        """What the inquiry would write into its lead and its prospect now."""
        return {
            "lead": self._prepare_lead_values(),
            "person": self._prepare_person_values(),
        }

    def _complete_own_records(self, before):
        after = self._prepare_own_values()
        # sudo: who reports the chat has no rights on deals and partners
        partner, lead = self.partner_id.sudo(), self.lead_id.sudo()
        if self.is_partner_created:
            old, new = before["person"], after["person"]
            self._complete_record(partner, PERSON_NAMES, old, new)
            self._complete_company(partner)
        if lead and (self.is_lead_created or not lead.partner_id):
            self._complete_record(lead, LEAD_NAMES, before["lead"], after["lead"])

    def _complete_record(self, record, names, old, new):
        changed = {
            name: new[name]
            for name in names
            if new.get(name)
            and not self._is_same(record, name, new[name])
            and (not record[name] or self._is_same(record, name, old.get(name)))
        }
        if changed:
            record.write(changed)

    def _is_same(self, record, name, value):
        present = record._fields[name].convert_to_write(record[name], record)
        if record._fields[name].type == "html":
            return html_to_text(present or "") == html_to_text(value or "")
        return (present or False) == (value or False)

    def _complete_company(self, partner):
        if self.company_name and not partner.parent_id and not partner.is_company:
            companies = partner.with_context(no_vat_validation=True)
            partner.parent_id = companies.create(self._prepare_company_values())
