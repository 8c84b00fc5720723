from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_ru_payment_qr = fields.Boolean(
        string="Payment QR of Russian Banks",
        default=True,
        help="Documents to be paid in roubles show a QR code by GOST R 56042-2014: the "
        "bank application of the payer fills in the payment by it.",
    )
