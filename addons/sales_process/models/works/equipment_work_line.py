from odoo import fields, models

from ...tools.works.measure import number_text


class EquipmentWorkLine(models.Model):
    """What was done: a line of the act."""

    _name = "equipment.work.line"
    _description = "Line of the Act"
    _inherit = "equipment.work.part"
    _order = "work_id, sequence, id"

    name = fields.Char(string="Work", required=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    uom_id = fields.Many2one("uom.uom", string="Unit")

    def _get_quantity_text(self):
        """The quantity without superfluous zeros, as it is printed."""
        return number_text(self.quantity, self._get_decimal_point())


class EquipmentWorkCheck(models.Model):
    """A check of the work, answered by the engineer with yes or no."""

    _name = "equipment.work.check"
    _description = "Check of the Work"
    _inherit = "equipment.work.part"
    _order = "work_id, sequence, id"

    name = fields.Char(string="Check", required=True)
    lot_id = fields.Many2one("stock.lot", string="Serial number")
    answer = fields.Selection([("yes", "Yes"), ("no", "No"), ("n_a", "Not applicable")])
    note = fields.Char()
