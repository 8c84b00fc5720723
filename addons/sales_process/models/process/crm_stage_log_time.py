import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.process.due import (
    DIRECTOR,
    HEAD,
    LATE,
    LEVELS,
    REMIND,
    Stay,
    notice_moments,
    task_moments,
)

_logger = logging.getLogger(__name__)

BATCH = 500
# a deal that cannot be dealt with is looked at again after this time
RETRY_HOURS = 4
# how often a run begins anew because somebody has moved a deal meanwhile
RETRIES = 3


class CrmStageLog(models.Model):
    """Time rules: reminders, escalation, tasks after a delay (R076-R078).

    1. Each open stay knows when it has to be looked at next (``next_due``); only those
       are in the index, so that a run with nothing to do costs one look into it.
    2. A run takes the stays that are due in batches and locks them: another node
       skips them. What is done and what comes next is written in the same
       transaction, so that nothing is told twice.
    3. A deal that fails is put off, logged and told to nobody; the others go on.
    """

    _inherit = "crm.stage.log"

    @api.model
    def _cron_time_rules(self):
        """Look at the stays that are due; the scheduled action of time limits."""
        cron, retries = self.env["ir.cron"], 0
        while rows := self._lock_due(BATCH):
            try:
                rows._apply_safely()
            except psycopg2.errors.SerializationFailure:
                # somebody has moved one of the deals: look again with fresh eyes
                self.env.cr.rollback()
                retries += 1
                if retries > RETRIES:
                    raise
                continue
            if not cron._commit_progress(len(rows), remaining=self._count_due()):
                return

    @api.model
    def _lock_due(self, limit):
        """The next stays that are due, locked; those of another node are skipped."""
        self.flush_model(["next_due", "date_out"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM crm_stage_log
                 WHERE date_out IS NULL AND next_due IS NOT NULL AND next_due <= %s
                 ORDER BY next_due, id
                 LIMIT %s
                   FOR UPDATE SKIP LOCKED
                """,
                fields.Datetime.now(),
                limit,
            )
        )
        return self.browse([row_id for (row_id,) in rows])

    @api.model
    def _count_due(self):
        return self.search_count(
            [("date_out", "=", False), ("next_due", "<=", fields.Datetime.now())]
        )

    def _apply_safely(self):
        """All at once; when that fails, one by one, and the failing ones are put off."""
        if self._try_to_apply():
            return
        for row in self:
            if not row._try_to_apply():
                row._put_off_failing()

    def _try_to_apply(self):
        try:
            with self.env.cr.savepoint():
                self._apply_time_rules()
                self.env.flush_all()
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception:
            # one deal must not stop the others: it is logged and put off
            self.env.invalidate_all()
            if len(self) == 1:
                _logger.exception("Time rules of the deal %s", self.lead_id.id)
            return False
        return True

    def _put_off_failing(self):
        now = fields.Datetime.now()
        self.next_due = fields.Datetime.add(now, hours=RETRY_HOURS)

    # ---- one batch -----------------------------------------------------------------

    def _apply_time_rules(self):
        """Tell and give what is due, and note when each stay is due again."""
        now = fields.Datetime.now()
        notices, tasks = {}, []
        for row in self._keep_relevant():
            told, given = row._find_due(now)
            for level in told:
                notices.setdefault(level, self.browse())
                notices[level] |= row
            tasks += [(row, task) for task in given]
        self._give_late_tasks(tasks, now)
        for level in (REMIND, LATE, HEAD, DIRECTOR):
            if level in notices:
                getattr(notices[level], f"_tell_{level}")()
        for row in self:
            row.next_due = row._get_next_due(now)

    def _keep_relevant(self):
        """Stays of deals that are still worked on."""
        return self.filtered(
            lambda row: row.lead_id.active and row.lead_id.stage_id == row.stage_id
        )

    def _get_stay(self):
        return Stay(
            self.date_in,
            self.deadline or None,
            self.escalation,
            self.is_reminded,
            tuple((int(key), times) for key, times in (self.given or {}).items()),
        )

    def _get_clock(self):
        return self.lead_id._get_working_calendar()._get_working_time(
            self.date_in, self.deadline or self.date_in
        )

    def _find_due(self, now):
        """What has to be told and given by now: (levels, tasks)."""
        rules = self.lead_id._get_stage_rules()
        if not rules:
            return [], []
        stay, clock = self._get_stay(), self._get_clock()
        told = [what for m, what in notice_moments(stay, rules, clock) if m <= now]
        # after a stop of the server several are due at once: the reminder is too late,
        # and the head has his time before the directors hear of it
        if REMIND in told and LATE in told:
            told.remove(REMIND)
        if HEAD in told and DIRECTOR in told:
            told.remove(DIRECTOR)
        calendar = self.lead_id._get_working_calendar()
        hours = calendar._get_day_hours() if rules.tasks_on("after") else 0
        given = [t for m, t in task_moments(stay, rules, clock, hours) if m <= now]
        return told, given

    def _get_next_due(self, now):
        if self not in self._keep_relevant():
            return False
        due = self.lead_id._get_next_due(self._get_stay())
        # a repeated task waits for the last one, the directors for the head: look
        # again, but not at once
        if due and due <= now:
            return fields.Datetime.add(now, hours=1)
        return due

    # ---- tasks after a delay -------------------------------------------------------

    def _give_late_tasks(self, pairs, now):
        """Give tasks whose delay is over; a repeated one when the last one is done.

        :param list pairs: of a stay and a ``Task``
        """
        waiting = self._find_waiting_tasks(pairs)
        records = self.env["crm.stage.task"]
        to_give = []
        for row, task in pairs:
            if (row.lead_id.id, task.id) in waiting:
                continue
            given = dict(row.given or {})
            given[str(task.id)] = given.get(str(task.id), 0) + 1
            row.given = given
            if row.lead_id.filtered_domain(task.only):
                to_give.append((records.browse(task.id), row.lead_id))
        quick = records.with_context(mail_activity_quick_update=True)
        quick._schedule(to_give, now)

    @api.model
    def _find_waiting_tasks(self, pairs):
        """(deal, task) of repeated tasks that were given and are not done yet."""
        repeated = [(row, task) for row, task in pairs if task.is_repeated]
        if not repeated:
            return set()
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", [row.lead_id.id for row, _task in repeated]),
                ("stage_task_id", "in", [task.id for _row, task in repeated]),
            ]
        )
        return {(task.res_id, task.stage_task_id.id) for task in activities}

    # ---- notices -------------------------------------------------------------------

    def _tell_remind(self):
        self.write({"is_reminded": True})
        self.lead_id._keep({"stage_state": "soon"})
        self._notify_people(REMIND, self._find_people("salesperson"))

    def _tell_late(self):
        self.write({"is_reminded": True, "escalation": LEVELS[LATE]})
        self.lead_id._keep({"stage_state": "late"})
        self._notify_people(LATE, self._find_people("salesperson"))

    def _tell_head(self):
        self._escalate(LEVELS[HEAD], "late")
        heads = self._find_people("head")
        led = self.browse().union(*heads)
        led._ask_to_decide(heads, HEAD)
        (self - led)._ask_directors()

    def _find_people(self, responsible):
        """Who is told of each stay; who is absent is replaced: dict of row -> user."""
        nobody = self.env["res.users"]
        wanted = [(row.lead_id, responsible, nobody) for row in self]
        people = self.env["crm.lead"]._get_people(wanted)
        return {row: user for row, user in zip(self, people, strict=True) if user}

    def _tell_director(self):
        self._escalate(LEVELS[DIRECTOR], "director")
        self._ask_directors()

    def _escalate(self, level, state):
        self.write({"escalation": level})
        now = fields.Datetime.now()
        for waiting in (True, False):
            leads = self.lead_id.filtered(
                lambda lead, w=waiting: bool(lead.escalation_date) == w
            )
            values = {"escalation_state": state}
            if not waiting:
                values["escalation_date"] = now
            if leads:
                leads._keep(values)

    def _ask_directors(self):
        directors = self.env.ref("sales_process.group_director").all_user_ids
        people = directors.filtered(
            lambda user: user.active and not user.share and not user._is_superuser()
        )
        for director in people or directors[:1]:
            self._ask_to_decide(dict.fromkeys(self, director), DIRECTOR)

    def _ask_to_decide(self, people, level):
        """A task to decide for each deal, and one note for each person."""
        kind = self.env.ref("sales_process.mail_activity_type_decide")
        model = self.env["ir.model"]._get_id("crm.lead")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model,
                    "res_id": row.lead_id.id,
                    "activity_type_id": kind.id,
                    "summary": row.with_context(lang=user.lang)._get_decide_summary(),
                    "user_id": user.id,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(
                        self.with_context(tz=user.tz or "UTC")
                    ),
                }
                for row, user in people.items()
            ]
        )
        self._notify_people(level, people)

    def _get_decide_summary(self):
        return self.env._("Late in “%(stage)s”: decide", stage=self.stage_id.name)

    def _notify_people(self, level, people):
        """One note for each person with the list of deals; none for nobody."""
        rows_of = {}
        for row, user in people.items():
            rows_of[user] = rows_of.get(user, self.browse()) | row
        for user, rows in rows_of.items():
            rows.with_context(lang=user.lang, tz=user.tz)._notify_one(level, user)

    def _notify_one(self, level, user):
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self._get_notice_subject(level),
            body=self.env["ir.qweb"]._render(
                "sales_process.deals_late", {"rows": self}, minimal_qcontext=True
            ),
        )

    def _get_notice_subject(self, level):
        count = len(self)
        if level == REMIND:
            return self.env._("The limit of the stage comes near: %(n)s", n=count)
        if level == LATE:
            return self.env._("Your deals are late in their stages: %(n)s", n=count)
        if level == HEAD:
            return self.env._("Late deals wait for your decision: %(n)s", n=count)
        return self.env._("Late deals that no head has decided: %(n)s", n=count)

    # ---- decisions and changed rules -----------------------------------------------

    def _put_off(self, deadline):
        """The head has given the deal more time: everything is told anew.

        :param deadline: naive UTC
        """
        for row in self:
            row.write({"deadline": deadline, "escalation": 0, "is_reminded": False})
            row.lead_id._keep(
                {
                    "stage_deadline": deadline,
                    "stage_state": "late" if deadline < fields.Datetime.now() else "ok",
                }
            )
            row.next_due = row.lead_id._get_next_due(row._get_stay())

    @api.model
    def _look_again(self, stages):
        """Rules of these stages have changed: their open stays are looked at anew."""
        open_rows = self.search(
            [("stage_id", "in", stages.ids), ("date_out", "=", False)]
        )
        open_rows.write({"next_due": fields.Datetime.now()})
