from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """How large a file of a document may be, when originals are asked for."""

    _inherit = "sales.settings"

    document_max_mb = fields.Integer(
        string="Largest File of a Document, MB",
        default=lambda self: self._get_value("document_max_mb"),
        help="A larger file is refused when it is added to a deal.",
    )

    original_remind_days = fields.Integer(
        string="Remind of an Original After, days",
        default=lambda self: self._get_value("original_remind_days"),
        help="Days after a document was sent; then the salesperson gets a task to get "
        "the signed original. 0: no reminder.",
    )

    @api.constrains("original_remind_days")
    def _check_original_remind_days(self):
        if any(settings.original_remind_days < 0 for settings in self):
            raise ValidationError(
                self.env._("Days until a reminder of an original are zero or more.")
            )

    @api.constrains("document_max_mb")
    def _check_document_max_mb(self):
        for settings in self:
            if settings.document_max_mb < 1:
                raise ValidationError(
                    self.env._("The size of a file is at least one megabyte.")
                )
