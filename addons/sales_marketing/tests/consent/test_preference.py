from odoo import fields
from odoo.tests import tagged

from ...tools.consent.preference import mask_phone, pack, unpack
from .preference_common import ADDRESS, NUMBER, PreferenceCommon


@tagged("post_install", "-at_install")
class TestToken(PreferenceCommon):
    def test_link_carries_the_address(self):
        for address in (ADDRESS, "Kovalev@Termomash.example", f"Igor <{ADDRESS}>"):
            with self.subTest(address=address):
                token = self.preferences._get_token(address)
                self.assertEqual(self.preferences._read_token(token), ADDRESS)

    def test_made_up_links_are_refused(self):
        packed, _dot, signature = self.token.partition(".")
        other = pack("other@x.example")
        for token in (
            "",
            None,
            "x",
            ".",
            f".{signature}",
            packed,
            f"{packed}.",
            f"{packed}.{signature[:-1]}",
            f"{packed}.{signature}0",
            f"{packed}.{signature.upper()}",
            f"{other}.{signature}",
            f"{packed}.подпись",
            f"{packed}.\ud800",
            f"%%%.{signature}",
            self.token + "a" * 1000,
            ["list"],
        ):
            with self.subTest(token=token):
                self.assertEqual(self.preferences._read_token(token), "")

    def test_link_dies_with_the_secret(self):
        self.env["ir.config_parameter"].set_param("database.secret", "another")

        self.assertEqual(self.preferences._read_token(self.token), "")

    def test_wrong_addresses_have_no_link(self):
        for address in ("", None, False, "no address", "a@x.example, b@x.example"):
            with self.subTest(address=address):
                self.assertEqual(self.preferences._get_url(address), "")
        self.person.email = False
        self.assertEqual(self.person.marketing_preference_url, "")

    def test_contacts_and_leads_have_the_link_for_letters(self):
        for record in (self.person, self.lead):
            with self.subTest(record=record):
                url = record.with_user(self.marketer).marketing_preference_url
                self.assertTrue(url.endswith(f"/marketing/preferences/{self.token}"))
        column = self.env["res.partner"]._get_preference_url(ADDRESS)
        self.assertEqual(column, self.person.marketing_preference_url)

    def test_portal_user_reads_no_links(self):
        portal = self._create_user("portal", "base.group_portal")
        fields_seen = self.env["res.partner"].with_user(portal).fields_get()

        self.assertNotIn("marketing_preference_url", fields_seen)

    def test_pure_parts(self):
        self.assertEqual(unpack(pack("иван@пример.рф")), "иван@пример.рф")
        for text in ("/", "a", "я", "_" * 5, "gICA"):
            with self.subTest(text=text):
                self.assertEqual(unpack(text), "")
        self.assertEqual(mask_phone(NUMBER), "+7 495 ***-**-34")
        self.assertEqual(mask_phone("+375291234567"), "+375*******67")
        self.assertEqual(mask_phone("+1234567"), "+123***67")


