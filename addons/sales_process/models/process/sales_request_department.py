from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TERM_HOURS = 8.0  # working hours: a day


class SalesRequestDepartment(models.Model):
    """Whom salespeople ask: production, service, warehouse, laboratory (R070).

    1. Its people, the leader and the members, answer the requests to it.
    2. Terms count in its working hours; without them, in those of the company.
    3. Heads of sales departments edit the list. A department that has been asked is
       archived, not deleted: its figures stay.
    """

    _name = "sales.request.department"
    _description = "Department That Answers Requests"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: every company asks this department."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Leader",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Answers when nobody else is chosen, and hears of late answers.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "sales_request_department_user_rel",
        "department_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
        help="They see the requests to the department and answer them.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        help="Its terms are counted in these hours. Empty: the working hours of the "
        "company.",
    )
    term_hours = fields.Float(
        string="Term, working hours",
        default=TERM_HOURS,
        required=True,
        digits=(12, 2),
        help="Working hours for an answer, unless the request says otherwise.",
    )
    escalate_hours = fields.Float(
        string="To the Heads After, working hours",
        default=TERM_HOURS,
        digits=(12, 2),
        help="Working hours after the term when the leader of the department and the "
        "head of the asking sales department are told of a missing answer.",
    )
    waiting_count = fields.Integer(
        string="Waiting for an Answer", compute="_compute_request_counts"
    )
    overdue_count = fields.Integer(string="Overdue", compute="_compute_request_counts")

    @api.depends_context("uid")
    def _compute_request_counts(self):
        """As many as the user sees in the lists behind the numbers."""
        requests = self.env["sales.internal.request"]
        for name, domain in (
            ("waiting_count", requests._get_waiting_domain()),
            ("overdue_count", [("is_overdue", "=", True)]),
        ):
            groups = requests._read_group(
                [("department_id", "in", self.ids), *domain],
                ["department_id"],
                ["__count"],
            )
            counts = {department.id: count for department, count in groups}
            for department in self:
                department[name] = counts.get(department.id, 0)

    @api.constrains("term_hours", "escalate_hours")
    def _check_hours(self):
        for department in self:
            if department.term_hours <= 0 or department.escalate_hours < 0:
                raise ValidationError(
                    self.env._(
                        "%(department)s: a term is more than zero hours.",
                        department=department.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # sudo: requests that the user does not see count as well
        requests = self.env["sales.internal.request"].sudo()
        if requests.search_count([("department_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Archive the department: it has been asked already.")
            )

    def action_view_waiting(self):
        return self._action_requests("waiting")

    def action_view_overdue(self):
        return self._action_requests("overdue")

    def _action_requests(self, filter_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_internal_request_action"
        )
        action["domain"] = [("department_id", "=", self.id)]
        action["context"] = {f"search_default_{filter_name}": 1, "create": False}
        return action

    # --------------------------------------------------------------------- people

    def _get_people(self):
        """Who may answer: the leader first, then the members; active users."""
        # sudo: a colleague may have no right to read the users of another company
        people = self.sudo().user_id | self.sudo().member_ids
        return people.filtered("active").with_env(self.env)

    def _get_leader(self):
        """The leader or who stands in for him; the leader himself when nobody does."""
        self.ensure_one()
        leader = self.user_id
        return leader._get_sales_stand_in() or leader

    def _choose_responsible(self, wanted):
        """Who is to answer: the wanted user, the leader, a member; the first present.

        An absent one is represented by his deputy. Everybody is away: the wanted user
        or the leader all the same, so that the request has somebody to be asked of.

        :param wanted: a user, may be empty
        :return: a user; empty when the department has no people at all
        """
        self.ensure_one()
        people = wanted | self._get_people()
        for user in people:
            present = user._get_sales_stand_in()
            if present:
                return present
        return people[:1]

    # ---------------------------------------------------------------------- clock

    def _get_calendar(self, company):
        """The working hours of the department, else of the company; may be empty."""
        # sudo: who asks need not be allowed to read calendars
        return (self.resource_calendar_id or company.resource_calendar_id).sudo()

    def _plan(self, hours, start, company):
        """The moment (naive UTC) when ``hours`` working hours after start are over."""
        self.ensure_one()
        calendar = self._get_calendar(company)
        if not calendar:
            return start + timedelta(hours=hours)
        return calendar._plan_hours_utc(hours, start)

    def _count_hours(self, start, end, company):
        """Working hours of the department between two naive UTC moments."""
        self.ensure_one()
        calendar = self._get_calendar(company)
        if not calendar:
            return (end - start).total_seconds() / 3600
        return calendar._work_hours_utc(start, end)
