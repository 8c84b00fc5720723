from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestConsent(MarketingCommon):
    def _open_wizard(self, persons, user=None, **values):
        return (
            self.env["marketing.consent.record"]
            .with_user(user or self.marketer)
            .with_context(active_model=persons._name, active_ids=persons.ids)
            .create({"source": "Questionnaire", **values})
        )

    @freeze_time("2026-03-10 09:00:00")
    def test_marketer_records_the_consent_of_many(self):
        day = fields.Date.to_date("2026-03-10")
        for persons in (
            self._create_person(consent_date=False)
            | self._create_person("Second", consent_date=False),
            self._create_lead() | self._create_lead(name="Second"),
        ):
            with self.subTest(model=persons._name):
                self._open_wizard(persons, preferred_channel="phone").action_record()

                for person in persons:
                    self.assertEqual(person.marketing_email_consent_date, day)
                    self.assertEqual(person.marketing_phone_consent_date, day)
                    self.assertFalse(person.marketing_sms_consent_date)
                    self.assertEqual(person.marketing_preferred_channel, "phone")
                consents = persons.marketing_consent_ids
                self.assertEqual(len(consents), 4)
                self.assertEqual(consents.user_id, self.marketer)
                self.assertEqual(set(consents.mapped("source")), {"Questionnaire"})

    def test_other_bases_allow_no_advertising(self):
        for basis in ("contract", "interest", "law", "public"):
            with self.subTest(basis=basis):
                person = self._create_person(consent_date=False)

                self._open_wizard(person, basis=basis).action_record()

                self.assertEqual(len(person.marketing_consent_ids), 2)
                self.assertFalse(
                    any(person.marketing_consent_ids.mapped("allows_advertising"))
                )
                self.assertFalse(person.marketing_email_consent_date)

    def test_withdrawn_and_given_again(self):
        person = self._create_person(consent_date="2025-01-01")

        person.marketing_consent_ids._withdraw("employee", "Asked by phone")
        self.assertFalse(person.marketing_email_consent_date)
        self._consent(person, date="2025-06-01")

        self.assertEqual(
            person.marketing_email_consent_date, fields.Date.to_date("2025-06-01")
        )
        self.assertEqual(len(person.marketing_consent_ids), 4)

    def test_future_consent_is_refused(self):
        person = self._create_person(consent_date=False)
        with self.assertRaises(ValidationError):
            self._open_wizard(person, date="2999-01-01")
        with self.assertRaises(ValidationError):
            self._consent(person, date="2999-01-01")

    def test_wizard_says_what_is_missing(self):
        person = self._create_person(consent_date=False)
        nothing = self.env["res.partner"]
        for persons, values in (
            (person, {"for_email": False, "for_phone": False}),
            (nothing, {}),
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._open_wizard(persons, **values).action_record()

    def test_others_record_no_consent(self):
        with self.assertRaises(AccessError):
            self._open_wizard(self._create_person(), user=self.salesperson)

    def test_history_is_not_changed_by_the_marketer(self):
        consent = self._create_person().marketing_consent_ids[0]
        own = consent.with_user(self.marketer)

        self.assertEqual(own.source, "Form on the site")
        for action in (
            lambda: own.write({"date": "2020-01-01"}),
            lambda: own.write({"withdrawn_date": False}),
            own.unlink,
            lambda: own.create({"partner_id": consent.partner_id.id}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_salesperson_reads_the_contact_with_dates_only(self):
        person = self._create_person(user_id=self.salesperson.id)
        person = person.with_user(self.salesperson)

        dates = person.read(["marketing_email_consent_date"])
        self.assertTrue(dates[0]["marketing_email_consent_date"])
        with self.assertRaises(AccessError):
            person.read(["marketing_consent_ids"])

    def test_copy_of_a_contact_has_no_consent(self):
        copy = self._create_person().copy()

        self.assertFalse(copy.marketing_email_consent_date)
        self.assertFalse(copy.marketing_consent_ids)

    def test_marketer_withdraws_with_a_reason(self):
        person = self._create_person()
        consent = person.marketing_consent_ids.filtered(lambda c: c.channel == "email")
        wizard = self.env["marketing.consent.withdraw"].with_user(self.marketer)
        action = consent.with_user(self.marketer).action_withdraw()

        wizard.with_context(**action["context"]).create(
            {"reason": "Letter of 3 March"}
        ).action_withdraw()

        self.assertEqual(
            (
                consent.withdrawn_how,
                consent.withdrawn_reason,
                consent.withdrawn_user_id,
            ),
            ("employee", "Letter of 3 March", self.marketer),
        )
        self.assertFalse(person.marketing_email_consent_date)
        self.assertTrue(person.marketing_phone_consent_date)
        self.assertEqual(person.marketing_stop_text, "E-mail")

    def test_withdrawal_without_stopping_leaves_the_address_free(self):
        person = self._create_person()
        wizard = self.env["marketing.consent.withdraw"].with_user(self.marketer)

        wizard.create(
            {
                "consent_ids": person.marketing_consent_ids.ids,
                "reason": "Wrong person",
                "also_stop": False,
            }
        ).action_withdraw()

        self.assertFalse(person.marketing_phone_consent_date)
        self.assertFalse(person.marketing_stop_text)

    def test_others_withdraw_nothing(self):
        person = self._create_person(user_id=self.salesperson.id)
        wizard = self.env["marketing.consent.withdraw"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.salesperson).create({"reason": "x"})
        own = wizard.create(
            {"consent_ids": person.marketing_consent_ids.ids, "reason": "x"}
        )
        with self.assertRaises(AccessError):
            own.with_user(self.salesperson).action_withdraw()

    def test_document_that_proves_it_is_kept(self):
        person = self._create_person(consent_date=False)

        self._open_wizard(
            person, document=b"c2NhbiBvZiBhIGZvcm0=", document_name="form.pdf"
        ).action_record()

        consent = person.marketing_consent_ids[0].with_user(self.marketer)
        self.assertEqual(consent.with_context(bin_size=False).document[:4], b"c2Nh")
        self.assertEqual(consent.document_name, "form.pdf")

    def test_consents_of_another_company_are_hidden(self):
        company = self.env["res.company"].create({"name": "Another"})
        person = self._create_person(company_id=company.id)
        consent = person.marketing_consent_ids[0]

        self.assertEqual(consent.company_id, company)
        with self.assertRaises(AccessError):
            consent.with_user(self.marketer).read(["source"])

    def test_queries_do_not_grow_with_consents(self):
        def count(size):
            people = self.env["res.partner"].create(
                [{"name": f"P{n}", "email": f"p{n}@q.example"} for n in range(size)]
            )
            wizard = self._open_wizard(people)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_record()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        one, fifty = count(1), count(50)

        self.assertLessEqual(fifty, one + 5)


@tagged("post_install", "-at_install")
class TestConsentMoves(MarketingCommon):
    """A consent follows its person."""

    def test_lead_becomes_a_contact(self):
        lead = self._create_lead(
            marketing_preferred_channel="phone", email_from="new@zavod.example"
        )
        self._consent(lead, ["email", "phone", "sms"], date="2025-03-01")

        lead.with_user(self.salesperson).sudo()._handle_partner_assignment()

        partner = lead.partner_id
        self.assertEqual(partner.marketing_consent_ids.lead_id, self.env["crm.lead"])
        self.assertEqual(
            partner.marketing_email_consent_date, fields.Date.to_date("2025-03-01")
        )
        self.assertTrue(partner.marketing_sms_consent_date)
        self.assertEqual(partner.marketing_preferred_channel, "phone")
        self.assertFalse(lead.marketing_email_consent_date)

    def test_consent_for_another_address_stays_with_the_lead(self):
        lead = self._create_lead()
        self._consent(lead, ["email", "phone"])
        partner = self._create_person(
            email="info@zavod.example", phone="8 903 123 45 67", consent_date=False
        )

        lead.partner_id = partner

        self.assertEqual(partner.marketing_consent_ids.mapped("channel"), ["phone"])
        self.assertFalse(partner.marketing_email_consent_date)

    def test_consent_on_a_deal_is_that_of_its_contact(self):
        partner = self._create_person(consent_date=False)
        lead = self._create_lead(partner_id=partner.id)

        self._consent(lead, ["email"])

        self.assertTrue(partner.marketing_email_consent_date)
        self.assertFalse(lead.marketing_consent_ids)

    def test_contacts_are_merged(self):
        kept = self._create_person("Kept", consent_date="2025-01-01")
        other = self._create_person("Other", consent_date="2025-05-05")
        self._consent(other, ["sms"], date="2025-06-06")
        kept.marketing_consent_ids._withdraw("employee")
        self.assertFalse(kept.marketing_email_consent_date)

        self.env["base.partner.merge.automatic.wizard"]._merge((kept | other).ids, kept)

        self.assertFalse(other.exists())
        self.assertEqual(len(kept.marketing_consent_ids), 5)
        self.assertEqual(
            kept.marketing_email_consent_date, fields.Date.to_date("2025-05-05")
        )
        self.assertEqual(
            kept.marketing_sms_consent_date, fields.Date.to_date("2025-06-06")
        )

    def test_leads_are_merged(self):
        first = self._create_lead(type="opportunity")
        same = self._create_lead(name="Same person")
        foreign = self._create_lead(
            name="Another", email_from="petrov@zavod.example", phone="8 903 123-45-68"
        )
        self._consent(same, ["email"], date="2025-02-02")
        self._consent(foreign, ["email", "phone"], date="2025-07-07")
        leads = first | same | foreign

        head = leads.merge_opportunity()

        self.assertEqual(len(head.marketing_consent_ids), 3)
        self.assertEqual(
            head.marketing_email_consent_date, fields.Date.to_date("2025-02-02")
        )
        self.assertFalse(head.marketing_phone_consent_date)
        ended = head.marketing_consent_ids.filtered("withdrawn_date")
        self.assertEqual(
            set(ended.mapped("address")), {"petrov@zavod.example", "8 903 123-45-68"}
        )
        self.assertEqual(set(ended.mapped("withdrawn_how")), {"merge"})
