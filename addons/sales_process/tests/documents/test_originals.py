from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.documents.crm_lead_originals import GET_ORIGINALS
from .register_common import RegisterCommon


class OriginalsCommon(RegisterCommon):
    """Contracts need the original; the deal has one contract and an invoice."""

    def setUp(self):
        super().setUp()
        for kind in ("contract", "invoice"):
            self._get_kind(kind).needs_original = True
        self.deal = self._create_agreed_deal([(self.stocked, 1)])
        self.contract = self._create_document(self.deal)
        self.invoice = self.deal.sudo().order_ids._create_invoices()
        self.invoice.action_post()

    def _get_missing(self, user=None):
        register = self.env["sales.document.register"].with_user(
            user or self.accountant
        )
        self.env.invalidate_all()
        return register.search(
            [
                *register._get_missing_originals_domain(),
                ("lead_id", "=", self.deal.id),
            ]
        )


@tagged("post_install", "-at_install")
class TestOriginals(OriginalsCommon):
    """The list of originals that have not come back, and what is done in it."""

    def test_list_has_what_is_waited_for_without_drafts(self):
        order = self._create_quotation(self.deal, [(self.stocked, 1)]).sudo()
        order._action_confirm()
        order.state = "sale"
        order._create_invoices()

        self.assertEqual(len(self._get_rows(self.deal, "invoice")), 2)
        self.assertEqual(
            sorted(self._get_missing().mapped("kind_id.code")), ["contract", "invoice"]
        )

    def test_one_click_receives_several(self):
        self._get_missing().action_receive_originals()

        self.assertFalse(self._get_missing())
        today = fields.Date.today()
        for kind in ("contract", "invoice"):
            with self.subTest(kind=kind):
                row = self._get_row(self.deal, kind, self.accountant)
                self.assertEqual(row.original, "yes")
                self.assertEqual(row.original_date, today)
                self.assertEqual(row.original_user_id, self.accountant)
        self.assertTrue(self.contract.original_received)

    def test_paper_of_an_invoice_is_no_row_of_its_own(self):
        self._get_missing().action_receive_originals()

        paper = self.env["sales.document"].search([("res_id", "=", self.invoice.id)])
        self.assertTrue(paper.is_scan)
        self.assertEqual(paper.number, self.invoice.name)
        self.assertKinds(self.deal, "order", "shipment", "invoice", "contract")

    def test_folder_and_day_are_kept_and_found(self):
        rows = self._get_missing()
        wizard = (
            self.env["sales.document.receive"]
            .with_user(self.accountant)
            .with_context(active_ids=rows.ids)
            .create({"date": "2026-03-02", "place": "Folder 12"})
        )
        wizard.action_apply()

        found = self._get_rows(self.deal, user=self.accountant).search(
            [("original_place", "ilike", "folder 12"), ("lead_id", "=", self.deal.id)]
        )
        self.assertEqual(sorted(found.mapped("kind_id.code")), ["contract", "invoice"])
        self.assertEqual(found.mapped("original_place"), ["Folder 12"] * 2)
        self.assertEqual(found[0].original_date, date(2026, 3, 2))
        self.assertIn("Folder 12", found[0].steps[3]["text"])

    def test_nothing_is_found_in_an_unknown_folder(self):
        register = self.env["sales.document.register"]
        self.assertFalse(register.search([("original_place", "=", "Nowhere")]))

    def test_scan_that_is_there_gets_the_original(self):
        self._attach_scan(self.invoice)
        scan = self.env["sales.document"].search([("res_id", "=", self.invoice.id)])

        self._get_missing().action_receive_originals()

        papers = self.env["sales.document"].search([("res_id", "=", self.invoice.id)])
        self.assertEqual(papers, scan)
        self.assertTrue(scan.original_received)

    def test_received_twice_is_refused(self):
        rows = self._get_missing()
        rows.action_receive_originals()
        self.env.invalidate_all()

        self.assertRefused(["here already"], rows.action_receive_originals)

    def test_mistake_is_taken_back(self):
        rows = self._get_missing()
        rows.action_receive_originals()
        self.env.invalidate_all()

        rows.action_forget_originals()

        self.assertEqual(len(self._get_missing()), 2)
        self.assertFalse(self.contract.original_date or self.contract.original_user_id)
        self.assertRefused(["No original"], rows.action_forget_originals)

    def test_cancelled_document_is_not_waited_for(self):
        self.contract.action_cancel()
        self.invoice.button_cancel()

        self.assertFalse(self._get_missing())
        rows = self._get_rows(self.deal, "contract")
        self.assertRefused(["here already"], rows.action_receive_originals)

    def test_who_may_receive(self):
        rows = self._get_missing()
        self.assertEqual(len(self._get_missing(self.salesperson)), 2)
        self.assertFalse(self._get_missing(self.colleague))
        for user in (self.planner, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).action_receive_originals()
        for user in (self.planner, self.stranger, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.document.receive"].with_user(user).create({})
        rows.with_user(self.salesperson).action_receive_originals()
        self.assertFalse(self._get_missing())

    def test_days_without_the_paper_count_from_the_sending(self):
        day = fields.Date.today() - timedelta(days=20)
        row = self._get_row(self.deal, "contract")
        self.assertEqual(row.waiting_days, 0)

        row._note_given("post", self.salesperson, "", day)

        row = self._get_row(self.deal, "contract")
        self.assertEqual((row.waiting_days, row.waiting_since), (20, day))

    # ---- letter ----------------------------------------------------------------------

    def _write_letter(self, rows, user=None, **values):
        letters = self.env["sales.original.letter"].with_user(user or self.accountant)
        return letters.with_context(active_ids=rows.ids).create(values)

    def test_letter_lists_what_the_client_has(self):
        self.client.lang = "en_US"
        letter = self._write_letter(self._get_missing())
        self.assertEqual(letter.partner_ids, self.client)
        self.assertIn("Contract N-1", letter.body)
        self.assertIn(self.invoice.name, letter.body)
        self.assertEqual(letter.subject, "Signed originals of our documents")

        letter.body = "<p>Dear client, we wait for Contract N-1</p>"
        letter.action_send()

        message = self.deal.sudo().message_ids[:1]
        self.assertIn("Dear client", message.body)
        self.assertEqual(message.notified_partner_ids, self.client)
        self.assertEqual(message.author_id, self.accountant.partner_id)

    def test_each_of_several_clients_gets_his_own_list(self):
        client = self._create_client(name="Second client", vat="7728168971")
        other = self._create_deal(partner_id=client.id)
        self._create_document(other, number="N-2")
        letter = self._write_letter(
            self._get_missing() | self._get_rows(other, "contract", self.accountant)
        )
        self.assertFalse(letter.is_single or letter.body)

        letter.action_send()

        for deal, number, foreign in ((self.deal, "N-1", "N-2"), (other, "N-2", "N-1")):
            body = deal.sudo().message_ids[:1].body
            self.assertIn(number, body)
            self.assertNotIn(foreign, body)

    def test_letter_needs_an_address(self):
        rows = self._get_missing()
        self.assertRefused(
            ["with a client"], self._write_letter(rows.browse()).action_send
        )
        self.client.email = False
        self.assertRefused(
            ["Client", "No e-mail"], self._write_letter(rows).action_send
        )

    def test_who_may_write_it(self):
        rows = self._get_missing()
        self._write_letter(rows, self.salesperson).action_send()
        for user in (self.planner, self.stranger, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._write_letter(rows, user)
        both = self.colleague
        both.group_ids += self.env.ref("sales_process.group_reader")
        with self.assertRaises(AccessError):
            self._write_letter(rows, both).action_send()


@tagged("post_install", "-at_install")
class TestOriginalReminder(OriginalsCommon):
    """The salesperson is told of originals that do not come back."""

    def setUp(self):
        super().setUp()
        self._set_days(14)
        self._age(20)

    def _set_days(self, days):
        self.env["sales.settings"]._set_values({"original_remind_days": days})

    def _age(self, days):
        day = fields.Date.today() - timedelta(days=days)
        row = self._get_row(self.deal, "contract")
        row._note_given("paper", self.salesperson, "", day)

    def _run(self):
        """The scheduled action, without its commits."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=1.0):
            self.env["sales.document.register"]._cron_remind_originals()
        self.env.invalidate_all()

    def _get_tasks(self):
        return self.deal.sudo().activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(GET_ORIGINALS)
        )

    def test_late_original_gives_one_task(self):
        self._run()
        self._run()

        task = self._get_tasks()
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("Contract N-1", task.note)
        self.assertNotIn(self.invoice.name, task.note)

    def test_what_is_told_is_told_again_after_the_same_days(self):
        self._run()
        self._get_tasks().action_feedback()
        self._run()
        self.assertFalse(self._get_tasks())

        trace = self.env["sales.document.trace"].search(
            [("res_id", "=", self.contract.id), ("res_model", "=", "sales.document")]
        )
        trace.date_reminded = fields.Date.today() - timedelta(days=14)
        self._run()

        self.assertEqual(len(self._get_tasks()), 1)

    def test_task_is_no_next_step(self):
        self._run()

        self.assertNotIn(self._get_tasks(), self.deal.sudo()._get_steps())

    def test_received_originals_finish_the_task(self):
        self._run()
        rows = self._get_missing()
        rows.filtered(
            lambda r: r.res_model == "account.move"
        ).action_receive_originals()
        self.assertTrue(self._get_tasks())

        self._get_missing().action_receive_originals()
        self.env.invalidate_all()

        self.assertFalse(self._get_tasks())

    def test_no_reminder(self):
        for name, prepare in (
            ("switched off", lambda: self._set_days(0)),
            ("too early", lambda: self._set_days(21)),
            (
                "the paper is here",
                lambda: self._get_missing().action_receive_originals(),
            ),
        ):
            with self.subTest(name):
                prepare()
                self._run()
                self.assertFalse(self._get_tasks())

    def test_one_failing_deal_does_not_stop_the_others(self):
        other = self._create_deal(name="Second")
        self._create_document(other, number="N-2", date="2026-01-01")
        lead = type(self.deal)
        remind, deal = lead._remind_of_originals, self.deal

        def fail(record, *args):
            if record.id == deal.id:
                raise ValueError("broken")
            return remind(record, *args)

        self.patch(lead, "_remind_of_originals", fail)
        with self.assertLogs("odoo.addons.sales_process", "ERROR"):
            self._run()

        self.assertFalse(self._get_tasks())
        self.assertTrue(
            other.sudo().activity_ids.filtered(
                lambda t: t.activity_type_id == self.env.ref(GET_ORIGINALS)
            )
        )

    def test_days_are_not_negative(self):
        with self.assertRaises(UserError):
            self.env["sales.settings"].create({"original_remind_days": -1})


@tagged("post_install", "-at_install")
class TestStepsCost(OriginalsCommon):
    """One document or fifty: the same number of queries."""

    FIELDS = (
        "kind_id", "number", "date_sent", "sent_how", "sent_to", "waiting_days",
        "steps", "original_date", "original_place", "signed_on", "can_attach",
    )  # fmt: skip

    def _count(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def _read_list(self):
        register = self.env["sales.document.register"].with_user(self.accountant)
        spec = {name: {} for name in self.FIELDS}
        return register.web_search_read(
            [("lead_id", "=", self.deal.id), ("original", "=", "no")], spec
        )

    def _receive_all(self):
        self._get_missing().action_receive_originals()

    def test_list_and_receiving(self):
        self._read_list()
        one = self._count(self._read_list)
        rows = self._get_missing()
        few = self._count(rows.action_receive_originals)
        for number in range(50):
            self._create_document(self.deal, number=str(number))

        self.assertEqual(len(self._read_list()["records"]), 50)
        self.assertLessEqual(self._count(self._read_list), one)
        rows = self._get_missing()
        self.assertLessEqual(self._count(rows.action_receive_originals), few + 5)
