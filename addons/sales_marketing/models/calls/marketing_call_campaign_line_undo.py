from odoo import api, fields, models
from odoo.exceptions import UserError

#: values that a result changes
KEPT = (
    "result", "note", "callback_at", "state", "attempts", "call_date", "result_date",
    "caller_id", "user_id", "inquiry_id", "result_key", "undo_step",
)  # fmt: skip


class MarketingCallCampaignLine(models.Model):
    """The last result that a caller has entered on his screen can be taken back.

    ``undo_step`` is what was before, and what has come of it: tasks, messages, the
    inquiry with its lead, contacts that became prospects. Taking back is refused when
    the inquiry is in work: the client is answered, the lead has moved, somebody else
    has it, the task is done.
    """

    _inherit = "marketing.call.campaign.line"

    undo_step = fields.Json(readonly=True, copy=False)

    @api.model
    def worklist_undo(self, line_id, key, view):
        """Take the result with this key back and show the client again.

        :raise UserError: it cannot be taken back any more
        """
        line = self.browse(int(line_id)).exists()
        # sudo: what was before is no field of the caller's
        step = line.sudo().undo_step or {}
        if not line or line.sudo().result_key != key or step.get("by") != self.env.uid:
            raise UserError(self.env._("There is nothing to take back."))
        line.sudo()._undo(step)
        state = self.worklist_open(**view)
        if not state["card"] or state["card"]["id"] != line.id:
            self._let_go_others(line)
            state.update(card=line._get_card(), waiting=False)
        return state

    def _get_undo_row(self):
        """What the screen offers to take back, or False."""
        line = self.sudo()  # sudo: as above
        if not line or not line.undo_step:
            return False
        return {
            "id": line.id,
            "key": line.result_key,
            "name": line.contact_name or "",
            "result": line.result,
        }

    # ---- keeping -----------------------------------------------------------------

    def _begin_step(self):
        line = self.sudo()  # sudo: tasks and messages of others are only noted
        tasks = line.activity_ids
        last = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        return {
            "by": self.env.uid,
            "values": line._get_kept_values(),
            "tasks": [[task.id, str(task.date_deadline)] for task in tasks],
            "last_message": last.id,
            "strangers": line._get_family()
            .filtered(lambda partner: not partner.client_state)
            .ids,
        }

    def _end_step(self, step, key):
        line = self.sudo()  # sudo: as above
        messages = self.env["mail.message"].sudo()
        for record in (line.partner_id, line.lead_id, line.inquiry_id.lead_id):
            messages |= messages.search(
                [
                    ("model", "=", record._name),
                    ("res_id", "in", record.ids),
                    ("id", ">", step["last_message"]),
                ],
            )
        step["messages"] = messages.ids
        step["new_task"] = [
            task.id for task in line.activity_ids if task.id not in dict(step["tasks"])
        ]
        step["closed"] = line._get_closed_tasks().ids
        line.write({"result_key": key, "undo_step": step})

    def _get_kept_values(self):
        values = {}
        for name in KEPT:
            value = self._fields[name].convert_to_write(self[name], self)
            is_moment = value and self._fields[name].type == "datetime"
            values[name] = fields.Datetime.to_string(value) if is_moment else value
        # one step back only
        return {**values, "undo_step": False}

    def _get_family(self):
        return self.partner_id | self.partner_id.commercial_partner_id

    # ---- taking back -------------------------------------------------------------

    def _undo(self, step):
        """As superuser."""
        inquiry = self.inquiry_id
        is_new = inquiry and inquiry.id != step["values"]["inquiry_id"]
        if is_new and self._is_inquiry_in_work():
            raise UserError(
                self.env._(
                    "Inquiry %(inquiry)s is in work already: the result stays.",
                    inquiry=inquiry.display_name,
                ),
            )
        self.write(step["values"])
        if is_new:
            self._undo_inquiry(inquiry)
        self._undo_tasks(step)
        self.env["mail.message"].browse(step["messages"]).exists().unlink()
        strangers = self._get_family().filtered(lambda p: p.id in step["strangers"])
        strangers.client_state = False
        if self.campaign_id.distribution == "pool" and not self.user_id:
            self._hold()
        self.campaign_id._notify_progress()

    def _is_inquiry_in_work(self):
        inquiry, lead = self.inquiry_id, self.inquiry_id.lead_id
        if (
            inquiry.date_first_answer
            or inquiry.state not in ("new", "sorted", "work")
            or inquiry.user_id != self.user_id
        ):
            return True
        if self._get_closed_tasks().ids != self.undo_step["closed"]:
            return True
        return inquiry.is_lead_created and (
            lead.type != "lead" or not lead.active or len(lead.inquiry_ids) > 1
        )

    def _get_closed_tasks(self):
        """Tasks of the inquiry and of its own lead that somebody has done."""
        inquiry = self.inquiry_id
        lead = inquiry.lead_id if inquiry.is_lead_created else inquiry.lead_id.browse()
        tasks = self.env["mail.activity"].with_context(active_test=False)
        return tasks.union(
            *(
                record.with_context(active_test=False).activity_ids
                for record in (inquiry, lead)
            ),
        ).filtered(lambda task: not task.active)

    def _undo_inquiry(self, inquiry):
        """An inquiry that nobody has touched goes, with the lead made of it."""
        lead = inquiry.lead_id if inquiry.is_lead_created else inquiry.lead_id.browse()
        inquiry.unlink()
        lead.unlink()

    def _undo_tasks(self, step):
        tasks = self.env["mail.activity"].with_context(
            active_test=False,
            mail_activity_quick_update=True,
        )
        tasks.browse(step["new_task"]).exists().unlink()
        for task_id, deadline in step["tasks"]:
            task = tasks.browse(task_id).exists()
            task.write(
                {"active": True, "feedback": False, "date_deadline": deadline},
            )
