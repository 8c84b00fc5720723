from odoo import api, fields, models
from odoo.fields import NO_ACCESS

from .marketing_export import LAYOUTS


class MarketingExportMemory(models.Model):
    """What the last export of a segment and layout was, see ``tools/export/last_export.py``.

    Written in the transaction of the export: one that fails or is cancelled moves no
    mark. Two exports of one segment at once: the second one is begun anew.
    """

    _name = "marketing.export.memory"
    _description = "Rows of the Last Export"
    _rec_name = "segment_id"

    segment_id = fields.Many2one(
        "marketing.segment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    layout = fields.Selection(LAYOUTS, required=True, readonly=True)
    export_id = fields.Many2one("marketing.export", readonly=True, ondelete="cascade")
    digests_file = fields.Binary(attachment=True, groups=NO_ACCESS)
    labels_file = fields.Binary(attachment=True, groups=NO_ACCESS)

    _unique_layout = models.Constraint(
        "UNIQUE (segment_id, layout)",
        "The last export of a segment and layout is one.",
    )

    @api.model
    def _find(self, segment, layout):
        return self.search(
            [("segment_id", "=", segment.id), ("layout", "=", layout)],
            limit=1,
        )

    @api.model
    def _recall(self, export, files):
        """Paths of the digests and the labels of the last export, or two None."""
        memory = self._find(export.segment_id, export.layout)
        stored = self.env["marketing.stored.file"]
        return [
            stored._fetch(memory, field, files.path(f"last_{field}"))
            for field in ("digests_file", "labels_file")
        ]

    @api.model
    def _remember(self, export, digests, labels):
        """Put the rows of an export in the place of the last ones."""
        memory = self._find(export.segment_id, export.layout)
        values = {"export_id": export.id}
        if memory:
            memory.write(values)
        else:
            values |= {"segment_id": export.segment_id.id, "layout": export.layout}
            memory = self.create(values)
        stored = self.env["marketing.stored.file"]
        for field, path in (("digests_file", digests), ("labels_file", labels)):
            stored._keep(memory, field, path)
