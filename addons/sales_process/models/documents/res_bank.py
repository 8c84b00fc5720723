from odoo import fields, models


class ResBank(models.Model):
    _inherit = "res.bank"

    l10n_ru_corr_acc = fields.Char(
        string="Correspondent Account",
        size=20,
        help="Account of the bank at the Bank of Russia, 20 digits.",
    )
