from datetime import date

from odoo.tests import tagged

from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestContact(MarketingCommon):
    """What is read of members is what the records say."""

    def _read(self, records):
        return list(self.env["marketing.contact"]._iterate(records))

    def test_texts_come_as_they_are(self):
        names = (
            'ООО "Вакуум", филиал', "two\nlines", "tab\tand \\t", "\\N", "ends with \\",
            "«ёлочки» 'одна'", "\\.", ",", '"', "NULL", "%s %%", "e\u0301",
        )  # fmt: skip
        persons = self.env["res.partner"].concat(
            *(self._create_person(name, function=name) for name in names)
        )

        contacts = self._read(persons)

        self.assertEqual(
            sorted(
                (contact.id, contact.name, contact.position) for contact in contacts
            ),
            sorted((one.id, one.name, one.function) for one in persons),
        )

    def test_values_have_their_types(self):
        company = self._create_company(user_id=self.salesperson.id)
        person = self._create_person(parent_id=company.id, message_bounce=2)
        bare = self._create_person(consent_date=False, email=False)

        one, other = sorted(self._read(person | bare), key=lambda contact: contact.id)

        self.assertEqual(
            (one.model, one.id, one.company_id, one.user_id, one.bounces),
            ("res.partner", person.id, company.id, self.salesperson.id, 2),
        )
        self.assertEqual(
            (one.consent_date, one.phone_consent_date, one.sms_consent_date),
            (date(2025, 10, 2), date(2025, 10, 2), None),
        )
        self.assertIs(one.is_person, True)
        self.assertEqual((one.rank, other.rank), (1, 2))
        self.assertEqual(
            (other.email, other.consent_date, other.user_id), ("", None, 0)
        )
        self.assertIs(self._read(company)[0].is_person, False)

    def test_a_lead_of_a_contact_is_held_by_it(self):
        person = self._create_person()
        lead = self._create_lead(phone=person.phone)
        reader = self.env["marketing.contact"]

        contacts = list(
            reader._iterate_domains([("id", "=", person.id)], [("id", "=", lead.id)])
        )

        self.assertEqual(
            [(contact.model, contact.rank, contact.holder) for contact in contacts],
            [("res.partner", 1, person.name), ("crm.lead", 2, person.name)],
        )

    def test_reading_may_be_left_and_begun_again(self):
        persons = self._create_person() | self._create_person("Orlova Vera")

        for _times in range(2):
            first = next(self.env["marketing.contact"]._iterate(persons))
            self.assertIn(first.id, persons.ids)
