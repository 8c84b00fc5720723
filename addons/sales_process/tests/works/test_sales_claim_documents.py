from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestSalesClaimDocuments(ClaimCommon):
    """Returns, replacements, repairs, credit notes made from a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user = cls.env.ref("stock.group_stock_user")

    def test_return_takes_the_claimed_serial(self):
        for lot in (self.lots[1], self.lots[0]):
            claim = self._create_decided_claim("take_back", lot_id=lot.id)
            claim.action_make_return()
            picking = claim.sudo().return_picking_ids
            self.assertEqual(picking.move_line_ids.lot_id, lot)
            self.assertEqual(picking.move_line_ids.quantity, 1)

    def test_take_back_is_closed_when_the_goods_are_back(self):
        claim = self._create_decided_claim("take_back")
        self.assertRefused(["Make the return"], claim.action_close)
        claim.action_make_return()
        picking = claim.sudo().return_picking_ids
        self.assertRefused([picking.name], claim.action_close)

        self._receive_return(claim)
        claim.action_close()

        self.assertEqual(claim.state, "closed")
        self.assertEqual(self.lots[0].product_qty, 1)

    def test_goods_may_come_back_before_the_decision(self):
        claim = self._create_claim()
        claim.action_examine()

        claim.action_make_return()

        self.assertEqual(claim.picking_count, 1)

    def test_goods_are_returned_once(self):
        claim = self._create_decided_claim("take_back")
        claim.action_make_return()

        self.assertRefused(["no delivery"], claim.action_make_return)
        second = self._create_claim()
        second.action_examine()
        self.assertRefused(["no delivery"], second.action_make_return)

    def test_cancelled_return_can_be_made_anew(self):
        claim = self._create_decided_claim("take_back")
        claim.action_make_return()
        claim.sudo().return_picking_ids.action_cancel()
        self.assertRefused(["Make the return"], claim.action_close)

        claim.action_make_return()

        self.assertEqual(claim.picking_count, 1)
        self.assertEqual(len(claim.sudo().picking_ids), 2)

    def test_goods_never_delivered_are_not_returned(self):
        claim = self._create_claim(
            lot_id=False, lead_id=self.deal.id, product_id=self.orphan.id
        )
        claim.action_examine()
        self.assertRefused(["orphan"], claim.action_make_return)

        claim.product_id = False
        self.assertRefused(["the product"], claim.action_make_return)

    def test_stock_user_gets_the_core_wizard(self):
        self.salesperson.group_ids |= self.stock_user
        claim = self._create_decided_claim("take_back", lot_id=self.lots[1].id)

        action = claim.action_make_return()
        self.assertEqual(action["res_model"], "stock.return.picking")
        form = Form(
            self.env["stock.return.picking"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
        )
        wizard = form.save()
        self.assertEqual(wizard.product_return_moves.quantity, 1)
        wizard.action_create_returns()

        self.assertEqual(claim.return_picking_ids.move_line_ids.lot_id, self.lots[1])

    def test_wizard_does_not_link_foreign_claims(self):
        self.colleague.group_ids |= self.stock_user
        claim = self._create_decided_claim("take_back")
        move = claim.sudo()._get_delivered_move()
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": move.picking_id.id, "claim_id": claim.id}
        )

        with self.assertRaises(AccessError):
            wizard.with_user(self.colleague)._create_return()

    def test_quantity_without_serials(self):
        deal = self._create_agreed_deal([(self.stocked, 5)])
        self._ship(deal)
        values = {
            "lot_id": False,
            "order_id": deal.sudo().order_ids.id,
            "product_id": self.stocked.id,
        }
        first = self._create_decided_claim("take_back", quantity=3, **values)
        first.action_make_return()
        self.assertEqual(first.sudo().return_picking_ids.move_ids.product_uom_qty, 3)

        second = self._create_decided_claim("take_back", quantity=3, **values)
        second.action_make_return()

        self.assertEqual(second.sudo().return_picking_ids.move_ids.product_uom_qty, 2)

    def test_split_return_is_closed_with_its_rest(self):
        deal = self._create_agreed_deal([(self.stocked, 5)])
        self._ship(deal)
        claim = self._create_decided_claim(
            "take_back",
            lot_id=False,
            quantity=5,
            order_id=deal.sudo().order_ids.id,
            product_id=self.stocked.id,
        )
        claim.action_make_return()
        picking = claim.sudo().return_picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        rest = picking.backorder_ids
        self.assertEqual(rest.move_ids.product_uom_qty, 3)
        self.assertRefused([rest.name], claim.action_close)

        self._finish(rest)
        claim.action_close()

        self.assertEqual(claim.state, "closed")

    def test_replacement_is_delivered(self):
        claim = self._create_decided_claim("replace")
        self.env["stock.quant"]._update_available_quantity(
            self.serial, self.warehouse.lot_stock_id, 1, lot_id=self.lots[2]
        )

        claim.action_make_return()
        replacement = claim.sudo().replacement_picking_ids
        self.assertEqual(replacement.state, "assigned")
        self._receive_return(claim)
        self.assertRefused([replacement.name], claim.action_close)
        self._finish(replacement)
        claim.action_close()

        self.assertEqual(claim.picking_count, 2)
        self.assertEqual(claim.state, "closed")

    def test_repair_is_made_once_and_prefilled(self):
        claim = self._create_decided_claim("repair", user_id=self.engineer.id)
        claim.conclusion = "The seal is worn"

        claim.action_make_repair()
        claim.action_make_repair()

        repair = claim.sudo().repair_ids
        self.assertEqual(len(repair), 1)
        self.assertEqual(repair.partner_id, self.client)
        self.assertEqual(repair.product_id, self.serial)
        self.assertEqual(repair.lot_id, self.lots[0])
        self.assertEqual(repair.user_id, self.engineer)
        self.assertIn("It leaks", repair.internal_notes)
        self.assertIn("The seal is worn", repair.internal_notes)

    def test_stock_user_opens_the_repair(self):
        self.salesperson.group_ids |= self.stock_user
        claim = self._create_decided_claim("repair")

        action = claim.action_make_repair()

        self.assertEqual(action["res_id"], claim.repair_ids.id)

    def test_repair_takes_the_returned_goods(self):
        claim = self._create_decided_claim("repair")
        claim.action_make_return()
        self._receive_return(claim)

        claim.action_make_repair()

        self.assertEqual(claim.sudo().repair_ids.picking_id, claim.sudo().picking_ids)

    def test_repair_closes_the_claim_when_it_is_done(self):
        claim = self._create_decided_claim("repair")
        self.assertRefused(["Make the repair"], claim.action_close)
        claim.action_make_return()
        self._receive_return(claim)
        claim.action_make_repair()
        repair = claim.sudo().repair_ids
        self.assertRefused([repair.name], claim.action_close)

        repair.action_validate()
        repair.action_repair_start()
        repair.action_repair_end()
        claim.action_close()

        self.assertEqual(claim.state, "closed")

    def test_credit_note_of_the_order_closes_the_claim(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        for decision in ("refund", "discount"):
            claim = self._create_decided_claim(decision, lot_id=self.lots[0].id)
            self.assertRefused(["credit note"], claim.action_close)
            note = self._refund(invoice)
            claim.action_close()
            self.assertEqual(claim.credit_note_id, note)

    def test_one_credit_note_closes_one_claim(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        claims = self._create_decided_claim("refund") | self._create_decided_claim(
            "refund", lot_id=self.lots[1].id
        )
        self._refund(invoice)

        claims[0].action_close()

        self.assertRefused(["credit note"], claims[1].action_close)

    def test_chosen_draft_credit_note_is_not_enough(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.client.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1})],
            }
        )
        claim = self._create_decided_claim("discount")
        claim.credit_note_id = note
        self.assertRefused(["Post the credit note"], claim.action_close)

        note.action_post()
        claim.action_close()

        self.assertEqual(claim.state, "closed")
