from odoo import api, fields, models


class EquipmentWorkPart(models.AbstractModel):
    """What belongs to the act of a work: it is frozen together with the act.

    Nothing is added to a signed act, changed in it or taken out of it, whoever does it,
    the program included. ``_OPEN_FIELDS`` may be written later: they are not in the act.
    """

    _name = "equipment.work.part"
    _description = "Part of the Act"

    _OPEN_FIELDS = frozenset()

    work_id = fields.Many2one(
        "equipment.work",
        string="Act",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.work_id._check_not_signed()
        return parts

    def write(self, vals):
        if not vals.keys() <= self._OPEN_FIELDS:
            self.work_id._check_not_signed()
        result = super().write(vals)
        if "work_id" in vals:
            self.work_id._check_not_signed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.work_id._check_not_signed()

    @api.model
    def _get_decimal_point(self):
        lang = self.env.lang or self.env.company.partner_id.lang
        return self.env["res.lang"]._get_data(code=lang).decimal_point or "."
