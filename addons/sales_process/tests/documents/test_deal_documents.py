from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestDealDocuments(DealCommon):
    def test_every_document_is_found_from_the_deal(self):
        deal = self._create_agreed_deal(
            [(self.stocked, 1), (self.made, 1), (self.bought, 1)]
        )
        deal.sudo().order_ids._create_invoices()

        for field, expected in (
            ("picking_count", 1),
            ("production_count", 1),
            ("purchase_count", 1),
            ("invoice_count", 1),
        ):
            with self.subTest(field=field):
                self.assertEqual(deal[field], expected)
        for action, model in (
            (deal.sudo().action_view_pickings(), "stock.picking"),
            (deal.sudo().action_view_productions(), "mrp.production"),
            (deal.sudo().action_view_purchases(), "purchase.order"),
            (deal.sudo().action_view_invoices(), "account.move"),
        ):
            with self.subTest(model=model):
                self.assertEqual(action["res_model"], model)
                self.assertEqual(self.env[model].search_count(action["domain"]), 1)

    def test_overdue_amount(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = deal.sudo().order_ids._create_invoices()
        invoice.write(
            {"invoice_date": date(2026, 1, 10), "invoice_date_due": date(2026, 1, 20)},
        )
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = date(2026, 1, 20)
        invoice.action_post()

        with freeze_time("2026-01-15"):
            self.env.invalidate_all()
            self.assertEqual(deal.amount_overdue, 0)
        with freeze_time("2026-01-25"):
            self.env.invalidate_all()
            self.assertEqual(deal.amount_overdue, invoice.amount_total)

    def test_nothing_is_paid_without_an_invoice(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])

        self.assertFalse(deal._passes_paid())

        self._pay(deal)
        self.assertTrue(deal._passes_paid())
