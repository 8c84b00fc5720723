from odoo import api, fields, models
from odoo.exceptions import AccessError

NAMES = (
    "offer_intro", "offer_picture", "offer_signed", "payment_invoice_signed",
    "payment_invoice_days", "payment_invoice_reserve_days",
    "payment_invoice_own_number", "payment_invoice_note", "invoice_contract_terms",
)  # fmt: skip


class SalesFormSettings(models.TransientModel):
    """What the printed forms say by default: edited by the director for his company."""

    _name = "sales.form.settings"
    _description = "Settings of Printed Forms"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    offer_intro = fields.Text(string="Introduction of Offers")
    offer_picture = fields.Boolean(string="Pictures in Offers")
    offer_signed = fields.Boolean(string="Signature and Stamp on Offers")
    payment_invoice_signed = fields.Boolean(
        string="Signature and Stamp on Payment Invoices"
    )
    payment_invoice_days = fields.Integer(string="Days to Pay an Invoice")
    payment_invoice_reserve_days = fields.Integer(string="Days of Reserve")
    payment_invoice_own_number = fields.Boolean(
        string="Payment Invoices Have Their Own Numbers"
    )
    payment_invoice_note = fields.Text(string="Note Above the Payment Invoice")
    invoice_contract_terms = fields.Text(string="Terms of the Invoice-Contract")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company
        return values | {name: company[name] for name in NAMES if name in fields}

    def action_save(self):
        """Keep what the director has written.

        :raises AccessError: the user is no director
        """
        self.ensure_one()
        if not self.env.user.has_group("sales_process.group_director"):
            raise AccessError(self.env._("Only a director changes these settings."))
        # sudo: the director is no administrator of the companies
        self.company_id.sudo().write({name: self[name] for name in NAMES})
        return {"type": "ir.actions.act_window_close"}
