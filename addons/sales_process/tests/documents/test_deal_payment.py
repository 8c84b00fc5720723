from odoo import Command
from odoo.tests import tagged

from .register_common import RegisterClaimCommon, RegisterCommon


class PaymentVerbs:
    def _post(self, invoices):
        invoices.action_post()
        return invoices

    def _pay_invoices(self, invoices):
        for invoice in invoices:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()
        return invoices

    def _invoice(self, deal, quantity=None):
        """A posted invoice of what is left, or of a quantity of the first line."""
        invoice = deal.sudo().order_ids._create_invoices()
        if quantity:
            invoice.invoice_line_ids[0].quantity = quantity
        return self._post(invoice)

    def _is_paid(self, deal):
        self.env.invalidate_all()
        return bool(deal._passes_paid())


@tagged("post_install", "-at_install")
class TestDealPayment(PaymentVerbs, RegisterCommon):
    """A deal is paid when all of it is invoiced, and every invoice is paid."""

    def test_one_of_two_partial_invoices_is_not_enough(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        self._pay_invoices(self._invoice(deal, quantity=1))
        self.assertFalse(self._is_paid(deal))

        rest = self._invoice(deal)
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(rest)
        self.assertTrue(self._is_paid(deal))

    def test_draft_of_the_rest_is_not_invoiced(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        self._pay_invoices(self._invoice(deal, quantity=1))
        deal.sudo().order_ids._create_invoices()

        self.assertEqual(deal.sudo().order_ids.invoice_status, "invoiced")
        self.assertFalse(self._is_paid(deal))

    def _create_down_payment(self, deal):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(
                active_model="sale.order", active_ids=deal.sudo().order_ids.ids
            )
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        return self._post(wizard._create_invoices(deal.sudo().order_ids))

    def test_down_payment_is_a_part(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._pay_invoices(self._create_down_payment(deal))
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))

    def test_unpaid_down_payment_holds_the_deal(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        down_payment = self._create_down_payment(deal)
        self._pay_invoices(self._invoice(deal))
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(down_payment)
        self.assertTrue(self._is_paid(deal))

    def test_reversed_invoice_has_to_be_made_anew(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = self._invoice(deal)
        invoice._reverse_moves(cancel=True)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))

    def test_cancelled_invoice_does_not_count(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = self._invoice(deal)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(self._invoice(deal))
        self.assertTrue(self._is_paid(deal))

    def test_line_decreased_to_nothing_does_not_hold_the_deal(self):
        deal = self._create_agreed_deal([(self.stocked, 1), (self.bought, 1)])
        order = deal.sudo().order_ids
        order.order_line.filtered(
            lambda line: line.product_id == self.bought
        ).product_uom_qty = 0

        self._ship(deal)
        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))
        self.assertTrue(deal._passes_delivered())

    def test_what_is_free_needs_no_invoice(self):
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 1), (self.job, 1)])
        order.order_line[1].price_unit = 0
        deal.action_agree()
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))

    def test_order_for_nothing_is_paid_when_it_is_confirmed(self):
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 1), (self.job, 1)])
        order.order_line.price_unit = 0
        self.assertFalse(self._is_paid(deal))

        deal.action_agree()

        self.assertTrue(self._is_paid(deal))
        self.assertEqual(deal._since_paid(), {deal.id: order.sudo().date_order})

    def test_service_invoiced_by_delivery_waits_for_it(self):
        self.job.invoice_policy = "delivery"
        deal = self._create_agreed_deal([(self.stocked, 1), (self.job, 1)])
        self._pay_invoices(self._invoice(deal))
        self.assertFalse(self._is_paid(deal))

        line = deal.sudo().order_ids.order_line.filtered(
            lambda line: line.product_id == self.job
        )
        line.qty_delivered = 1
        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))

    def test_every_confirmed_order_is_asked(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._pay_invoices(self._invoice(deal))
        second = self._create_quotation(deal, [(self.stocked, 1)])
        self.assertTrue(self._is_paid(deal), "a quotation owes nothing")

        second.sudo().action_confirm()
        self.assertFalse(self._is_paid(deal))

        second.sudo()._action_cancel()
        self.assertTrue(self._is_paid(deal), "a cancelled order owes nothing")

    def test_foreign_currency(self):
        currency = self.env.ref("base.USD")
        if currency == self.env.company.currency_id:
            currency = self.env.ref("base.EUR")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2020-01-01", "rate": 0.0123}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        deal = self._create_deal()
        self._create_quotation(deal, [(self.stocked, 3)], pricelist_id=pricelist.id)
        deal.action_agree()
        invoice = self._invoice(deal)
        self.assertEqual(invoice.currency_id, currency)
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(invoice)

        self.assertTrue(self._is_paid(deal))
        self.assertEqual(self._get_row(deal, "invoice").currency_id, currency)

    def test_more_delivered_than_ordered_needs_no_further_invoice(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._pay_invoices(self._invoice(deal))
        picking = deal.sudo().order_ids.picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()

        self.assertEqual(deal.sudo().order_ids.invoice_status, "upselling")
        self.assertTrue(self._is_paid(deal))

    def test_discount_line_is_invoiced_like_any_other(self):
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 1), (self.job, 1)])
        order.order_line[1].price_unit = -5
        deal.action_agree()
        self.assertFalse(self._is_paid(deal))

        self._pay_invoices(self._invoice(deal))
        self.assertTrue(self._is_paid(deal))

    def test_sections_and_notes_owe_nothing(self):
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 1)])
        order.order_line = [
            Command.create({"display_type": "line_note", "name": "A note"})
        ]
        deal.action_agree()

        self._pay_invoices(self._invoice(deal))

        self.assertTrue(self._is_paid(deal))


@tagged("post_install", "-at_install")
class TestClaimedPayment(PaymentVerbs, RegisterClaimCommon):
    """Money that goes back for a claim does not open the payment of the deal again."""

    def test_credit_note_of_a_claim(self):
        invoice = self._pay_invoices(self._invoice(self.deal))
        claim = self._create_decided_claim("discount")
        note = self._refund(invoice)
        self.assertFalse(self._is_paid(self.deal), "a credit note nobody explains")

        claim.sudo().credit_note_id = note

        self.assertTrue(self._is_paid(self.deal))
        self.assertEqual(self._get_row(self.deal, "credit_note").res_id, note.id)

    def test_credit_note_of_goods_that_came_back(self):
        invoice = self._pay_invoices(self._invoice(self.deal))
        claim = self._create_decided_claim("take_back")
        claim.with_user(self.salesperson).action_make_return()
        self._receive_return(claim)
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id, "date": invoice.date})
        note = invoice._reverse_moves()
        note.invoice_line_ids.quantity = 1
        self._post(note)

        self.assertTrue(self._is_paid(self.deal))

    def test_return_and_replacement_of_a_claim_are_documents_of_the_deal(self):
        claim = self._create_decided_claim("take_back")
        claim.with_user(self.salesperson).action_make_return()

        row = self._get_row(self.deal, "return")

        self.assertEqual(row.res_id, claim.sudo().return_picking_ids.id)
        self.assertLess(row.amount, 0)
        self.assertEqual(self._get_row(self.deal, "claim").number, claim.name)
        self.assertEqual(self._get_row(self.deal, "claim").state, "open")
