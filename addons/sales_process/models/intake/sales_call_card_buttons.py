from odoo import models

from .sales_call_back import CALL_BACK
from .sales_call_card import CHANNEL


class SalesCall(models.Model):
    """Buttons of the call card: for those whom it rings and who may read the call."""

    _inherit = "sales.call"

    def _check_card(self):
        """Return the call to work with.

        :raises AccessError: the user took no part in the call and may not read it
        """
        self.ensure_one()
        # sudo: in a ring group the call belongs to nobody until it is answered
        call = self.sudo()
        if self.env.user not in call.user_id | call._get_rung_users()[call]:
            self.check_access("read")
        return call

    def _get_openable(self, user):
        """The one deal, else the inquiry, the client, the call: what he may read."""
        for record in (self.lead_id, self.inquiry_id, self.partner_id, self):
            found = record.with_user(user)
            if found and found.has_access("read"):
                return found
        return None

    def action_open_client(self):
        """Open the one deal, else the inquiry, else the client, else the call."""
        found = self._check_card()._get_openable(self.env.user)
        return found._get_records_action() if found else False

    def action_new_inquiry(self):
        """The short form for what the caller says, with his number."""
        call = self._check_card()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_phone_action"
        )
        context = {"default_number": call.number, "default_call_id": call.id}
        return {**action, "context": context}

    def action_pass_to_responsible(self):
        """The client's own salesperson gets the card and a task to call back.

        :return: the name of the salesperson, empty when there is none
        """
        call = self._check_card()
        deals = call.env["sales.inquiry"]._get_open_deals(call.partner_id)
        deals = deals.get(call.partner_id.commercial_partner_id, call.lead_id)
        user = call._get_responsible(deals)
        if not user or user == self.env.user:
            return ""
        card = call._get_card(user, "pass")
        user._bus_send(CHANNEL, {**card, "from": self.env.user.name})
        if not call._has_call_back_task(user):
            call._schedule_call_back(user)
        return user.name

    def _has_call_back_task(self, user):
        kind = self.env.ref(CALL_BACK)
        return any(
            task.user_id == user and task.activity_type_id == kind
            for task in (self.inquiry_id or self).activity_ids
        )
