import base64
import io
import struct
from contextlib import contextmanager
from email.message import EmailMessage
from unittest.mock import patch

import psycopg2
from PIL import Image

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SalesProcessCommon, read_eml

LOGGER = "odoo.addons.sales_process.models.intake.mail_thread"


class FakeMailbox:
    """A mail server's connection: what is handled is gone for Odoo."""

    def __init__(self, *letters):
        self.unread = dict(enumerate(letters, 1))
        self.handled = []

    def check_unread_messages(self):
        return len(self.unread)

    def retrieve_unread_messages(self):
        yield from list(self.unread.items())

    def handled_message(self, number):
        self.handled.append(self.unread.pop(number))

    def disconnect(self):
        """Nothing to close."""


@tagged("post_install", "-at_install")
class TestCoreLosses(SalesProcessCommon):
    """What plain Odoo loses or spoils, and what becomes of it here.

    Letters for leads pass through core's own gateway: the guard leaves them alone.
    """

    def _core(self, raw):
        """Process as plain Odoo does; return the lead, empty when there is none."""
        known = self.env["crm.lead"].search([])
        self.env["mail.thread"].message_process("crm.lead", raw)
        return self.env["crm.lead"].search([]) - known

    @contextmanager
    def _fetching(self, model, *letters):
        """A mailbox that `fetchmail` reads for a model."""
        server = self.env["fetchmail.server"].create(
            {
                "name": "Mailbox",
                "state": "done",
                "server_type": "imap",
                "object_id": self.env["ir.model"]._get_id(model),
            }
        )
        mailbox = FakeMailbox(*letters)
        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cursor,
            patch.object(
                self.registry["fetchmail.server"], "_connect__", return_value=mailbox
            ),
            mute_logger("odoo.addons.mail.models.fetchmail", LOGGER),
        ):
            server.with_env(server.env(cr=cursor))._fetch_mail()
            yield mailbox

    def test_1_a_letter_that_fails_is_handled_all_the_same(self):
        raw = read_eml("13_form_php_raw_headers_bad_charset.eml")
        leads = self.env["crm.lead"].search_count([])
        with self._fetching("crm.lead", raw) as mailbox:
            self.assertEqual(mailbox.handled, [raw])
        self.env.invalidate_all()
        # core: the mail server has forgotten it and nothing knows of it
        self.assertEqual(self.env["crm.lead"].search_count([]), leads)

        with (
            patch.object(type(self.Inquiry), "_process_new", side_effect=ValueError),
            self._fetching("sales.inquiry", raw) as mailbox,
        ):
            self.assertEqual(mailbox.handled, [raw])
        self.env.invalidate_all()
        self.assertEqual(self.Failure.search([])._get_raw(), raw)

    def test_1_a_busy_database_is_tried_again(self):
        raw = self._make_mail()
        error = psycopg2.errors.SerializationFailure("could not serialize access")
        with (
            patch.object(type(self.Inquiry), "_process_new", side_effect=error),
            self._fetching("sales.inquiry", raw),
        ):
            pass
        self.env.invalidate_all()
        failure = self.Failure.search([])
        self.assertTrue(failure.is_temporary)

        with self.enter_registry_test_mode():
            self.env.ref("sales_process.ir_cron_retry_failures").method_direct_trigger()

        failure.invalidate_recordset()
        self.assertEqual(failure.state, "retried")
        self.assertEqual(failure.inquiry_id.email_normalized, "ivan@new-client.example")

    def test_2_charsets_that_python_does_not_know(self):
        raw = read_eml("13_form_php_raw_headers_bad_charset.eml")
        with self.assertRaises(LookupError):
            self._core(raw)
        self.assertEqual(self._process_mail(raw).contact_name, "Игорь")

    def test_2_letters_are_lost_without_a_charset(self):
        raw = read_eml("14_form_php_no_charset.eml")
        lead = self._core(raw)
        self.assertNotIn("Имя", "".join(lead.message_ids.mapped("body")))

        inquiry = self._process_mail(raw.replace(b"Message-ID: <", b"Message-ID: <2"))
        self.assertIn("Имя", "".join(inquiry.message_ids.mapped("body")))

    def test_2_subjects_of_raw_bytes(self):
        head = self._make_mail(Subject="Заявка на насос", **{"Message-ID": "<s1@x>"})
        raw = head.decode().encode("cp1251")
        raw = raw.replace(b"charset=utf-8", b"charset=windows-1251")
        self.assertNotIn("Заявка", self._core(raw).name)

        inquiry = self._process_mail(raw.replace(b"<s1@x>", b"<s2@x>"))
        self.assertEqual(inquiry.subject, "Заявка на насос")

    def _cut_picture(self):
        """A large PNG whose last chunk of text is cut off."""
        file = io.BytesIO()
        Image.new("RGB", (2100, 40), "red").save(file, "PNG")
        whole = file.getvalue()
        text = b"Comment\0" + b"x" * 500
        chunk = struct.pack(">I", len(text)) + b"tEXt" + text
        return whole[: whole.index(b"IEND") - 4] + chunk[:200]

    def test_3_a_picture_that_is_cut(self):
        for model, number in (("crm.lead", 1), ("sales.inquiry", 2)):
            message = EmailMessage()
            message["From"], message["To"] = "ivan@new.example", "sales@x.example"
            message["Message-ID"] = f"<picture-{number}@x>"
            message.set_content("We need such a valve.")
            message.add_attachment(
                self._cut_picture(), "image", "png", filename="valve.png"
            )
            with self.subTest(model):
                if model == "crm.lead":
                    with self.assertRaises(OSError):
                        self._core(message.as_bytes())
                    continue
                inquiry = self._process_mail(message.as_bytes())
                files = inquiry.message_ids.attachment_ids
                self.assertIn(self._cut_picture(), files.mapped("raw"))

    def test_5_the_21st_letter_of_a_robot(self):
        domain = self.env["mail.alias.domain"].create({"name": "own.example"})
        for name, model in (("core-form", "crm.lead"), ("our-form", "sales.inquiry")):
            self.env["mail.alias"].create(
                {
                    "alias_name": name,
                    "alias_domain_id": domain.id,
                    "alias_model_id": self.env["ir.model"]._get_id(model),
                    "alias_contact": "everyone",
                }
            )
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "4")
        made = {}
        for name, model in (("core-form", "crm.lead"), ("our-form", "sales.inquiry")):
            before = self.env[model].search_count([])
            for number in range(6):
                raw = self._make_mail(
                    From="robot@own.example",
                    To=f"{name}@own.example",
                    Message_ID=f"<{name}-{number}@x>",
                    text=f"Имя: Олег\nТелефон: 8 903 123-45-0{number}\nТекст: насос",
                )
                self.env["mail.thread"].message_process(None, raw)
            made[model] = self.env[model].search_count([]) - before
        self.assertEqual(made, {"crm.lead": 4, "sales.inquiry": 6})

    def test_6_blanks_in_long_names(self):
        """A folded name and subject: core joins their parts with blanks."""

        def word(text):
            return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="

        name = f"{word('Андреева Галина Никола')}\r\n {word('евна')}"
        headers = {
            "From": f"{name} <andreeva@x.example>",
            "Subject": f"\r\n {word(' Вакуумный на')}\r\n {word('сос')}",
        }
        lead = self._core(self._make_mail(**headers))
        self.assertIn("Никола евна", lead.email_from)
        self.assertNotEqual(lead.name, "Вакуумный насос")

        inquiry = self._process_mail(
            self._make_mail(**headers, Message_ID="<name-2@x>")
        )
        self.assertEqual(inquiry.contact_name, "Андреева Галина Николаевна")
        self.assertEqual(inquiry.subject, "Вакуумный насос")

    def test_7_numbers_are_written_in_one_form(self):
        inquiry = self._process_mail(
            self._make_mail(text="Насос.\n--\nОлег\n84951234567")
        )
        self.assertEqual(inquiry.lead_id.phone_sanitized, "+74951234567")

    def test_an_auto_reply_makes_a_lead_in_core(self):
        raw = read_eml("11_auto_reply.eml")
        self.assertEqual(len(self._core(raw)), 1)
        again = raw.replace(b"Message-ID: <", b"Message-ID: <2")
        self.assertFalse(self._process_mail(again))
        self.assertEqual(self.env["sales.inquiry.skipped"].search_count([]), 1)
