import base64
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.mailchimp import marketing_mailchimp_account_pull
from ...tools.consent.consent import BOUNCE_LIMIT
from ...tools.mailchimp.mailchimp_departure import Departure
from .common_mailchimp import MailchimpCommon
from .fake_mailchimp import problem
from .test_mailchimp_tools import make_zip

EMAIL = "kovalev@termomash.example"
UNSUBSCRIBED = (
    "Email Address,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON\n"
    f"{EMAIL.upper()},2025-12-01 10:00:00,Autumn,No longer interested\n"
    "stranger@x.example,2025-12-02 10:00:00,Autumn,\n"
)
CLEANED = (
    "Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE\n"
    "orlova@zavod.example,2025-12-03 10:00:00,Autumn\n"
)


class UnsubscriptionCommon(MailchimpCommon):
    def _import(self, content, name="audience.zip", **values):
        wizard = (
            self.env["marketing.mailchimp.import"]
            .with_user(self.marketer)
            .create(
                {"file": base64.b64encode(content), "file_name": name, **values},
            )
        )
        wizard.action_check()
        return wizard

    def _make_zip(self):
        return make_zip(
            {"unsubscribed_1.csv": UNSUBSCRIBED, "cleaned_1.csv": CLEANED},
        )

    def _get_blacklisted(self):
        return set(self.env["mail.blacklist"].search([]).mapped("email"))

    def _get_left(self, email=EMAIL):
        return self.env["marketing.unsubscription"].search([("email", "=", email)])

    def _honour(self, *departures):
        return self.env["marketing.unsubscription"]._honour(departures)


