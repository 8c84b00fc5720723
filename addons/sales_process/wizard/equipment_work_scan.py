import base64

from odoo import fields, models


class EquipmentWorkScan(models.TransientModel):
    """The act was signed on paper: its scan, who signed it and when."""

    _name = "equipment.work.scan"
    _description = "Act Signed on Paper"

    work_id = fields.Many2one("equipment.work", required=True, readonly=True)
    file = fields.Binary(string="Scan", required=True, attachment=False)
    filename = fields.Char()
    signed_by = fields.Char(required=True, help="Surname and initials, as on paper.")
    date = fields.Date(
        string="Signed on", required=True, default=fields.Date.context_today
    )

    def action_apply(self):
        """
        :raises UserError: the file or the day is not possible
        """
        self.ensure_one()
        self.work_id._attach_scan(
            self.signed_by.strip(),
            self.date,
            base64.b64decode(self.file or b""),
            self.filename or self.work_id.name,
        )
        return {"type": "ir.actions.act_window_close"}


class EquipmentWorkRepeat(models.TransientModel):
    """Why a certification is repeated: repair, modernisation, moving."""

    _name = "equipment.work.repeat"
    _description = "Repeat the Certification"

    work_id = fields.Many2one("equipment.work", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """
        :raises UserError: the certification is not finished or is followed already
        """
        self.ensure_one()
        work = self.work_id
        work.check_access("write")
        work.lock_for_update()
        work._check_can_follow()
        again = work._make_next("repeated", self.reason, lead_id=False, order_id=False)
        return again._get_form_action()
