import logging

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100
DUE, LATE = "due", "late"
LEVELS = [(DUE, "The responsible is told"), (LATE, "The heads are told")]


class SalesInternalRequest(models.Model):
    """Who hears of a missing answer, and when; each step once (R070, R071).

    1. due: at the deadline, the responsible, or his deputy.
    2. late: some working hours later (a field of the department), the leader of the
       department and the head of the sales department that asks.

    ``notice_date`` is the moment of the next step; only requests that wait are in its
    index. Everybody gets one message with all his requests. Requests that another
    node has locked are left to it; one that fails is left for the next run.
    """

    _inherit = "sales.internal.request"

    escalate_date = fields.Datetime(readonly=True, copy=False)
    notice_level = fields.Selection(LEVELS, readonly=True, copy=False)
    notice_date = fields.Datetime(
        compute="_compute_notice_date", store=True, index="btree_not_null"
    )

    @api.depends("state", "deadline", "escalate_date", "notice_level")
    def _compute_notice_date(self):
        for request in self:
            moments = {False: request.deadline, DUE: request.escalate_date}
            waits = request._is_waiting()
            request.notice_date = waits and moments.get(request.notice_level)

    @api.model
    def _cron_notice(self):
        """Tell who has to be told, in batches."""
        cron = self.env["ir.cron"]
        left = self.browse()
        while requests := self.search(
            self._get_notice_domain(left), limit=BATCH, order="notice_date, id"
        ):
            told = requests.try_lock_for_update()._tell_late()
            left |= requests - told
            remaining = self.search_count(self._get_notice_domain(left))
            if not cron._commit_progress(len(told), remaining=remaining):
                return

    @api.model
    def _get_notice_domain(self, left):
        """Requests whose moment has come.

        :param left: those which are left for the next run
        """
        passed = Domain("notice_date", "<=", fields.Datetime.now())
        return passed & Domain("id", "not in", left.ids) if left else passed

    def _tell_late(self):
        """Tell of these requests, together if possible; return those told."""
        try:
            with self.env.cr.savepoint():
                for level, requests in self.grouped("notice_level").items():
                    requests._tell_level(LATE if level else DUE)
            return self
        except Exception:
            if len(self) == 1:
                _logger.exception("Nobody could be told of the request %s", self.name)
                return self.browse()
        return self.browse().union(*(request._tell_late() for request in self))

    def _tell_level(self, level):
        people = self._get_people_to_tell(level)
        for user in self.env["res.users"].union(*people.values()):
            mine = self.filtered(lambda request, user=user: user in people[request])
            local = {"lang": user.lang, "tz": user.tz or "UTC"}
            mine.with_context(**local)._tell_user(user, level)
        self.write({"notice_level": level})

    def _get_people_to_tell(self, level):
        """Whom to tell of each request, as a dict."""
        users = self.user_id if level == DUE else self.env["res.users"]
        # whether a person is here is asked once for all his requests
        stand_ins = {user: user._get_sales_stand_in() for user in users}
        return {
            request: request._get_notice_users(level, stand_ins.get(request.user_id))
            for request in self
        }

    def _get_notice_users(self, level, stand_in):
        """Whom one step is told; override to add others.

        :param str level: "due" or "late"
        :param stand_in: of the responsible, when the term is over; himself if present
        """
        self.ensure_one()
        if level == DUE:
            return self._get_present_answerer(stand_in)
        team = self.lead_id.team_id
        head = team._get_sales_leader() or team.user_id
        leaders = self.department_id._get_leader() | head
        return leaders.filtered("active") or self._get_directors()

    def _get_present_answerer(self, deputy):
        """The responsible; while he is away his deputy, if the request is his to see,
        or somebody else of the department.

        :param deputy: who stands in for the responsible, himself when he is here
        """
        user = self.user_id
        if deputy == user or (deputy and self.with_user(deputy).has_access("read")):
            return deputy
        colleagues = self.department_id._get_people() - user
        return colleagues.filtered(lambda man: not man._is_sales_absent())[:1] or user

    @api.model
    def _get_directors(self):
        return self.env["sales.inquiry"]._get_group_users(
            "sales_process.group_director"
        )

    def _tell_user(self, user, level):
        """One message to one user about all these requests."""
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self._get_notice_subject(level),
            body=self.env["ir.qweb"]._render(
                "sales_process.sales_internal_request_reminder",
                {"requests": self},
                minimal_qcontext=True,
            ),
        )

    def _get_notice_subject(self, level):
        if level == DUE:
            return self.env._(
                "Internal requests to answer, the term is over: %(count)s",
                count=len(self),
            )
        return self.env._(
            "Departments have not answered in time: %(count)s", count=len(self)
        )
