from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalesProcessCommon, read_eml

LOGGER = "odoo.addons.sales_process.models.intake.mail_thread"


@tagged("post_install", "-at_install")
class TestMailGuard(SalesProcessCommon):
    """Whatever goes wrong, the letter is kept and can be retried."""

    def _process_broken(self, raw, target="_process_new"):
        """Take a letter in while a step of the intake raises."""
        with (
            patch.object(
                type(self.Inquiry), target, side_effect=ZeroDivisionError("x")
            ),
            mute_logger(LOGGER),
        ):
            return self._process_mail(raw)

    def test_unknown_charset_and_raw_headers_are_cured(self):
        inquiry = self._process_eml("13_form_php_raw_headers_bad_charset.eml")

        self.assertEqual(inquiry.contact_name, "Игорь")
        self.assertEqual(inquiry.subject, "Заявка с сайта")
        self.assertNoFailure()

    def test_a_cut_image_does_not_lose_the_letter(self):
        inquiry = self._process_eml("12_cut_png.eml")

        self.assertIn("клапан.png", inquiry.message_ids.attachment_ids.mapped("name"))
        self.assertNoFailure()

    def test_a_raising_parser_keeps_the_raw_letter(self):
        raw = read_eml("07_handwritten_outlook_html_attach.eml")

        inquiry = self._process_broken(raw)

        failure = self.Failure.search([])
        self.assertFalse(inquiry)
        self.assertEqual(len(failure), 1)
        self.assertEqual(failure._get_raw(), raw)
        self.assertIn("ZeroDivisionError", failure.error)
        self.assertIn("Запрос КП", failure.name)
        self.assertIn("andreeva@tochpribor.example", failure.email_from)
        self.assertFalse(self.env["res.partner"].search([("vat", "=", "0018314456")]))

    def test_the_triage_group_is_told(self):
        self._process_broken(self._make_mail())

        notice = self.env["mail.message"].search(
            [("model", "=", "sales.inquiry.failure")], limit=1, order="id desc"
        )
        self.assertIn(self.triage.partner_id, notice.partner_ids)

    def test_retry_after_the_cause_is_removed(self):
        self._process_broken(self._make_mail())
        failure = self.Failure.search([])

        failure.with_user(self.triage).action_retry()

        self.assertEqual(failure.state, "retried")
        self.assertEqual(failure.inquiry_id.email_normalized, "ivan@new-client.example")

    def test_retry_too_early_counts_the_attempt(self):
        self._process_broken(self._make_mail())
        failure = self.Failure.search([])

        with (
            patch.object(
                type(self.Inquiry), "_process_new", side_effect=ZeroDivisionError
            ),
            mute_logger(LOGGER),
        ):
            failure.action_retry()

        self.assertEqual(failure.state, "new")
        self.assertEqual(failure.attempts, 2)
        self.assertEqual(self.Failure.search_count([]), 1)

    def test_retry_twice_makes_one_inquiry(self):
        self._process_broken(self._make_mail())
        failure = self.Failure.search([])

        failure.action_retry()
        failure.action_retry()

        self.assertEqual(self.Inquiry.search_count([]), len(failure.inquiry_id))

    @mute_logger("odoo.sql_db")
    def test_two_workers_with_one_letter_make_one_inquiry(self):
        self.Inquiry.create({"subject": "First", "external_key": "<two@x>"})

        # what the second worker sees: the first one has not committed yet
        with patch.object(
            type(self.Inquiry), "_find_known_letter", return_value=self.Inquiry
        ):
            inquiry = self._process_mail(self._make_mail(Message_ID="<two@x>"))

        self.assertFalse(inquiry)
        self.assertNoFailure()

    def test_ignored_failure(self):
        self._process_broken(self._make_mail())
        failure = self.Failure.search([])

        failure.with_user(self.triage).action_ignore()

        self.assertEqual(failure.state, "ignored")

    def test_a_failing_attachment_step_is_kept_too(self):
        self._process_broken(
            read_eml("07_handwritten_outlook_html_attach.eml"), "_share_attachments"
        )
        self.assertEqual(self.Failure.search_count([]), 1)

    def test_a_huge_letter_is_kept_and_not_read(self):
        self.env["ir.config_parameter"].set_param("sales_process.mail_max_mb", "1")
        raw = self._make_mail(text="x" * 1_100_000)

        with mute_logger(LOGGER):
            inquiry = self._process_mail(raw)

        self.assertFalse(inquiry)
        self.assertIn("1 MB", self.Failure.search([]).error)

    def test_an_alias_that_fails_sends_nothing_to_the_sender(self):
        domain = self.env["mail.alias.domain"].create({"name": "own-company.example"})
        alias = self.env.ref("sales_process.mail_alias_inquiry")
        alias.alias_domain_id = domain

        with patch.object(
            type(self.env["mail.alias"].browse()),
            "_alias_bounce_incoming_email",
            autospec=True,
        ):
            self._process_broken(self._make_mail(To="inquiry@own-company.example"))

        self.assertEqual(self.Failure.search_count([]), 1)
        self.assertFalse(self.env["mail.mail"].search([("email_to", "ilike", "ivan@")]))

    def test_a_robot_may_send_any_number_of_letters(self):
        text = "Имя: Олег %s\nТелефон: 8 903 123-45-%02d\nСообщение: нужен насос"
        for number in range(25):
            self._process_mail(
                self._make_mail(
                    From="robot@own-company.example",
                    Message_ID=f"<robot-{number}@x>",
                    text=text % (number, number),
                )
            )
        self.assertEqual(self.Inquiry.search_count([]), 25)
        self.assertNoFailure()

    def test_one_person_has_a_limit_and_nothing_is_lost(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")

        with mute_logger(LOGGER):
            for number in range(5):
                self._process_mail(self._make_mail(Message_ID=f"<p-{number}@x>"))

        self.assertEqual(self.Inquiry.search_count([]), 3)
        self.assertEqual(self.Failure.search_count([]), 2)

    def test_an_allowed_sender_has_no_limit(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "3")
        self.env["mail.gateway.allowed"].create({"email": "ivan@new-client.example"})

        for number in range(5):
            self._process_mail(self._make_mail(Message_ID=f"<p-{number}@x>"))

        self.assertEqual(self.Inquiry.search_count([]), 5)


@tagged("post_install", "-at_install")
class TestForeignMail(SalesProcessCommon):
    """Letters of other models pass as before."""

    def _process_lead(self, raw):
        return self.env["mail.thread"].message_process("crm.lead", raw)

    def test_bytes_of_other_letters_are_not_touched(self):
        raw = read_eml("14_form_php_no_charset.eml")
        with patch.object(
            type(self.env["mail.thread"]), "_repair_mail", autospec=True
        ) as repair:
            self._process_lead(raw)

        repair.assert_not_called()

    def test_failures_of_other_models_are_raised(self):
        raw = read_eml("13_form_php_raw_headers_bad_charset.eml")

        with self.assertRaises(LookupError):
            self._process_lead(raw)

        self.assertFalse(self.Failure.search_count([]))

    def test_failure_of_a_thread_of_another_model_is_raised(self):
        lead = self._create_lead()
        message = lead.message_post(body="Offer", message_type="comment")
        raw = self._make_mail(In_Reply_To=message.message_id)

        with (
            patch.object(
                type(lead), "message_update", side_effect=ZeroDivisionError("x")
            ),
            self.assertRaises(ZeroDivisionError),
        ):
            self._process_mail(raw)

        self.assertFalse(self.Failure.search_count([]))

    def test_the_loop_guard_of_other_models_is_core_s(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "2")
        domain = self.env["mail.alias.domain"].create({"name": "own-company.example"})
        self.env["mail.alias"].create(
            {
                "alias_name": "leads-of-core",
                "alias_domain_id": domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
            }
        )
        leads = self.env["crm.lead"]
        before = leads.search_count([])

        for number in range(4):
            raw = self._make_mail(
                To="leads-of-core@own-company.example", Message_ID=f"<lead-{number}@x>"
            )
            self.env["mail.thread"].message_process(None, raw)

        self.assertEqual(leads.search_count([]) - before, 2)

    def test_automatic_letters_of_other_models_make_records(self):
        before = self.env["crm.lead"].search_count([])

        self._process_lead(self._make_mail(Precedence="bulk"))

        self.assertEqual(self.env["crm.lead"].search_count([]) - before, 1)
