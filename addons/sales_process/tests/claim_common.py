from odoo import Command

from .deal_common import DealCommon


class ClaimCommon(DealCommon):
    """A shipped deal of two serials of one product, and claims about them.

    ``serial`` is the product, ``lots`` are its serials A, B (both shipped) and C (on
    stock), ``deal`` belongs to ``salesperson``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = cls.env["product.product"].create(
            {
                "name": "Serial pump",
                "is_storable": True,
                "tracking": "serial",
                "list_price": 100.0,
                "invoice_policy": "order",
            }
        )
        cls.lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.serial.id} for name in "ABC"]
        )
        for lot in cls.lots[:2]:
            cls.env["stock.quant"]._update_available_quantity(
                cls.serial, cls.warehouse.lot_stock_id, 1, lot_id=lot
            )
        cls.cause = cls.env.ref("sales_process.claim_cause_component")
        cls.Claim = cls.env["sales.claim"]

    def setUp(self):
        super().setUp()
        self.deal = self._create_agreed_deal([(self.serial, 2)])
        self._ship(self.deal)
        self.order = self.deal.sudo().order_ids

    def _create_claim(self, user=None, **values):
        """A claim about the serial A, registered by the salesperson of the deal."""
        return self.Claim.with_user(user or self.salesperson).create(
            {"lot_id": self.lots[0].id, "description": "It leaks", **values}
        )

    def _create_decided_claim(self, decision, **values):
        claim = self._create_claim(**values)
        claim.action_examine()
        claim.with_user(self.head)._decide(decision, self.cause, "So it is")
        return claim

    def _receive_return(self, claim):
        self._finish(claim.sudo().return_picking_ids)

    def _finish(self, pickings):
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings.button_validate()

    def _buy(self, product, quantity=1, lot=None, vendor=None):
        """A received purchase of a product, with a serial."""
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": (vendor or self.vendor).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_qty": quantity})
                ],
            }
        )
        purchase.button_confirm()
        move = purchase.picking_ids.move_ids
        if lot:
            move.move_line_ids.lot_id = lot
        move.write({"quantity": quantity, "picked": True})
        if lot:
            move.move_line_ids.lot_id = lot
        purchase.picking_ids.button_validate()
        return purchase

    def _refund(self, invoice):
        """A posted credit note of an invoice."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": invoice.date})
        )
        action = wizard.refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        note.action_post()
        return note

    def assertTasks(self, record, **users):
        """Exactly these open tasks: ``examine_claim=user``."""
        found = {
            task.activity_type_id.get_external_id()[task.activity_type_id.id].split(
                "mail_activity_type_"
            )[-1]: task.user_id
            for task in record.sudo().activity_ids
        }
        self.assertEqual(found, users)
