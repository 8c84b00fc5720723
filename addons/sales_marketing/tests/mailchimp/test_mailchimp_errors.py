from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ...models.mailchimp import marketing_mailchimp_sync_send
from ...tools.mailchimp import mailchimp_client
from .common_mailchimp import MailchimpCommon
from .fake_mailchimp import problem

NOW = "2026-03-10 09:00:00"


@tagged("post_install", "-at_install")
class TestMailchimpErrors(MailchimpCommon):
    """What goes wrong on the way, and what becomes of the run."""

    def setUp(self):
        super().setUp()
        self.account = self._switch_on()
        self.people = self._create_people(2)
        self.segment = self._create_segment()

    def _assert_waits(self, run, seconds, failures=1):
        self.assertEqual((run.state, run.failures), ("waiting", failures))
        expected = fields.Datetime.now() + timedelta(seconds=seconds)
        self.assertEqual(run.next_try, expected)
        self.assertTrue(run.message)

    def test_too_fast(self):
        for headers, seconds in (({}, 60), ({"Retry_After": "300"}, 300)):
            with self.subTest(headers=headers), freeze_time(NOW):
                self.mailchimp.answers = [problem(429, "TooManyRequests", **headers)]
                run = self._send(self.account, self.segment)
                self._assert_waits(run, seconds)
                trigger = self.env["ir.cron.trigger"].search(
                    [], order="id desc", limit=1
                )
                self.assertEqual(trigger.call_at, run.next_try)
                self._work()  # too early
                self._assert_waits(run, seconds)
                run.action_cancel()

    def test_goes_on_when_the_time_has_come(self):
        self.mailchimp.answers = [problem(429, "TooManyRequests"), (503, {}, b"")]
        with freeze_time(NOW):
            run = self._send(self.account, self.segment)
        with freeze_time("2026-03-10 09:01:00"):
            self._work()
            self._assert_waits(run, 120, failures=2)
        with freeze_time("2026-03-10 09:03:00"):
            self._work()

        self.assertEqual((run.state, run.new_count, run.failures), ("done", 2, 0))
        self.assertFalse(run.message)

    def test_user_need_not_wait(self):
        self.mailchimp.answers = [problem(429, "TooManyRequests")]
        run = self._send(self.account, self.segment)

        run.action_resume()
        self._work()

        self.assertEqual(run.state, "done")

    def test_403_of_the_gate_waits_and_403_of_the_api_fails(self):
        self.mailchimp.answers = [(403, {}, b"<html>Access Denied</html>")]
        self.assertEqual(self._send(self.account, self.segment).state, "waiting")
        self.env["marketing.mailchimp.sync"].search([]).action_cancel()

        self.mailchimp.answers = [problem(403, "Forbidden", "Suspended")]
        run = self._send(self.account, self.segment)
        self.assertEqual(run.state, "failed")
        self.assertIn("Suspended", run.message)

    def test_gives_up_after_ten_failures_and_loses_nothing(self):
        run = self._start(self.account, self.segment)
        self.mailchimp.answers = [problem(429, "TooManyRequests")] * 11
        moment = fields.Datetime.to_datetime(NOW)
        for number in range(11):
            with freeze_time(moment):
                self._work()
                self.assertEqual(run.state, "failed" if number == 10 else "waiting")
                moment = run.next_try or moment

        run.action_resume()
        self._work()

        self.assertEqual((run.state, run.new_count), ("done", 2))

    def test_slow_answer(self):
        self.mailchimp.answers = [("sleep", 1)]
        with patch.object(mailchimp_client, "TIMEOUT", (1, 0.2)):
            run = self._send(self.account, self.segment)

        self.assertEqual(run.state, "waiting")
        self.assertIn("in time", run.message)
        # the server has done it all the same: nothing is there twice
        run.action_resume()
        self._work()
        self.assertEqual((run.state, run.done_count), ("done", 2))

    def test_no_connection(self):
        self.env["ir.config_parameter"].set_param(
            "sales_marketing.mailchimp_url", "http://127.0.0.1:1/3.0"
        )
        run = self._send(self.account, self.segment)

        self.assertEqual(run.state, "waiting")
        self.assertIn("cannot be reached", run.message)

    def test_wrong_key_and_lost_audience_fail_at_once(self):
        for answer, words in (
            (problem(401, "API Key Invalid"), "does not accept the API key"),
            (problem(404, "Resource Not Found"), "no such audience"),
            ((302, {"Location": "http://x.example"}, b""), "cannot be read"),
        ):
            with self.subTest(words=words):
                self.mailchimp.answers = [answer]
                run = self._send(self.account, self.segment)
                self.assertEqual(run.state, "failed")
                self.assertIn(words, run.message)

    def test_errors_inside_a_200(self):
        self.mailchimp.compliance.add("p0@x.example")
        self._create_person("Fake", email="fake@x.example")
        self.mailchimp.fake.add("fake@x.example")

        run = self._send(self.account, self.segment)

        self.assertEqual((run.state, run.new_count, run.error_count), ("done", 1, 2))
        lines = self._get_lines(run)
        self.assertEqual(lines["p0@x.example"], ("new", "error", "compliance"))
        self.assertEqual(lines["fake@x.example"], ("new", "error", "invalid"))
        messages = run.line_ids.mapped("message")
        self.assertIn("Please provide a valid email address.", messages)

    def test_refused_ones_can_be_sent_again(self):
        self.mailchimp.fake.add("p0@x.example")
        run = self._send(self.account, self.segment)
        self.mailchimp.fake.clear()

        run.action_resume()
        self._work()

        self.assertEqual((run.state, run.new_count, run.error_count), ("done", 2, 0))

    def test_compliance_state_of_a_single_member(self):
        self._send(self.account, self.segment)
        self.mailchimp.compliance.add("p0@x.example")
        for number, person in enumerate(self.people):
            person.name = f"Other {number}"

        run = self._send(self.account, self.segment)

        self.assertEqual((run.state, run.updated_count), ("done", 1))
        lines = self._get_lines(run)
        self.assertEqual(lines["p0@x.example"], ("update", "error", "compliance"))

    def test_one_contact_spoils_the_request(self):
        """A 400 for all: each goes alone, and only the guilty one stays."""
        self.mailchimp.answers = [problem(400, "Invalid Resource", "members.0")]
        self.mailchimp.fake.add("p1@x.example")

        run = self._send(self.account, self.segment)

        self.assertEqual(len(self.mailchimp.paths("PUT")), 2)
        lines = self._get_lines(run)
        self.assertEqual(lines["p0@x.example"][:2], ("new", "done"))
        self.assertEqual(lines["p1@x.example"], ("new", "error", "invalid"))

    def test_contact_that_breaks_the_server_does_not_stop_the_others(self):
        self._send(self.account, self.segment)
        for number, person in enumerate(self.people):
            person.name = f"Other {number}"
        run = self._start(self.account, self.segment)
        self.mailchimp.answers = [(500, {}, b"")] * 3
        for _try in range(4):
            run.action_resume()
            self._work()

        self.assertEqual((run.state, run.updated_count), ("done", 1))
        self.assertEqual((run.error_count, run.failures), (1, 0))

    def test_request_of_many_that_breaks_the_server_is_taken_apart(self):
        run = self._start(self.account, self.segment)
        self.mailchimp.answers = [(502, {}, b"")] * 3
        for _try in range(4):
            run.action_resume()
            self._work()

        self.assertEqual((run.state, run.done_count), ("done", 2))
        self.assertEqual(len(self.mailchimp.paths("PUT")), 2)

    def test_what_went_through_before_the_error_is_remembered(self):
        self._send(self.account, self.segment)
        for number, person in enumerate(self.people):
            person.name = f"Other {number}"
        self.mailchimp.answers = [None, problem(429, "TooManyRequests")]
        self.mailchimp.seen.clear()

        run = self._send(self.account, self.segment)

        self.assertEqual((run.state, run.updated_count), ("waiting", 1))
        run.action_resume()
        self._work()
        self.assertEqual(run.updated_count, 2)
        self.assertEqual(len(self.mailchimp.paths("PUT")), 3)

    def test_answer_that_forgets_a_contact(self):
        self.mailchimp.answers = [(200, {}, b'{"new_members": [], "errors": []}')]

        run = self._send(self.account, self.segment)

        self.assertEqual((run.state, run.done_count), ("done", 2))
        self.assertEqual(len(self.mailchimp.members), 2)

    def test_gone_members_are_nothing_to_worry_about(self):
        self._send(self.account, self.segment)
        self.mailchimp.members.clear()
        self.people[0].marketing_consent_ids._withdraw("employee")
        self.people[1].category_id = False

        run = self._send(self.account, self.segment)

        self.assertEqual((run.state, run.error_count), ("done", 0))
        for address in ("p0@x.example", "p1@x.example"):
            self.assertEqual(self._get_member(address).status, "gone")

    def test_cancelled_while_the_server_thinks(self):
        run = self._start(self.account, self.segment)
        run.sudo()._run_preparation()
        send = marketing_mailchimp_sync_send.MarketingMailchimpSync._send_lines

        def cancel(records, client, lines):
            send(records, client, lines)
            run.action_cancel()

        with patch.object(type(run), "_send_lines", cancel):
            self._work()

        self.assertEqual((run.state, run.new_count), ("cancelled", 2))
