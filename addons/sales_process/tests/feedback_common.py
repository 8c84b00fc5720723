from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests.common import new_test_user

from .deal_common import DealCommon

FEBRUARY = date(2026, 2, 1)
MOVED = datetime(2026, 2, 10, 9)  # when the deals of the draw move
DRAW = datetime(2026, 3, 2, 9)  # Monday of the next month


class FeedbackCommon(DealCommon):
    """The vacuum department asks two clients of each salesperson; others ask none.

    ============  =======================  ==========================================
    name          group                    sees
    ============  =======================  ==========================================
    director      director                 everything
    deputy        head of department       what he is to ask, for an absent head
    ============  =======================  ==========================================

    The department works in Moscow, every clock is set by the tests.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._create_person("director", "sales_process.group_director")
        cls.deputy = cls._create_person("deputy", "sales_process.group_head")
        # only the director of this class
        cls.env.ref("sales_process.group_director").user_ids = cls.director
        departments = cls.env["crm.team"].search([("is_department", "=", True)])
        departments.feedback_sample = 0
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Moscow", "tz": "Europe/Moscow"}
        )
        cls.team.write({"feedback_sample": 2, "resource_calendar_id": cls.calendar.id})
        cls.Feedback = cls.env["sales.feedback"]

    @classmethod
    def _create_person(cls, name, group):
        return new_test_user(
            cls.env,
            login=f"t_feedback_{name}",
            name=name.title(),
            email=f"{name}@feedback.example",
            groups=group,
            lang="en_US",
        )

    # ---- factories ---------------------------------------------------------------

    def _create_moved(self, moment=MOVED, client=None, **values):
        """A deal that has entered the selection at a moment; a client of its own."""
        with freeze_time(moment):
            lead = self._create_lead(
                equipment_type_ids=[(6, 0, self.pump.ids)],
                partner_id=(client or self._create_client()).id,
                **values,
            )
            lead.action_convert()
        return lead

    def _create_many(self, count, **values):
        deals = [self._create_moved(**values) for _number in range(count)]
        return self.env["crm.lead"].union(*deals)

    # ---- verbs -------------------------------------------------------------------

    def _draw(self, moment=DRAW):
        """Run the scheduled action; return what it has drawn."""
        known = self.Feedback.search([])
        with freeze_time(moment):
            self._run_cron()
        return self.Feedback.search([]) - known

    def _run_cron(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
        ) as progress:
            self.env["crm.team"]._cron_feedback()
        return progress

    def _score(self, feedback, score, comment="In his words", user=None):
        mine = feedback.with_user(user or self.head)
        mine.write({"score": score, "comment": comment})
        mine.action_done()

    def _count_queries(self, function):
        """The number of queries of a call, all caches cold but the registry's."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # ---- what came of it ---------------------------------------------------------

    def _get_notices(self, user, words=""):
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", user.partner_id.id),
                ("mail_message_id.message_type", "=", "user_notification"),
                ("mail_message_id.subject", "ilike", words),
            ]
        )

    def _get_tasks(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        )
