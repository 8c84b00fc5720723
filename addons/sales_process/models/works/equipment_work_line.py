from odoo import fields, models


class EquipmentWorkLine(models.Model):
    """What was done: a line of the act."""

    _name = "equipment.work.line"
    _description = "Line of the Act"
    _order = "work_id, sequence, id"

    work_id = fields.Many2one(
        "equipment.work",
        string="Act",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Work", required=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    uom_id = fields.Many2one("uom.uom", string="Unit")

    def write(self, vals):
        self.work_id._check_not_signed()
        return super().write(vals)

    def unlink(self):
        self.work_id._check_not_signed()
        return super().unlink()


class EquipmentWorkCheck(models.Model):
    """A check of the commissioning, answered by the engineer."""

    _name = "equipment.work.check"
    _description = "Check of the Work"
    _order = "work_id, sequence, id"

    work_id = fields.Many2one(
        "equipment.work",
        string="Act",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Check", required=True)
    answer = fields.Selection([("yes", "Yes"), ("no", "No"), ("n_a", "Not applicable")])
    note = fields.Char()

    def write(self, vals):
        self.work_id._check_not_signed()
        return super().write(vals)

    def unlink(self):
        self.work_id._check_not_signed()
        return super().unlink()
