from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .sales_feedback import LOW

TASK = "sales_process.mail_activity_type_feedback"
CHECK = "sales_process.mail_activity_type_check_work"
LOW_HOURS = 16.0  # working hours of the department to look into a low score
QUIET = {"mail_activity_quick_update": True}


class SalesFeedback(models.Model):
    """The steps of a feedback: asked, not reached, cancelled, opened again."""

    _inherit = "sales.feedback"

    # -------------------------------------------------------------------- actions

    def action_done(self):
        """The client has been asked.

        :raise UserError: no score
        """
        for feedback in self._take("todo"):
            if not feedback.score:
                raise UserError(self.env._("Choose the score that the client gives."))
            feedback.write({"state": "done", "date_done": fields.Datetime.now()})
            feedback._finish_task()
            if feedback.score_value <= LOW:
                feedback._after_low_score()
        return True

    def action_unreachable(self):
        """Nobody answers: the next deal of the draw takes the place."""
        for feedback in self._take("todo"):
            feedback.write({"state": "unreachable", "score": False})
            feedback._finish_task()
            if feedback.is_sample:
                feedback.team_id._fill_feedback_sample(feedback.month)
        return True

    def action_cancel(self):
        """The client is not to be asked; nobody takes the place.

        :raise UserError: no comment that says why
        """
        for feedback in self._take("todo"):
            if not (feedback.comment or "").strip():
                raise UserError(
                    self.env._("Say in the comment why the client is not asked.")
                )
            feedback._cancel()
        return True

    def action_reopen(self):
        """A director lets a wrong answer be corrected.

        :raise AccessError: not a director
        """
        if not self.env.user.has_group("sales_process.group_director"):
            raise AccessError(self.env._("Only a director opens a feedback again."))
        for feedback in self._take("done", "unreachable", "cancelled"):
            feedback.write({"state": "todo", "date_done": False})
            feedback._schedule_asking()
        return True

    def action_open_deal(self):
        self.ensure_one()
        return self.lead_id._get_records_action()

    # ---------------------------------------------------------------------- steps

    def _take(self, *states):
        """Lock the feedbacks and return them with the rights of the system.

        :raise AccessError: of another department
        :raise UserError: not in one of the states
        """
        self.check_access("write")
        self.lock_for_update()
        if self.filtered(lambda feedback: feedback.state not in states):
            raise UserError(self.env._("This is done already."))
        # sudo: states are written by the steps only, by nobody's hand
        return self.sudo()

    def _cancel(self):
        self.write({"state": "cancelled", "score": False})
        # sudo: the task may be a colleague's
        self.sudo().activity_unlink([TASK])

    def _finish_task(self):
        self.activity_feedback([TASK])

    def _schedule_asking(self):
        """A task for each of these feedbacks, without a letter about each."""
        model = self.env["ir.model"]._get_id(self._name)
        kind = self.env.ref(TASK)
        self.env["mail.activity"].with_context(**QUIET).create(
            [
                {
                    "res_model_id": model,
                    "res_id": feedback.id,
                    "activity_type_id": kind.id,
                    "summary": feedback.client_name,
                    "user_id": feedback.user_id.id,
                    "date_deadline": feedback.deadline,
                    "automated": True,
                }
                for feedback in self
                if feedback.user_id
            ]
        )

    def _tell_new(self):
        """One message to each head about the clients that he is to ask."""
        for user, feedbacks in self.grouped("user_id").items():
            if not user:
                continue
            localized = feedbacks.with_context(lang=user.lang)
            localized.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=localized.env._(
                    "Clients to be asked about their salespeople: %(count)s",
                    count=len(feedbacks),
                ),
                body=localized.env["ir.qweb"]._render(
                    "sales_process.sales_feedback_new",
                    {"feedbacks": localized},
                    minimal_qcontext=True,
                ),
            )

    # ------------------------------------------------------------------ low scores

    def _after_low_score(self):
        """Hook: the client is dissatisfied. The head looks into it, directors know."""
        self._schedule_check()
        self._tell_directors()

    def _schedule_check(self):
        """The task stands on the deal, where the salesperson sees it: it says nothing
        of the score."""
        head = self.team_id._choose_feedback_user(self.salesperson_id)
        if not (self.lead_id and head):
            return
        localized = self.with_context(lang=head.lang)
        calendar = self.team_id._get_work_calendar()
        moment = fields.Datetime.now()
        if calendar:
            moment = calendar._plan_hours_utc(LOW_HOURS, moment)
        self.lead_id.activity_schedule(
            CHECK,
            user_id=head.id,
            summary=localized.env._("Talk with the client and the salesperson"),
            date_deadline=moment.date(),
            deadline_time=moment,
        )

    def _tell_directors(self):
        directors = self.env["sales.inquiry"]._get_group_users(
            "sales_process.group_director"
        )
        for user in directors - self.env.user:
            localized = self.with_context(lang=user.lang)
            labels = dict(
                localized._fields["score"]._description_selection(localized.env)
            )
            localized.message_notify(
                partner_ids=user.partner_id.ids,
                subject=localized.env._(
                    "A client is dissatisfied: %(client)s", client=self.client_name
                ),
                body=localized.env._(
                    "Salesperson: %(salesperson)s. Score: %(score)s. %(comment)s",
                    salesperson=self.salesperson_id.name,
                    score=labels[self.score],
                    comment=self.comment or "",
                ),
            )
