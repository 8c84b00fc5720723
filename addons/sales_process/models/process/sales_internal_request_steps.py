from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .sales_internal_request import OPEN, WAITING


class SalesInternalRequest(models.Model):
    """The steps of a request: asked, answered, asked again, accepted, cancelled.

    Each step checks who does it, locks the request, so that two clicks or two people
    make one step, and looks at the state. Then it changes what nobody may change by
    hand, with the rights of the system.
    """

    _inherit = "sales.internal.request"

    # -------------------------------------------------------------------- actions

    def action_ask(self):
        """The draft goes to the department and its clock starts.

        :raise UserError: nothing is asked, or nobody is there to answer
        """
        self._check_asker()
        for request in self._take("draft"):
            request._check_question()
            request._ask()
        return True

    def action_answer(self):
        """The department has written its answer.

        :raise UserError: the answer is empty
        """
        self._check_answerer()
        for request in self._take(*WAITING):
            if is_html_empty(request.answer):
                raise UserError(
                    self.env._(
                        "%(request)s: write the answer first.", request=request.name
                    )
                )
            request._answer()
        return True

    def action_accept(self):
        """The asker is satisfied: the request is finished."""
        self._check_asker()
        for request in self._take("answered"):
            request.state = "accepted"
            request._finish_tasks()
        return True

    def action_return(self):
        """Open the question what the answer lacks (``_return`` asks again)."""
        self.ensure_one()
        self._check_asker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask again"),
            "res_model": "sales.internal.request.return",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_cancel(self):
        """The answer is not needed any more."""
        self._check_asker()
        self._take("draft", *OPEN)._cancel()
        return True

    def action_take(self):
        """Somebody of the department takes the request over."""
        self._check_answerer()
        self._take(*WAITING).user_id = self.env.user
        return True

    def action_open(self):
        self.ensure_one()
        return self._get_records_action()

    def action_open_deal(self):
        self.ensure_one()
        return self.lead_id._get_records_action()

    # ---------------------------------------------------------------------- steps

    def _take(self, *states):
        """Lock the requests and return them with the rights of the system.

        :param states: states in which the step is possible
        :raise UserError: naming the requests in another state
        """
        self.lock_for_update()
        wrong = self.filtered(lambda request: request.state not in states)
        if wrong:
            raise UserError(
                self.env._(
                    "%(requests)s: not possible in this state.",
                    requests=", ".join(wrong.mapped("name")),
                )
            )
        # sudo: states and clocks are written by the steps only, by nobody's hand
        return self.sudo()

    def _check_question(self):
        if is_html_empty(self.question):
            raise UserError(
                self.env._("%(request)s: write what you ask.", request=self.name)
            )
        if not self.department_id._get_people():
            raise UserError(
                self.env._(
                    "Nobody answers for “%(department)s” yet: a head has to name its "
                    "leader or members.",
                    department=self.department_id.name,
                )
            )

    def _ask(self):
        now = fields.Datetime.now()
        self.write({"date_asked": now, **self._prepare_asked_values("asked", now)})
        self._open_round(now)
        self._schedule_answer()

    def _return(self, remark):
        """The asker is not satisfied: the department is asked again.

        :param str remark: what the answer lacks
        :raise UserError: no remark, or there is no answer to return
        """
        self.ensure_one()
        self._check_asker()
        if not (remark or "").strip():
            raise UserError(self.env._("Say what the answer lacks."))
        self._take("answered")._ask_again(remark)

    def _ask_again(self, remark):
        now = fields.Datetime.now()
        self._finish_tasks()
        self.write(self._prepare_asked_values("returned", now))
        self._open_round(now, remark)
        self.message_post(
            body=self.env._("Asked again: %(remark)s", remark=remark),
            author_id=self.env.user.partner_id.id,
        )
        self._schedule_answer()

    def _prepare_asked_values(self, state, now):
        """The department is asked: who answers and until when.

        What it has spent in the rounds before is taken from the term: the clock goes
        on. Both moments are fixed here, so that reminding needs no calendar.
        """
        department, company = self.department_id, self.company_id
        left = max(0.0, self.term_hours - self.hours)
        deadline = department._plan(left, now, company)
        return {
            "state": state,
            "user_id": department._choose_responsible(self.user_id).id,
            "deadline": deadline,
            "escalate_date": department._plan(
                department.escalate_hours, deadline, company
            ),
            "notice_level": False,
        }

    def _open_round(self, now, remark=False):
        self.env["sales.internal.request.round"].create(
            {
                "request_id": self.id,
                "user_id": self.user_id.id,
                "date_begin": now,
                "deadline": self.deadline,
                "remark": remark,
            }
        )

    def _answer(self):
        now = fields.Datetime.now()
        self._get_open_rounds()._end(
            now, answer=self.answer, answered_by_id=self.env.uid
        )
        self.write(
            {
                "state": "answered",
                "date_answer": now,
                "answered_by_id": self.env.uid,
                "is_late": self.is_late or self.deadline < now,
            }
        )
        self._finish_tasks()
        self._schedule_check()
        self.lead_id._advance()

    def _cancel(self):
        now = fields.Datetime.now()
        waiting = self.filtered(lambda request: request._is_waiting())
        self._get_open_rounds()._end(now)
        self.filtered("is_overdue").is_late = True
        self.state = "cancelled"
        self._drop_tasks()
        waiting._tell_cancelled()
        self.lead_id._advance()

    def _is_waiting(self):
        self.ensure_one()
        return self.state in WAITING

    def _get_open_rounds(self):
        return self.round_ids.filtered(lambda line: not line.date_end)
