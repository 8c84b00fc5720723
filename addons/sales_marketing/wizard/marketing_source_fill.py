from odoo import api, fields, models

MODELS = {"inquiry": "sales.inquiry", "lead": "crm.lead"}
LABELS = ("source_id", "medium_id", "campaign_id")


class MarketingSourceFill(models.TransientModel):
    """Give many inquiries and leads a source at once.

    Only what has no source is written, and nothing but the three labels: a lead and its
    inquiries are filled together.
    """

    _name = "marketing.source.fill"
    _description = "Fill in the Source"

    missing_ids = fields.Json(default=lambda self: self._default_missing_ids())
    row_count = fields.Integer(string="Chosen", compute="_compute_row_count")
    source_id = fields.Many2one("utm.source", required=True)
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")

    @api.model
    def _default_missing_ids(self):
        if self.env.context.get("active_model") != "marketing.source.missing":
            return []
        return self.env.context.get("active_ids", [])

    @api.depends("missing_ids")
    def _compute_row_count(self):
        for wizard in self:
            wizard.row_count = len(wizard.missing_ids or [])

    def action_fill(self):
        """Write the labels; what has got a source meanwhile keeps it."""
        self.ensure_one()
        rows = self.env["marketing.source.missing"].search(
            [("id", "in", self.missing_ids or [])],
        )
        records = {
            kind: self.env[model].browse(
                rows.filtered(lambda row, kind=kind: row.kind == kind).mapped("res_id")
            )
            for kind, model in MODELS.items()
        }
        # sudo: a marketer may name the source and change nothing else of a deal
        inquiries, leads = records["inquiry"].sudo(), records["lead"].sudo()
        self._fill(inquiries | leads.inquiry_ids)
        self._fill(leads | inquiries.lead_id)
        return {"type": "ir.actions.act_window_close"}

    def _fill(self, records):
        """Write the labels of the records that have no source, and say so on them."""
        without = records.filtered(lambda record: not record.source_id)
        for name in LABELS:
            empty = without.filtered(lambda record, name=name: not record[name])
            if self[name] and empty:
                empty.write({name: self[name].id})
        body = self.env._("Source filled in: %(name)s", name=self.source_id.name)
        without._message_log_batch(
            bodies={record.id: body for record in without},
            author_id=self.env.user.partner_id.id,
        )
