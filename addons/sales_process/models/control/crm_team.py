import logging
from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.control.sample import Candidate, draw

_logger = logging.getLogger(__name__)

SAMPLE = 2  # deals of each salesperson and month
QUIET_MONTHS = 6  # a client is not asked again for so long
TERM_DAYS = 5  # working days to ask a client
ASKED = ("todo", "done")


class CrmTeam(models.Model):
    """The sample of clients that the head asks about his salespeople (R008).

    1. It is drawn from the deals that moved last month: entered a stage after the
       qualification, or were lost. The month is that of the department's calendar.
    2. A deal has a salesperson and a phone or e-mail; its client was not asked in the
       last six months, nor is he asked twice in one draw.
    3. The lots come from the deal and the month, so every run draws alike; a run only
       fills up to the number of the department. One node draws at a time.
    """

    _inherit = "crm.team"

    feedback_sample = fields.Integer(
        string="Clients to Ask",
        default=SAMPLE,
        groups="sales_process.group_head",
        help="Clients of each salesperson whom the head asks every month. 0: none.",
    )
    feedback_script = fields.Html(
        string="What to Ask",
        translate=True,
        groups="sales_process.group_head",
        help="Shown to the head when he asks a client. Empty: the common text.",
    )
    feedback_date = fields.Datetime(
        string="Last Draw",
        readonly=True,
        copy=False,
        groups="sales_process.group_head",
    )

    _feedback_sample_positive = models.Constraint(
        "CHECK(feedback_sample >= 0)", "The number of clients to ask is zero or more."
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {"feedback_sample", "feedback_script"}

    @api.model
    def _cron_feedback(self):
        """Fill the samples of last month up; run once a day.

        A department that fails does not stop the others.
        """
        cron = self.env["ir.cron"]
        teams = self.search([("is_department", "=", True), ("feedback_sample", ">", 0)])
        for number, team in enumerate(teams, 1):
            try:
                with self.env.cr.savepoint():
                    team._fill_feedback_sample(team._get_feedback_month())
            except Exception:
                _logger.exception("No clients to ask were drawn for team %s", team.id)
            if not cron._commit_progress(1, remaining=len(teams) - number):
                return

    def _get_feedback_month(self):
        """First day of the last month, by the day of the department."""
        now = fields.Datetime.now()
        today = self._get_clock({now}).to_local(now).date()
        return today.replace(day=1) - relativedelta(months=1)

    def _fill_feedback_sample(self, month):
        """Draw what is missing of the sample of a month.

        :return: the new feedbacks; none when another node draws at this moment
        """
        self.ensure_one()
        feedbacks = self.env["sales.feedback"]
        if not self.try_lock_for_update(allow_referencing=True):
            return feedbacks
        leads = self._get_feedback_leads(month)
        chosen = self._draw_feedback_leads(leads, month)
        if not chosen:
            return feedbacks
        # whoever waits for the same row draws again from what is there then
        self.feedback_date = fields.Datetime.now()
        deadline = self._get_feedback_deadline()
        askers = {user: self._choose_feedback_user(user) for user in chosen.user_id}
        feedbacks = feedbacks.with_context(mail_create_nosubscribe=True).create(
            [
                {
                    **lead._prepare_feedback_values(month),
                    "user_id": askers[lead.user_id].id,
                    "deadline": deadline,
                    "is_sample": True,
                }
                for lead in chosen
            ]
        )
        feedbacks._schedule_asking()
        feedbacks._tell_new()
        return feedbacks

    # ------------------------------------------------------------------- who is asked

    def _get_feedback_leads(self, month):
        """The deals from which the sample of a month is drawn; override to add others."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        entered = self.env["crm.stage.log"].search(self._get_moved_domain(month))
        lost = leads.search(self._get_lost_domain(month))
        moved = (entered.lead_id | lost).filtered(
            lambda lead: lead.type == "opportunity" and lead.user_id.active
        )
        return moved._passes_contact()

    def _get_moved_domain(self, month):
        begin, end = self._get_month_bounds(month)
        return Domain(
            [
                ("team_id", "=", self.id),
                ("date_in", ">=", begin),
                ("date_in", "<", end),
                ("kind", "not in", (False, "qualification")),
            ]
        )

    def _get_lost_domain(self, month):
        begin, end = self._get_month_bounds(month)
        return Domain(
            [
                ("team_id", "=", self.id),
                ("won_status", "=", "lost"),
                ("date_closed", ">=", begin),
                ("date_closed", "<", end),
            ]
        )

    def _get_month_bounds(self, month):
        """The beginning of a month and of the next one in the zone of the department,
        as naive UTC moments."""
        clock = self._get_clock({datetime.combine(month, time())})
        days = month, month + relativedelta(months=1)
        return tuple(clock.to_utc(datetime.combine(day, time())) for day in days)

    def _draw_feedback_leads(self, leads, month):
        wanted = self._count_missing_feedbacks(leads.user_id, month)
        if not any(wanted.values()):
            return leads.browse()
        candidates = [
            Candidate(lead.id, lead.user_id.id, lead._get_feedback_client())
            for lead in leads
        ]
        salt = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        taken = leads._get_asked_clients(month)
        return leads.browse(
            candidate.key for candidate in draw(candidates, wanted, taken, month, salt)
        )

    def _count_missing_feedbacks(self, users, month):
        """Return {id of a salesperson: how many of his deals are still to be drawn}.

        A client who was not reached leaves his place to the next one; who is not to
        be asked at all keeps it, so that nobody picks the clients to ask.
        """
        groups = self.env["sales.feedback"]._read_group(
            [
                ("team_id", "=", self.id),
                ("month", "=", month),
                ("is_sample", "=", True),
                ("state", "!=", "unreachable"),
            ],
            ["salesperson_id"],
            ["__count"],
        )
        drawn = {user.id: count for user, count in groups}
        sample = self.feedback_sample
        return {user.id: max(0, sample - drawn.get(user.id, 0)) for user in users}

    # --------------------------------------------------------------------- who asks

    def _choose_feedback_user(self, salesperson):
        """Who asks about a salesperson: the head or the head who stands in for him;
        a director when there is none, or when it is about the head himself."""
        self.ensure_one()
        directors = self.env["sales.inquiry"]._get_group_users(
            "sales_process.group_director"
        )
        for user in self._get_sales_leader() | self.user_id | directors:
            is_head = user.active and user.has_group("sales_process.group_head")
            if is_head and user != salesperson:
                return user
        return self.env["res.users"]

    def _get_feedback_deadline(self):
        """The day until which a client is to be asked, in working days."""
        now = fields.Datetime.now()
        calendar = self._get_work_calendar()
        if calendar:
            now = calendar._plan_hours_utc(TERM_DAYS * calendar.hours_per_day, now)
        return self._get_clock({now}).to_local(now).date()
