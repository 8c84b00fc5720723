from datetime import datetime

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.process.crm_lead_history import ALWAYS
from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDocumentsSigned(RegisterCommon):
    """A deal closes only when its documents are complete (R102)."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal([(self.stocked, 1)])
        self.requirement = self.env.ref(
            "sales_process.stage_closed_requires_documents_signed"
        )
        self.requirement.active = True

    def _passes(self, deal=None):
        self.env.invalidate_all()
        return bool((deal or self.deal)._passes_documents_signed())

    def _bring_to_service(self):
        self._ship(self.deal)
        self.deal.action_service_refused(self.refusal)
        self.assertStage(self.deal, "service")

    def test_unsigned_contract_is_missing(self):
        self.assertTrue(self._passes())
        document = self._create_document(self.deal)
        self.assertFalse(self._passes())

        document.is_signed = True
        self.assertTrue(self._passes())

    def test_original_is_missing_when_the_kind_asks_for_it(self):
        document = self._create_document(self.deal, is_signed=True)
        self._get_kind("contract").needs_original = True
        self.assertFalse(self._passes())

        document.original_received = True
        self.assertTrue(self._passes())

    def test_closing_kind_has_to_be_done(self):
        self._get_kind("shipment").is_closing = True
        self.assertFalse(self._passes())

        self._ship(self.deal)
        self.assertTrue(self._passes())

    def test_cancelled_document_is_not_asked_for(self):
        document = self._create_document(self.deal)
        document.action_cancel()

        self.assertTrue(self._passes())

    def test_paid_deal_waits_for_the_documents_and_closes_by_itself(self):
        document = self._create_document(self.deal, number="15/2026")
        self._bring_to_service()
        self._pay(self.deal)
        self.assertStage(self.deal, "service")

        self.assertRefused(
            ["Get all documents signed", "Contract 15/2026", "not signed"],
            self.deal.action_close,
        )
        document.is_signed = True

        self.assertStage(self.deal, "closed")

    def test_scan_by_the_accountant_closes_the_deal(self):
        self._get_kind("shipment").needs_signature = True
        self._bring_to_service()
        self._pay(self.deal)
        self.assertStage(self.deal, "service")

        self._attach_scan(self.deal.sudo().order_ids.picking_ids, user=self.accountant)

        self.assertStage(self.deal, "closed")

    def test_message_says_what_is_missing_of_each(self):
        self._get_kind("contract").needs_original = True
        self._get_kind("invoice").is_closing = True
        self._create_document(self.deal, number="1")
        self._create_document(self.deal, number="2", is_signed=True)
        invoice = self.deal.sudo().order_ids._create_invoices()
        invoice.action_post()
        self._bring_to_service()

        self.assertRefused(
            [
                "Contract 1 (not signed, no original)",
                "Contract 2 (no original)",
                f"Invoice {invoice.name} (not done)",
            ],
            self.deal.action_close,
        )

    def test_many_missing_documents_are_named_in_part(self):
        for number in range(12):
            self._create_document(self.deal, number=f"D-{number:02}")
        self._bring_to_service()

        self.assertRefused(["D-11", "D-02", "…"], self.deal.action_close)

    def test_checklist_of_the_deal_names_them_too(self):
        self._create_document(self.deal, number="77")
        self._bring_to_service()
        self.env.invalidate_all()

        texts = [item["text"] for item in self.deal.process_panel["items"]]
        links = [item["link"] for item in self.deal.process_panel["items"]]

        self.assertIn("Get all documents signed: Contract 77 (not signed)", texts)
        self.assertIn({"kind": "field", "name": "register_ids"}, links)

    def test_switched_off_requirement_asks_nothing(self):
        self.requirement.active = False
        self._create_document(self.deal)
        self._bring_to_service()

        self._pay(self.deal)

        self.assertStage(self.deal, "closed")

    def test_since_when_documents_are_signed(self):
        self.assertEqual(self.deal._since_documents_signed(), {self.deal.id: ALWAYS})
        document = self._create_document(self.deal)
        self.env.invalidate_all()
        self.assertEqual(self.deal._since_documents_signed(), {})

        document.write({"is_signed": True, "signed_on": "2026-01-10"})
        self.env.invalidate_all()

        self.assertEqual(
            self.deal._since_documents_signed(), {self.deal.id: datetime(2026, 1, 10)}
        )

    def test_many_deals_are_asked_at_once(self):
        deals = self.deal
        for number in range(5):
            deals |= self._create_deal(name=f"Deal {number}")
        self._create_document(deals[1])
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertQueryCount(3):
            passed = deals.sudo()._passes_documents_signed()

        self.assertEqual(passed, (deals - deals[1]).sudo())

    def test_merged_deals_keep_their_documents(self):
        other = self._create_deal(name="Second")
        document = self._create_document(other)

        merged = (self.deal | other).sudo().merge_opportunity()

        self.assertEqual(document.sudo().lead_id, merged)
        self.assertEqual(len(merged.document_ids), 1)


@tagged("post_install", "-at_install")
class TestRegisterCost(RegisterCommon):
    """One document or fifty: the same number of queries."""

    FIELDS = (
        "kind_id", "number", "date", "amount", "currency_id", "state", "state_text",
        "signed", "original", "file_count", "can_attach",
    )  # fmt: skip

    def _count_queries(self, deal):
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {name: {} for name in self.FIELDS}
        spec["kind_id"] = {"fields": {"display_name": {}}}
        before = self.env.cr.sql_log_count
        deal.web_read({"register_ids": {"fields": spec}, "register_count": {}})
        return self.env.cr.sql_log_count - before

    def test_page_of_a_deal(self):
        deal = self._create_deal()
        self._create_document(deal, attachment_ids=[(6, 0, self._create_file().ids)])
        self._count_queries(deal)
        one = self._count_queries(deal)

        for number in range(50):
            self._create_document(
                deal,
                number=str(number),
                attachment_ids=[(6, 0, self._create_file().ids)],
            )

        self.assertEqual(self._count_queries(deal), one)
        self.assertEqual(deal.register_count, 51)

    def test_every_source_is_asked_by_an_index(self):
        """With the tables closed to reading from end to end, no branch needs it."""
        register = self.env["sales.document.register"]
        query = register._search([("lead_id", "=", 1)])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        explain = "\n".join(row[0] for row in rows)

        for table in (
            "sale_order", "sale_order_line", "account_move", "stock_move",
            "mrp_production", "purchase_order", "equipment_work", "sales_claim",
            "sales_document", "sales_document_trace", "sales_contract",
        ):  # fmt: skip
            with self.subTest(table=table):
                self.assertNotIn(f"Seq Scan on {table} ", explain)
