from odoo import api, fields, models


class SalesAbsence(models.TransientModel):
    """A head notes that one of his people is away and who stands in."""

    _name = "sales.absence"
    _description = "Absence of a Salesperson"

    allowed_user_ids = fields.Many2many(
        "res.users", compute="_compute_allowed_user_ids"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        required=True,
        domain="[('id', 'in', allowed_user_ids)]",
    )
    absent_until = fields.Date(help="The last day of absence. Empty: he is here.")
    deputy_id = fields.Many2one(
        "res.users", domain="[('share', '=', False), ('id', '!=', user_id)]"
    )

    @api.depends_context("uid")
    def _compute_allowed_user_ids(self):
        self.allowed_user_ids = self.env["res.users"]._get_sales_subordinates()

    @api.onchange("user_id")
    def _onchange_user_id(self):
        # sudo: what is noted already of a colleague
        user = self.user_id.sudo()
        self.absent_until = user.sales_absent_until
        self.deputy_id = user.sales_deputy_id

    def action_apply(self):
        self.ensure_one()
        self.user_id._set_sales_absence(self.absent_until, self.deputy_id)
        return {"type": "ir.actions.act_window_close"}
