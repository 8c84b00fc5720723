from odoo import fields, models


class MarketingExportRun(models.Model):
    """How far an export in the background is, and whether somebody wants it to stop.

    A record of its own: the export itself is locked and written in one transaction,
    while progress and the wish to stop are told in short ones beside it.
    """

    _name = "marketing.export.run"
    _description = "Progress of an Export"
    _rec_name = "export_id"
    _log_access = False

    export_id = fields.Many2one(
        "marketing.export", required=True, readonly=True, ondelete="cascade"
    )
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    is_stopped = fields.Boolean(readonly=True)

    _unique_export = models.Constraint(
        "UNIQUE (export_id)",
        "An export has one progress.",
    )
