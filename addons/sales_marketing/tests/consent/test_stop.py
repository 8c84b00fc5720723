from email import message_from_string

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.consent.bounce import is_hard_bounce
from ...tools.consent.consent import BOUNCE_LIMIT
from .preference_common import ADDRESS, NUMBER, PreferenceCommon

BOUNCE = """\
From: MAILER-DAEMON@mail.example
To: bounce@ours.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Not delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}

--B--
"""


class StopCommon(PreferenceCommon):
    def _open_wizard(self, persons, user=None, **values):
        return (
            self.env["marketing.stop.record"]
            .with_user(user or self.marketer)
            .with_context(active_model=persons._name, active_ids=persons.ids)
            .create({"reason": "Asked on 12 March", **values})
        )

    def _get_list(self, *addresses):
        """Rows of the list of the marketer: (address, channel) to how."""
        rows = self.env["marketing.stop.report"].with_user(self.marketer)
        found = rows.search([("address", "in", addresses)])
        return {(row.address, row.channel): row.how for row in found}


@tagged("post_install", "-at_install")
class TestStop(StopCommon):
    def test_marketer_stops_and_allows_again(self):
        self._open_wizard(self.person).action_apply()

        self.assertAgreed()  # of two numbers one is stopped
        self.assertEqual(
            self._get_list(ADDRESS, NUMBER),
            {
                (ADDRESS, "email"): "employee",
                (NUMBER, "phone"): "employee",
                (NUMBER, "sms"): "employee",
            },
        )
        row = self.env["marketing.stop.report"].search([("address", "=", ADDRESS)])
        self.assertEqual(
            (row.reason, row.user_id), ("Asked on 12 March", self.marketer)
        )
        self.assertIn("Asked on 12 March", self.person.message_ids[0].body)

        self._open_wizard(self.person, operation="allow").action_apply()

        self.assertFalse(self._get_list(ADDRESS, NUMBER))
        self.assertFalse(self.person.marketing_stop_text)
        self.assertFalse(self.person.is_blacklisted)
        # nobody has agreed anew
        self.assertAgreed("phone")

    def test_one_channel_of_a_lead(self):
        self._open_wizard(self.lead, for_email=False, for_sms=False).action_apply()

        self.assertEqual(self.lead.marketing_stop_text, "Calls")
        self.assertTrue(self.lead.marketing_email_consent_date)

    def test_salesperson_stops_and_allows_not(self):
        person = self._create_person("Own", user_id=self.salesperson.id)
        self._open_wizard(person, user=self.salesperson).action_apply()
        self.assertTrue(person.marketing_stop_text)

        wizard = self._open_wizard(person, user=self.salesperson, operation="allow")
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertTrue(person.marketing_stop_text)

    def test_others_stop_nothing(self):
        for group in (
            "base.group_user",
            "sales_process.group_accountant",
            "base.group_portal",
        ):
            user = self._create_user(group.replace(".", "_"), group)
            with self.subTest(group=group), self.assertRaises(AccessError):
                self._open_wizard(self.person, user=user)

    def test_list_is_read_only(self):
        self._open_wizard(self.person).action_apply()
        stops = self.stops.with_user(self.marketer).search([("address", "=", ADDRESS)])

        self.assertTrue(stops)
        for action in (
            lambda: stops.write({"lifted_date": "2020-01-01"}),
            stops.unlink,
            lambda: stops.create({"address": "x", "channel": "sms", "how": "page"}),
        ):
            with self.assertRaises(AccessError):
                action()
        for model in ("marketing.stop", "marketing.stop.report"):
            self.assertFalse(
                self.env[model].with_user(self.salesperson).has_access("read")
            )

    def test_person_without_addresses(self):
        person = self._create_person(email=False, phone=False, consent_date=False)
        with self.assertRaises(UserError):
            self._open_wizard(person).action_apply()

    def test_second_stop_keeps_the_first_reason(self):
        self._open_wizard(self.person).action_apply()
        self._open_wizard(self.person, reason="Once more").action_apply()

        stop = self.stops.search([("address", "=", ADDRESS)])
        self.assertEqual(stop.reason, "Asked on 12 March")

    def test_calls_of_campaigns_end(self):
        self.person.user_id = self.salesperson
        campaign = self._start_campaign(self._create_segment())
        line = campaign.line_ids
        self.assertEqual((line.partner_id, line.state), (self.person, "open"))

        self._open_wizard(self.person, for_phone=False).action_apply()
        self.assertEqual(line.state, "open")
        self._open_wizard(self.person).action_apply()

        self.assertEqual((line.state, line.result), ("done", False))
        self.assertIn("Asked not to be called", line.note)
        self.assertFalse(line.activity_ids)

    def test_history_stays(self):
        for _time in range(2):
            self._open_wizard(self.person).action_apply()
            self._open_wizard(self.person, operation="allow").action_apply()

        stops = self.stops.search([("address", "=", ADDRESS)])
        self.assertEqual(len(stops), 2)
        self.assertEqual(stops.lifted_user_id, self.marketer)

    def test_second_number_of_a_contact_counts(self):
        self.person.phone = "8 (812) 600-00-01, 8 (495) 600-12-34 доб. 5"
        self.person.other_phones = "+7 903 000-00-07"

        self._open_wizard(self.person, for_email=False).action_apply()

        for number in ("+78126000001", NUMBER, "+79030000007"):
            self.assertEqual(self.stops._get_stopped("phone", [number]), {number})
        other = self._create_person("Other", email="o@x.example", phone="84956001234")
        self.assertEqual(other.marketing_stop_text, "Calls, SMS")

    def test_number_that_core_cannot_read_is_stopped_all_the_same(self):
        self.stops._stop("sms", ["+79991"], "import")

        self.assertEqual(self.stops._get_stopped("sms", ["+79991"]), {"+79991"})


