from datetime import datetime, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..work_common import WorkCommon

BEGIN = datetime(2031, 3, 3, 6, 0)  # a Monday far ahead


@tagged("post_install", "-at_install")
class TestWorkPlan(WorkCommon):
    """When and who: what planning needs, who is busy, who is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_engineer = cls.engineer.copy(
            {"login": "t_engineer_2", "name": "Second engineer", "lang": "en_US"}
        )

    def _plan(self, begin=BEGIN, hours=4, **values):
        work = self._create_work(date_planned=begin, duration_hours=hours, **values)
        work.action_plan()
        return work

    def _get_notices(self, work, user):
        return self.env["mail.message"].search(
            [
                ("model", "=", work._name),
                ("res_id", "=", work.id),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )

    def test_columns_of_the_board_follow_the_work(self):
        self._plan()
        works = self.env["equipment.work"].with_context(read_group_expand=True)
        groups = works.formatted_read_group(
            [], groupby=["state"], aggregates=["__count"]
        )

        states = [group["state"] for group in groups]
        self.assertEqual(states[:4], ["draft", "planned", "in_progress", "done"])

    def test_what_planning_needs_is_named_at_once(self):
        for kind, values, words in (
            ("commissioning", {}, ["the planned date", "the engineer", "the address"]),
            (
                "certification",
                {},
                ["the planned date", "the engineer or the certification body"],
            ),
        ):
            with self.subTest(kind=kind):
                work = self._create_work(
                    kind=kind,
                    date_planned=False,
                    engineer_id=False,
                    address_id=False,
                    **values,
                )
                self.assertRefused(words, work.action_plan)

    def test_a_certification_is_planned_with_its_body(self):
        body = self.env["res.partner"].create({"name": "Body"})
        work = self._create_work(
            kind="certification", engineer_id=False, body_id=body.id
        )

        work.action_plan()

        self.assertEqual(work.state, "planned")

    def test_the_address_is_where_goods_go(self):
        site = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.client.id, "type": "delivery"}
        )

        work = self._create_work()

        self.assertEqual(work.address_id, site)
        other = self._create_client(name="Other")
        work.partner_id = other
        self.assertEqual(work.address_id, other)

    # ---- duration ------------------------------------------------------------------

    def test_the_end_follows_the_duration_and_the_other_way_round(self):
        work = self._create_work(date_planned=BEGIN, duration_hours=6)
        self.assertEqual(work.date_planned_end, BEGIN + timedelta(hours=6))

        work.date_planned_end = BEGIN + timedelta(hours=2)

        self.assertEqual(work.duration_hours, 2)

    def test_dragging_in_the_calendar(self):
        work = self._plan(hours=4).with_user(self.engineer)

        moved = BEGIN + timedelta(days=1)
        work.write(
            {"date_planned": moved, "date_planned_end": moved + timedelta(hours=5)}
        )

        self.assertEqual((work.date_planned, work.duration_hours), (moved, 5))

    def test_what_is_over_is_not_moved(self):
        done = self._plan().with_user(self.engineer)
        done.action_done()
        cancelled = self._plan().with_user(self.engineer)
        cancelled.action_cancel()
        signed = self._sign_work().with_user(self.engineer)

        for work in (done, cancelled, signed):
            with self.subTest(state=work.state), self.assertRaises(UserError):
                work.date_planned = BEGIN

    def test_a_work_takes_time(self):
        work = self._create_work(date_planned=BEGIN)

        for values in (
            {"duration_hours": 0},
            {"date_planned_end": BEGIN - timedelta(hours=1)},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                work.write(values)
                self.env.flush_all()

    # ---- busy ----------------------------------------------------------------------

    def test_another_work_at_the_same_time_warns(self):
        other = self._plan()

        for shift, hours, busy in (
            (0, 4, True),
            (3, 4, True),
            (-3, 4, True),
            (4, 4, False),
            (-4, 4, False),
            (-10, 40, True),
        ):
            with self.subTest(shift=shift, hours=hours):
                work = self._create_work(
                    date_planned=BEGIN + timedelta(hours=shift), duration_hours=hours
                )
                self.assertEqual(other.name in (work.busy_text or ""), busy)

    def test_planning_is_not_refused_because_of_it(self):
        self._plan()

        work = self._plan()

        self.assertEqual(work.state, "planned")
        self.assertTrue(work.busy_text)

    def test_works_that_take_no_time_do_not_count(self):
        draft = self._create_work(date_planned=BEGIN)
        self._plan(engineer_id=self.other_engineer.id)
        cancelled = self._plan()
        cancelled.action_cancel()

        self.assertFalse(self._create_work(date_planned=BEGIN).busy_text)
        self.assertFalse(draft.busy_text)
        self.assertFalse(cancelled.busy_text)

    def test_absence_warns(self):
        work = self._create_work(date_planned=BEGIN)
        resource = self.env["resource.resource"].create(
            {"name": "Engineer", "user_id": self.engineer.id}
        )
        self.assertFalse(work.busy_text)

        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "date_from": BEGIN - timedelta(days=1),
                "date_to": BEGIN + timedelta(days=1),
            }
        )
        work.invalidate_recordset(["busy_text"])
        self.assertIn("absent", work.busy_text)
        leave.unlink()
        self.engineer.sales_absent_until = BEGIN.date()
        work.invalidate_recordset(["busy_text"])
        self.assertIn("absent", work.busy_text)

    def test_the_form_warns_while_one_types(self):
        other = self._plan()
        form = Form(self.env["equipment.work"].with_user(self.engineer))
        form.partner_id = self.client
        form.engineer_id = self.engineer

        form.date_planned = BEGIN

        self.assertIn(other.name, form.busy_text)

    def test_a_calendar_of_many_costs_as_much_as_of_few(self):
        works = self.env["equipment.work"].create(
            [
                {
                    "partner_id": self.client.id,
                    "engineer_id": self.engineer.id,
                    "date_planned": BEGIN + timedelta(days=number),
                }
                for number in range(30)
            ]
        )
        works.action_plan()
        counts = []
        for some in (works[:2], works):
            self.env.invalidate_all()
            some.mapped("name")
            before = self.env.cr.sql_log_count
            some.mapped("busy_text")
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(*counts)

    # ---- telling -------------------------------------------------------------------

    def test_the_engineer_is_told_once_of_a_new_date(self):
        work = self._create_work(date_planned=False)
        work.date_planned = BEGIN
        self.assertFalse(self._get_notices(work, self.engineer))

        work.action_plan()

        notice = self._get_notices(work, self.engineer)
        self.assertEqual(len(notice), 1)
        self.assertIn("planned for you", notice.subject)
        self.assertIn("Client", notice.body)

    def test_of_a_moved_a_taken_and_a_cancelled_one(self):
        work = self._plan()

        work.date_planned = BEGIN + timedelta(days=1)
        self.assertIn("moved", self._get_notices(work, self.engineer)[0].subject)
        work.engineer_id = self.other_engineer
        self.assertIn("not yours", self._get_notices(work, self.engineer)[0].subject)
        self.assertEqual(len(self._get_notices(work, self.other_engineer)), 1)
        work.action_cancel()
        told = self._get_notices(work, self.other_engineer)
        self.assertIn("cancelled", told[0].subject)
        self.assertEqual(len(told), 2)
        self.assertEqual(len(self._get_notices(work, self.engineer)), 3)

    def test_who_does_it_himself_is_not_told(self):
        work = self._create_work(date_planned=BEGIN).with_user(self.engineer)
        work.action_plan()
        work.date_planned = BEGIN + timedelta(days=1)
        work.action_cancel()

        self.assertFalse(self._get_notices(work, self.engineer))

    def test_saving_the_same_date_tells_nothing(self):
        work = self._plan()
        count = len(self._get_notices(work, self.engineer))

        work.write({"date_planned": BEGIN, "engineer_id": self.engineer.id})

        self.assertEqual(len(self._get_notices(work, self.engineer)), count)
