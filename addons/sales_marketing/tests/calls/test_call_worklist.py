from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .call_common import NOON, CallCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestQueue(CallCommon):
    def test_one_client_at_a_time_in_order(self):
        self._create_clients("MOW", "MOW")
        campaign = self._start_calls(script="<p>Hello</p>")
        first, second = campaign.line_ids.sorted("id")

        state = self._open()

        card = state["card"]
        self.assertEqual(card["id"], first.id)
        self.assertEqual(
            (card["zone"], card["phone"]), ("Europe/Moscow", "+7 903 123-45-00")
        )
        self.assertEqual(card["script"], "<p>Hello</p>")
        self.assertEqual(state["progress"], {"done": 0, "total": 2, "interested": 0})
        state = self._enter(card, "interested")
        self.assertEqual(state["card"]["id"], second.id)
        self.assertEqual(state["progress"], {"done": 1, "total": 2, "interested": 1})

    def test_who_has_hours_of_calls_now_goes_first(self):
        self._create_clients("KAM", "MOW")  # 21:00 in Kamchatka
        campaign = self._start_calls()
        asleep, awake = campaign.line_ids.sorted("id")

        state = self._open()

        self.assertEqual(state["card"]["id"], awake.id)
        state = self._enter(state["card"], "not_interested")
        self.assertFalse(state["card"])
        self.assertEqual(
            state["waiting"]["asleep"],
            {"count": 1, "at": "2026-03-10 21:00:00"},  # 9:00 there
        )
        self.assertEqual(self._open(any_time=True)["card"]["id"], asleep.id)

    def test_unknown_zone_has_the_hours_of_the_caller(self):
        self._create_clients("")
        self._start_calls()

        self.assertTrue(self._open()["card"])
        with freeze_time(NOON + timedelta(hours=9)):
            self.assertFalse(self._open()["card"])

    def test_public_holiday_is_no_day_for_calls(self):
        self._create_clients("MOW")
        self._start_calls()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.env.company.resource_calendar_id.id,
                "date_from": "2026-03-10 06:00:00",
                "date_to": "2026-03-10 15:00:00",
            },
        )

        state = self._open()

        self.assertFalse(state["card"])
        self.assertEqual(state["waiting"]["asleep"]["at"], "2026-03-11 06:00:00")

    def test_due_callback_goes_first_at_any_hour(self):
        self._create_clients("MOW", "KAM")
        campaign = self._start_calls()
        agreed = campaign.line_ids.sorted("id")[1]
        agreed.with_user(self.salesperson).write(
            {"result": "callback", "callback_at": NOON + timedelta(hours=1)},
        )

        before = self._open()["card"]["id"]
        with freeze_time(NOON + timedelta(hours=2)):
            after = self._open()["card"]["id"]

        self.assertNotEqual(before, agreed.id)
        self.assertEqual(after, agreed.id)

    def test_empty_screen_says_what_to_wait_for(self):
        self._create_clients("MOW", "MOW")
        self._start_calls()
        state = self._open()
        at = "2026-03-10 12:00:00"

        state = self._enter(state["card"], "callback", callback_at=at)
        state = self._enter(state["card"], "no_answer")

        self.assertFalse(state["card"])
        self.assertEqual(state["waiting"]["callbacks"], {"count": 1, "at": at})
        self.assertEqual(
            state["waiting"]["retries"],
            {"count": 1, "at": "2026-03-11 09:00:00"},
        )

    def test_skipped_client_comes_last_and_is_offered_again(self):
        self._create_clients("MOW", "MOW")
        self._start_calls()
        first = self._open()["card"]["id"]

        second = self._open(skipped=[first])["card"]["id"]
        state = self._open(skipped=[first, second])

        self.assertNotEqual(first, second)
        self.assertFalse(state["card"])
        self.assertEqual(set(state["skipped"]), {first, second})

    def test_one_campaign_only(self):
        self._create_clients("MOW")
        self._start_calls()
        second = self._start_calls(not_called_days=0)

        state = self._open(campaign_id=second.id)

        self.assertEqual(state["card"]["id"], second.line_ids.id)
        self.assertEqual(state["progress"]["total"], 1)
        self.assertEqual([row["count"] for row in state["campaigns"]], [1, 1])

    def test_finished_campaign_is_called_no_more(self):
        self._create_clients("MOW")
        campaign = self._start_calls()

        campaign.action_finish()

        self.assertFalse(self._open()["card"])

    def test_attempts_are_spaced(self):
        cases = (
            (0, "2026-03-11 09:00:00"),
            (3, "2026-03-10 12:00:00"),
            (8, "2026-03-11 06:00:00"),
        )
        for hours, expected in cases:
            with self.subTest(hours=hours):
                self._create_clients("MOW")
                campaign = self._start_calls(retry_hours=hours, not_called_days=0)
                card = self._open(campaign_id=campaign.id)["card"]

                self._enter(card, "no_answer")

                line = self._get_line(card)
                self.assertEqual(str(line.callback_at), expected)
                self.assertEqual(line.state, "open")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestResult(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_clients("MOW", "MOW")

    def test_double_press_is_one_result(self):
        self._start_calls()
        card = self._open()["card"]

        first = self._enter(card, "interested", note="Wants a price")
        second = self._enter(card, "interested", note="Wants a price")

        line = self._get_line(card)
        self.assertEqual((line.attempts, line.state), (1, "done"))
        self.assertEqual(first["card"]["id"], second["card"]["id"])
        self.assertEqual(first["undo"], second["undo"])
        self.assertEqual(
            self.env["sales.inquiry"].search_count(
                [("external_key", "=", f"{line._name},{line.id}")],
            ),
            1,
        )

    def test_other_key_on_what_is_done_is_refused(self):
        self._start_calls()
        card = self._open()["card"]
        self._enter(card, "not_interested")

        with self.assertRaisesRegex(UserError, "entered elsewhere"):
            self._enter(card, "interested", key="another")

    def test_result_of_an_old_screen_is_refused(self):
        self._start_calls()
        card = self._open()["card"]
        self._enter(card, "no_answer")

        with self.assertRaisesRegex(UserError, "entered elsewhere"):
            self._enter(card, "interested", key="another")

    def test_callback_needs_a_moment_to_come(self):
        self._start_calls()
        card = self._open()["card"]
        for at in (False, "2026-03-10 08:00:00"):
            with self.subTest(at=at), self.assertRaisesRegex(UserError, "when to call"):
                self._enter(card, "callback", callback_at=at)

    def test_callback_choices_are_in_the_hours_of_the_client(self):
        self._create_clients("KAM")
        self._start_calls()
        cards = [self._open()["card"]]
        cards.append(self._open(skipped=[cards[0]["id"]])["card"])
        done = [card["id"] for card in cards]
        east = self._open(skipped=done, any_time=True)["card"]

        self.assertEqual(
            [choice["at"] for choice in cards[0]["choices"]],
            ["2026-03-10 10:00:00", "2026-03-11 07:00:00", "2026-03-17 07:00:00"],
        )
        self.assertEqual(  # it is 21:00 there
            [choice["at"] for choice in east["choices"]],
            ["2026-03-10 21:00:00", "2026-03-10 22:00:00", "2026-03-16 22:00:00"],
        )

    def test_task_of_a_callback_is_on_its_day(self):
        self._start_calls()
        card = self._open()["card"]

        self._enter(card, "callback", callback_at="2026-03-12 07:00:00")

        task = self._get_line(card).activity_ids
        self.assertEqual(str(task.date_deadline), "2026-03-12")
        self.assertEqual(task.user_id, self.salesperson)

    def test_history_of_the_client(self):
        self._start_calls()
        first = self._open()["card"]
        self._enter(first, "not_interested", note="No budget")
        self._start_calls(not_called_days=0, name="Autumn")
        partner = self._get_line(first).partner_id

        cards = self.lines.search(
            [("partner_id", "=", partner.id), ("state", "=", "open")],
        ).with_user(self.salesperson)

        (row,) = cards._get_card()["history"]
        self.assertIn("Not interested", row["text"])
        self.assertEqual(row["note"], "No budget")

    def test_deal_is_shown_only_to_who_may_see_it(self):
        self._start_calls()
        card = self._open()["card"]
        partner = self._get_line(card).partner_id
        deal = self._create_lead(
            type="opportunity",
            partner_id=partner.id,
            user_id=self.other.id,
        )

        self.assertFalse(self._open()["card"]["deal"])
        deal.user_id = self.salesperson
        self.assertEqual(self._open()["card"]["deal"]["id"], deal.id)

    def test_skipped_client_keeps_what_is_written(self):
        self._start_calls()
        card = self._open()["card"]

        self.lines.with_user(self.salesperson).worklist_save(
            card["id"],
            {"note": "Busy until noon", "answers": {}},
        )

        self.assertEqual(self._get_line(card).note, "Busy until noon")
        self.assertEqual(self._get_line(card).attempts, 0)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestQuestions(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_clients("MOW", "MOW", "MOW")
        cls.campaign = cls._start_calls(
            question_ids=[
                fields.Command.create({"name": "Furnaces?", "kind": "text"}),
                fields.Command.create({"name": "How many?", "kind": "number"}),
                fields.Command.create(
                    {
                        "name": "When?",
                        "kind": "choice",
                        "options": "This year\nNever",
                        "is_required": True,
                    },
                ),
                fields.Command.create({"name": "Price list?", "kind": "boolean"}),
            ],
        )
        cls.text, cls.number, cls.choice, cls.yes = cls.campaign.question_ids

    def _answer(self, card, result="interested", **answers):
        answers = {
            str(getattr(self, name).id): value for name, value in answers.items()
        }
        return self._enter(card, result, answers=answers)

    def test_answers_are_kept_and_go_into_the_inquiry(self):
        card = self._open()["card"]

        self._answer(card, text="SNV", number="1,5", choice="This year", yes="yes")

        line = self._get_line(card)
        self.assertEqual(
            line.answer_ids.mapped("value"), ["SNV", "1.5", "This year", "yes"]
        )
        self.assertIn("When?: This year", line.inquiry_id.body)
        self.assertIn("Price list?: Yes", line.inquiry_id.body)

    def test_required_question_before_interested_only(self):
        card = self._open()["card"]

        with self.assertRaisesRegex(UserError, "When"):
            self._answer(card, text="SNV")
        self._answer(card, "not_interested", text="SNV")

        self.assertEqual(self._get_line(card).state, "done")

    def test_wrong_answers_are_refused_in_words(self):
        card = self._open()["card"]
        for answers, words in (
            ({"number": "many"}, "is no number"),
            ({"choice": "Perhaps"}, "none of the options"),
            ({"yes": "maybe"}, "none of the options"),
        ):
            with (
                self.subTest(answers=answers),
                self.assertRaisesRegex(UserError, words),
            ):
                self._answer(card, "not_interested", **answers)

    def test_answer_can_be_changed_and_taken_away(self):
        card = self._open()["card"]
        self._answer(card, "no_answer", text="A", number="1")
        line = self._get_line(card)

        line.with_user(self.salesperson)._save_answers(
            {str(self.text.id): "B", str(self.number.id): ""},
        )

        self.assertEqual(line.answer_ids.mapped("value"), ["B"])

    def test_how_many_said_what(self):
        for choice in ("This year", "This year", "Never"):
            self._answer(self._open()["card"], choice=choice)

        rows = self.campaign._get_answer_rows()

        self.assertEqual(
            rows[2]["answers"],
            [("This year", 2, 67), ("Never", 1, 33)],
        )
        self.assertIn("This year", self.campaign.answers_html)

    def test_answered_question_stays(self):
        self._answer(self._open()["card"], choice="Never")

        with self.assertRaises(UserError):
            self.choice.unlink()
        self.text.unlink()

    def test_choice_needs_options(self):
        with self.assertRaisesRegex(UserError, "at least two options"):
            self.campaign.question_ids = [
                fields.Command.create(
                    {"name": "Q", "kind": "choice", "options": "One"}
                ),
            ]


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestUndo(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.person,) = cls._create_clients("MOW")
        cls.campaign = cls._start_calls()

    def test_everything_is_as_it_was(self):
        card = self._open()["card"]
        line = self._get_line(card)
        task = line.activity_ids
        messages = self.person.message_ids

        state = self._enter(card, "interested", note="Wants")
        inquiry, lead = line.inquiry_id, line.inquiry_id.lead_id
        state = self._undo(state["undo"])

        self.assertEqual(state["card"]["id"], line.id)
        self.assertEqual(state["progress"], {"done": 0, "total": 1, "interested": 0})
        self.assertEqual((line.state, line.result, line.attempts), ("open", False, 0))
        self.assertEqual(line.activity_ids, task)
        self.assertFalse(task.date_done)
        self.assertFalse(inquiry.exists() | inquiry.browse(lead.exists().ids))
        self.assertFalse(self.person.client_state)
        self.assertEqual(self.person.message_ids, messages)

    def test_result_can_be_entered_again(self):
        card = self._open()["card"]
        state = self._undo(self._enter(card, "interested")["undo"])

        self._enter(state["card"], "interested", key="again")

        self.assertTrue(self._get_line(card).inquiry_id)

    def test_moved_task_comes_back(self):
        card = self._open()["card"]
        task = self._get_line(card).activity_ids
        day = task.date_deadline

        state = self._enter(card, "callback", callback_at="2026-03-20 07:00:00")
        self._undo(state["undo"])

        self.assertEqual(task.date_deadline, day)

    def test_inquiry_in_work_stays(self):
        for name, take in (
            ("deal", lambda i: i.lead_id.write({"type": "opportunity"})),
            ("answered", lambda i: i.write({"date_first_answer": NOON})),
            ("another", lambda i: i.write({"user_id": self.other.id})),
            ("task", lambda i: i.activity_ids.action_feedback()),
        ):
            with self.subTest(name=name):
                campaign = self._start_calls(not_called_days=0)
                card = self._open(campaign_id=campaign.id)["card"]
                state = self._enter(card, "interested", key=name)
                inquiry = self._get_line(card).inquiry_id
                if name == "task" and not inquiry.activity_ids:
                    inquiry.activity_schedule("mail.mail_activity_data_todo")
                take(inquiry)

                with self.assertRaisesRegex(UserError, "in work"):
                    self._undo(state["undo"])

    def test_only_the_last_and_only_own_result(self):
        card = self._open()["card"]
        undo = self._enter(card, "not_interested")["undo"]

        with self.assertRaisesRegex(UserError, "nothing to take back"):
            self._undo(undo, user=self.other)
        self._undo(undo)
        with self.assertRaisesRegex(UserError, "nothing to take back"):
            self._undo(undo)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestPool(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_clients("MOW", "MOW", "MOW")
        cls.campaign = cls._start_calls("pool", cls.salesperson | cls.other)

    def test_two_callers_never_have_the_same_client(self):
        mine = self._open()["card"]["id"]
        his = self._open(self.other)["card"]["id"]

        self.assertNotEqual(mine, his)
        self.assertEqual(self._open()["card"]["id"], mine)

    def test_client_of_another_caller_is_hidden_and_refused(self):
        card = self._open()["card"]

        self.assertNotIn(
            card["id"],
            self.lines.with_user(self.other).search([]).ids,
        )
        with self.assertRaisesRegex(UserError, "not yours"):
            self._enter(card, "interested", user=self.other)

    def test_no_task_until_the_client_is_taken(self):
        self.assertFalse(self.campaign.line_ids.activity_ids)

        self._enter(self._open()["card"], "callback", callback_at="2026-03-11 07:00:00")

        self.assertEqual(self.campaign.line_ids.activity_ids.user_id, self.salesperson)

    def test_whose_the_client_is_after_the_result(self):
        for result, owner in (
            ("interested", self.salesperson),
            ("callback", self.salesperson),
            ("no_answer", self.env["res.users"]),
        ):
            with self.subTest(result=result):
                card = self._open()["card"]

                self._enter(card, result, callback_at="2026-03-11 07:00:00")

                line = self._get_line(card)
                self.assertEqual((line.user_id, line.holder_id.ids), (owner, []))

    def test_left_client_is_free_again(self):
        mine = self._open()["card"]["id"]

        self.lines.with_user(self.salesperson).worklist_close()

        self.assertEqual(self._open(self.other)["card"]["id"], mine)

    def test_forgotten_client_is_free_after_a_time(self):
        mine = self._open()["card"]["id"]

        with freeze_time(NOON + timedelta(minutes=10)):
            self.assertNotEqual(self._open(self.other)["card"]["id"], mine)
            self.lines.with_user(self.other).worklist_close()
        with freeze_time(NOON + timedelta(minutes=20)):
            self.assertEqual(self._open(self.other)["card"]["id"], mine)
            card = {"id": mine, "attempts": 0}
            with self.assertRaisesRegex(UserError, "not yours"):
                self._enter(card, "interested")

    def test_long_talk_keeps_the_client(self):
        mine = self._open()["card"]["id"]

        with freeze_time(NOON + timedelta(minutes=10)):
            self.lines.with_user(self.salesperson).worklist_keep(mine)
        with freeze_time(NOON + timedelta(minutes=20)):
            self.assertNotEqual(self._open(self.other)["card"]["id"], mine)

    def test_one_client_at_a_time(self):
        first = self._open()["card"]["id"]

        second = self._open(skipped=[first])["card"]["id"]

        held = self.lines.search([("holder_id", "=", self.salesperson.id)])
        self.assertEqual(held.ids, [second])

    def test_stranger_to_the_pool_gets_nothing(self):
        stranger = self._create_user("stranger", "sales_process.group_salesperson")

        self.assertFalse(self._open(stranger)["card"])
        self.assertFalse(self.lines.with_user(stranger).search([]))

    def test_undone_result_gives_the_client_back(self):
        card = self._open()["card"]
        state = self._enter(card, "not_interested")

        self._undo(state["undo"])

        line = self._get_line(card)
        self.assertEqual((line.user_id.ids, line.holder_id), ([], self.salesperson))

    def test_marketer_is_no_caller(self):
        self.assertFalse(self._open(self.marketer)["card"])

    def test_who_has_no_calls_at_all_may_not_ask(self):
        engineer = self._create_user("eng", "sales_process.group_engineer")

        with self.assertRaises(AccessError):
            self._open(engineer)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestScreenQueries(CallCommon):
    """The next client costs the same however many wait."""

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def _measure(self, distribution, function):
        counts = []
        for number in (1, 1, 50):
            self.env["marketing.call.campaign"].search([]).action_finish()
            self.env["res.partner"].search(
                [("category_id", "in", self.tag.ids)],
            ).category_id = False
            self._create_clients(*["MOW"] * number)
            self._start_calls(distribution, not_called_days=0)
            counts.append(self._count(function)[0])
        return counts[1:]

    def test_next_client(self):
        for distribution in ("one", "pool"):
            with self.subTest(distribution=distribution):
                one, fifty = self._measure(distribution, self._open)

                self.assertLessEqual(abs(fifty - one), 2)
                self.assertLess(fifty, 60)

    def test_preview(self):
        def preview():
            self.env["marketing.call.campaign"].search([]).action_finish()
            self._create_campaign(not_called_days=0).action_preview()

        one, fifty = self._measure("one", preview)

        self.assertLessEqual(fifty - one, 5)