@tagged("post_install", "-at_install")
class TestPreferences(PreferenceCommon):
    def test_present_state(self):
        state = self.preferences._read(ADDRESS)

        self.assertEqual(state.agreed, {"email", "phone"})
        self.assertEqual(state.numbers, ("+7 495 ***-**-34", "+7 903 ***-**-67"))
        self.assertEqual(state.channels, ("email", "phone", "sms"))

    def test_unknown_address_looks_like_a_known_one_without_numbers(self):
        state = self.preferences._read("nobody@x.example")

        self.assertEqual((state.agreed, state.channels), (set(), ("email",)))
        self.assertTrue(self.preferences._save("nobody@x.example", []))
        self.assertTrue(self._is_mail_blocked("nobody@x.example"))

    def test_stop_everything(self):
        self.assertTrue(self.preferences._save(ADDRESS, []))

        self.assertAgreed()
        self.assertTrue(self._is_mail_blocked())
        self.assertTrue(self.person.is_blacklisted)
        for channel in ("phone", "sms"):
            self.assertEqual(self.stops._get_stopped(channel, [NUMBER]), {NUMBER})
        for record in (self.person, self.lead):
            consents = record.marketing_consent_ids
            self.assertTrue(all(consents.mapped("withdrawn_date")))
            self.assertEqual(set(consents.mapped("withdrawn_how")), {"page"})
            self.assertEqual(record.marketing_stop_text, "E-mail, Calls, SMS")
            note = record.message_ids[0].body
            self.assertIn("wants no more: E-mail, Calls, SMS", note)

    def test_only_letters_are_stopped(self):
        self.preferences._save(ADDRESS, ["phone"])

        self.assertAgreed("phone")
        self.assertTrue(self._is_mail_blocked())
        self.assertFalse(self.stops._get_stopped("phone", [NUMBER]))

    def test_sms_without_calls_and_calls_without_sms(self):
        for agreed, other in (("sms", "phone"), ("phone", "sms")):
            with self.subTest(agreed=agreed):
                self.preferences._save(ADDRESS, [agreed])

                self.assertAgreed(agreed)
                self.assertFalse(self.stops._get_stopped(agreed, [NUMBER]))
                self.assertEqual(self.stops._get_stopped(other, [NUMBER]), {NUMBER})
        # core's mailings of SMS look at its own list
        self.assertTrue(self.person.phone_sanitized_blacklisted)

    def test_second_time_changes_nothing(self):
        for agreed in ([], ["email", "sms"], ["email"]):
            with self.subTest(agreed=agreed):
                self.assertTrue(self.preferences._save(ADDRESS, agreed, "email"))
                consents = self.person.marketing_consent_ids
                messages = self.person.message_ids
                stops = self.stops.search([("address", "in", [ADDRESS, NUMBER])])

                self.assertFalse(self.preferences._save(ADDRESS, agreed, "email"))

                self.assertEqual(self.person.marketing_consent_ids, consents)
                self.assertEqual(self.person.message_ids, messages)
                self.assertEqual(
                    self.stops.search([("address", "in", [ADDRESS, NUMBER])]), stops
                )

    def test_subscribe_again(self):
        old = self.person.marketing_consent_ids
        self.preferences._save(ADDRESS, [])

        self.preferences._save(ADDRESS, ["email"])

        self.assertAgreed("email")
        self.assertFalse(self._is_mail_blocked())
        new = self.person.marketing_consent_ids - old
        self.assertEqual(
            (new.channel, new.source, new.date, new.address),
            ("email", "Preference page", fields.Date.context_today(new), ADDRESS),
        )
        self.assertTrue(all(old.mapped("withdrawn_date")))
        self.assertEqual(
            self.person.marketing_email_consent_date, fields.Date.context_today(new)
        )

    def test_preferred_channel(self):
        self.preferences._save(ADDRESS, ["email", "phone"], "phone")
        self.assertEqual(self.person.marketing_preferred_channel, "phone")
        self.assertEqual(self.lead.marketing_preferred_channel, "phone")

        self.preferences._save(ADDRESS, ["email", "phone"], None)
        self.assertEqual(self.person.marketing_preferred_channel, "phone")

        self.preferences._save(ADDRESS, ["email", "phone"], "")
        self.assertFalse(self.person.marketing_preferred_channel)

    def test_archived_contact_is_stopped_and_gives_no_new_consent(self):
        self.person.active = False

        self.preferences._save(ADDRESS, [])
        self.assertFalse(self.person.marketing_email_consent_date)
        self.preferences._save(ADDRESS, ["email"])

        self.assertFalse(self.person.marketing_email_consent_date)
        self.assertTrue(self.lead.marketing_email_consent_date)

    def test_contact_that_comes_later_is_stopped_too(self):
        self.preferences._save(ADDRESS, [])

        late = self._create_person("Late", consent_date=False)

        self.assertEqual(late.marketing_stop_text, "E-mail, Calls, SMS")

    def test_other_addresses_of_the_database_are_left_alone(self):
        other = self._create_person(
            "Other", email="other@x.example", phone="+7 812 600-00-01"
        )

        self.preferences._save(ADDRESS, [])

        self.assertTrue(other.marketing_email_consent_date)
        self.assertTrue(other.marketing_phone_consent_date)
        self.assertFalse(other.marketing_stop_text)

    def test_queries_do_not_grow_with_contacts(self):
        def count(address, size):
            people = self.env["res.partner"].create(
                [
                    {"name": f"P{n}", "email": address, "phone": f"+7495601{n:04}"}
                    for n in range(size)
                ]
            )
            self._consent(people)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.preferences._save(address, [])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count("warm@x.example", 2)
        one, fifty = count("one@x.example", 1), count("many@x.example", 50)

        # phone numbers differ: their entries in the blacklist are made one by one by
        # core, with their history
        self.assertLess(fifty, one + 50 * 12)
