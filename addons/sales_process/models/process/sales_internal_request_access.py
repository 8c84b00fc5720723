from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# what the asker writes, while the request is a draft
QUESTION_FIELDS = {"subject", "question", "department_id", "user_id", "term_hours"}
# what the department writes, while it owes an answer
ANSWER_FIELDS = {"answer", "user_id"}


class SalesInternalRequest(models.Model):
    """Who may do what with a request.

    1. The side of the asker (who asked, the salesperson of the deal, his head, a
       director) writes the draft, asks, accepts, asks again and cancels.
    2. The side of the department (its leader and members, the responsible) writes the
       answer, answers, and passes the request on within the department.
    3. All other fields are written by the actions only (``sales.guarded.mixin``).
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
        mine = self.env.user == self.asked_by_id
        return mine or bool(deal and deal._may_ask_departments())

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
    def _get_new_fields(self):
        return super()._get_new_fields() | QUESTION_FIELDS | {"lead_id"}

    def _get_writable_fields(self):
        fields_of_mine = super()._get_writable_fields()
        if self.state == "draft" and self._is_asker():
            return fields_of_mine | QUESTION_FIELDS
        if self._is_waiting() and self._is_answerer():
            return fields_of_mine | ANSWER_FIELDS
        return fields_of_mine

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
