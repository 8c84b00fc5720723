from odoo import api, models


class SalesWebhook(models.Model):
    """Calls ordered in the window of the chat, or made by its operators."""

    _inherit = "sales.webhook"

    def _register_call(self, chat, inquiry, values, events):
        """A call that ended or failed; a missed one is called back as any other."""
        call = chat.call
        if call.status not in ("end", "error"):
            return self.env["sales.call"]
        reports = events.filtered(lambda event: event.kind == "call_event")
        external = f"{self.id}:{reports[:1].group_key}:{call.phone or chat.phone}"
        registered = self.env["sales.call"].register(
            {
                "provider": "jivo",
                "external_id": external[:250],
                "webhook_id": self.id,
                "direction": "out" if call.type == "outgoing" else "in",
                "state": self._get_call_state(call),
                "number": call.phone or chat.phone,
                "date": self._get_moment(reports),
                "recording_ref": call.record_url,
                "user_id": self._find_operator(chat).id,
                "contact_name": chat.name,
                "company_name": chat.organization,
                "email": chat.email,
                "team_id": self.team_id.id,
                **{n: values.get(n) for n in ("source_id", "medium_id", "campaign_id")},
            }
        )
        self._link_call(registered, inquiry, chat)
        return registered

    @api.model
    def _get_call_state(self, call):
        if call.status == "end":
            return "answered"
        return "busy" if "busy" in call.reason.lower() else "missed"

    def _link_call(self, call, inquiry, chat):
        """The chat and its call are one inquiry."""
        if inquiry and not call.inquiry_id:
            call.inquiry_id = inquiry
        elif call.inquiry_id and chat.chat_id and not call.inquiry_id.chat_id:
            call.inquiry_id.chat_id = chat.chat_id
