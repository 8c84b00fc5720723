from odoo import api, fields, models

KINDS = [
    ("download", "File of an export downloaded"),
    ("list", "List exported by the usual export"),
]
FILE_KINDS = [
    ("csv", "CSV"),
    ("xlsx", "Excel"),
    ("refused", "Refused contacts"),
    ("gone", "Gone contacts"),
]


class MarketingExportLog(models.Model):
    """Who took contacts out of the database, when and how many: append-only."""

    _name = "marketing.export.log"
    _description = "Who Took Contacts"
    _order = "date desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    export_id = fields.Many2one(
        "marketing.export",
        string="From export",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    file_kind = fields.Selection(FILE_KINDS, string="File", readonly=True)
    model = fields.Char(string="Records", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    field_names = fields.Char(string="Fields", readonly=True)

    @api.model
    def _note_download(self, export, file_kind):
        count = {"refused": "refused_count", "gone": "gone_count"}
        return self._note(
            {
                "kind": "download",
                "export_id": export.id,
                "company_id": export.company_id.id,
                "file_kind": file_kind,
                "row_count": export[count.get(file_kind, "row_count")],
            },
        )

    @api.model
    def _note_list(self, records, field_names):
        return self._note(
            {
                "kind": "list",
                "model": self.env["ir.model"]._get(records._name).name,
                "row_count": len(records),
                "field_names": ", ".join(field_names),
            },
        )

    def _note(self, values):
        # sudo: nobody writes here by hand
        return self.sudo().create({**values, "user_id": self.env.uid})
