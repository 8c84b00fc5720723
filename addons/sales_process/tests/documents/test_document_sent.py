from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .register_common import RegisterCommon

FILE = [("Order.pdf", b"%PDF-1.4 order")]


@tagged("post_install", "-at_install")
class TestDocumentSent(RegisterCommon):
    """A document is sent when a letter with it leaves, or when it is given by hand."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_deal()
        self.order = self._create_quotation(self.deal, [(self.stocked, 1)])
        self.trace = self.env["sales.document.trace"]

    def _get_trace(self, record):
        return self.trace.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def _write_to_client(self, record, user=None, partners=None, **values):
        record = record.with_user(user or self.salesperson)
        return record.message_post(
            body="Good day!",
            partner_ids=(self.client if partners is None else partners).ids,
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    def test_letter_with_a_file_is_noted(self):
        before = self._get_row(self.deal, "quotation")
        self.assertEqual((before.sent, before.opened), ("no", "no_need"))

        self._write_to_client(self.order, attachments=FILE)

        row = self._get_row(self.deal, "quotation")
        self.assertEqual((row.sent, row.sent_how), ("yes", "mail"))
        self.assertEqual(row.date_sent, fields.Date.today())
        self.assertEqual(row.sent_user_id, self.salesperson)
        self.assertEqual(row.sent_to, "Client")
        self.assertEqual(row.opened, "no")

    def test_letter_of_the_window_of_the_order_is_noted(self):
        template = self.env.ref("sale.email_template_edi_sale")
        action = self.order.action_quotation_send()
        wizard = (
            self.env["mail.compose.message"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({"template_id": template.id, "attachment_ids": [(5, 0, 0)]})
        )
        wizard._action_send_mail()

        self.assertEqual(self._get_row(self.deal, "quotation").sent, "yes")

    def test_what_is_no_sending(self):
        letter = {"attachments": FILE}
        for name, write in (
            ("in words only", lambda: self._write_to_client(self.order)),
            (
                "to a colleague",
                lambda: self.order.message_post(
                    body="Look", partner_ids=self.head.partner_id.ids, **letter
                ),
            ),
            (
                "a note",
                lambda: self.order.message_post(body="File", **letter),
            ),
            (
                "a letter of the client",
                lambda: self._write_to_client(
                    self.order.sudo(),
                    partners=self.vendor,
                    author_id=self.client.id,
                    email_from=self.client.email,
                    message_type="email",
                    **letter,
                ),
            ),
        ):
            with self.subTest(name):
                write()
                self.assertFalse(self._get_trace(self.order))

    def test_link_to_its_own_page_is_the_document(self):
        work = self.env["equipment.work"].create(
            {
                "kind": "commissioning",
                "lead_id": self.deal.id,
                "partner_id": self.client.id,
            }
        )
        for link, is_sent in (
            (f"/my/works/{work.id}7", False),
            (work.access_url, True),
        ):
            with self.subTest(link=link):
                work.message_post(
                    body=f"Please sign: {link}?access_token=1",
                    partner_ids=self.client.ids,
                    subtype_xmlid="mail.mt_comment",
                )
                self.assertEqual(bool(self._get_trace(work)), is_sent)

    def test_invoice_is_sent_by_its_window(self):
        self.deal.action_agree()
        invoice = self.order.sudo()._create_invoices()
        invoice.action_post()

        self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"sending_methods": ["email"]}).action_send_and_print()

        row = self._get_row(self.deal, "invoice")
        self.assertEqual((row.sent, row.sent_how), ("yes", "mail"))

    def test_documents_of_vendors_are_not_sent_to_clients(self):
        purchase = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.vendor.id}
        )
        self.vendor.email = "vendor@vendor.example"

        for record in (purchase, bill):
            record.message_post(
                body="Order",
                partner_ids=self.vendor.ids,
                attachments=FILE,
                subtype_xmlid="mail.mt_comment",
            )
            with self.subTest(record._name):
                self.assertFalse(self._get_trace(record))

    def test_many_orders_are_sent_at_once(self):
        second = self._create_quotation(self.deal, [(self.stocked, 2)])
        orders = self.order | second
        file = self.env["ir.attachment"].create({"name": "terms.pdf", "raw": b"%PDF"})

        self.env["mail.compose.message"].create(
            {
                "model": "sale.order",
                "res_ids": orders.ids,
                "composition_mode": "mass_mail",
                "subject": "Our offer",
                "body": "<p>Terms</p>",
                "partner_ids": [(6, 0, self.client.ids)],
                "attachment_ids": [(6, 0, file.ids)],
                "force_send": False,
            }
        )._action_send_mail()

        for order in orders:
            trace = self._get_trace(order)
            self.assertEqual((trace.sent_how, len(trace)), ("mail", 1))

    def test_first_day_stays_when_it_is_sent_again(self):
        with freeze_time("2026-03-02 09:00:00"):
            self._write_to_client(self.order, attachments=FILE)
        with freeze_time("2026-03-12 09:00:00"):
            self._write_to_client(self.order, attachments=FILE)

        trace = self._get_trace(self.order)
        self.assertEqual(trace.date_sent, date(2026, 3, 2))
        self.assertEqual(trace.date_sent_last, date(2026, 3, 12))

    def test_internal_papers_need_no_sending(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        for kind in ("production", "purchase"):
            with self.subTest(kind=kind):
                self.assertEqual(self._get_row(deal, kind).sent, "no_need")

    def test_signed_or_cancelled_documents_need_no_note(self):
        self._create_document(self.deal, number="1", is_signed=True)
        cancelled = self._create_document(self.deal, number="2")
        cancelled.action_cancel()

        self.assertEqual(
            self._get_rows(self.deal, "contract").mapped("sent"), ["no_need"] * 2
        )

    # ---- by hand ---------------------------------------------------------------------

    def _give(self, rows, user=None, **values):
        return (
            self.env["sales.document.give"]
            .with_user(user or self.salesperson)
            .with_context(active_ids=rows.ids)
            .create(values)
        )

    def test_documents_are_given_on_paper(self):
        self._create_document(self.deal)
        rows = self._get_rows(self.deal)

        wizard = self._give(rows, date="2026-03-02", given_to="Petrov", how="paper")
        self.assertIn("Contract N-1", wizard.documents)
        wizard.action_apply()

        self.assertEqual(self._get_rows(self.deal).mapped("sent"), ["yes"] * 2)
        row = self._get_row(self.deal, "contract")
        self.assertEqual(row.date_sent, date(2026, 3, 2))
        self.assertEqual((row.sent_how, row.sent_to), ("paper", "Petrov"))
        self.assertEqual(row.sent_user_id, self.salesperson)
        self.assertEqual(row.opened, "no_need")
        texts = [step["text"] for step in row.steps]
        self.assertIn("03/02/2026: on paper · Petrov · t_salesperson", texts[0])

    def test_what_is_refused(self):
        document = self._create_document(self.deal)
        rows = self._get_rows(self.deal)
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        for words, wizard in (
            (["Choose documents"], self._give(rows.browse())),
            (["not come yet"], self._give(rows, date=tomorrow)),
        ):
            with self.subTest(words=words):
                self.assertRefused(words, wizard.action_apply)

        document.action_cancel()
        rows = self._get_rows(self.deal)
        self.assertRefused(["Contract N-1", "cancelled"], self._give(rows).action_apply)
        self.assertFalse(self._get_trace(self.order))

    def test_who_may_note_it(self):
        rows = self._get_rows(self.deal)
        self._give(rows, user=self.accountant).action_apply()
        self.assertEqual(self._get_trace(self.order).sent_user_id, self.accountant)

        self.assertRefused(
            ["Choose documents"], self._give(rows, user=self.colleague).action_apply
        )
        for user in (self.planner, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._give(rows, user=user)
        # who reads all the deals and leads others may not note it in these
        both = self.colleague
        both.group_ids += self.env.ref("sales_process.group_reader")
        with self.assertRaises(AccessError):
            self._give(rows, user=both).action_apply()

    def test_nobody_writes_traces_himself(self):
        self._write_to_client(self.order, attachments=FILE)
        trace = self._get_trace(self.order)
        for user in (self.salesperson, self.head, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                trace.with_user(user).read(["sent_to"])
        admin = self.env.ref("base.user_admin")
        self.assertTrue(trace.with_user(admin).read(["sent_to"]))
        for call in (
            lambda: trace.with_user(admin).write({"sent_to": "x"}),
            trace.with_user(admin).unlink,
        ):
            with self.assertRaises(AccessError):
                call()
