from odoo import api, fields, models

from ...tools.load.import_columns import header_key
from .marketing_import_column import CONTACT_FIELDS, EXPENSE_FIELDS

FIELDS = {"contact": CONTACT_FIELDS, "expense": EXPENSE_FIELDS}


class MarketingImportMapping(models.Model):
    """What the columns of a set of headers are, as the last import had them.

    Shared by everybody: the next file with the same headers is mapped at once.
    """

    _name = "marketing.import.mapping"
    _description = "Remembered Columns"
    _order = "write_date desc, id desc"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("contact", "Base of contacts"), ("expense", "Expenses")],
        required=True,
        readonly=True,
    )
    headers_key = fields.Char(required=True, readonly=True)
    fields_by_header = fields.Json(readonly=True)
    summary = fields.Char(string="Columns", compute="_compute_summary")

    _headers_unique = models.UniqueIndex(
        "(kind, headers_key)",
        "The columns of these headers are remembered already.",
    )

    @api.depends("fields_by_header", "kind")
    @api.depends_context("lang")
    def _compute_summary(self):
        columns = self.env["marketing.import.column"]._fields
        for mapping in self:
            field = columns[f"{mapping.kind or 'contact'}_field"]
            labels = dict(field._description_selection(self.env))
            pairs = mapping.fields_by_header or []
            mapping.summary = ", ".join(
                f"{header} → {labels.get(name, name)}" for header, name in pairs
            )

    def _get_fields(self, headers):
        """Field of each header, an empty string for those that are left out."""
        known = dict(FIELDS[self.kind])
        names = {}
        for header, name in self.fields_by_header or []:
            if name in known:
                names.setdefault(header_key(header), []).append(name)
        found = []
        for header in headers:
            queue = names.get(header_key(header))
            found.append(queue.pop(0) if queue else "")
        return found
