import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.intake import jivo
from ...tools.intake.loose import as_dict, as_json
from ...tools.intake.telephony.event import HookError
from .sales_inquiry_chat import CHAT_KEY

CLIENT_AGE = timedelta(days=30)  # an older chat is not completed by a correction
CORRECTION_LEAD = timedelta(hours=1)  # a correction may arrive before its chat


class SalesWebhook(models.Model):
    """Jivo: every report of a chat completes one inquiry.

    1. All the reports of a chat are folded into one (`tools.intake.jivo.fold`), so
       their order and repetition do not matter.
    2. There is an inquiry as soon as there is somebody to answer or something to
       read: contact data, or the text of an ended chat. A chat without both (masked
       by the service, the visitor unknown) can be answered by nobody: it stays in the
       log as "Nothing to do", with its operator's report, and is taken in when contact
       data come later.
    3. `client_updated` completes the latest chat of this visitor.
    4. A call ordered on the site is a call like any other; a visitor whom the
       operators blocked makes no inquiry, one that was made already is spam.
    """

    _inherit = "sales.webhook"

    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        help="Chats: only operators of this department become the responsible, and it "
        "is suggested when the words of the chat name no other. Empty: of any.",
    )

    # ---- reading -------------------------------------------------------------------

    def _is_genuine(self, hook, settings):
        # the service signs nothing: the token in the address is all there is
        return self.kind == "jivo" or super()._is_genuine(hook, settings)

    def _read_messages(self, hook, settings, raw):
        if self.kind != "jivo":
            return super()._read_messages(hook, settings, raw)
        payload = as_json(hook.json)
        event = jivo.parse(payload)
        if not isinstance(payload, dict) or not event.event:
            raise HookError("no report of a chat: event_name is missing")
        return [self._prepare_report(event, payload, raw)]

    @api.model
    def _prepare_report(self, event, payload, raw):
        text = json.dumps(payload, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        content = {
            "client_id": event.client_id,
            "email": event.email,
            "phone": event.phone,
            "payload": payload,
        }
        group = event.get_group(digest) if event.event in jivo.EVENTS else ""
        return {
            "key": f"{event.event}|{group}|{digest}",
            "group_key": group,
            "kind": event.event,
            "content": json.dumps(content),
            "raw": raw,
            "state": "new" if group else "ignored",
        }

    @api.model
    def _read_reports(self, events):
        """The reports of these rows of the log."""
        return [
            jivo.parse(as_dict(event.content).get("payload"))
            for event in events
            if event.kind in jivo.EVENTS
        ]

    # ---- dealing with it -------------------------------------------------------------

    def _apply_group(self, events, new):
        if self.kind != "jivo":
            return super()._apply_group(events, new)
        # sudo: the service has no user; the company's language is that of its people
        intake = self.sudo().with_context(
            tracking_disable=True, lang=self.company_id.partner_id.lang or self.env.lang
        )
        if events[:1].group_key.startswith("client:"):
            return intake._apply_client(events)
        return intake._apply_chat(events)

    def _apply_client(self, events):
        """Contact data were corrected: the latest chat of the visitor is completed."""
        client = jivo.fold(self._read_reports(events))
        key = self._find_latest_chat(client)
        if not key:
            return "ignored"
        if not self._lock_group(key):
            return "new"  # the scheduled action comes back to it
        chat = events.search(
            [("webhook_id", "=", self.id), ("group_key", "=", key)], order="id"
        )
        state = self._apply_chat(chat)
        chat.filtered(lambda event: event.state == "ignored").state = state
        return state

    def _apply_chat(self, events):
        chat = self._fold_chat(events)
        key = self._get_chat_key(events[:1].group_key)
        if chat.is_blacklisted:
            return self._apply_blacklisted(key)
        values = self._prepare_inquiry(chat, events)
        inquiry = self._take_inquiry(chat, key, values)
        call = self._register_call(chat, inquiry, values, events)
        return "done" if inquiry or call else "ignored"

    def _get_chat_key(self, group):
        return f"{CHAT_KEY}{self.id}:{group.removeprefix('chat:')}"

    def _fold_chat(self, events):
        reports = self._read_reports(events)
        chat = jivo.fold(reports)
        corrections = self._read_reports(self._find_corrections(chat, events))
        return jivo.fold([*reports, *corrections]) if corrections else chat

    def _take_inquiry(self, chat, key, values):
        inquiries = self.env["sales.inquiry"]
        is_worth = chat.has_contacts or (
            chat.has_text and chat.kinds & {"chat_finished", "offline_message"}
        )
        inquiry = inquiries._take_chat(
            key,
            values,
            create=bool(chat.has_chat and is_worth),
            team=self.team_id,
        )
        if inquiry:
            inquiry._mark_chat_answer(chat.answered_at)
        return inquiry

    def _apply_blacklisted(self, key):
        """The operators blocked the visitor: an inquiry made before is spam."""
        inquiry = self.env["sales.inquiry"].search([("chat_key", "=", key)])
        if inquiry and inquiry.state not in ("done", "rejected"):
            reason = self.env.ref(
                "sales_process.reject_reason_spam", raise_if_not_found=False
            )
            if reason and inquiry._is_untouched():
                inquiry._reject(reason, self.env._("Blocked by the chat operator"))
        return "done" if inquiry else "ignored"

    def _prepare_inquiry(self, chat, events):
        user = self._find_operator(chat)
        # without messages it is the moment of the report that tells the time
        date = min(chat.started_at or self._get_moment(events), fields.Datetime.now())
        empty = self.env["sales.inquiry.template"]
        values = {
            "date": date,
            "chat_end": max(chat.ended_at or date, date),
            "chat_id": chat.chat_id,
            "subject": self._get_subject(chat),
            "body": chat.get_transcript(
                self.env._("Visitor"), self.env._("Chat operator")
            ),
            "contact_name": chat.name,
            "company_name": chat.organization,
            "email_from": chat.email,
            "phone": chat.phone or chat.call.phone,
            "city": chat.city,
            "page_url": chat.page,
            "chat_user_id": user.id,
            **self.env["sales.inquiry"]._prepare_utm_values(chat, empty),
        }
        return {name: value for name, value in values.items() if value}

    @api.model
    def _get_moment(self, events):
        return events[:1].create_date.replace(microsecond=0)

    def _get_subject(self, chat):
        words = chat.first_line[:120]
        if words:
            return words
        if chat.page_title:
            return self.env._("Chat on the page “%(page)s”", page=chat.page_title)
        return self.env._("Chat on the site")

    def _find_operator(self, chat):
        """The last operator of the chat who is a salesperson of the department."""
        for agent in reversed(chat.agents):
            user = self._get_user(agent.id, agent.email) or self._find_user(agent.email)
            teams = user.crm_team_ids.filtered("is_department")
            if teams and (not self.team_id or self.team_id in teams):
                return user
        return self.env["res.users"]

    @api.model
    def _find_user(self, email):
        if not email:
            return self.env["res.users"]
        domain = [("share", "=", False), "|", ("login", "=ilike", email)]
        domain += [("email_normalized", "=", email)]
        users = self.env["res.users"].search(domain, limit=2)
        return users if len(users) == 1 else users.browse()

    # ---- corrections of contact data -------------------------------------------------

    def _find_latest_chat(self, client):
        """Key of the latest chat of a visitor."""
        kinds = (*jivo.CHAT_EVENTS, "offline_message", "call_event")
        since = self.env.cr.now() - CLIENT_AGE
        rows = self._search_by_contact(client, kinds, since)
        return rows[-1:].group_key

    def _find_corrections(self, chat, events):
        # what was corrected long before is known to the service in its new chats
        since = events[:1].create_date - CORRECTION_LEAD
        return self._search_by_contact(chat, jivo.CLIENT_EVENTS, since) - events

    def _search_by_contact(self, person, kinds, since):
        """Rows about the same visitor, oldest first."""
        names = ("client_id", "email", "phone")
        parts = [
            SQL("content->>%s = %s", name, value)
            for name in names
            if (value := getattr(person, name))
        ]
        if not parts:
            return self.env["sales.webhook.event"]
        self.env["sales.webhook.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM sales_webhook_event WHERE webhook_id = %s"
                " AND kind = ANY(%s) AND create_date >= %s AND (%s) ORDER BY id",
                self.id,
                list(kinds),
                since,
                SQL(" OR ").join(parts),
            )
        )
        return self.env["sales.webhook.event"].browse(row[0] for row in rows)
