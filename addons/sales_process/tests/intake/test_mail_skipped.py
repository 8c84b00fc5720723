import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.intake.mail_headers import skip_reason
from ..common import SalesProcessCommon, read_eml

FORM = "Имя: Олег\nТелефон: 8 903 123-45-67\nСообщение: нужен компрессор"


@tagged("post_install", "-at_install")
class TestMailSkipped(SalesProcessCommon):
    """Letters of machines make no inquiry and are counted, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Skipped = cls.env["sales.inquiry.skipped"]

    def _assert_skipped(self, raw, reason):
        before = self.Skipped.search([])
        self.assertFalse(self._process_mail(raw))
        row = self.Skipped.search([]) - before
        self.assertEqual(row.mapped("reason"), [reason])
        return row

    def test_each_kind_is_counted(self):
        report = 'multipart/report; report-type=delivery-status; boundary="b"'
        cases = {
            "auto_reply": (
                {"Auto-Submitted": "auto-replied (vacation)"},
                {"X-Autoreply": "yes"},
                {"Precedence": "auto_reply"},
            ),
            "bounce": (
                {"From": "MAILER-DAEMON@mx.example"},
                {"From": "Mail Delivery <postmaster@mx.example>"},
                {"Return-Path": "<>"},
                {"Content-Type": report},
                {"X-Failed-Recipients": "x@y.example"},
            ),
            "list": (
                {"List-Id": "News <news.shop.example>"},
                {"List-Unsubscribe": "<https://shop.example/u>"},
                {"List-Post": "<mailto:list@shop.example>"},
                {"Precedence": "list"},
                {"Precedence": "bulk"},
            ),
            "spam": (
                {"X-Spam-Flag": "YES"},
                {"X-Spam-Status": "Yes, score=7.1 required=5.0"},
                {"X-Spam": "yes"},
                {"X-Yandex-Spam": "4"},
                {"X-Mras": "SPAM"},
                {"X-Spam-Level": "*******"},
                {"X-Rspamd-Action": "add header"},
                {"X-MS-Exchange-Organization-SCL": "6"},
                {"X-KLMS-AntiSpam-Status": "spam"},
            ),
            "automatic": (
                {"Auto-Submitted": "auto-generated"},
                {"X-Auto-Response-Suppress": "All"},
            ),
        }
        for reason, letters in cases.items():
            for number, headers in enumerate(letters):
                with self.subTest(headers):
                    key = {"Message-ID": f"<{reason}-{number}@x>"}
                    self._assert_skipped(self._make_mail(**key, **headers), reason)
        self.assertNoFailure()

    def test_harmless_marks(self):
        cases = (
            {"X-Spam-Flag": "NO"},
            {"X-Spam-Status": "No, score=-1.9"},
            {"X-Yandex-Spam": "1"},
            {"X-Spam-Level": "**"},
            {"X-Mras": "Ok"},
            {"X-MS-Exchange-Organization-SCL": "1"},
            {"X-Rspamd-Action": "no action"},
            {"X-KLMS-AntiSpam-Status": "not scanned, disabled by settings"},
            {"Auto-Submitted": "no"},
            {"X-Auto-Response-Suppress": "None"},
            {"Precedence": "normal"},
            {"Return-Path": "<ivan@new-client.example>"},
        )
        for headers in cases:
            with self.subTest(headers):
                named = {name.lower(): value for name, value in headers.items()}
                self.assertEqual(skip_reason(named), "")

    def test_the_level_of_spam_is_a_setting(self):
        self.env["ir.config_parameter"].set_param("sales_process.spam_level", "3")
        self._assert_skipped(self._make_mail(X_Spam_Level="****"), "spam")

    def test_what_is_counted(self):
        raw = read_eml("11_auto_reply.eml")

        row = self._assert_skipped(raw, "auto_reply")
        self._process_mail(raw)

        self.assertEqual(len(self.Skipped.search([])), 1)
        self.assertTrue(row.subject)
        self.assertIn("@", row.email_from)
        kept = base64.b64decode(row.with_context(bin_size=False).raw)
        self.assertEqual(kept, raw)

    def test_a_letter_without_a_message_id_is_counted_once(self):
        raw = self._make_mail(**{"Message-ID": "", "X-Spam": "yes"})
        self._process_mail(raw)
        self._process_mail(raw)
        self.assertEqual(self.Skipped.search_count([]), 1)

    def test_a_robot_of_a_site_is_heard(self):
        headers = ({"Precedence": "bulk"}, {"Auto-Submitted": "auto-generated"},
                   {"Return-Path": "<>"}, {"List-Unsubscribe": "<https://x>"})  # fmt: skip
        for number, header in enumerate(headers):
            with self.subTest(header):
                key = {"Message-ID": f"<f{number}@x>", "From": "robot@own.example"}
                raw = self._make_mail(**key, **header, text=FORM)
                self.assertEqual(self._process_mail(raw).contact_name, "Олег")

    def test_a_robot_s_letter_that_came_back_is_no_inquiry(self):
        raw = self._make_mail(
            From="robot@own.example", X_Failed_Recipients="a@b.example", text=FORM
        )
        self._assert_skipped(raw, "bounce")

    def test_a_list_of_our_own_is_no_mailing_list(self):
        self.env["mail.alias.domain"].create({"name": "own-company.example"})
        raw = self._make_mail(
            To="everybody@own-company.example",
            List_Id="Sales <sales.own-company.example>",
            Precedence="list",
        )
        self.assertTrue(self._process_mail(raw))

    def test_an_answer_in_a_thread_is_never_dropped(self):
        inquiry = self._process_mail(self._make_mail())
        first = inquiry.message_ids[-1].message_id
        cases = (
            {"List-Id": "<x.y.example>"},
            {"X-Spam": "yes"},
            {"Precedence": "bulk"},
        )
        for number, header in enumerate(cases):
            with self.subTest(header):
                raw = self._make_mail(
                    **header,
                    Message_ID=f"<again-{number}@x>",
                    In_Reply_To=first,
                    text=f"We still wait {number}",
                )
                self.assertFalse(self._process_mail(raw))
                self.assertIn(f"still wait {number}", inquiry.message_ids[0].body)
        self.assertFalse(self.Skipped.search([]))

    def test_an_answer_of_a_client_without_its_thread_is_not_dropped(self):
        client = self._create_client(email="ivan@new-client.example")
        for number, header in enumerate(({"List-Id": "<x.y>"}, {"X-Spam": "yes"})):
            with self.subTest(header):
                raw = self._make_mail(
                    **header,
                    Message_ID=f"<lost-{number}@x>",
                    In_Reply_To="<unknown@x>",
                    text=f"Answer {number}",
                )
                self._process_mail(raw)
                history = "".join(client.message_ids.mapped("body"))
                self.assertIn(f"Answer {number}", history)
        self.assertFalse(self.Skipped.search([]))

    def test_a_client_is_not_spam(self):
        self._create_client(email="ivan@new-client.example")
        self.assertTrue(self._process_mail(self._make_mail(X_Spam="yes")))

    def test_out_of_office_in_a_thread_makes_no_task(self):
        inquiry = self._process_mail(self._make_mail())
        inquiry._assign(self.seller)
        tasks = inquiry.activity_ids
        raw = self._make_mail(
            Message_ID="<away@x>",
            In_Reply_To=inquiry.message_ids[-1].message_id,
            Auto_Submitted="auto-replied",
            text="I am away",
        )
        self._process_mail(raw)
        self.assertEqual(inquiry.activity_ids, tasks)
        self.assertIn("I am away", inquiry.message_ids[0].body)

    def test_an_inquiry_is_made_of_it_after_all(self):
        cases = {
            "spam": {"X-Spam": "yes"},
            "list": {"List-Id": "<x.y.example>"},
            "bounce": {"From": "MAILER-DAEMON@mx.example"},
            "auto_reply": {"Auto-Submitted": "auto-replied"},
        }
        for reason, headers in cases.items():
            with self.subTest(reason):
                raw = self._make_mail(**{"Message-ID": f"<{reason}@x>", **headers})
                row = self._assert_skipped(raw, reason)

                row.with_user(self.triage).action_make_inquiry()

                self.assertEqual(row.inquiry_id.body, "We need a vacuum pump.")
                row.with_user(self.triage).action_make_inquiry()
                self.assertEqual(self.Inquiry.search_count([("body", "!=", "")]), 1)
                row.inquiry_id.body = ""
        self.assertNoFailure()

    def test_refused_by_the_gateway_is_counted_too(self):
        """Core answers a letter to its catchall with a bounce and makes nothing."""
        domain = self.env["mail.alias.domain"].create(
            {"name": "own-company.example", "catchall_alias": "everything"}
        )
        self.env.company.alias_domain_id = domain
        raw = self._make_mail(To="everything@own-company.example")
        self._assert_skipped(raw, "other")

    def test_the_letter_is_deleted_after_its_time_and_the_line_stays(self):
        old = self._assert_skipped(self._make_mail(X_Spam="yes"), "spam")
        new = self._assert_skipped(
            self._make_mail(X_Spam="yes", Message_ID="<new@x>"), "spam"
        )
        old.date = fields.Datetime.now() - timedelta(days=61)

        self.Skipped._gc_raw_letters()

        self.assertEqual((old.has_raw, bool(old.raw)), (False, False))
        self.assertEqual((new.has_raw, bool(new.raw)), (True, True))
        with self.assertRaises(UserError):
            old.action_make_inquiry()

    def test_who_sees_them(self):
        row = self._assert_skipped(self._make_mail(X_Spam="yes"), "spam")
        for user in (self.triage, self.director):
            with self.subTest(user.name):
                self.assertTrue(row.with_user(user).subject)
                with self.assertRaises(AccessError):
                    row.with_user(user).write({"reason": "list"})
                with self.assertRaises(AccessError):
                    self.Skipped.with_user(user).create({"message_id": "x"})
        with self.assertRaises(AccessError):
            row.with_user(self.triage).unlink()
        for user in (self.seller, self.head, self.storekeeper):
            # may export at all, so that it is the access that stops him
            user.group_ids += self.env.ref("base.group_allow_export")
            for attempt in (
                lambda rec: rec.read(["subject"]),
                lambda rec: rec.search([]),
                lambda rec: rec.action_make_inquiry(),
                lambda rec: rec.export_data(["subject"]),
                lambda rec: rec.unlink(),
            ):
                with self.subTest(user.name), self.assertRaises(AccessError):
                    attempt(row.with_user(user))
        other = self.env["res.company"].create({"name": "Other"})
        row.company_id = other
        self.assertFalse(self.Skipped.with_user(self.triage).search([]))
