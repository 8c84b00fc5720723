from odoo import api, fields, models
from odoo.exceptions import ValidationError

OPERATIONS = [
    ("and", "and also in"),
    ("or", "or in"),
    ("not", "but not in"),
]


class MarketingSegmentLine(models.Model):
    """One step of a combination: the members so far, and another segment."""

    _name = "marketing.segment.line"
    _description = "Step of a Segment"
    _order = "segment_id, sequence, id"

    segment_id = fields.Many2one(
        "marketing.segment",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    operation = fields.Selection(OPERATIONS, required=True, default="and")
    other_id = fields.Many2one(
        "marketing.segment",
        string="Other segment",
        required=True,
        ondelete="restrict",
        index=True,
    )

    @api.depends("operation", "other_id")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for line in self:
            # sudo: who sees the segment may read the names of what it is made of
            other = line.other_id.sudo().name or ""
            line.display_name = f"{labels.get(line.operation, '')} “{other}”"

    @api.constrains("segment_id", "other_id")
    def _check_circle(self):
        for segment in self.segment_id:
            if segment in segment._get_used_segments():
                raise ValidationError(segment._get_circle_error())

    @api.constrains("segment_id", "other_id")
    def _check_visible(self):
        """Who sees the segment must see what it is made of; the author to begin with."""
        for line in self:
            segment = line.segment_id
            is_visible = line.other_id.sudo(False).has_access("read")
            if not is_visible or line.other_id._is_hidden_from(segment):
                raise ValidationError(segment._get_hidden_error())
