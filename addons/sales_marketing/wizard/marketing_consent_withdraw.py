from odoo import fields, models
from odoo.exceptions import AccessError


class MarketingConsentWithdraw(models.TransientModel):
    """Why consents end; the address can be stopped along with them."""

    _name = "marketing.consent.withdraw"
    _description = "Withdraw Consents to Advertising"

    consent_ids = fields.Many2many("marketing.consent", string="Consents")
    reason = fields.Char(required=True)
    also_stop = fields.Boolean(
        string="Do not write or call any more",
        default=True,
        help="The address or number goes to the list of those who must not be written "
        "to or called, for all contacts that have it.",
    )

    def action_withdraw(self):
        """End the consents, by the rights of a marketer."""
        self.ensure_one()
        self._check_rights()
        consents = self.consent_ids._withdraw("employee", self.reason)
        if self.also_stop:
            for consent in consents:
                self._stop(consent)
        return {"type": "ir.actions.act_window_close"}

    def _check_rights(self):
        if not self.env.user.has_group("sales_marketing.group_marketer"):
            raise AccessError(self.env._("Only a marketer withdraws a consent."))
        self.consent_ids.check_access("read")

    def _stop(self, consent):
        person = consent.partner_id or consent.lead_id
        self.env["marketing.stop"]._stop(
            consent.channel,
            person._get_marketing_addresses(consent.channel),
            "employee",
            self.reason,
        )
