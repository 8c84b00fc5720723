from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesInquiryAssign(models.TransientModel):
    """Give inquiries to a salesperson, seeing the present load of each (R032, R035)."""

    _name = "sales.inquiry.assign"
    _description = "Assign Inquiries"

    inquiry_ids = fields.Many2many("sales.inquiry", required=True)
    inquiry_count = fields.Integer(compute="_compute_inquiry_count")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        compute="_compute_team_id",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one("res.users", string="Salesperson")
    allowed_user_ids = fields.Many2many(
        "res.users", compute="_compute_allowed_user_ids"
    )
    date_deadline = fields.Date(
        string="Contact By", required=True, default=fields.Date.context_today
    )
    comment = fields.Text()
    line_ids = fields.One2many(
        "sales.inquiry.assign.line",
        "wizard_id",
        string="Salespeople",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("inquiry_ids")
    def _compute_inquiry_count(self):
        for wizard in self:
            wizard.inquiry_count = len(wizard.inquiry_ids)

    @api.depends("inquiry_ids")
    def _compute_team_id(self):
        for wizard in self:
            teams = wizard.inquiry_ids.team_id
            wizard.team_id = teams if len(teams) == 1 else False

    @api.depends("team_id")
    def _compute_allowed_user_ids(self):
        for wizard in self:
            wizard.allowed_user_ids = wizard._get_salespeople()

    @api.depends("team_id")
    def _compute_line_ids(self):
        for wizard in self:
            users = wizard._get_salespeople()
            loads = self.env["sales.inquiry"]._get_loads(users)
            ordered = sorted(users, key=lambda user: (sum(loads[user]), user.name))
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "user_id": user.id,
                        "inquiries": loads[user][0],
                        "deals": loads[user][1],
                    }
                )
                for user in ordered
            ]

    def _get_salespeople(self):
        """Members and the leader of the department; everybody without one."""
        # sudo: membership of other departments is not readable to everybody
        teams = self.team_id.sudo() or self.env["crm.team"].sudo().search(
            [("is_department", "=", True)]
        )
        users = teams.member_ids | teams.user_id
        return users.filtered(lambda user: user.active and not user.share)

    def action_assign(self):
        """Assign to the chosen salesperson."""
        self.ensure_one()
        if not self.user_id:
            raise UserError(self.env._("Choose a salesperson."))
        return self._assign(self.user_id)

    def _assign(self, user):
        self.inquiry_ids._assign(
            user,
            team=self.team_id or None,
            deadline=self.date_deadline,
            comment=self.comment,
        )
        return {"type": "ir.actions.act_window_close"}


class SalesInquiryAssignLine(models.TransientModel):
    _name = "sales.inquiry.assign.line"
    _description = "Load of a Salesperson"

    wizard_id = fields.Many2one("sales.inquiry.assign", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    inquiries = fields.Integer(string="Inquiries in Work", readonly=True)
    deals = fields.Integer(string="Open Leads and Deals", readonly=True)

    def action_assign(self):
        """One click: assign to this salesperson."""
        self.ensure_one()
        return self.wizard_id._assign(self.user_id)
