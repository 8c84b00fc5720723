from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CONTROL_TYPES = tuple(
    f"sales_process.mail_activity_type_{name}"
    for name in ("decide", "call_head", "check_work", "hand_over")
)


class CrmLead(models.Model):
    """No deal without a next step where the stage demands it (R069).

    1. The next step is the nearest open task; its day is the date of the next contact.
       What the head has to do with the deal (decide, help, check) is no step of it.
    2. Setting the date on the deal plans the step, or puts off the nearest one of the
       salesperson or of oneself.
    3. The last step is not finished without planning another one, and nobody takes the
       deal out of the stage without one. Documents move it all the same.
    4. What is left without a step all the same (an import, a rule switched on later)
       is told to the salesperson every morning.
    """

    _inherit = "crm.lead"

    next_step_date = fields.Date(
        string="Next step",
        compute="_compute_next_step_date",
        inverse="_inverse_next_step_date",
        search="_search_next_step_date",
        compute_sudo=True,
        help="Date of the next contact: the deadline of the nearest planned activity. "
        "Setting it plans a contact, or moves the nearest one of the salesperson.",
    )

    @api.depends(
        "activity_ids.date_deadline",
        "activity_ids.active",
        "activity_ids.activity_type_id",
    )
    def _compute_next_step_date(self):
        for lead in self:
            lead.next_step_date = min(
                lead._get_steps().mapped("date_deadline"),
                default=False,
            )

    @api.model
    def _get_control_types(self):
        """Ids of the types of tasks that are no step of a deal; override to add."""
        resolve = self.env["ir.model.data"]._xmlid_to_res_id
        found = (resolve(xmlid, raise_if_not_found=False) for xmlid in CONTROL_TYPES)
        return [type_id for type_id in found if type_id]

    def _get_steps(self):
        """The planned steps of the deal, whoever takes them."""
        control = set(self._get_control_types())
        return self.activity_ids.filtered(
            lambda task: task.activity_type_id.id not in control
        )

    def _inverse_next_step_date(self):
        for lead in self.filtered("next_step_date"):
            people = lead.user_id | self.env.user
            own = lead._get_steps().filtered(lambda t, who=people: t.user_id in who)
            nearest = own.sorted("date_deadline")[:1]
            if nearest.date_deadline == lead.next_step_date:
                continue
            if nearest:
                nearest.date_deadline = lead.next_step_date
            else:
                lead._plan_next_step(lead.next_step_date)

    def _search_next_step_date(self, operator, value):
        steps = self._get_step_domain()
        if operator == "in" and False in value:
            given = [date for date in value if date]
            none = Domain("activity_ids", "not any", steps)
            return none | Domain(
                "activity_ids", "any", steps & Domain("date_deadline", "in", given)
            )
        return Domain(
            "activity_ids", "any", steps & Domain("date_deadline", operator, value)
        )

    @api.model
    def _get_step_domain(self):
        """Tasks that are steps of a deal."""
        return Domain("activity_type_id", "not in", self._get_control_types())

    def _plan_next_step(self, date):
        """Plan a contact with the client for the salesperson of the deal."""
        self.ensure_one()
        return self.activity_schedule(
            "sales_process.mail_activity_type_next_contact",
            date_deadline=date,
            user_id=(self.user_id or self.env.user).id,
        )

    def _passes_next_step(self):
        return self.filtered(lambda lead: lead._get_steps())

    def _demands_next_step(self):
        """Deals of the set that may not be without a planned step."""
        return self.filtered(
            lambda lead: (
                lead.active
                and (rules := lead._get_stage_rules())
                and rules.require_next_step
            )
        )

    def _get_without_step_domain(self):
        """Open deals whose stage demands a step, and that have none."""
        return (
            Domain("is_department", "=", True)
            & Domain("stage_id.require_next_step", "=", True)
            & Domain("activity_ids", "not any", self._get_step_domain())
        )

    # ---- the list of the morning ---------------------------------------------------

    @api.model
    def _cron_next_step(self):
        """Tell every salesperson which of his deals have no next step; the head,
        which ones nobody has. Run every day, before work begins: departments that do
        not work today are left in peace."""
        leads = self.search(self._get_without_step_domain())
        works = {team: team._works_today() for team in leads.team_id}
        leads = leads.filtered(lambda lead: works[lead.team_id])
        groups, stand_ins = {}, {}
        for lead in leads:
            user = lead.user_id or lead.team_id.user_id
            if user not in stand_ins:
                stand_ins[user] = user._get_sales_stand_in()
            person = lead._choose_present(user, stand_ins[user])
            groups[person] = groups.get(person, self.browse()) | lead
        for user, deals in groups.items():
            if user:
                deals._tell_without_step(user)

    def _tell_without_step(self, user):
        """One note for one person, with a link to each deal."""
        localized = self.with_context(lang=user.lang)
        self.env["mail.thread"].with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            subject=localized.env._(
                "Deals without a next step: %(count)s", count=len(self)
            ),
            body=localized.env["ir.qweb"]._render(
                "sales_process.deals_without_step",
                {"deals": localized},
                minimal_qcontext=True,
            ),
        )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """Before the last step of a deal is finished, the next one has to be there.

        :raise UserError: in a stage that demands a step; "Done & Schedule Next" may
            finish it, because it asks for the next one at once
        """
        if not self.env.context.get("sales_process_next_follows"):
            self._check_next_step()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def action_feedback_schedule_next(self, feedback=False, attachment_ids=None):
        # the border is the call of the web client: the dialog for the next step opens
        return super(
            MailActivity, self.with_context(sales_process_next_follows=True)
        ).action_feedback_schedule_next(feedback, attachment_ids)

    def unlink(self):
        """A step that is cancelled leaves the deal without one just as well."""
        if not self.env.context.get("sales_process_next_follows"):
            self._check_next_step()
        return super().unlink()

    def _check_next_step(self):
        """
        :raise UserError: naming the deals that would be left without a next step
        """
        control = set(self.env["crm.lead"]._get_control_types())
        by_people = self.filtered(
            lambda task: (
                task.res_model == "crm.lead"
                and not task.stage_task_id
                and task.activity_type_id.id not in control
            )
        )
        if self.env.su or not by_people:
            return
        # sudo: tasks of others on the deal are steps too
        deals = self.env["crm.lead"].sudo().browse(by_people.mapped("res_id")).exists()
        bare = deals._demands_next_step().filtered(
            lambda lead: not lead._get_steps() - self.sudo()
        )
        if bare:
            raise UserError(
                self.env._(
                    "“%(deal)s” may not be without a next step: plan the next one first, "
                    "or use “Done & Schedule Next”.",
                    deal=bare[0].name,
                )
            )
