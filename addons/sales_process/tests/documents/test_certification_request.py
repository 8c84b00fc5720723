from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..work_common import WorkCommon
from .form_common import FormCommon

REQUEST = "sales_process.certification_request_report"


@tagged("post_install", "-at_install")
class TestCertificationRequest(FormCommon, WorkCommon):
    """The letter to the certification body (GOST R 8.568-2017)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.write(
            {"vat": "7728168971", "phone": "+7 495 000-00-00"}
        )
        cls.lot = cls._create_lot("SN-8568")
        cls.body = cls.env["res.partner"].create(
            {
                "name": "Metrology Centre",
                "is_company": True,
                "lang": "en_US",
                "street": "Standards street 8",
                "l10n_ru_signatory_position": "To the director",
                "l10n_ru_signatory_name": "Sidorov S. S.",
            }
        )

    def _create_request(self, **values):
        lot = self.lot
        return self._create_work(
            **{
                "kind": "certification",
                "certification_type": "initial",
                "body_id": self.body.id,
                "accreditation_no": "RA.RU.1",
                "program_no": "PM-12",
                "lot_ids": [(6, 0, lot.ids)],
                "request_from": "2026-12-01",
                "request_until": "2026-12-10",
                "measure_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Deviation of temperature",
                            "unit": "°C",
                            "has_max": True,
                            "value_max": 2,
                            "lot_id": lot.id,
                        },
                    )
                ],
                **values,
            }
        )

    def test_everything_is_in_it(self):
        work = self._create_request(salesperson_id=self.salesperson.id)
        work.with_user(self.salesperson).action_print_request()

        text = self._render_text(REQUEST, work, self.salesperson)

        for words in (
            f"Our ref. No. {work.request_no} of",
            "7728168971",
            "Metrology Centre",
            "Standards street 8",
            "Sidorov S. S.",
            "RA.RU.1",
            "initial certification of the test equipment",
            "GOST R 8.568-2017",
            "SN-8568",
            "Deviation of temperature",
            "°C",
            "≤ 2",
            "PM-12",
            "Client",
            "Street 1",
            "from December 1, 2026 to December 10, 2026",
            "Contact person",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_the_number_is_given_once(self):
        work = self._create_request()
        other = self._create_request()

        action = work.with_user(self.engineer).action_print_request()
        number, day = work.request_no, work.request_date
        work.action_print_request()
        other.action_print_request()

        self.assertEqual(action["report_name"], "sales_process.certification_request")
        self.assertTrue(number and day)
        self.assertEqual((work.request_no, work.request_date), (number, day))
        self.assertNotEqual(other.request_no, number)

    def test_everything_that_is_missing_is_named_at_once(self):
        work = self._create_request(
            body_id=False, certification_type=False, lot_ids=False
        )

        self.assertRefused(
            ["the certification body", "serial numbers", "the kind of certification"],
            work.action_print_request,
        )
        self.assertFalse(work.request_no)

    def test_only_certifications_are_asked_for(self):
        work = self._create_request(kind="commissioning")

        self.assertRefused(["is no certification"], work.action_print_request)

    def test_where_and_when(self):
        for values, name, expected in (
            ({"place": "ours"}, "address", self.env.company.name),
            ({"request_until": False}, "dates", "December 1, 2026"),
            ({"request_from": False}, "dates", "until December 10, 2026"),
            (
                {
                    "request_from": False,
                    "request_until": False,
                    "date_planned": "2026-12-05 10:00:00",
                },
                "dates",
                "December 5, 2026",
            ),
        ):
            form = self._get_form(self._create_request(**values))
            with self.subTest(values=values):
                self.assertIn(expected, form[name])

    def test_without_measurements_the_programme_says_what_is_checked(self):
        work = self._create_request(measure_ids=False, program_no=False)

        text = self._render_text(REQUEST, work)

        self.assertIn("methods of certification of your organisation", text)
        self.assertNotIn("Required", text)

    def test_a_repeated_one_names_what_was_before(self):
        before = self._create_certification(
            certificate_no="A-7",
            protocol_date="2025-11-01",
            body_id=self.body.id,
            lot_ids=[(6, 0, self._create_lot("SN-1").ids)],
        )
        before.action_done()
        work = before._make_next("repeated", "Moved to another hall")

        text = self._render_text(REQUEST, work)

        self.assertIn("repeated certification", text)
        self.assertIn("Moved to another hall", text)
        self.assertIn("No. A-7 of November 1, 2025, valid until November 1, 2026", text)

    def test_days_in_the_wrong_order_are_refused(self):
        with self.assertRaises(ValidationError):
            self._create_request(request_until="2026-11-30")

    def test_who_may_not_change_the_work_gives_no_number(self):
        work = self._create_request()

        for user in (self.accountant, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                work.with_user(user).action_print_request()
        self.assertFalse(work.request_no)
        self.assertIn("____", self._render_text(REQUEST, work, self.accountant))

    def test_name_and_page_of_the_file(self):
        work = self._create_request()
        work.action_print_request()

        texts = self._get_page_texts(self._render_pdf(REQUEST, work))

        self.assertEqual(len(texts), 1)
        self.assertIn("SN-8568", texts[0])
        self.assertIn(
            "Certification request", work._get_print_name("certification_request")
        )
        self.assertIn("Client", work._get_print_name("certification_request"))

    def _get_form(self, work):
        model = self.env["report.sales_process.certification_request"]
        return model._get_report_values(work.ids)["docs"][0]["form"]
