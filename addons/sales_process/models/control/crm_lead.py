from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .crm_team import ASKED, QUIET_MONTHS


class CrmLead(models.Model):
    """The client of a deal is asked about the salesperson (R008)."""

    _inherit = "crm.lead"

    feedback_ids = fields.One2many(
        "sales.feedback",
        "lead_id",
        string="Feedbacks",
        copy=False,
        groups="sales_process.group_head",
    )
    feedback_count = fields.Integer(
        string="Feedback",
        compute="_compute_feedback_count",
        groups="sales_process.group_head",
    )

    @api.depends("feedback_ids")
    def _compute_feedback_count(self):
        for lead in self:
            lead.feedback_count = len(lead.feedback_ids)

    # -------------------------------------------------------------------- actions

    def action_ask_client(self):
        """The head asks a client out of the sample: open the feedback of the deal.

        :raise AccessError: not a head of the department
        :raise UserError: no way to reach the client, no salesperson
        """
        self.ensure_one()
        self._check_may_ask_client()
        self.lock_for_update(allow_referencing=True)
        feedback = self._find_feedback() or self._create_feedback()
        # without the rights of the system
        return feedback.with_env(self.env)._get_records_action()

    def action_view_feedback(self):
        self.ensure_one()
        return self.feedback_ids._get_records_action(name=self.env._("Feedback"))

    def _check_may_ask_client(self):
        user, team = self.env.user, self.team_id
        is_director = user.has_group("sales_process.group_director")
        is_head = user.has_group("sales_process.group_head")
        own = user in (team.user_id | team.member_ids)
        if not (self.env.su or is_director or (is_head and own)):
            raise AccessError(
                self.env._("Only a head of the department asks its clients.")
            )
        if not (self.user_id and self._passes_contact()):
            raise UserError(
                self.env._(
                    "“%(deal)s” needs a salesperson, and a phone or an e-mail of the "
                    "client.",
                    deal=self.name,
                )
            )

    def _find_feedback(self):
        """The feedback that is still open, or was made this month already."""
        month = fields.Date.context_today(self).replace(day=1)
        # sudo: also one of the department that had the deal before
        feedbacks = self.sudo().feedback_ids
        return (
            feedbacks.filtered(lambda feedback: feedback.state == "todo")
            or feedbacks.filtered(lambda feedback: feedback.month == month)
        )[:1]

    def _create_feedback(self):
        month = fields.Date.context_today(self).replace(day=1)
        # sudo: feedbacks are made by steps only, by nobody's hand
        feedback = (
            self.env["sales.feedback"]
            .sudo()
            .create(
                {
                    **self._prepare_feedback_values(month),
                    "user_id": self.env.uid,
                    "deadline": self.team_id._get_feedback_deadline(),
                }
            )
        )
        feedback._schedule_asking()
        return feedback

    # ------------------------------------------------------------------ the sample

    def _prepare_feedback_values(self, month):
        """Values of a feedback of this deal; who asks and until when comes beside."""
        self.ensure_one()
        partner = self.partner_id
        company = self.company_id or self.team_id.company_id or self.env.company
        return {
            "lead_id": self.id,
            "partner_id": partner.id,
            "client_name": partner.display_name
            or self.partner_name
            or self.contact_name
            or self.name,
            "salesperson_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": company.id,
            "month": month,
        }

    def _get_feedback_client(self):
        """Who counts as one client: the company, else the deal itself."""
        self.ensure_one()
        company = self.partner_id.commercial_partner_id
        return ("partner", company.id) if company else ("lead", self.id)

    def _get_asked_clients(self, month):
        """Clients of these deals who are not asked in the draw of ``month``.

        They are asked already, or were in the last six months; in the same month also
        those whom nobody has reached.
        """
        since = month - relativedelta(months=QUIET_MONTHS)
        asked = Domain("state", "in", ASKED) & Domain("month", ">", since)
        companies = self.partner_id.commercial_partner_id
        feedbacks = self.env["sales.feedback"].search(
            (asked | Domain("month", "=", month))
            & (
                Domain("commercial_partner_id", "in", companies.ids)
                | Domain("lead_id", "in", self.ids)
            )
        )
        clients = {("partner", c.id) for c in feedbacks.commercial_partner_id}
        return clients | {("lead", lead.id) for lead in feedbacks.lead_id}

    # ---------------------------------------------------------------------- events

    def _merge_dependences(self, opportunities):
        """Feedbacks move to the lead that stays, one of each month.

        What was said about the same month stays without a deal: it still counts.
        """
        super()._merge_dependences(opportunities)
        # sudo: whoever merges may see nothing of feedbacks
        months = set(self.sudo().feedback_ids.mapped("month"))
        for feedback in opportunities.sudo().feedback_ids:
            if feedback.month not in months:
                feedback.lead_id = self
                months.add(feedback.month)

    @api.ondelete(at_uninstall=False)
    def _cancel_feedbacks(self):
        """Nobody is asked about a deal that is deleted."""
        # sudo: whoever deletes may see nothing of feedbacks
        feedbacks = self.sudo().feedback_ids
        feedbacks.filtered(lambda feedback: feedback.state == "todo")._cancel()
