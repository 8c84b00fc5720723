from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.mailchimp import marketing_mailchimp_sync_send
from ...tools.mailchimp.mailchimp_client import MailchimpClient, MailchimpError
from .common_mailchimp import MailchimpCommon
from .fake_mailchimp import KEY, LIST, name_of

EMAIL = "kovalev@termomash.example"
NEW = ("new", "done", False)


@tagged("post_install", "-at_install")
class TestMailchimpSync(MailchimpCommon):
    def test_new_contact(self):
        account = self._switch_on()
        company = self._create_company("АО «Термомаш»")
        self._create_person("Ковалёв Игорь", parent_id=company.id, lang="en_US")

        run = self._send(account, self._create_segment())

        self.assertEqual((run.state, run.new_count, run.progress), ("done", 1, 100))
        self.assertEqual(run.name.split(" · ")[0], "Печи")
        self.assertEqual(self.mailchimp.paths("POST"), [f"/lists/{LIST}"])
        (body,) = self.mailchimp.bodies("POST")
        self.assertFalse(body["update_existing"] or body["sync_tags"])
        self.assertEqual(
            body["members"],
            [
                {
                    "email_address": EMAIL,
                    "status": "subscribed",
                    "language": "en",
                    "merge_fields": {
                        "FNAME": "Игорь",
                        "LNAME": "Ковалёв",
                        "COMPANY": "АО «Термомаш»",
                        "PHONE": "+74956001234",
                    },
                    "tags": ["odoo", "term"],
                    "timestamp_opt": "2025-10-02T00:00:00+00:00",
                },
            ],
        )
        member = self._get_member(EMAIL)
        self.assertEqual((member.status, member.tags), ("subscribed", ["odoo", "term"]))
        self.assertFalse(run.line_ids.job)

    def test_account_may_ask_for_a_confirmation(self):
        account = self._switch_on(new_status="pending")
        self._create_person()

        self._send(account, self._create_segment())

        (member,) = self.mailchimp.bodies("POST")[0]["members"]
        self.assertEqual(member["status"], "pending")
        self.assertNotIn("timestamp_opt", member)
        self.assertEqual(self._get_member(EMAIL).status, "pending")

    def test_second_run_sends_nothing(self):
        account, segment = self._switch_on(), self._create_segment()
        self._create_person()
        self._send(account, segment)
        self.mailchimp.seen.clear()

        run = self._send(account, segment)

        self.assertEqual((run.state, run.unchanged_count), ("done", 1))
        self.assertFalse(self.mailchimp.seen)

    def test_only_changes_go_by_put(self):
        account, segment = self._switch_on(), self._create_segment()
        people = self._create_people(3)
        self._send(account, segment)
        self.mailchimp.seen.clear()
        people[1].name = "Белова Анна"

        run = self._send(account, segment)

        self.assertEqual((run.updated_count, run.unchanged_count), (1, 2))
        path = f"/lists/{LIST}/members/{name_of('p1@x.example')}"
        self.assertEqual([row[:2] for row in self.mailchimp.seen], [("PUT", path)])
        (body,) = self.mailchimp.bodies("PUT")
        self.assertEqual(body["status_if_new"], "subscribed")
        self.assertNotIn("status", body)
        self.assertEqual(body["merge_fields"]["LNAME"], "Белова")
        # what we made we may empty as well
        self.assertEqual(body["merge_fields"]["PHONE"], "")

    def test_who_is_there_keeps_status_values_and_tags(self):
        account = self._switch_on()
        self._create_person(phone=False)
        self.mailchimp.add(
            EMAIL, merge_fields={"PHONE": "+1", "FNAME": "Igor"}, tags=["vip"]
        )

        run = self._send(account, self._create_segment())

        self.assertEqual(self._get_lines(run), {EMAIL: ("update", "done", False)})
        member = self.mailchimp.members[EMAIL]
        self.assertEqual(member["merge_fields"]["PHONE"], "+1")
        self.assertEqual(member["tags"], ["vip", "odoo", "term"])

    def test_unsubscribed_stays_so_and_is_honoured_at_once(self):
        account = self._switch_on()
        person = self._create_person()
        self.mailchimp.add(EMAIL, "unsubscribed", unsubscribe_reason="Too many letters")

        run = self._send(account, self._create_segment())

        self.assertEqual(self.mailchimp.members[EMAIL]["status"], "unsubscribed")
        self.assertEqual(
            self._get_lines(run), {EMAIL: ("update", "kept", "unsubscribed")}
        )
        self.assertEqual((run.refused_count, run.done_count), (1, 0))
        self.assertIn("Unsubscribed in Mailchimp", run.reason_text)
        self.assertFalse(person.marketing_email_consent_date)
        self.assertTrue(person.is_blacklisted)
        left = self.env["marketing.unsubscription"].search([("email", "=", EMAIL)])
        self.assertEqual((left.state, left.reason), ("done", "Too many letters"))

    def test_sieve_is_that_of_the_export(self):
        account = self._switch_on()
        self._create_person("No Consent", email="no@x.example", consent_date=False)
        self._create_person("Role", email="noreply@x.example")
        self._create_person("First", email="same@x.example")
        self._create_person("Second", email="SAME@x.example")
        self._create_person("Blocked", email="blocked@x.example")
        self.env["mail.blacklist"].create({"email": "blocked@x.example"})

        run = self._send(account, self._create_segment())

        self.assertEqual(list(self.mailchimp.members), ["same@x.example"])
        self.assertEqual(run.refused_count, 4)
        self.assertEqual(
            run.reason_counts,
            {"no_consent": 1, "role": 1, "duplicate": 1, "blacklisted": 1},
        )
        self.assertIn("No consent to advertising: 1", run.reason_text)
        refused = run.line_ids.filtered(lambda line: line.state == "kept")
        self.assertEqual(len(refused), 4)

    def test_two_segments_add_up_their_tags(self):
        account = self._switch_on(tag_mode="name")
        person = self._create_person()
        first = self._create_segment()
        second = self._create_segment(name="Клиенты", tag=False)

        run = self._send(account, first, second)

        self.assertEqual(run.line_count, 1)
        self.assertEqual(
            self.mailchimp.members[person.email]["tags"], ["odoo", "term", "Клиенты"]
        )
        self.assertEqual(self._get_member(EMAIL).segment_ids, first | second)

    def test_tag_that_is_new_goes_without_a_put(self):
        account, first = self._switch_on(), self._create_segment()
        self._create_person()
        self._send(account, first)
        self.mailchimp.seen.clear()

        self._send(account, self._create_segment(name="Second", tag="second"))

        path = f"/lists/{LIST}/members/{name_of(EMAIL)}/tags"
        self.assertEqual([row[:2] for row in self.mailchimp.seen], [("POST", path)])
        self.assertEqual(
            self.mailchimp.bodies("POST")[0],
            {"tags": [{"name": "second", "status": "active"}]},
        )

    def test_member_deleted_there_by_hand_is_put_anew(self):
        account = self._switch_on()
        self._create_person()
        self._send(account, self._create_segment())
        self.mailchimp.members.clear()

        run = self._send(account, self._create_segment(name="Second", tag="second"))

        self.assertEqual(run.state, "done")
        self.assertEqual(self.mailchimp.members[EMAIL]["status"], "subscribed")

    def test_who_leaves_a_segment_loses_its_tag_only(self):
        account, segment = self._switch_on(), self._create_segment()
        person = self._create_person()
        self._send(account, segment)
        self.mailchimp.members[EMAIL]["tags"].append("vip")
        person.category_id = [Command.clear()]

        run = self._send(account, segment)

        self.assertEqual((run.left_count, run.withdrawn_count), (1, 0))
        self.assertEqual(self.mailchimp.members[EMAIL]["tags"], ["odoo", "vip"])
        self.assertEqual(self.mailchimp.members[EMAIL]["status"], "subscribed")
        self.assertFalse(self._get_member(EMAIL).segment_ids)

    def test_tag_stays_while_another_segment_gives_it(self):
        account, first = self._switch_on(), self._create_segment()
        person = self._create_person()
        second = self._create_segment(
            name="Second", partner_domain=f"[('id', '=', {person.id})]"
        )
        self._send(account, first, second)
        person.category_id = [Command.clear()]
        self.mailchimp.seen.clear()

        run = self._send(account, first)

        self.assertEqual(run.left_count, 1)
        self.assertFalse(self.mailchimp.seen)
        self.assertEqual(self._get_member(EMAIL).segment_ids, second)

    def test_withdrawn_consent_unsubscribes(self):
        account, segment = self._switch_on(), self._create_segment()
        people = self._create_people(2)
        self._send(account, segment)
        people[0].marketing_consent_ids._withdraw("employee")

        run = self._send(account, segment)

        self.assertEqual(run.withdrawn_count, 1)
        self.assertEqual(self.mailchimp.bodies("PATCH"), [{"status": "unsubscribed"}])
        self.assertEqual(
            self.mailchimp.members["p0@x.example"]["status"], "unsubscribed"
        )
        self.assertEqual(self.mailchimp.members["p1@x.example"]["status"], "subscribed")
        self.mailchimp.seen.clear()
        run = self._send(account, segment)
        self.assertEqual((run.withdrawn_count, len(self.mailchimp.seen)), (0, 0))

    def test_withdrawals_go_by_themselves(self):
        account = self._switch_on()
        self._create_people(2)
        self._send(account, self._create_segment())
        self.env["mail.blacklist"].create({"email": "p1@x.example"})
        accounts = self.env["marketing.mailchimp.account"]

        accounts._cron_pull()
        accounts._cron_pull()
        self._work()

        run = self.env["marketing.mailchimp.sync"].search([], limit=1)
        self.assertEqual((run.state, run.withdrawn_count), ("done", 1))
        self.assertIn("Withdrawn consents", run.name)
        self.assertEqual(self._get_member("p1@x.example").status, "unsubscribed")

    def test_consent_withdrawn_between_preparation_and_sending(self):
        account, segment = self._switch_on(), self._create_segment()
        people = self._create_people(3)
        run = self._start(account, segment)
        run.sudo()._run_preparation()
        people[0].marketing_consent_ids._withdraw("page")
        self.env["mail.blacklist"].create({"email": "p1@x.example"})

        self._work()

        self.assertEqual(list(self.mailchimp.members), ["p2@x.example"])
        self.assertEqual(
            self._get_lines(run),
            {
                "p0@x.example": ("new", "kept", "no_consent"),
                "p1@x.example": ("new", "kept", "blacklisted"),
                "p2@x.example": NEW,
            },
        )

    def test_contact_of_nobody_is_not_withdrawn(self):
        account = self._switch_on()
        person = self._create_person()
        self._send(account, self._create_segment())

        person.email = "new@termomash.example"

        self.assertFalse(account._find_withdrawn_members())


