from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesSettings(models.TransientModel):
    """How large a file of a document may be."""

    _inherit = "sales.settings"

    document_max_mb = fields.Integer(
        string="Largest File of a Document, MB",
        default=lambda self: self._get_value("document_max_mb"),
        help="A larger file is refused when it is added to a deal.",
    )

    @api.constrains("document_max_mb")
    def _check_document_max_mb(self):
        for settings in self:
            if settings.document_max_mb < 1:
                raise ValidationError(
                    self.env._("The size of a file is at least one megabyte.")
                )
