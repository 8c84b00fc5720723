from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .sales_inquiry import OPEN_STATES
from .sales_inquiry_task import ANSWER, ASSIGN

KEPT = (
    "state", "user_id", "team_id", "date_assigned", "reject_reason_id",
    "reject_comment",
)  # fmt: skip
TASK = (
    "activity_type_id", "user_id", "date_deadline", "summary", "note", "automated",
)  # fmt: skip


def get_plain_values(record, names):
    """Values of a record as JSON keeps them and `write` takes them."""
    values = {}
    for name in names:
        value = record._fields[name].convert_to_write(record[name], record)
        is_moment = value and record._fields[name].type in ("date", "datetime")
        values[name] = str(value) if is_moment else value
    return values


class SalesInquiry(models.Model):
    """The last assignment or rejection can be taken back.

    `triage_step` is what was before: values of the inquiry and of its own lead, the
    tasks that were closed, the followers. Taking back is refused when somebody has
    worked since: the client is answered, the lead has become a deal or has moved,
    the salesperson has done the task, or somebody has sorted the inquiry again.
    """

    _inherit = "sales.inquiry"

    triage_step = fields.Json(
        copy=False,
        readonly=True,
        groups="sales_process.group_triage,sales_process.group_head",
    )
    can_undo = fields.Boolean(compute="_compute_can_undo", compute_sudo=True)

    @api.depends_context("uid")
    def _compute_can_undo(self):
        may_sort = self._may_sort()
        for inquiry in self:
            step = inquiry.triage_step
            is_own = bool(step) and (may_sort or step["by"] == self.env.uid)
            inquiry.can_undo = is_own and not inquiry._get_undo_refusal(step)

    # ---- keeping -----------------------------------------------------------------

    def _begin_step(self, kind):
        """Return {inquiry: what is now, before an assignment or a rejection}."""
        # sudo: the step tells of leads and tasks that the sorting person may not see
        return {
            inquiry: inquiry._prepare_step(kind)
            for inquiry in self.sudo().with_context(active_test=False)
        }

    def _prepare_step(self, kind):
        lead = self.lead_id
        tasks = self._get_triage_tasks()
        return {
            "kind": kind,
            "by": self.env.uid,
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            "values": get_plain_values(self, KEPT),
            "answered": bool(self.date_first_answer),
            "lead": lead and lead.type == "lead" and self._prepare_lead_step(lead),
            "tasks": [
                {"id": task.id, **get_plain_values(task, TASK)} for task in tasks
            ],
            "followers": (self.message_partner_ids | lead.message_partner_ids).ids,
            "siblings": (lead.inquiry_ids - self)
            .filtered(lambda other: other.state in OPEN_STATES and not other.user_id)
            .ids,
        }

    def _prepare_lead_step(self, lead):
        return {"id": lead.id, "user_id": lead.user_id.id, "team_id": lead.team_id.id}

    def _get_triage_tasks(self):
        kinds = self.env.ref(ASSIGN) | self.env.ref(ANSWER)
        return self.activity_ids.filtered(
            lambda task: task.active and task.activity_type_id in kinds
        )

    def _keep_step(self, steps, tasks=None):
        """Keep what was before, with what it has become.

        :param tasks: the first task of each inquiry, in their order
        """
        created = dict(zip(steps, tasks, strict=True)) if tasks else {}
        for inquiry, step in steps.items():
            step["after"] = {"state": inquiry.state, "user_id": inquiry.user_id.id}
            step["task"] = created[inquiry].id if inquiry in created else False
            if step["lead"]:
                step["lead"]["stage_id"] = inquiry.lead_id.stage_id.id
            inquiry.triage_step = step

    # ---- taking back -------------------------------------------------------------

    def action_undo_triage(self):
        """Take the last assignment or rejection back.

        :raises UserError: somebody has worked since
        """
        self._check_may_undo()
        # sudo: who took the step may take it back, even when the inquiry has gone to
        # another department by it; the lead and the tasks are others' anyway
        inquiries = self.sudo().with_context(active_test=False)
        inquiries._lock_triage()
        steps = {inquiry: inquiry.triage_step for inquiry in inquiries}
        refusals = [
            inquiry._get_undo_refusal(step)
            for inquiry, step in steps.items()
            if inquiry._get_undo_refusal(step)
        ]
        if refusals:
            raise UserError("\n".join(refusals))
        for inquiry, step in steps.items():
            inquiry._undo_step(step)
        return True

    def action_undo_reject(self):
        """The rejection was a mistake: the inquiry waits again."""
        rejected = self.filtered(lambda inquiry: inquiry.state == "rejected")
        kept = rejected.sudo().filtered("triage_step").with_env(self.env)
        if kept:
            kept.action_undo_triage()
        (rejected - kept)._restore_rejected()
        return True

    def _restore_rejected(self):
        """Take back rejections of which nothing is kept."""
        self.write({"state": "new", "reject_reason_id": False, "reject_comment": False})
        self._set_own_records(active=True)
        assigned = self.filtered("user_id")
        for inquiry in assigned:
            inquiry.write(inquiry._prepare_assign_values(inquiry.user_id))
        (self - assigned)._schedule_assign()

    def _check_may_undo(self):
        """The one who took the step, or who may sort these inquiries."""
        # sudo: the step itself says whose it is
        foreign = self.filtered(
            lambda inquiry: (inquiry.sudo().triage_step or {}).get("by") != self.env.uid
        )
        if foreign:
            foreign._check_may_sort()
            foreign.check_access("write")

    def _get_undo_refusal(self, step):
        """Why the step cannot be taken back; False when it can."""
        name = self.display_name
        if not step:
            return self.env._("%(inquiry)s: nothing can be undone.", inquiry=name)
        after = step["after"]
        if (self.state, self.user_id.id) != (after["state"], after["user_id"]):
            return self.env._(
                "%(inquiry)s has been changed since by somebody else.", inquiry=name
            )
        if step["kind"] == "assign" and self._is_worked_on(step):
            return self.env._(
                "%(inquiry)s: %(user)s has worked on it already. Use “Give to "
                "another”.",
                inquiry=name,
                user=self.user_id.name,
            )
        return False

    def _is_worked_on(self, step):
        """Whether the client is answered, the lead has moved or the task is done."""
        if self.date_first_answer and not step["answered"]:
            return True
        task = self.env["mail.activity"].browse(step["task"] or []).exists()
        if task and not task.active:
            return True
        kept = step["lead"]
        if not kept:
            return False
        lead = self.lead_id
        return (
            lead.id != kept["id"]
            or lead.type != "lead"
            or not lead.active
            or lead.stage_id.id != kept["stage_id"]
            or lead.user_id.id != step["after"]["user_id"]
        )

    def _undo_step(self, step):
        user = self.user_id
        if step["kind"] == "reject":
            self._set_own_records(active=True)
        else:
            self._undo_lead(step)
            self._undo_notifications(step, user)
        self.write(step["values"])
        self._undo_tasks(step)
        self.triage_step = False
        self._undo_siblings(step, user)
        self._message_log(body=self._get_undo_note(step, user))

    def _undo_lead(self, step):
        kept = step["lead"]
        if kept:
            self.lead_id.write({"user_id": kept["user_id"], "team_id": kept["team_id"]})
            self.lead_id._message_log(body=self._get_undo_note(step, self.user_id))

    def _undo_tasks(self, step):
        """The tasks that were closed wait again; the first task goes."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        activities.browse(step["task"] or []).exists().unlink()
        kept = {values["id"]: values for values in step["tasks"]}
        alive = activities.browse(kept).exists()
        alive.write({"active": True, "feedback": False})
        model = self.env["ir.model"]._get_id(self._name)
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    **{name: value for name, value in values.items() if name != "id"},
                    "res_model_id": model,
                    "res_id": self.id,
                }
                for task_id, values in kept.items()
                if task_id not in alive.ids
            ]
        )

    def _undo_notifications(self, step, user):
        """The salesperson follows no more and has nothing unread from this step."""
        partner = user.partner_id
        records = [self, self.lead_id] if self.lead_id else [self]
        if partner.id not in step["followers"]:
            for record in records:
                record.message_unsubscribe(partner.ids)
        documents = Domain.OR(
            Domain("mail_message_id.model", "=", record._name)
            & Domain("mail_message_id.res_id", "=", record.id)
            for record in records
        )
        unread = self.env["mail.notification"].search(
            documents
            & Domain("res_partner_id", "=", partner.id)
            & Domain("is_read", "=", False)
            & Domain("mail_message_id.date", ">=", step["at"])
        )
        unread.write({"is_read": True})

    def _undo_siblings(self, step, user):
        """Other inquiries of the lead that went along with it come back as well."""
        siblings = self.browse(step["siblings"]).exists()
        for inquiry in siblings.filtered(lambda other: other.user_id == user):
            kept = inquiry.triage_step
            if kept and kept["kind"] == "assign" and kept["at"] >= step["at"]:
                # its lead is back already
                inquiry._undo_step({**kept, "lead": False, "siblings": []})

    def _get_undo_note(self, step, user):
        # sudo is in force: the note is the real user's
        if step["kind"] == "reject":
            return self.env._("The rejection is undone.")
        return self.env._("The assignment to %(user)s is undone.", user=user.name)
