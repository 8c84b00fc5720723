from odoo import api, fields, models

OPERATIONS = [
    ("include", "Always in the segment"),
    ("exclude", "Leave out of the segment"),
    ("forget", "Take off both lists: the questions decide"),
]


class MarketingSegmentList(models.TransientModel):
    """Put the chosen contacts or leads on a list of a segment."""

    _name = "marketing.segment.list"
    _description = "Add to a Segment or Leave out"

    operation = fields.Selection(OPERATIONS, required=True, default="include")
    segment_id = fields.Many2one("marketing.segment", required=True, ondelete="cascade")
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    lead_ids = fields.Many2many("crm.lead", string="Leads")
    record_count = fields.Integer(string="Chosen", compute="_compute_record_count")

    @api.depends("partner_ids", "lead_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.partner_ids) + len(wizard.lead_ids)

    @api.model
    def default_get(self, fields_list):
        """The records chosen in the list that the action was called from."""
        values = super().default_get(fields_list)
        field = {"res.partner": "partner_ids", "crm.lead": "lead_ids"}.get(
            self.env.context.get("active_model"),
        )
        if field:
            ids = self.env.context.get("active_ids", [])
            values[field] = [fields.Command.set(ids)]
        return values

    def action_apply(self):
        """Change the lists and tell who cannot become a member all the same.

        :raise AccessError: the segment is somebody else's
        """
        self.ensure_one()
        segment, partners, leads = self.segment_id, self.partner_ids, self.lead_ids
        segment._check_listable(partners, leads)
        segment._list_by_hand(self.operation, partners, leads)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": segment.name,
                "message": self._get_message(segment, partners, leads),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_message(self, segment, partners, leads):
        count = len(partners) + len(leads)
        message = self.env._("The lists have changed: %(count)s.", count=count)
        if self.operation != "include":
            return message
        without = sum(map(len, segment._get_unreachable(partners, leads)))
        if not without:
            return message
        return self.env._(
            "The lists have changed: %(count)s. Not members, for want of an e-mail and "
            "a phone, or as employees: %(without)s.",
            count=count,
            without=without,
        )
