from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...tools.intake.phones import valid_phones

CHAT_KEY = "jivo:"  # how the keys of inquiries begin that a chat service reported
TEXTS = (
    "subject", "body", "contact_name", "company_name", "email_from", "phone", "city",
    "page_url", "chat_id",
)  # fmt: skip
ORIGINS = ("source_id", "medium_id", "campaign_id")


class SalesInquiry(models.Model):
    """Chats: one inquiry a chat, whichever report of it comes first.

    1. The same chat is found by its key, else by its number in the letter with the
       transcript (or in the call ordered on the site), else by the phone or e-mail of
       a letter within half an hour (`sales_process.chat_window_minutes`).
    2. A later report completes it. What a person typed is never overwritten: only an
       empty field, or one that still has what the service itself told
       (`chat_values`).
    3. The operator is the responsible when he is a salesperson of a department and
       the client has no other one.
    """

    _inherit = "sales.inquiry"

    chat_key = fields.Char(
        readonly=True, copy=False, help="The natural key of the chat in its service."
    )
    chat_user_id = fields.Many2one(
        "res.users", string="Chat Operator", readonly=True, copy=False
    )
    chat_end = fields.Datetime(string="Last Message", readonly=True, copy=False)
    chat_values = fields.Json(
        readonly=True, copy=False, help="What the chat service told last."
    )

    _chat_key_unique = models.UniqueIndex(
        "(chat_key) WHERE chat_key IS NOT NULL", "This chat has an inquiry already."
    )

    # ---- the same chat -----------------------------------------------------------

    @api.model
    def _take_chat(self, key, values, create=True, team=None):
        """Return the inquiry of a chat: completed when it is known, else made.

        :param str key: natural key of the chat
        :param dict values: what is known of it: field values
        :param create: make the inquiry when there is none
        :param team: department to suggest when the words of the chat name none
        """
        inquiry = self._find_chat(key, values)
        if inquiry:
            inquiry._complete({**values, "chat_key": key})
        elif create:
            inquiry = self.create(self._prepare_chat_values(key, values))
            inquiry._suggest_chat_team(team)
            inquiry._process_new()
        return inquiry

    def _suggest_chat_team(self, team):
        self._suggest_team()
        if team and not self.team_id:
            reason = self.env._("Department of the chat")
            self.write({"team_id": team.id, "team_suggestion_id": team.id})
            self.team_suggestion_reason = reason

    @api.model
    def _prepare_chat_values(self, key, values):
        texts = {name: values.get(name) for name in TEXTS}
        return {
            **values,
            "external_key": key,
            "chat_key": key,
            "channel": "chat",
            "date": values.get("date") or fields.Datetime.now(),
            "chat_values": texts,
        }

    @api.model
    def _find_chat(self, key, values):
        """The inquiry of this chat, whoever brought it; empty when there is none."""
        known = self.search([("chat_key", "=", key)], limit=1)
        # brought by a letter or a call, and by no report of the chat yet
        others = [("chat_key", "=", False)]
        known = known or self._find_by_number(values, others)
        return known or self._find_in_window(values, others)

    @api.model
    def _find_by_number(self, values, others):
        """The same number of the chat, and nothing that speaks against it.

        Two accounts of the service may count alike: other contacts, another chat.
        """
        if not values.get("chat_id"):
            return self.browse()
        domain = Domain("chat_id", "=", values["chat_id"]) & Domain(others)
        found = self.search(domain, order="id desc", limit=5)
        return found.filtered(lambda inquiry: inquiry._may_be_from(values))[:1]

    def _may_be_from(self, values):
        """Whether nothing speaks against these contact data."""
        mails = (self.email_normalized, email_normalize(values.get("email_from") or ""))
        ours = set((self.phone_numbers or "").split())
        theirs = {phone.e164 for phone in valid_phones(values.get("phone"))}
        if ours & theirs or (mails[0] and mails[0] == mails[1]):
            return True
        return not all(mails) and not (ours and theirs)

    @api.model
    def _find_in_window(self, values, others):
        """A chat of the same person at the same time that came another way."""
        phones = [phone.e164 for phone in valid_phones(values.get("phone"))]
        contacts = [Domain("phone_sanitized", "in", phones)] if phones else []
        if email := email_normalize(values.get("email_from") or ""):
            contacts.append(Domain("email_normalized", "=", email))
        if not contacts:
            return self.browse()
        domain = Domain.OR(contacts) & Domain(others) & Domain("channel", "=", "chat")
        if values.get("chat_id"):
            domain &= Domain("chat_id", "in", [False, values["chat_id"]])
        domain &= self._get_window_domain(values)
        return self.search(domain, order="date desc", limit=1)

    @api.model
    def _get_window_domain(self, values):
        minutes = self.env["sales.settings"]._get_value("chat_window_minutes")
        window = timedelta(minutes=max(0, minutes))
        start = values.get("date") or fields.Datetime.now()
        end = max(values.get("chat_end") or start, start)
        begun = Domain("date", "<=", end + window)
        lasted = Domain("chat_end", ">=", start - window)
        return begun & (Domain("date", ">=", start - window) | lasted)

    # ---- a letter about a chat -----------------------------------------------------

    @api.model
    def _join_letter(self, values):
        """The inquiry of the chat that a letter tells about, completed; or nothing."""
        if values.get("channel") != "chat":
            return self.browse()
        others = [("chat_key", "!=", False), ("raw_name", "=", False)]
        found = self._find_by_number(values, others)
        found = found or self._find_in_window(values, others)
        if found:
            kept = ("raw", "raw_name", "template_id")
            extra = {name: values[name] for name in kept if values.get(name)}
            texts = {n: v for n, v in values.items() if n in (*TEXTS, *ORIGINS)}
            found._complete({**texts, **extra}, is_service=False)
        return found

    # ---- the operator --------------------------------------------------------------

    def _get_owner(self, partner, deal):
        """The client's salesperson; else whoever talked to him in the chat."""
        return super()._get_owner(partner, deal) or self.chat_user_id

    def _dispatch_unknown(self, partners=None):
        for inquiry in self.filtered(lambda i: i.chat_user_id and not i.user_id):
            inquiry._give_to_operator()
        return super()._dispatch_unknown(partners)

    def _dispatch_lead(self, leads):
        result = super()._dispatch_lead(leads)
        for inquiry in leads:
            if inquiry.chat_user_id and not inquiry.user_id:
                inquiry._assign(inquiry.chat_user_id)
        return result

    def _give_to_operator(self):
        """The operator answers; it is his department's unless the words say his too."""
        user = self.chat_user_id
        teams = user.crm_team_ids.filtered("is_department")
        values = {"user_id": user.id}
        if self.team_id not in teams:
            values["team_id"] = teams[:1].id or self.team_id.id
        self.write(values)

    def _mark_chat_answer(self, moment):
        """An operator's word in the chat is the first answer."""
        first = self.date_first_answer
        if moment and (not first or moment < first):
            self.date_first_answer = moment