@tagged("post_install", "-at_install")
class TestMailchimpRun(MailchimpCommon):
    def test_button_of_the_segment(self):
        segment = self._create_segment()
        self.assertFalse(segment.has_mailchimp)
        with self.assertRaises(UserError):
            segment.action_send_mailchimp()
        self._switch_on()
        segment.invalidate_recordset()
        self.assertTrue(segment.has_mailchimp)

        first = segment.action_send_mailchimp()
        second = segment.action_send_mailchimp()

        self.assertEqual(first["res_id"], second["res_id"])
        run = self.env["marketing.mailchimp.sync"].browse(first["res_id"])
        self.assertEqual((run.state, run.segment_ids), ("draft", segment))

    def test_run_goes_in_the_background(self):
        account = self._switch_on()
        self._create_person()
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([])

        run = self._start(account, self._create_segment())

        self.assertEqual((run.state, self.mailchimp.seen), ("queued", []))
        self.assertEqual(triggers.search_count([]), before + 1)

    def test_second_click_starts_once(self):
        account = self._switch_on()
        self._create_person()
        run = self._start(account, self._create_segment())
        self._work()

        run.action_start()

        self.assertEqual(run.state, "done")

    def test_batches_are_committed(self):
        account = self._switch_on()
        self._create_people(5)
        with patch.object(marketing_mailchimp_sync_send, "NEW_AT_ONCE", 2):
            run = self._send(account, self._create_segment())

        sizes = [len(body["members"]) for body in self.mailchimp.bodies("POST")]
        self.assertEqual((run.new_count, sizes), (5, [2, 2, 1]))
        self.assertGreaterEqual(self.commit.call_count, 4)

    def test_cancel_between_batches(self):
        account = self._switch_on()
        people = self._create_people(4)
        run = self._start(account, self._create_segment())

        def cancel(*_args, **_options):
            self.env.flush_all()
            if self.mailchimp.members and run.state == "running":
                run.action_cancel()
            return 1.0

        self.commit.side_effect = cancel
        with patch.object(marketing_mailchimp_sync_send, "NEW_AT_ONCE", 1):
            self._work()

        self.assertEqual((run.state, run.new_count), ("cancelled", 1))
        self.assertEqual(len(self.mailchimp.members), 1)

        self.commit.side_effect = self._commit
        people[3].name = "Белова Анна"
        run.action_resume()
        self._work()
        self.assertEqual((run.state, run.new_count), ("done", 4))
        self.assertEqual(run.unchanged_count, 0)
        # the rest goes as it is today, not as it was when the run was prepared
        fields_sent = self.mailchimp.members["p3@x.example"]["merge_fields"]
        self.assertEqual(fields_sent["LNAME"], "Белова")

    def test_breaks_off_and_goes_on_without_loss_or_repeat(self):
        """The worker dies after the server has done its part: all is sent once."""
        account, segment = self._switch_on(), self._create_segment()
        self._create_people(3)
        run = self._start(account, segment)
        run.sudo()._run_preparation()
        self.env.flush_all()
        with (
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
            patch.object(
                type(run), "_note_success", side_effect=KeyboardInterrupt, autospec=True
            ),
        ):
            run.sudo()._run_step()
        self.env.invalidate_all()
        self.assertEqual(len(self.mailchimp.members), 3)
        self.assertEqual(set(run.line_ids.mapped("state")), {"todo"})

        self._work()

        self.assertEqual((run.state, run.done_count), ("done", 3))
        self.assertEqual(run.updated_count, 3)
        self.assertEqual(len(self.mailchimp.members), 3)

    def test_preparation_that_broke_off_is_made_anew(self):
        account = self._switch_on()
        self._create_people(2)
        run = self._start(account, self._create_segment())
        run.sudo()._prepare_lines()

        self._work()

        self.assertEqual((run.state, run.line_count), ("done", 2))

    def test_runs_of_an_account_go_in_their_order(self):
        account = self._switch_on()
        self._create_people(1)
        first = self._start(account, self._create_segment())
        second = self._start(account, self._create_segment(name="Second"))
        later = first.sudo().create_date.replace(year=2100)
        first.sudo().write({"state": "waiting", "next_try": later})

        self._work()

        self.assertEqual((first.state, second.state), ("waiting", "queued"))

    def test_another_worker_takes_other_lines(self):
        account = self._switch_on()
        self._create_people(2)
        run = self._start(account, self._create_segment())
        run.sudo()._run_preparation()
        lines = type(run.line_ids)
        with patch.object(
            lines, "try_lock_for_update", lambda self, **_o: self.browse()
        ):
            self._work()

        self.assertEqual((run.state, self.mailchimp.seen), ("running", []))

    def test_switched_off_account_stops(self):
        account = self._switch_on()
        self._create_people(1)
        run = self._start(account, self._create_segment())
        account.action_switch_off()

        self._work()

        self.assertEqual((run.state, self.mailchimp.seen), ("queued", []))
        with self.assertRaises(UserError):
            run.action_resume()
        with self.assertRaises(UserError):
            self._create_run(account, self._create_segment()).action_start()

    def test_filter_that_cannot_be_used(self):
        account, segment = self._switch_on(), self._create_segment()
        run = self._start(account, segment)
        self.env.cr.execute(
            "UPDATE marketing_segment SET partner_domain = %s WHERE id = %s",
            ["[('nothing', '=', 1)]", segment.id],
        )
        segment.invalidate_recordset()

        self._work()

        self.assertEqual(run.state, "failed")
        self.assertIn("nothing", run.message)

    def test_members_are_read_with_the_rights_of_the_user(self):
        account = self._switch_on()
        company = self.env["res.company"].create({"name": "Another"})
        self._create_person("Foreign", email="foreign@x.example", company_id=company.id)
        self._create_person()

        run = self._send(account, self._create_segment())

        self.assertEqual(run.line_ids.mapped("email"), [EMAIL])

    def test_started_run_stays_as_it_was(self):
        account = self._switch_on()
        self._create_people(1)
        run = self._send(account, self._create_segment())

        with self.assertRaises(UserError):
            run.unlink()
        with self.assertRaises(UserError):
            run.segment_ids = [Command.clear()]
        with self.assertRaises(UserError):
            self._create_run(account).action_start()

    def test_nobody_types_in_results(self):
        run = self._create_run(self._switch_on(), self._create_segment())

        for values in ({"state": "done"}, {"unchanged_count": 5}, {"user_id": 1}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                run.write(values)

    def test_lists_of_the_run(self):
        run = self._send(self._switch_on(), self._create_segment())

        domain = [("sync_id", "=", run.id)]
        self.assertEqual(run.action_open_lines()["domain"], domain)
        self.assertEqual(run.action_open_refused()["domain"], domain)
        self.assertEqual(run.action_refresh()["tag"], "soft_reload")

    def test_merged_lead_takes_its_lines_along(self):
        kept, gone = self._create_lead(), self._create_lead()
        run = self._create_run(self._switch_on(), self._create_segment())
        line = self.env["marketing.mailchimp.sync.line"].create(
            {"sync_id": run.id, "lead_id": gone.id, "state": "kept"},
        )

        kept._merge_dependences(gone)

        self.assertEqual(line.lead_id, kept)

    def test_preparing_takes_as_many_queries_for_fifty_as_for_one(self):
        account, segment = self._switch_on(), self._create_segment()
        counts = []
        for number in (1, 1, 50):
            self.env["res.partner"].search(
                [("category_id", "in", self.tag.ids)],
            ).category_id = False
            people = self._create_people(number)
            for index, person in enumerate(people):
                person.email = f"n{len(counts)}-{index}@x.example"
            run = self._start(account, segment).sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run._prepare_lines()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(run.line_ids), number)
            run._set_state("cancelled")

        self.assertLessEqual(counts[2] - counts[1], 1)
        self.assertLess(counts[2], 60)


@tagged("post_install", "-at_install")
class TestMailchimpClient(MailchimpCommon):
    def test_key_goes_in_a_header_and_into_no_message(self):
        with (
            self.assertRaises(MailchimpError) as caught,
            MailchimpClient(self.mailchimp.address, "ffff-us1") as client,
        ):
            client.call("GET", "/lists")
        error = caught.exception
        self.assertEqual(error.kind, "key")
        self.assertNotIn("ffff", f"{error!r}{error.title}{error.detail}")

    def test_redirection_is_not_followed(self):
        self.mailchimp.answers = [(302, {"Location": "http://evil.example/"}, b"")]
        with (
            self.assertRaises(MailchimpError) as caught,
            MailchimpClient(self.mailchimp.address, KEY) as client,
        ):
            client.call("GET", "/lists")
        self.assertEqual(caught.exception.kind, "broken")
