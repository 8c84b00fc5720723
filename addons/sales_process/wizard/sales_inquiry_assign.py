import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesInquiryAssign(models.TransientModel):
    """Give inquiries to a salesperson, seeing the present load of each (R032, R035)."""

    _name = "sales.inquiry.assign"
    _description = "Assign Inquiries"

    inquiry_ids = fields.Many2many("sales.inquiry", required=True)
    inquiry_count = fields.Integer(compute="_compute_inquiry_count")
    # what the user saw when he opened the form: somebody else may be faster
    seen = fields.Char(default=lambda self: self._default_seen())
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        compute="_compute_team_id",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one("res.users", string="Salesperson")
    people = fields.Json(
        compute="_compute_people",
        help="The salespeople of the department with what each has to do.",
    )
    date_deadline = fields.Date(
        string="Contact By", required=True, default=fields.Date.context_today
    )
    comment = fields.Text()

    @api.model
    def _default_seen(self):
        ids = self.env.context.get("default_inquiry_ids") or []
        return json.dumps(self._get_states(self.env["sales.inquiry"].browse(ids)))

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
    def _compute_people(self):
        for wizard in self:
            users = wizard._get_salespeople()
            loads = self.env["sales.inquiry"]._get_loads(users)
            ordered = sorted(users, key=lambda user: (sum(loads[user]), user.name))
            wizard.people = [
                {
                    "id": user.id,
                    "name": user.name,
                    "inquiries": loads[user][0],
                    "deals": loads[user][1],
                }
                for user in ordered
            ]

    @api.onchange("team_id")
    def _onchange_team_id(self):
        """Nobody of another department stays chosen."""
        if self.user_id not in self._get_salespeople():
            self.user_id = False

    def _get_salespeople(self):
        """Members and the leader of the department; everybody without one."""
        # sudo: membership of other departments is not readable to everybody
        teams = self.team_id.sudo() or self.env["crm.team"].sudo().search(
            [("is_department", "=", True)]
        )
        return self.env["res.users"].sudo().union(*teams._get_salespeople().values())

    @api.model
    def _get_states(self, inquiries):
        return {
            str(inquiry.id): [inquiry.state, inquiry.user_id.id]
            for inquiry in inquiries
        }

    def action_assign(self):
        """Assign to the chosen salesperson.

        :raises UserError: nobody is chosen, or somebody else was faster
        """
        self.ensure_one()
        if self.user_id not in self._get_salespeople():
            raise UserError(self.env._("Choose a salesperson."))
        self.inquiry_ids._lock_triage()
        self._check_unchanged()
        self.inquiry_ids._assign(
            self.user_id,
            team=self.team_id or None,
            deadline=self.date_deadline,
            comment=self.comment,
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_unchanged(self):
        """
        :raises UserError: some inquiries were dealt with after the form was opened
        """
        now = self._get_states(self.inquiry_ids)
        # without a form nothing was seen: a program gives what it has read itself
        seen = {**now, **json.loads(self.seen or "{}")}
        changed = self.inquiry_ids.filtered(
            lambda inquiry: now[str(inquiry.id)] != seen[str(inquiry.id)]
        )
        refusals = filter(None, (inquiry._get_refusal() for inquiry in changed))
        if changed:
            raise UserError(
                "\n".join(refusals) or self.env._("Somebody else was faster.")
            )
