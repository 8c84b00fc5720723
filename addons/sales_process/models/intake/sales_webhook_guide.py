from odoo import api, fields, models

from ...tools.intake.telephony.guide import LINES


class SalesWebhook(models.Model):
    """What a director enters in the exchange, ready to be copied."""

    _inherit = "sales.webhook"

    guide_lines = fields.Json(
        string="To Enter in the Exchange", compute="_compute_guide_lines"
    )

    @api.depends("kind")
    def _compute_guide_lines(self):
        for webhook in self:
            webhook.guide_lines = [
                {"label": label, "text": text}
                for label, text in LINES.get(webhook.kind, ())
            ]
