from odoo.tests import tagged

from ..common import SalesProcessCommon, read_eml, read_expected

CHANNELS = {
    "chat_transcript": "chat",
    "chat_offline": "chat",
    "site_form": "form",
    "handwritten": "email",
}
NEW_LETTERS = ("auto_reply",)


@tagged("post_install", "-at_install")
class TestMailIntake(SalesProcessCommon):
    """Every sample letter gives the expected inquiry, once."""

    def test_each_letter_gives_the_expected_inquiry(self):
        for name, expected in read_expected().items():
            if expected.get("is_reply") or expected["kind"] == "auto_reply":
                continue
            with self.subTest(name):
                inquiry = self._process_eml(name)

                self.assertEqual(len(inquiry), 1)
                self._assert_reading(inquiry, expected)
        self.assertNoFailure()

    def _assert_reading(self, inquiry, expected):
        self.assertEqual(inquiry.channel, CHANNELS[expected["kind"]])
        fields = {
            "contact_name": inquiry.contact_name,
            "phone": inquiry.phone_sanitized,
            "phone_ext": inquiry.phone_ext,
            "email": inquiry.email_normalized,
            "company": inquiry.company_name,
            "inn": inquiry.inn or "",
            "kpp": inquiry.kpp,
            "chat_id": inquiry.chat_id,
            "page_url": inquiry.page_url,
            "message": inquiry.body,
            "form_subject": inquiry.subject,
            "subject": inquiry.subject,
            "phones": (inquiry.phone_numbers or "").split(),
            "attachments": inquiry.message_ids.attachment_ids.mapped("name"),
        }
        for key, value in fields.items():
            if key == "attachments" and key in expected:
                self.assertLessEqual(set(expected[key]), set(value))
            elif key in expected:
                self.assertEqual(value, expected[key], key)
        self.assertIn(expected.get("message_contains", ""), inquiry.body)
        for number in expected.get("must_not_extract", ()):
            self.assertNotIn(number, inquiry.phone_numbers or "")
        utm = expected.get("utm", {})
        for key in utm:
            self.assertEqual(inquiry[f"{key}_id"].name, utm[key])

    def test_each_letter_twice_is_one_inquiry(self):
        for name in read_expected():
            with self.subTest(name):
                self._process_eml(name)
                messages = self.env["mail.message"].search_count([])

                again = self._process_eml(name)

                self.assertFalse(again)
                self.assertEqual(self.env["mail.message"].search_count([]), messages)

    def test_unknown_sender_becomes_a_prospect_with_a_lead(self):
        inquiry = self._process_eml("07_handwritten_outlook_html_attach.eml")

        lead, person = inquiry.lead_id, inquiry.partner_id
        self.assertEqual(lead.type, "lead")
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.team_id, inquiry.team_id)
        self.assertEqual(lead.partner_id, person)
        self.assertIn("КТХ-100", lead.need)
        self.assertIn("КТХ-100", lead.description)
        self.assertEqual(person.name, "Галина Андреева")
        self.assertEqual(person.parent_id.name, "АО «НПП «Точприбор»")
        self.assertEqual(person.parent_id.vat, "0018314456")
        self.assertEqual(person.client_state, "prospect")
        self.assertEqual(inquiry.lead_id.inquiry_ids, inquiry)

    def test_the_source_message_is_kept_byte_for_byte(self):
        name = "05_form_cf7_koi8r_base64.eml"

        inquiry = self._process_eml(name)

        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "sales.inquiry"),
                ("res_field", "=", "raw"),
                ("res_id", "=", inquiry.id),
            ]
        )
        self.assertEqual(attachment.raw, read_eml(name))

    def test_files_of_the_letter_are_seen_on_the_lead(self):
        inquiry = self._process_eml("07_handwritten_outlook_html_attach.eml")

        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", inquiry.lead_id.id)]
        )
        self.assertIn("Спецификация к запросу №14.xlsx", files.mapped("name"))

    def test_department_is_suggested_with_its_reason(self):
        inquiry = self._process_eml("05_form_cf7_koi8r_base64.eml")

        self.assertEqual(inquiry.team_suggestion_id, self.vacuum)
        self.assertIn("вакуумметр", inquiry.team_suggestion_reason)
        self.assertTask(inquiry, "mail_activity_assign", self.head)

    def test_without_a_department_the_triage_group_gets_the_task(self):
        inquiry = self._process_mail(self._make_mail(text="Good afternoon!"))

        self.assertFalse(inquiry.team_id)
        self.assertTask(inquiry, "mail_activity_assign", self.triage)

    def test_a_reply_joins_its_inquiry(self):
        inquiry = self._process_eml("07_handwritten_outlook_html_attach.eml")

        again = self._process_eml("09_reply_with_quote.eml")

        self.assertFalse(again)
        self.assertIn("оплату 50/50", inquiry.message_ids[0].body)
        notes = inquiry.lead_id.message_ids.mapped("body")
        self.assertEqual(sum("оплату 50/50" in body for body in notes), 1)
        self.assertNotIn("Направляем КП", "".join(notes))

    def test_a_reply_with_an_unknown_thread_goes_to_the_history(self):
        client = self._create_client(
            email="andreeva@tochpribor.example", user_id=self.seller.id
        )

        again = self._process_eml("09_reply_with_quote.eml")

        self.assertFalse(again)
        self.assertIn("оплату 50/50", "".join(client.message_ids.mapped("body")))
        self.assertTask(client, "mail_activity_answer_client", self.seller)

    def test_a_reply_with_an_unknown_thread_goes_to_the_open_deal(self):
        client = self._create_client(email="andreeva@tochpribor.example")
        deal = self._create_lead(partner_id=client.id, user_id=self.seller.id)

        self._process_eml("09_reply_with_quote.eml")

        self.assertIn("оплату 50/50", "".join(deal.message_ids.mapped("body")))
        self.assertTask(deal, "mail_activity_answer_client", self.seller)

    def test_a_reply_of_a_stranger_is_an_inquiry(self):
        inquiry = self._process_eml("09_reply_with_quote.eml")

        self.assertEqual(inquiry.contact_name, "Галина Андреева")
        self.assertEqual(inquiry.phone_numbers, "+79123456789")

    def test_automatic_letters_make_no_inquiry(self):
        cases = {
            "auto-replied": {"Auto-Submitted": "auto-replied"},
            "auto-generated": {"Auto-Submitted": "auto-generated"},
            "suppress": {"X-Auto-Response-Suppress": "All"},
            "bulk": {"Precedence": "bulk"},
            "empty path": {"Return-Path": "<>"},
            "bounce": {"From": "MAILER-DAEMON@mx.example"},
        }
        self.assertFalse(self._process_eml("11_auto_reply.eml"))
        for name, headers in cases.items():
            with self.subTest(name):
                raw = self._make_mail(**{"Message-ID": f"<{name[:4]}@x>", **headers})
                self.assertFalse(self._process_mail(raw))
        self.assertNoFailure()

    def test_a_site_form_marked_as_automatic_is_an_inquiry(self):
        raw = self._make_mail(
            From="robot@own-company.example",
            Precedence="bulk",
            text="Имя: Олег\nТелефон: 8 903 123-45-67\nСообщение: нужен компрессор",
        )

        inquiry = self._process_mail(raw)

        self.assertEqual(inquiry.contact_name, "Олег")
        self.assertEqual(inquiry.team_id, self.industrial)

    def test_a_letter_of_a_colleague_belongs_to_the_first_author(self):
        inquiry = self._process_eml("10_forward_by_employee.eml")

        self.assertTrue(inquiry.is_forwarded)
        self.assertEqual(inquiry.partner_id.email, "roshin@aerotest.example")

    def test_an_alias_takes_letters_in(self):
        domain = self.env["mail.alias.domain"].create({"name": "own-company.example"})
        alias = self.env.ref("sales_process.mail_alias_inquiry")
        alias.alias_domain_id = domain
        raw = self._make_mail(To="inquiry@own-company.example")

        self.env["mail.thread"].message_process(None, raw)

        inquiry = self.Inquiry.search(
            [("email_normalized", "=", "ivan@new-client.example")]
        )
        self.assertEqual(len(inquiry), 1)

    def test_no_message_id_is_taken_in_once(self):
        raw = self._make_mail(**{"Message-ID": ""})

        first = self._process_mail(raw)
        second = self._process_mail(raw)

        self.assertEqual(len(first), 1)
        self.assertFalse(second)
