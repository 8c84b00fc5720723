from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.documents.debts import Step


class SalesDebtStep(models.Model):
    """A reminder of debts: so many days after the due date, with its letter (R104)."""

    _name = "sales.debt.step"
    _description = "Reminder of Debts"
    _order = "days, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    days = fields.Integer(
        string="Days after the Due Date",
        required=True,
        default=7,
        help="The earliest day of the letter. Between two letters about the same debt "
        "pass at least the days between their steps.",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Letter",
        required=True,
        ondelete="restrict",
        domain="[('model', '=', 'sales.debt.letter')]",
    )
    has_task = fields.Boolean(
        string="Task for the Salesperson",
        help="With this letter the client's salesperson gets the task to call.",
    )

    _days_positive = models.Constraint(
        "CHECK(days > 0)", "A reminder is sent at least one day after the due date."
    )
    _days_uniq = models.UniqueIndex(
        "(days) WHERE active", "Another reminder has the same number of days."
    )

    @api.constrains("template_id")
    def _check_template(self):
        for step in self:
            # sudo: which model the text is for, whoever may edit it
            if step.template_id.sudo().model != "sales.debt.letter":
                raise ValidationError(
                    self.env._("The letter of a reminder is one about debts.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        lines = self.env["sales.debt.letter.line"].sudo()
        if lines.search_count([("step_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Letters of this reminder were sent: archive it instead.")
            )

    def _get_steps(self):
        """``tools.documents.debts.Step`` of all, in their order."""
        return [Step(step.id, step.days) for step in self.search([])]

    def action_edit_letter(self):
        """The text of the letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letter: %(step)s", step=self.name),
            "res_model": "mail.template",
            "res_id": self.template_id.id,
            "views": [(False, "form")],
        }
