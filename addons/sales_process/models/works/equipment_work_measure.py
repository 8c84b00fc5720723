from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.works.measure import is_within, limits_text


class EquipmentWorkMeasure(models.Model):
    """A measurement of the work: what is required, what was measured, is it good.

    1. A number is measured (``value`` with ``has_value``: 0 is a value too) or, where
       there is no number, words (``value_text``).
    2. With limits the program says whether it is good; without them it is good when
       it is filled in.
    """

    _name = "equipment.work.measure"
    _description = "Measurement of the Work"
    _inherit = "equipment.work.part"
    _order = "work_id, sequence, id"

    name = fields.Char(string="Parameter", required=True)
    lot_id = fields.Many2one("stock.lot", string="Serial number")
    unit = fields.Char(help="As it is printed: Pa, °C, l/s.")
    has_min = fields.Boolean(string="Has a lower limit")
    value_min = fields.Float(string="At least")
    has_max = fields.Boolean(string="Has an upper limit")
    value_max = fields.Float(string="At most")
    required_text = fields.Char(
        string="Required",
        compute="_compute_required_text",
        store=True,
        readonly=False,
        help="As it is printed. By default the limits.",
    )
    is_required = fields.Boolean(
        string="Obligatory",
        default=True,
        help="The work cannot be finished without it.",
    )
    value = fields.Float(string="Measured")
    has_value = fields.Boolean(
        compute="_compute_has_value",
        store=True,
        readonly=False,
        copy=False,
        help="Tells a measured zero from a measurement that was not made.",
    )
    value_text = fields.Char(string="In words")
    is_filled = fields.Boolean(
        string="Filled in", compute="_compute_is_filled", store=True
    )
    is_ok = fields.Boolean(
        string="Within limits", compute="_compute_is_filled", store=True
    )
    note = fields.Char()

    @api.depends("has_min", "value_min", "has_max", "value_max")
    def _compute_required_text(self):
        for measure in self:
            if measure.has_min or measure.has_max or not measure.required_text:
                measure.required_text = limits_text(
                    *measure._get_limits(), point=self._get_decimal_point()
                )

    @api.depends("value")
    def _compute_has_value(self):
        """Whoever types a number has measured; a zero is ticked by hand."""
        for measure in self:
            measure.has_value = bool(measure.value) or measure.has_value

    @api.depends(
        "value", "has_value", "value_text", "has_min", "value_min", "has_max",
        "value_max",
    )  # fmt: skip
    def _compute_is_filled(self):
        for measure in self:
            measure.is_filled = measure.has_value or bool(measure.value_text)
            measure.is_ok = measure.is_filled and (
                not measure.has_value
                or is_within(measure.value, *measure._get_limits())
            )

    @api.constrains("has_min", "value_min", "has_max", "value_max")
    def _check_limits(self):
        for measure in self:
            low, high = measure._get_limits()
            if low is not None and high is not None and low > high:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the lower limit is above the upper one.",
                        name=measure.name,
                    )
                )

    def write(self, vals):
        """Whoever writes a number, be it zero, has measured; False takes it back."""
        if "value" in vals and "has_value" not in vals:
            empty = vals["value"] is False or vals["value"] is None
            vals = {**vals, "has_value": not empty}
        return super().write(vals)

    def _get_limits(self):
        return (
            self.value_min if self.has_min else None,
            self.value_max if self.has_max else None,
        )
