from odoo import api, fields, models
from odoo.fields import Domain

WAITING_STATES = ("new", "sorted", "work")


class SalesInquiry(models.Model):
    """The first answer (R038): when, after how many working minutes, in time or not.

    The first answer is an employee's letter or comment to the client on the inquiry,
    on its lead or deal or on the client, or an answered outgoing call. An answered
    incoming call is answered by itself, after 0 minutes.
    """

    _inherit = "sales.inquiry"

    answer_minutes = fields.Integer(
        string="Answered After, working min",
        compute="_compute_answer_minutes",
        store=True,
        aggregator=None,
        help="Working minutes of the department from the arrival to the first answer.",
    )
    is_answered_late = fields.Boolean(
        string="Answered Late", compute="_compute_is_answered_late", store=True
    )
    is_answer_late = fields.Boolean(
        string="Answer is Late",
        compute="_compute_is_answer_late",
        search="_search_is_answer_late",
        help="The first answer came after its term, or the term has passed and there "
        "is none.",
    )

    _unanswered_idx = models.Index(
        "(answer_deadline) WHERE date_first_answer IS NULL"
        " AND state IN ('new', 'sorted', 'work')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        inquiries = super().create(vals_list)
        inquiries.filtered(lambda inquiry: inquiry.call_id)._mark_answered_calls()
        return inquiries

    def _mark_answered_calls(self):
        """Somebody talked to the client when he called: that was the answer."""
        for inquiry in self.filtered(lambda inquiry: not inquiry.date_first_answer):
            # sudo: whoever registers an inquiry may not see the call of a colleague
            call = inquiry.call_id.sudo()
            if call.direction == "in" and call.state == "answered":
                inquiry.date_first_answer = inquiry.date

    @api.depends("date", "date_first_answer", "team_id")
    def _compute_answer_minutes(self):
        minutes = self._count_minutes_until("date_first_answer")
        for inquiry in self:
            inquiry.answer_minutes = minutes.get(inquiry, 0)

    @api.depends("date_first_answer", "answer_deadline", "state")
    def _compute_is_answer_late(self):
        now = fields.Datetime.now()
        for inquiry in self:
            deadline, answer = inquiry.answer_deadline, inquiry.date_first_answer
            waits = inquiry.state in WAITING_STATES
            moment = answer or (now if waits else False)
            inquiry.is_answer_late = bool(
                deadline and moment and inquiry.state != "rejected"
            ) and (moment > deadline)

    def _search_is_answer_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._get_unanswered_domain() | self._get_answered_late_domain()
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.model
    def _get_unanswered_domain(self):
        return Domain(
            [
                ("state", "in", WAITING_STATES),
                ("date_first_answer", "=", False),
                ("answer_deadline", "<", fields.Datetime.now()),
            ]
        )

    @api.model
    def _get_answered_late_domain(self):
        return Domain("is_answered_late", "=", True) & Domain("state", "!=", "rejected")

    @api.depends("date_first_answer", "answer_deadline")
    def _compute_is_answered_late(self):
        for inquiry in self:
            done, deadline = inquiry.date_first_answer, inquiry.answer_deadline
            inquiry.is_answered_late = bool(done and deadline and done > deadline)

    def _mark_first_answer(self):
        """The client got an answer: by a message, a letter or a call."""
        waiting = self.filtered(lambda inquiry: not inquiry.date_first_answer)
        if waiting:
            waiting.write({"date_first_answer": fields.Datetime.now()})

    def _message_post_after_hook(self, message, msg_vals):
        if self.env["mail.thread"]._is_answer_to_client(message):
            # sudo: whoever may write to the client may set the time of the answer
            self.sudo()._mark_first_answer()
        self._share_attachments(message)
        return super()._message_post_after_hook(message, msg_vals)
