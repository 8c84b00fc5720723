from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# what the asker writes, while the request is a draft
QUESTION_FIELDS = {"subject", "question", "department_id", "user_id", "term_hours"}
NEW_FIELDS = {*QUESTION_FIELDS, "lead_id"}
# what the department writes, while it owes an answer
ANSWER_FIELDS = {"answer", "user_id"}


class SalesInternalRequest(models.Model):
    """Who may do what with a request.

    1. The side of the asker (who asked, the salesperson of the deal, his head, a
       director) writes the draft, asks, accepts, asks again and cancels.
    2. The side of the department (its leader and members, the responsible) writes the
       answer, answers, and passes the request on within the department.
    3. All other fields are written by the actions only. It holds for every call that
       comes from outside, whatever the screen offers.
    """

    _inherit = "sales.internal.request"

    can_decide = fields.Boolean(
        compute="_compute_sides",
        help="The present user is on the side of the asker.",
    )
    can_answer = fields.Boolean(
        compute="_compute_sides",
        help="The present user is on the side of the department.",
    )
    can_open_deal = fields.Boolean(compute="_compute_sides")

    @api.depends_context("uid")
    @api.depends("department_id", "user_id", "asked_by_id", "lead_id")
    def _compute_sides(self):
        readable = self.lead_id._filtered_access("read")
        for request in self:
            request.can_decide = request._is_asker()
            request.can_answer = request._is_answerer()
            request.can_open_deal = request.lead_id in readable

    def _is_asker(self):
        """Whether the present user is on the side of the asker."""
        self.ensure_one()
        # sudo: the department may not read the deal
        deal = self.sudo().lead_id
        return self.env.user == self.asked_by_id or deal._may_ask_departments()

    def _is_answerer(self):
        """Whether the present user is on the side of the department."""
        self.ensure_one()
        return self.env.user in (self.department_id._get_people() | self.user_id)

    def _check_asker(self):
        """
        :raise AccessError: neither the asker nor his head
        """
        self.check_access("write")
        for request in self:
            if not (self.env.su or request._is_asker()):
                raise AccessError(
                    self.env._(
                        "Only %(asker)s or the head of the sales department decides "
                        "about %(request)s.",
                        asker=request.asked_by_id.name,
                        request=request.name,
                    )
                )

    def _check_answerer(self):
        """
        :raise AccessError: nobody of the asked department
        """
        self.check_access("write")
        for request in self:
            if not (self.env.su or request._is_answerer()):
                raise AccessError(
                    self.env._(
                        "%(request)s is answered by “%(department)s” only.",
                        request=request.name,
                        department=request.department_id.name,
                    )
                )

    # ------------------------------------------------------ what is written by hand

    @api.model
    def _check_created(self, vals_list):
        """A new request is a draft of the present user and nothing else.

        :raise AccessError: a value is given for what only the actions fill
        """
        if self.env.su:
            return
        fixed = self._get_guarded_fields() - NEW_FIELDS
        for vals in vals_list:
            self._refuse_fields({name for name in fixed & vals.keys() if vals[name]})

    @api.model
    def _with_fair_defaults(self):
        """The model without defaults of the context for what only the actions fill."""
        fixed = self._get_guarded_fields() - NEW_FIELDS
        forged = {f"default_{name}" for name in fixed} & self.env.context.keys()
        if self.env.su or not forged:
            return self
        context = self.env.context.items()
        # a dictionary in this place replaces the whole context
        return self.with_context({k: v for k, v in context if k not in forged})

    def _check_written(self, names):
        """
        :param names: fields that the present user writes by hand
        :raise AccessError: they are not his to write, or not now
        """
        if self.env.su:
            return
        guarded = self._get_guarded_fields() & set(names)
        for request in self if guarded else ():
            request._refuse_fields(guarded - request._get_writable_fields())

    @api.model
    def _get_guarded_fields(self):
        """All fields of the request itself: those of the chatter stay as they are."""
        mixins = self.env["mail.thread"], self.env["mail.activity.mixin"]
        return self._fields.keys() - set().union(*(mixin._fields for mixin in mixins))

    def _get_writable_fields(self):
        """Fields that the present user may write now; override to add others."""
        self.ensure_one()
        if self.state == "draft" and self._is_asker():
            return QUESTION_FIELDS
        if self._is_waiting() and self._is_answerer():
            return ANSWER_FIELDS
        return set()

    def _refuse_fields(self, names):
        if not names:
            return
        labels = sorted(
            self._fields[name]._description_string(self.env) for name in names
        )
        raise AccessError(
            self.env._(
                "These fields are not changed by hand here: %(fields)s. A request is "
                "changed with its buttons: the draft by the asker, the answer by the "
                "department.",
                fields=", ".join(labels),
            )
        )

    def _check_chosen(self):
        """Nobody outside of the department is made responsible by hand.

        A deputy may be outside of it: he is chosen by the action of asking.

        :raise UserError: naming the department
        """
        for request in self if not self.env.su else ():
            people = request.department_id._get_people()
            if request.user_id and request.user_id not in people:
                raise UserError(
                    self.env._(
                        "%(user)s is not of “%(department)s”.",
                        user=request.user_id.name,
                        department=request.department_id.name,
                    )
                )
