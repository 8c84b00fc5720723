from odoo import fields, models

ANSWER = "sales_process.mail_activity_answer_client"
ASSIGN = "sales_process.mail_activity_assign"
QUALIFY = "sales_process.mail_activity_qualify"
NO_FOLLOW = "sales_process_no_follow"  # context: a task without following the record


class SalesInquiry(models.Model):
    """Who is to do what with an inquiry: answer the client, or choose who does."""

    _inherit = "sales.inquiry"

    def _schedule_answer(self):
        """Somebody must answer: the responsible, else the leader, else triage."""
        for inquiry in self:
            present = inquiry.user_id._get_sales_stand_in()
            users = present or inquiry._get_sorters()
            inquiry._schedule(ANSWER, users)

    def _schedule_assign(self):
        """Somebody must choose the salesperson: the leader, else triage.

        They sort dozens a day: the task is enough, no letter and no following.
        """
        quiet = {"mail_activity_quick_update": True, NO_FOLLOW: True}
        for inquiry in self.with_context(**quiet):
            inquiry._schedule(ASSIGN, inquiry._get_sorters())

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get(NO_FOLLOW):
            return True
        return super().message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids
        )

    def _schedule(self, kind, users, **values):
        self.ensure_one()
        deadline = self.triage_deadline and fields.Datetime.context_timestamp(
            self, self.triage_deadline
        )
        for user in users:
            self.activity_schedule(
                kind,
                user_id=user.id,
                date_deadline=deadline.date() if deadline else None,
                summary=self.subject or self._get_lead_name(),
                res_name=self.display_name,
                **values,
            )

    def _get_sorters(self):
        """Who sorts this inquiry: the head of its department, else the triage group."""
        self.ensure_one()
        return self.team_id._get_sales_leader() or self._get_triage_users()

    def _get_triage_users(self):
        """The triage group; directors and then the administrator when it is empty."""
        for group in ("group_triage", "group_director"):
            users = self._get_group_users(f"sales_process.{group}")
            if users:
                return users
        return self.env.ref("base.user_admin")

    def _get_group_users(self, xmlid):
        # sudo: members of a group are not readable to everybody
        users = self.env.ref(xmlid).sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share)

    def _close_triage_tasks(self, feedback=None):
        """The inquiry is dealt with: tasks to sort or answer it are done."""
        # sudo: a task of somebody else is done too when the inquiry is assigned
        self.sudo().activity_feedback([ASSIGN, ANSWER], feedback=feedback)
