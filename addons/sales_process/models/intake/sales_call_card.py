from datetime import timedelta

from odoo import api, fields, models

from ...tools.intake.telephony.event import from_json

CHANNEL = "sales_process.call"
ANSWERS = ("answer", "summary")
LIVE_HOURS = 12
LIVE_LIMIT = 20


class SalesCall(models.Model):
    """The card that pops up for the employee whose telephone rings.

    Bus message `sales_process.call` to the user, one of

    1. `{"phase": "ring" | "answer", ...card}`: his telephone rings, he has answered.
    2. `{"phase": "pass", "from": name, ...card}`: a colleague asks to call back.
    3. `{"phase": "end", "id", "result", "is_taken", "taken_by"}`: over, or somebody
       else has answered.
    """

    _inherit = "sales.call"

    def _tell_people(self, new, users, user_of):
        """Send the card to whom it rings, close it for the others.

        :param new: the `CallEvent`s that have just come
        :param users: everybody whose telephone has rung
        :param user_of: function from a `CallEvent` to its user
        """
        if self.direction != "in":
            return
        if self.is_over:
            self._tell_end(users | self.user_id)
        elif self.state == "answered":
            self._tell_answer(new, users)
        else:
            for event in new:
                user = user_of(event) if event.event == "ring" else None
                if user:
                    user._bus_send(CHANNEL, self._get_card(user, "ring"))

    def _tell_answer(self, new, users):
        if not any(event.event in ANSWERS for event in new):
            return
        if self.user_id:
            card = self._get_card(self.user_id, "answer")
            self.user_id._bus_send(CHANNEL, card)
        self._tell_end(users - self.user_id)

    def _tell_end(self, users):
        for user in users:
            user._bus_send(CHANNEL, self._prepare_end(user))

    def _prepare_end(self, user):
        is_taken = self.state == "answered" and user != self.user_id
        return {
            "phase": "end",
            "id": self.id,
            "result": self.state,
            "is_taken": is_taken,
            "taken_by": (self.user_id.name or "") if is_taken else "",
        }

    # ---- after the page has been loaded again ------------------------------------

    @api.model
    def get_my_live_cards(self):
        """Cards of the incoming calls that ring the present user or that he talks on.

        :return: list of cards with phase "ring" or "answer", newest first
        """
        user = self.env.user
        # sudo: who has an internal number need not see calls or connections
        lines = self.env["sales.webhook.extension"].sudo()
        webhooks = lines.search([("user_id", "=", user.id)]).webhook_id
        if not webhooks:
            return []
        calls = self.sudo().search(
            self._get_live_domain(webhooks), limit=LIVE_LIMIT, order="date desc"
        )
        rung = calls._get_rung_users()
        return [
            call._get_card(user, "answer" if call.state == "answered" else "ring")
            for call in calls
            if call._is_live_for(user, rung[call])
        ]

    def _is_live_for(self, user, rung):
        """Whether he talks, or his telephone rings; :param rung: whom it has rung."""
        if self.state == "answered":
            return user == self.user_id
        return user in self.user_id | rung

    @api.model
    def _get_live_domain(self, webhooks):
        since = fields.Datetime.now() - timedelta(hours=LIVE_HOURS)
        return [
            ("webhook_id", "in", webhooks.ids),
            ("is_over", "!=", True),
            ("direction", "=", "in"),
            ("state", "in", ("ringing", "answered")),
            ("write_date", ">=", since),
        ]

    def _get_rung_users(self):
        """Return {call: everybody whose telephone has rung}."""
        # sudo: the messages of the exchange are for directors only
        events = self.env["sales.webhook.event"].sudo()
        kept = events.search(
            [
                ("webhook_id", "in", self.webhook_id.ids),
                ("group_key", "in", self.mapped("external_id")),
                ("kind", "=", "ring"),
            ]
        )
        users = dict.fromkeys(self, self.env["res.users"])
        calls = {(call.webhook_id, call.external_id): call for call in self}
        for row in kept:
            call = calls.get((row.webhook_id, row.group_key))
            if call:
                users[call] |= row.webhook_id._get_event_user(from_json(row.content))
        return users
