import uuid

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.intake.phones import valid_phones
from ...tools.intake.telephony import outgoing


class SalesWebhook(models.Model):
    """One click calls: the exchange rings the employee, then the client."""

    _inherit = "sales.webhook"

    @api.model
    def _can_dial(self):
        """Whether a click calls through an exchange for the present user."""
        return bool(self._find_dialling())

    @api.model
    def dial(self, number, res_model=None, res_id=None):
        """Call a number for the present user.

        :param number: as it is written; the first number of several is taken
        :param res_model: from whose page it is called
        :return: `{"is_dialled": True, "name": exchange}`, or
            `{"is_dialled": False, "tel": link}` when there is no exchange for him
        :raises UserError: the text is no number, or the exchange refuses
        """
        phones = valid_phones(number)
        if not phones:
            raise UserError(
                self.env._(
                    "“%(number)s” is no complete telephone number. Correct it first.",
                    number=number or "",
                )
            )
        phone = phones[0].e164
        webhook = self._find_dialling()
        if not webhook:
            return {"is_dialled": False, "tel": f"tel:{phone}"}
        extension = webhook._get_extension(self.env.user)
        request = outgoing.dial(
            webhook._get_account(), extension, phone, uuid.uuid4().hex
        )
        webhook._check_dialled(webhook._send(request))
        return {"is_dialled": True, "name": webhook.name, "number": phone}

    @api.model
    def _find_dialling(self):
        """The connection by which the present user can call; empty when none."""
        user = self.env.user
        if not user._is_internal():
            return self.browse()
        # sudo: accounts are secret; only his own number is used
        lines = (
            self.env["sales.webhook.extension"]
            .sudo()
            .search(
                [
                    ("user_id", "=", user.id),
                    ("extension", "!=", False),
                    ("webhook_id.active", "=", True),
                    ("webhook_id.company_id", "in", self.env.companies.ids),
                ]
            )
        )
        webhooks = lines.webhook_id.filtered(
            lambda webhook: (
                webhook.kind != "jivo" and outgoing.can_dial(webhook._get_account())
            )
        )
        return webhooks[:1]

    def _check_dialled(self, response):
        """Some exchanges refuse inside an answer with code 200.

        :raises UserError: with the words of the exchange
        """
        try:
            answer = response.json()
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        is_refused = (
            answer.get("error")
            or answer.get("status") == "error"
            or (self.kind == "mango" and str(answer.get("result", 1000)) != "1000")
        )
        if is_refused:
            raise UserError(
                self.env._(
                    "The exchange does not connect the call: %(reason)s",
                    reason=str(answer.get("error") or answer.get("message") or "?")[
                        :200
                    ],
                )
            )
