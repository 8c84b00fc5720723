from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CrmLead(models.Model):
    """A deal is lost with a reason and a competitor, on every path (R061, R068, R122).

    1. Form, list, import and RPC come through ``write``; so does putting a deal into
       the archive: a deal is closed, lost, or worked on, never just hidden.
    2. What triage has rejected has been no lead at all: nothing is asked.
    3. The stay in the stage ends, open tasks end and are named in the history, the
       client without anything else is unfit, the tasks of the stage are given: the
       head checks the work.
    4. A deal that is restored goes on in its stage: a new stay begins.
    """

    _inherit = "crm.lead"

    lost_reason_id = fields.Many2one(tracking=True)
    competitor_id = fields.Many2one(tracking=True)
    competitor_price = fields.Monetary(
        currency_field="company_currency",
        tracking=True,
        help="What the competitor asks for, as far as it is known.",
    )

    def action_set_lost(self, **additional_values):
        """Mark as lost. Values of the loss are in place before anything is asked.

        :raise UserError: the reason or the competitor is missing
        """
        departments = self.filtered("is_department")
        if departments and additional_values:
            departments.write(
                {name: value for name, value in additional_values.items() if value}
            )
        return super().action_set_lost(**additional_values)

    def _follow_loss(self, before):
        """Deals that have left the list of open ones, or have come back into it.

        :raise UserError: naming what is missing, of all deals of the set
        """
        gone = self.filtered(lambda lead: before[lead].active and not lead.active)
        gone._check_loss()
        back = self.filtered(lambda lead: lead.active and not before[lead].active)
        log = self.env["crm.stage.log"].sudo()  # nobody writes the history by hand
        log._close(gone, outcome="lost")
        gone._stop_clock()
        unmoved = back.filtered(lambda lead: lead.stage_id == before[lead].stage)
        log._open(unmoved)

    def _check_loss(self):
        problems = [problem for lead in self if (problem := lead._find_loss_problem())]
        if problems:
            raise UserError("\n".join(problems))

    def _find_loss_problem(self):
        """Why the deal cannot go, or an empty text."""
        rejected = self.is_not_lead and self.type == "lead"
        if rejected or self.stage_kind == "closed":
            return ""
        if self.stage_id.is_won:
            return self.env._(
                "“%(deal)s” is not closed yet: close it, or cancel the contract.",
                deal=self.name,
            )
        missing = [
            label
            for label, value in (
                (self.env._("choose the reason"), self.lost_reason_id),
                (self.env._("choose the competitor"), self.competitor_id),
            )
            if not value
        ]
        if not missing:
            return ""
        return self.env._(
            "Say why “%(deal)s” is lost: %(missing)s.",
            deal=self.name,
            missing=", ".join(missing),
        )

    def _stop_clock(self):
        """Nobody waits for anything in a deal that has ended."""
        if self:
            self._keep(
                {
                    "stage_log_id": False,
                    "stage_since": False,
                    "stage_deadline": False,
                    "stage_state": False,
                    "stage_held": False,
                    "escalation_state": False,
                    "escalation_date": False,
                }
            )

    # ---- what follows --------------------------------------------------------------

    def _after_lost(self):
        """Hook: the deal is lost: its open tasks end, the head checks the work (R061)."""
        self._end_tasks()
        self._give_tasks("lost")
        self._mark_unfit_partners()

    def _end_tasks(self):
        """Open tasks end without being done; the history names them."""
        # sudo: tasks of others end too
        leads = self.sudo()
        bodies = {
            lead.id: lead._render_ended_tasks(lead.activity_ids)
            for lead in leads
            if lead.activity_ids
        }
        if bodies:
            leads.browse(bodies)._message_log_batch(bodies=bodies)
        leads.activity_ids.unlink()

    def _render_ended_tasks(self, activities):
        title = self.env._("Open tasks that ended with the deal:")
        lines = Markup().join(
            Markup("<li>%s, %s, %s</li>")
            % (
                activity.summary or activity.activity_type_id.name,
                activity.user_id.name,
                format_date(self.env, activity.date_deadline),
            )
            for activity in activities
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (title, lines)

    def _mark_unfit_partners(self):
        """A prospect with no other open deal is unfit (R061)."""
        # sudo: deals of all departments count, and the client may be another's
        partners = self.partner_id.commercial_partner_id.sudo().filtered(
            lambda partner: partner.client_state == "prospect",
        )
        if not partners:
            return
        busy = self.sudo().search([("partner_id", "child_of", partners.ids)])
        (partners - busy.partner_id.commercial_partner_id).client_state = "unfit"
