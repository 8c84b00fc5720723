from odoo import api, fields, models
from odoo.exceptions import UserError

FIX = "sales_process.mail_activity_type_fix_defect"


class EquipmentWorkDefect(models.Model):
    """Something that is not in order, and by when it is put right.

    1. It stands in the act with its term: name, term and serial number are frozen with
       the signature.
    2. It is a task of the responsible, on the work, until it is fixed.
    3. It is fixed later, also when the act is signed: that does not touch the act.
    """

    _name = "equipment.work.defect"
    _description = "Defect Found at the Work"
    _inherit = "equipment.work.part"
    _order = "work_id, sequence, id"

    _OPEN_FIELDS = frozenset(
        {"state", "date_fixed", "responsible_id", "activity_id", "note"}
    )

    name = fields.Char(string="Defect", required=True)
    lot_id = fields.Many2one("stock.lot", string="Serial number")
    deadline = fields.Date(string="To be fixed by")
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_responsible_id",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
        index="btree_not_null",
        help="Gets a task. By default the engineer of the work.",
    )
    state = fields.Selection(
        [("open", "Open"), ("fixed", "Fixed")],
        required=True,
        default="open",
        index=True,
    )
    date_fixed = fields.Date(string="Fixed on", copy=False)
    note = fields.Char(string="How it was fixed")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, ondelete="set null"
    )
    partner_id = fields.Many2one(related="work_id.partner_id", string="Client")
    address_id = fields.Many2one(related="work_id.address_id")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("work_id.engineer_id")
    def _compute_responsible_id(self):
        for defect in self:
            defect.responsible_id = defect.responsible_id or defect.work_id.engineer_id

    @api.depends("state", "deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for defect in self:
            defect.is_late = (
                defect.state == "open"
                and bool(defect.deadline)
                and defect.deadline < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            ("state", "=", "open"),
            ("deadline", "<", fields.Date.context_today(self)),
        ]
        return late if True in value else ["!", "&", *late]

    @api.model_create_multi
    def create(self, vals_list):
        defects = super().create(vals_list)
        defects._follow_tasks()
        return defects

    def write(self, vals):
        result = super().write(vals)
        if {"state", "deadline", "responsible_id", "name"} & vals.keys():
            self._follow_tasks()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_tasks(self):
        # sudo: the task may be somebody else's
        self.sudo().activity_id.unlink()

    def action_fix(self):
        """The defect is put right; its task is done.

        :raise UserError: it was fixed before
        """
        if self.filtered(lambda defect: defect.state == "fixed"):
            raise UserError(self.env._("This defect is fixed already."))
        self.write({"state": "fixed", "date_fixed": fields.Date.context_today(self)})
        return True

    def action_reopen(self):
        self.write({"state": "open", "date_fixed": False})
        return True

    # ---- tasks ---------------------------------------------------------------------

    def _follow_tasks(self):
        """One task for each open defect with a term; the task follows the defect."""
        for defect in self.sudo():  # sudo: who finds a defect gives somebody a task
            if defect.state == "fixed":
                defect.activity_id.action_feedback(feedback=defect.note or False)
            elif not (defect.deadline and defect.responsible_id):
                defect.activity_id.unlink()
            elif defect.activity_id.active:
                defect.activity_id.write(defect._prepare_task())
            else:
                defect.activity_id = defect.work_id.activity_schedule(
                    FIX, **defect._prepare_task()
                )

    def _prepare_task(self):
        return {
            "summary": self.name,
            "date_deadline": self.deadline,
            "user_id": self.responsible_id.id,
        }
