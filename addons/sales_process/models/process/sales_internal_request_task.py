from odoo import fields, models

TASK = "sales_process.mail_activity_type_internal_request"
CHECK_HOURS = 8.0  # working hours of the sales department to look at an answer


class SalesInternalRequest(models.Model):
    """Who is to do what with a request: answer it, or look at the answer."""

    _inherit = "sales.internal.request"

    def _schedule_answer(self):
        """The responsible has a task until the deadline."""
        self._schedule(self.user_id, self.deadline, self.subject)

    def _schedule_check(self):
        """The asker has a task: to accept the answer, or to ask again."""
        calendar = self.lead_id._get_working_calendar()
        moment = fields.Datetime.now()
        if calendar:
            moment = calendar._plan_hours_utc(CHECK_HOURS, moment)
        user = self._get_checker()
        localized = self.with_context(lang=user.lang)
        localized._schedule(
            user,
            moment,
            localized.env._("Look at the answer: %(subject)s", subject=self.subject),
        )

    def _get_checker(self):
        """Who looks at the answer: the asker while the deal is his to see, the
        salesperson of the deal, his head; the first who is here."""
        lead = self.lead_id
        people = self.asked_by_id | lead.user_id | lead.team_id.user_id
        reading = people.filtered(
            lambda user: user.active and self.with_user(user).has_access("read")
        )
        present = reading.filtered(lambda user: not user._is_sales_absent())
        return (present or reading or self.asked_by_id)[:1]

    def _schedule(self, user, moment, summary):
        """One task on this request until ``moment`` (naive UTC), in the user's day."""
        self.ensure_one()
        local = self.with_context(lang=user.lang, tz=user.tz or "UTC")
        local.activity_schedule(
            TASK,
            user_id=user.id,
            date_deadline=fields.Datetime.context_timestamp(local, moment).date(),
            summary=summary,
            deadline_time=moment,
        )

    def _finish_tasks(self):
        """The open tasks are done, by whoever has done the step."""
        self.activity_feedback([TASK])

    def _drop_tasks(self):
        """The open tasks are not needed any more."""
        self.activity_unlink([TASK])

    def _pass_task(self):
        """The request has another responsible: he gets the open task."""
        # sudo: the task belongs to the one who passes the request on or to a colleague
        for request in self.sudo().filtered(lambda request: request._is_waiting()):
            request.activity_reschedule([TASK], new_user_id=request.user_id.id)

    def _tell_cancelled(self):
        """Who was to answer need not work on it any more."""
        for request in self:
            user = request.user_id
            localized = request.with_context(lang=user.lang)
            localized.message_notify(
                partner_ids=user.partner_id.ids,
                subject=localized.env._(
                    "No answer is needed any more: %(request)s",
                    request=request.display_name,
                ),
                body=localized.env._(
                    "The request was cancelled by %(user)s.",
                    user=self.env.user.name,
                ),
            )
