from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.documents.invoice_terms import CONTRACT_TERMS, NOTE


class ResCompany(models.Model):
    """What the printed forms of a company say by default; orders may differ."""

    _inherit = "res.company"

    offer_intro = fields.Text(
        string="Introduction of Offers",
        translate=True,
        help="Empty: a sentence that names the application area of the deal.",
    )
    offer_picture = fields.Boolean(string="Pictures in Offers", default=True)
    offer_signed = fields.Boolean(
        string="Signature and Stamp on Offers",
        help="The images of the director's signature and of the stamp are printed.",
    )
    payment_invoice_signed = fields.Boolean(
        string="Signature and Stamp on Payment Invoices",
        help="The images of the signatures and of the stamp are printed.",
    )
    payment_invoice_days = fields.Integer(
        string="Days to Pay an Invoice",
        default=5,
        help="Calendar days from its date. 0: no such line is printed.",
    )
    payment_invoice_reserve_days = fields.Integer(
        string="Days of Reserve",
        help="How long the goods are kept for the client. 0: no such line is printed.",
    )
    payment_invoice_own_number = fields.Boolean(
        string="Payment Invoices Have Their Own Numbers",
        help="Off: the digits of the order: 152, and 152/1, 152/2 for parts.",
    )
    payment_invoice_note = fields.Text(
        string="Note Above the Payment Invoice", default=NOTE
    )
    invoice_contract_terms = fields.Text(
        string="Terms of the Invoice-Contract", default=CONTRACT_TERMS
    )

    @api.constrains("payment_invoice_days", "payment_invoice_reserve_days")
    def _check_payment_invoice_days(self):
        for company in self:
            days = company.payment_invoice_days, company.payment_invoice_reserve_days
            if min(days) < 0:
                raise ValidationError(
                    self.env._("Days of a payment invoice are zero or more.")
                )
