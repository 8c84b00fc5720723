from markupsafe import Markup

from odoo import fields, models

from .sales_contract_flow import EDITABLE

REASONS = [
    ("changed", "Before a Change"),
    ("sent", "Sent to the Client"),
    ("signed", "Signed"),
]


class SalesContractVersion(models.Model):
    """The text of a contract as it was: before a change, as sent, as signed."""

    _name = "sales.contract.version"
    _description = "Version of a Contract"
    _order = "id desc"
    _rec_name = "reason"

    contract_id = fields.Many2one(
        "sales.contract", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reason = fields.Selection(REASONS, required=True, readonly=True)
    body = fields.Html(string="Text with Placeholders", readonly=True, sanitize=False)
    text = fields.Html(string="As It Was Printed", readonly=True, sanitize=False)
    specifications = fields.Json(
        readonly=True,
        help="What the specifications said, by order.",
    )

    def action_restore(self):
        """Take this text again; the present one becomes a version.

        :raises UserError: the contract is signed
        """
        self.ensure_one()
        contract = self.contract_id
        contract._check_state(*EDITABLE)
        contract.body = self.body
        return {
            "type": "ir.actions.act_window",
            "res_model": contract._name,
            "res_id": contract.id,
            "views": [(False, "form")],
        }


class SalesContract(models.Model):
    """Versions are made by the program when the text changes, is sent, is signed."""

    _inherit = "sales.contract"

    version_ids = fields.One2many(
        "sales.contract.version", "contract_id", readonly=True, copy=False
    )

    def _keep_version(self, reason):
        """Keep the text as it is printed now; a paper that others have written has none.

        :raises UserError: it cannot be printed
        """
        self.ensure_one()
        # sudo: nobody writes versions himself
        self.env["sales.contract.version"].sudo().create(
            {
                "contract_id": self.id,
                "reason": reason,
                "body": self.body,
                "text": self._get_text() if self.body else "",
                "specifications": {
                    str(order.id): self._get_specification(order)
                    for order in self._get_valid_orders()
                },
            }
        )

    def _keep_changed(self, body):
        """The text before a change."""
        changed = self.filtered(
            lambda contract: contract.body and str(contract.body) != str(body or "")
        )
        # sudo: nobody writes versions himself
        self.env["sales.contract.version"].sudo().create(
            [
                {
                    "contract_id": contract.id,
                    "reason": "changed",
                    "body": contract.body,
                    "text": Markup(""),
                }
                for contract in changed
            ]
        )

    def _get_signed_version(self):
        """The text that was signed, when the contract is."""
        versions = self.env["sales.contract.version"]
        if self.state not in ("signed", "ended"):
            return versions
        # sudo: the text is printed by everybody who sees the contract
        return self.sudo().version_ids.filtered(lambda v: v.reason == "signed")[:1]
