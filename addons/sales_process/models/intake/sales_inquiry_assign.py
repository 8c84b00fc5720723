from odoo import fields, models
from odoo.exceptions import LockError, UserError

from .sales_inquiry import OPEN_STATES
from .sales_inquiry_task import ANSWER, ASSIGN, QUALIFY


class SalesInquiry(models.Model):
    """Assignment and rejection: each happens once, whoever clicks how often.

    1. `_lock_triage` locks the rows: two heads at once go one after the other.
    2. `_split_waiting` leaves out what is dealt with already and says why.
    3. `_assign` or `_reject` changes the inquiry, its own lead and the tasks.
    4. What was before is kept (`_keep_step`), so that the step can be undone.
    """

    _inherit = "sales.inquiry"

    def action_sort(self):
        """The department is right: the inquiry waits for a salesperson."""
        if self.filtered(lambda inquiry: not inquiry.team_id):
            raise UserError(self.env._("Choose the department first."))
        waiting = self.filtered(lambda inquiry: inquiry.state == "new")
        waiting.write({"state": "sorted"})
        waiting.sudo().activity_unlink([ASSIGN])
        waiting._schedule_assign()
        return True

    def action_assign(self):
        """Open the assignment with the load of each salesperson."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_assign_action"
        )
        return {**action, "context": {"default_inquiry_ids": self.ids}}

    def action_assign_suggested(self):
        """One click: to the member of the department with the least work."""
        self._lock_triage()
        for inquiry in self._split_waiting()[0]:
            if not inquiry.suggested_user_id:
                raise UserError(
                    self.env._(
                        "Nobody can be suggested: choose a department with salespeople."
                    )
                )
            inquiry._assign(inquiry.suggested_user_id)
        return True

    def action_take(self):
        """The salesperson takes the inquiry himself."""
        self._lock_triage()
        waiting, skipped = self._split_waiting()
        if not waiting:
            raise UserError("\n".join(skipped.values()))
        waiting._assign(self.env.user)
        return True

    def action_reject(self):
        """Open the choice of a reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_reject_action"
        )
        return {**action, "context": {"default_inquiry_ids": self.ids}}

    # ---- once --------------------------------------------------------------------

    def _lock_triage(self):
        """Nobody else assigns or rejects these inquiries until the end of the call.

        :raises UserError: somebody does it at this moment
        """
        self.check_access("write")
        try:
            # sudo: the lock needs no more rights than the write access checked above
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is sorting these inquiries at this moment. "
                    "Look at the board again."
                )
            ) from error
        self.invalidate_recordset(["state", "user_id"])

    def _split_waiting(self):
        """Return (inquiries that can be sorted, {inquiry: why the others cannot})."""
        skipped = {}
        for inquiry in self:
            why = inquiry._get_refusal()
            if why:
                skipped[inquiry] = why
        return self.filtered(lambda inquiry: inquiry not in skipped), skipped

    def _get_refusal(self):
        """Why the inquiry cannot be sorted now; False when it can."""
        name = self.display_name
        if self.user_id and self.state in (*OPEN_STATES, "work"):
            return self.env._(
                "%(inquiry)s is assigned already: %(user)s.",
                inquiry=name,
                user=self.sudo().user_id.name,
            )
        if self.state not in OPEN_STATES:
            states = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(inquiry)s is dealt with already: %(state)s.",
                inquiry=name,
                state=states[self.state],
            )
        return False

    # ---- assignment --------------------------------------------------------------

    def _assign(self, user, team=None, deadline=None, comment=None):
        """Give the inquiries and their leads to a salesperson.

        :param user: who answers
        :param team: department, when it changes
        :param deadline: date by which the client is to be contacted
        :param comment: what the salesperson is to know
        """
        steps = self._begin_step("assign")
        for inquiry, values in self._prepare_assignments(user, team).items():
            inquiry.write(values)
        self._assign_leads(user)
        self._close_triage_tasks()
        tasks = self._schedule_first_tasks(user, deadline, comment)
        self._keep_step(steps, tasks)

    def _prepare_assignments(self, user, team):
        """Return {inquiries: values} with the same values written together."""
        groups = {}
        own_team = user.sudo().crm_team_ids.filtered("is_department")[:1]
        for inquiry in self:
            new_team = team or (not inquiry.team_id and own_team) or False
            key = (bool(inquiry.date_assigned), new_team)
            groups[key] = groups.get(key, self.browse()) | inquiry
        result = {}
        for (_assigned, new_team), inquiries in groups.items():
            values = inquiries[0]._prepare_assign_values(user)
            if inquiries[0].date_assigned:
                values.pop("date_assigned")
            if new_team:
                values["team_id"] = new_team.id
            result[inquiries] = values
        return result

    def _prepare_assign_values(self, user):
        return {
            "user_id": user.id,
            "state": "work",
            "date_assigned": self.date_assigned or fields.Datetime.now(),
        }

    def _assign_leads(self, user):
        for team, inquiries in self.grouped("team_id").items():
            # sudo: triage assigns and has no rights on deals
            leads = inquiries.lead_id.sudo().filtered(
                lambda lead: lead.type == "lead" and lead.user_id != user
            )
            values = {"user_id": user.id}
            if team:
                values["team_id"] = team.id
            leads.write(values)

    def _schedule_first_tasks(self, user, deadline, comment):
        """ "Qualify" on a new lead, "Answer the client" on anything else.

        :return: the tasks, in the order of the inquiries
        """
        # sudo: triage assigns and has no rights on deals
        tasks = self.env["mail.activity"].sudo()
        return tasks.create(
            [inquiry._prepare_first_task(user, deadline, comment) for inquiry in self]
        )

    def _prepare_first_task(self, user, deadline, comment):
        record, kind = self, ANSWER
        if self.is_lead_created and self.lead_id:
            record, kind = self.lead_id, QUALIFY
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "activity_type_id": self.env.ref(kind).id,
            "user_id": user.id,
            "date_deadline": deadline or fields.Date.context_today(self),
            "summary": self.subject or self._get_lead_name(),
            "note": comment or "",
            "automated": True,
        }

    # ---- rejection ---------------------------------------------------------------

    def _reject(self, reason, comment=None):
        """It is no lead (R051): its own lead is archived and not counted as lost."""
        steps = self._begin_step("reject")
        self.write(
            {
                "state": "rejected",
                "reject_reason_id": reason.id,
                "reject_comment": comment,
            }
        )
        self._set_own_records(active=False)
        # sudo: tasks of others go as well
        self.sudo().activity_unlink([ASSIGN, ANSWER])
        self._keep_step(steps)

    def _set_own_records(self, active):
        """Archive or restore what this inquiry alone brought in."""
        # sudo: triage rejects and has no rights on deals and partners
        own = self.sudo()
        leads = own.filtered("is_lead_created").with_context(active_test=False).lead_id
        leads = leads.filtered(
            lambda lead: lead.type == "lead" and lead.inquiry_ids <= own
        )
        leads.write({"active": active, "is_not_lead": not active})
        partners = own.filtered("is_partner_created").partner_id
        before, after = ("unfit", "prospect") if active else ("prospect", "unfit")
        family = partners | partners.parent_id
        family.filtered(lambda p: p.client_state == before).client_state = after
