from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    sales_process_document_max_mb = fields.Integer(
        string="Largest File of a Document, MB"
    )
    l10n_ru_payment_qr = fields.Boolean(
        related="company_id.l10n_ru_payment_qr", readonly=False
    )
