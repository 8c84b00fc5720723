from odoo import api, fields, models
from odoo.exceptions import UserError

from .sales_internal_request import OPEN


class CrmLead(models.Model):
    """What is asked of other departments for the deal (R070, R071)."""

    _inherit = "crm.lead"

    request_ids = fields.One2many(
        "sales.internal.request", "lead_id", string="Internal Requests", copy=False
    )
    open_request_count = fields.Integer(
        string="Open Requests",
        compute="_compute_open_request_count",
        compute_sudo=True,
        help="Requests to departments that are not answered or not accepted yet.",
    )

    @api.depends("request_ids.state")
    def _compute_open_request_count(self):
        groups = self.env["sales.internal.request"]._read_group(
            [("lead_id", "in", self.ids), ("state", "in", OPEN)],
            ["lead_id"],
            ["__count"],
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.open_request_count = counts.get(lead.id, 0)

    # -------------------------------------------------------------------- actions

    def action_ask_department(self):
        """Open a new request of this deal in a dialog.

        :raise UserError: somebody else's deal
        """
        self.ensure_one()
        if not self._may_ask_departments():
            raise UserError(
                self.env._(
                    "Only the salesperson of “%(deal)s” or the head of the department "
                    "asks other departments about it.",
                    deal=self.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask a department"),
            "res_model": "sales.internal.request",
            "views": [
                (
                    self.env.ref(
                        "sales_process.sales_internal_request_view_form_ask"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_internal_request_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {"default_lead_id": self.id}
        return action

    # --------------------------------------------------------------------- events

    def _after_lost(self):
        """A lost deal needs no answers."""
        super()._after_lost()
        # sudo: whoever loses the deal ends its requests, drafts of others too
        requests = self.sudo().request_ids.filtered(
            lambda request: request.state in ("draft", *OPEN)
        )
        requests._cancel()

    def _merge_dependences(self, opportunities):
        """Requests move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: the deal of a request is not changed by hand
        opportunities.sudo().request_ids.write({"lead_id": self.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_requests(self):
        """With their messages and tasks, which the database alone would leave."""
        # sudo: who may delete the deal may delete what hangs on it
        self.sudo().request_ids.unlink()

    # --------------------------------------------------------------------- checks

    def _may_ask_departments(self):
        """Whether the present user asks about the deal and decides about answers: its
        salesperson, a head of its department, a director."""
        self.ensure_one()
        user, team = self.env.user, self.team_id
        if user in (self.user_id | team.user_id):
            return True
        if user.has_group("sales_process.group_director"):
            return True
        is_head = user.has_group("sales_process.group_head")
        return is_head and user in team.member_ids

    def _passes_requests_answered(self):
        """No department owes an answer."""
        waiting = self.env["sales.internal.request"]._get_waiting_domain()
        return self.filtered(lambda lead: not lead.request_ids.filtered_domain(waiting))