@tagged("post_install", "-at_install")
class TestForeignBlacklists(StopCommon):
    """The blacklists of the database are the same will of the same person."""

    def test_mail_blacklist_withdraws_the_consent(self):
        self.env["mail.blacklist"]._add(ADDRESS)

        self.assertAgreed("phone")
        self.assertEqual(self._get_list(ADDRESS), {(ADDRESS, "email"): "blacklist"})
        consents = self.person.marketing_consent_ids.filtered("withdrawn_date")
        self.assertEqual(consents.mapped("withdrawn_how"), ["blacklist"])

    def test_removed_from_the_mail_blacklist(self):
        self.stops._stop("email", [ADDRESS], "page")
        self.env["mail.blacklist"]._remove(ADDRESS)
        self.assertFalse(self._is_mail_blocked())
        self.assertFalse(self._get_list(ADDRESS))

        self.env["mail.blacklist"]._add(ADDRESS)
        self.assertTrue(self._is_mail_blocked())

    def test_phone_blacklist_stops_calls_and_sms(self):
        self._consent(self.person, ["sms"])
        self.env["phone.blacklist"].add(NUMBER)

        self.assertAgreed("email")
        self.assertEqual(
            self._get_list(NUMBER),
            {(NUMBER, "phone"): "blacklist", (NUMBER, "sms"): "blacklist"},
        )

    def test_allowing_one_of_both_leaves_the_other(self):
        for channel, other in (("phone", "sms"), ("sms", "phone")):
            with self.subTest(channel=channel):
                number = {"phone": "+74956001235", "sms": "+74956001236"}[channel]
                self.env["phone.blacklist"].add(number)

                self.stops._lift(channel, [number], "employee")

                self.assertFalse(self.stops._get_stopped(channel, [number]))
                self.assertEqual(self.stops._get_stopped(other, [number]), {number})

    def test_list_allows_again(self):
        self.env["mail.blacklist"]._add(ADDRESS)
        self.env["phone.blacklist"].add(NUMBER)
        self.person.message_bounce = BOUNCE_LIMIT
        rows = self.env["marketing.stop.report"].with_user(self.marketer)
        rows = rows.search([("address", "in", [ADDRESS, NUMBER])])
        self.assertEqual(len(rows), 4)

        wizard = self.env["marketing.stop.lift"].with_user(self.marketer)
        wizard.with_context(**rows.action_allow()["context"]).create(
            {"reason": "Our mistake"}
        ).action_allow()

        self.env.invalidate_all()
        self.assertFalse(self._get_list(ADDRESS, NUMBER))
        self.assertEqual(self.person.message_bounce, 0)

    def test_list_opens_the_contacts(self):
        self.env["mail.blacklist"]._add(ADDRESS)
        row = self.env["marketing.stop.report"].search([("address", "=", ADDRESS)])

        domain = row.with_user(self.marketer).action_open_persons()["domain"]

        self.assertEqual(self.env["res.partner"].search(domain), self.person)

    def test_salesperson_allows_nothing_in_the_list(self):
        wizard = self.env["marketing.stop.lift"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.salesperson).create({"reason": "x"})
        own = wizard.create({"reason": "x"})
        with self.assertRaises(AccessError):
            own.with_user(self.salesperson).action_allow()


@tagged("post_install", "-at_install")
class TestBounce(StopCommon):
    def _bounce(self, status, address=ADDRESS):
        message = message_from_string(BOUNCE.format(status=status, address=address))
        self.env["mail.thread"]._routing_handle_bounce(
            message,
            {
                "bounced_email": address,
                "bounced_partner": self.env["res.partner"],
                "bounced_msg_ids": [],
                "bounced_message": self.env["mail.message"],
                "email_from": "MAILER-DAEMON@mail.example",
                "to": "bounce@ours.example",
                "message_id": "<1@mail.example>",
            },
        )

    def test_no_such_mailbox(self):
        self._bounce("5.1.1")

        for record in (self.person, self.lead):
            self.assertGreaterEqual(record.message_bounce, BOUNCE_LIMIT)
            self.assertIn("does not exist", record.message_ids[0].body)
        self.assertEqual(self._get_list(ADDRESS), {(ADDRESS, "email"): "bounced"})

    def test_soft_bounces_are_counted(self):
        for count in range(1, BOUNCE_LIMIT + 1):
            self.assertFalse(self._get_list(ADDRESS))
            self._bounce("5.2.2")
            self.assertEqual(self.person.message_bounce, count)
        self.assertEqual(set(self._get_list(ADDRESS).values()), {"bounced"})

    def test_statuses(self):
        for status, is_hard in (
            ("5.1.1", True),
            ("5.1.10", True),
            ("5.2.1", True),
            ("5.2.2", False),
            ("5.7.1", False),
            ("4.1.1", False),
            ("5.0.0", False),
            ("", False),
        ):
            message = message_from_string(BOUNCE.format(status=status, address=ADDRESS))
            with self.subTest(status=status):
                self.assertEqual(is_hard_bounce(message), is_hard)
        for text in (
            "",
            "Subject: x\n\nbody",
            "Content-Type: message/delivery-status\n\nx",
        ):
            with self.subTest(text=text):
                self.assertFalse(is_hard_bounce(message_from_string(text)))