@tagged("post_install", "-at_install")
class TestUnsubscriptionImport(UnsubscriptionCommon):
    def test_dry_run_counts_and_changes_nothing(self):
        person = self._create_person()
        lead = self._create_lead()
        before = self._get_blacklisted()

        wizard = self._import(self._make_zip())

        self.assertEqual(
            (wizard.state, wizard.all_count, wizard.known_count, wizard.unknown_count),
            ("checked", 3, 2, 1),
        )
        self.assertEqual((wizard.new_count, wizard.blocked_count), (3, 0))
        self.assertEqual(self._get_blacklisted(), before)
        self.assertTrue(person.marketing_email_consent_date)
        self.assertFalse(lead.message_bounce)
        self.assertFalse(self._get_left())

    def test_honoured_at_once(self):
        person = self._create_person()
        twin = self._create_lead(email_from=EMAIL)
        self._consent(twin, date="2025-10-02")
        bouncing = self._create_lead()
        self._consent(bouncing, date="2025-10-02")

        wizard = self._import(self._make_zip())
        wizard.action_import()

        self.assertEqual(wizard.state, "done")
        self.assertLessEqual(
            {EMAIL, "stranger@x.example"},
            self._get_blacklisted(),
        )
        self.assertNotIn("orlova@zavod.example", self._get_blacklisted())
        stop = self.env["marketing.stop"].search([("address", "=", EMAIL)])
        self.assertEqual((stop.channel, stop.how), ("email", "import"))
        self.assertFalse(person.marketing_email_consent_date)
        self.assertFalse(twin.marketing_email_consent_date)
        self.assertTrue(person.marketing_phone_consent_date)
        consent = person.marketing_consent_ids.filtered(lambda c: c.channel == "email")
        self.assertEqual(consent.withdrawn_how, "import")
        self.assertIn("No longer interested", consent.withdrawn_reason)
        self.assertIn("01.12.2025", consent.withdrawn_reason)
        self.assertGreaterEqual(bouncing.message_bounce, BOUNCE_LIMIT)
        self.assertTrue(bouncing.marketing_email_consent_date)
        self.assertFalse(person.message_bounce)
        entry = self.env["mail.blacklist"].search([("email", "=", EMAIL)])
        self.assertIn("Autumn", entry.message_ids[0].body)
        left = self._get_left()
        self.assertEqual((left.state, left.contact_count), ("done", 2))
        export = self._export(self._create_segment())
        self.assertEqual(self._get_reasons(export), {EMAIL: "blacklisted"})

    def test_second_import_changes_nothing(self):
        person = self._create_person()
        self._import(self._make_zip()).action_import()
        entry = self.env["mail.blacklist"].search([("email", "=", EMAIL)])
        state = (entry.write_date, len(entry.message_ids), person.write_date)

        wizard = self._import(self._make_zip())
        self.assertEqual((wizard.repeated_count, wizard.new_count), (3, 0))
        wizard.action_import()

        self.assertEqual(
            (entry.write_date, len(entry.message_ids), person.write_date), state
        )
        self.assertEqual(len(self._get_left()), 1)

    def test_already_blocked(self):
        self.env["mail.blacklist"].create({"email": EMAIL})
        self._create_person()

        wizard = self._import(UNSUBSCRIBED.encode(), "unsubscribed_1.csv")

        self.assertEqual((wizard.blocked_count, wizard.new_count), (1, 1))

    def test_problems_and_files_left_aside_are_shown(self):
        content = make_zip(
            {
                "unsubscribed_1.csv": "Email Address,UNSUB_TIME\nbroken,\n,2025-01-01\n",
                "subscribed_1.csv": "Email Address\na@x.example\n",
            },
        )

        wizard = self._import(content)

        self.assertEqual((wizard.all_count, wizard.problem_count), (0, 2))
        self.assertIn("unsubscribed_1.csv, row 2: broken", wizard.problem_text)
        self.assertEqual(wizard.skipped_text, "subscribed_1.csv")

    def test_wrong_file_says_what_to_do(self):
        for content, name, words in (
            (b"Email Address,X\na@x.example,1\n", "list.csv", "Holds"),
            (b"Name,X\na,1\n", "unsubscribed_1.csv", "Email Address"),
            (b"PK\x03\x04", "a.zip", "damaged"),
            (b"\0\1\2", "unsubscribed_1.csv", "cannot be read"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._import(content, name)
        with self.assertRaisesRegex(UserError, "Choose the file"):
            self.env["marketing.mailchimp.import"].create({}).action_check()

    def test_kind_can_be_chosen(self):
        wizard = self._import(
            b"Email Address,Name\na@x.example,A\n", "list.csv", kind="cleaned"
        )
        wizard.action_import()

        self.assertEqual(self._get_left("a@x.example").kind, "cleaned")

    def test_windows(self):
        wizard = self._import(self._make_zip())
        wizard.action_back()
        self.assertEqual(wizard.state, "draft")
        context = wizard.action_open_unsubscriptions()["context"]
        self.assertEqual(context, {"search_default_honoured": 1})

    def test_thousand_addresses_take_as_many_queries_as_one(self):
        counts = []
        for count in (1, 1, 50):
            departures = [
                Departure(f"{len(counts)}-{n}@x.example", "unsubscribed")
                for n in range(count)
            ]
            self._create_people(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._honour(*departures)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLessEqual(counts[2] - counts[1], 5)


@tagged("post_install", "-at_install")
class TestAgreedAgain(UnsubscriptionCommon):
    """Consent after the unsubscription: a person decides, not the program."""

    def _leave(self, **values):
        return self._honour(
            Departure(EMAIL, "unsubscribed", datetime(2025, 12, 1, 10), **values)
        )

    def test_later_consent_is_a_question(self):
        person = self._create_person(consent_date="2025-12-02")

        counts = self._leave()

        self.assertEqual((counts["question"], counts["new"]), (1, 0))
        self.assertEqual(self._get_left().state, "question")
        self.assertFalse(person.is_blacklisted)
        self.assertTrue(person.marketing_email_consent_date)

    def test_consent_of_the_same_day_is_not_later(self):
        person = self._create_person(consent_date="2025-12-01")

        self._leave()

        self.assertTrue(person.is_blacklisted)

    def test_unblocked_later_is_a_question(self):
        self._create_person(consent_date=False)
        blacklist = self.env["mail.blacklist"]
        blacklist._add(EMAIL)
        blacklist._remove(EMAIL)

        self._leave()

        self.assertEqual(self._get_left().state, "question")

    def test_marketer_keeps(self):
        person = self._create_person(consent_date="2025-12-02")
        self._leave()
        left = self._get_left().with_user(self.marketer)

        left.action_keep()

        self.assertEqual((left.state, left.user_id), ("kept", self.marketer))
        self.assertEqual(self._leave()["repeated"], 1)
        self.assertFalse(person.is_blacklisted)

    def test_marketer_blocks(self):
        person = self._create_person(consent_date="2025-12-02")
        self._leave()

        self._get_left().with_user(self.marketer).action_block()

        self.assertEqual(self._get_left().state, "done")
        self.assertTrue(person.is_blacklisted)
        self.assertFalse(person.marketing_email_consent_date)

    def test_left_once_more_is_looked_at_anew(self):
        person = self._create_person(consent_date="2025-12-02")
        self._leave()
        self._get_left().with_user(self.marketer).action_keep()

        self._honour(Departure(EMAIL, "unsubscribed", datetime(2026, 1, 15)))

        left = self._get_left()
        self.assertEqual((left.state, left.date), ("done", datetime(2026, 1, 15)))
        self.assertTrue(person.is_blacklisted)

    def test_salesperson_decides_nothing(self):
        self._create_person(consent_date="2025-12-02")
        self._leave()
        left = self._get_left().with_user(self.salesperson)

        with self.assertRaises(AccessError):
            left.action_block()
        with self.assertRaises(AccessError):
            left.action_keep()

    def test_contacts_of_an_address(self):
        person = self._create_person()
        self._leave()

        action = self._get_left().with_user(self.marketer).action_open_contacts()

        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, person)


@tagged("post_install", "-at_install")
class TestPull(UnsubscriptionCommon):
    """Unsubscriptions are read from the audience by themselves."""

    def _pull(self):
        self.env["marketing.mailchimp.account"]._cron_pull()
        self.env.invalidate_all()

    def test_who_has_left_is_blocked_here(self):
        account = self._switch_on()
        person = self._create_person()
        self._send(account, self._create_segment())
        self.mailchimp.members[EMAIL].update(
            status="unsubscribed", unsubscribe_reason="Spam", last_changed="2026-03-11"
        )
        self.mailchimp.add("orlova@zavod.example", "cleaned")
        lead = self._create_lead()

        self._pull()

        self.assertTrue(person.is_blacklisted)
        self.assertFalse(person.marketing_email_consent_date)
        self.assertGreaterEqual(lead.message_bounce, BOUNCE_LIMIT)
        self.assertEqual(self._get_member(EMAIL).status, "unsubscribed")
        left = self._get_left()
        self.assertEqual((left.reason, left.account_id), ("Spam", account))
        self.assertTrue(account.pull_date)
        run = self._send(account, self._create_segment())
        self.assertEqual(run.reason_counts, {"blacklisted": 1})

    def test_only_what_is_new_is_asked_for(self):
        account = self._switch_on()
        self._pull()
        self.mailchimp.seen.clear()

        self._pull()

        queries = [query for _method, _path, query, _body in self.mailchimp.seen]
        self.assertEqual([q["status"] for q in queries], ["unsubscribed", "cleaned"])
        since = queries[0]["since_last_changed"]
        self.assertLess(since, account.pull_date.isoformat())

    def test_pages_overlap(self):
        self._switch_on()
        for number in range(25):
            self.mailchimp.add(f"p{number}@x.example", "unsubscribed")
        with (
            patch.object(marketing_mailchimp_account_pull, "PAGE", 10),
            patch.object(marketing_mailchimp_account_pull, "OVERLAP", 2),
        ):
            self._pull()

        found = self.env["marketing.unsubscription"].search_count([])
        self.assertEqual(found, 25)

    def test_error_is_shown_and_nothing_is_passed_over(self):
        account = self._switch_on()
        self.mailchimp.add(EMAIL, "unsubscribed")
        self.mailchimp.answers = [None, problem(429, "TooManyRequests")]

        self._pull()
        self.assertIn("asks to wait", account.pull_error)
        self.assertFalse(account.pull_date)
        self._pull()

        self.assertFalse(account.pull_error)
        self.assertEqual(len(self._get_left()), 1)

    def test_by_hand(self):
        account = self._create_account()
        with self.assertRaises(UserError):
            account.action_pull()
        account.action_switch_on()
        self.mailchimp.add(EMAIL, "unsubscribed")

        account.action_pull()

        self.assertEqual(self._get_left().account_id, account)
        action = account.action_open_unsubscriptions()
        self.assertEqual(action["domain"], [("account_id", "=", account.id)])

    def test_agreed_again_here_and_unsubscribed_there(self):
        account = self._switch_on()
        self._create_person(consent_date="2026-03-12")
        self.mailchimp.add(EMAIL, "unsubscribed")
        self._pull()
        self._get_left().with_user(self.marketer).action_keep()

        run = self._send(account, self._create_segment())

        lines = self._get_lines(run)
        self.assertEqual(lines, {EMAIL: ("update", "kept", "unsubscribed")})
        again = self._send(account, self._create_segment())
        self.assertEqual(again.reason_counts, {"unsubscribed": 1})
        self.assertEqual(self._get_left().state, "kept")
        self.assertEqual(self.mailchimp.members[EMAIL]["status"], "unsubscribed")
