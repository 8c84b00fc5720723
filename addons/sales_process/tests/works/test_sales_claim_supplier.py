from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestSalesClaimSupplier(ClaimCommon):
    """From which purchase the goods came, and our claim to the supplier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_vendor = cls.env["res.partner"].create({"name": "Other vendor"})
        cls.part, cls.seal = cls.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "tracking": "serial"}
                for name in ("Part", "Seal")
            ]
        )

    def _lot(self, product, name):
        return self.env["stock.lot"].create({"name": name, "product_id": product.id})

    def _make_serial(self, product, lot, components):
        """Produce a serial from components {product: lot}."""
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    (0, 0, {"product_id": part.id, "product_qty": 1})
                    for part in components
                ],
            }
        )
        production = self.env["mrp.production"].create(
            {"product_id": product.id, "product_qty": 1}
        )
        production.action_confirm()
        production.action_assign()
        production.lot_producing_ids = lot
        production.qty_producing = 1
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.assertEqual(production.state, "done")
        return production

    def test_bought_serial_tells_its_purchase(self):
        purchase = self._buy(self.serial, lot=self.lots[2])
        claim = self._create_claim(
            lot_id=self.lots[2].id, lead_id=self.deal.id, partner_id=self.client.id
        )

        claim.action_find_purchase()

        self.assertEqual(claim.purchase_id.id, purchase.id)
        self.assertEqual(claim.supplier_id, self.vendor)

    def test_made_serial_tells_the_purchase_of_its_component(self):
        part = self._lot(self.part, "P1")
        purchase = self._buy(self.part, lot=part)
        self._make_serial(self.serial, self.lots[2], {self.part: part})
        claim = self._create_claim(lot_id=self.lots[2].id, lead_id=self.deal.id)

        claim.action_find_purchase()

        self.assertEqual(claim.purchase_id.id, purchase.id)

    def test_component_of_a_component(self):
        seal, part = self._lot(self.seal, "S1"), self._lot(self.part, "P1")
        purchase = self._buy(self.seal, lot=seal)
        self._make_serial(self.part, part, {self.seal: seal})
        self._make_serial(self.serial, self.lots[2], {self.part: part})
        claim = self._create_claim(lot_id=self.lots[2].id, lead_id=self.deal.id)

        claim.action_find_purchase()

        self.assertEqual(claim.purchase_id.id, purchase.id)

    def test_of_several_purchases_the_user_chooses(self):
        part, seal = self._lot(self.part, "P1"), self._lot(self.seal, "S1")
        self._buy(self.part, lot=part)
        second = self._buy(self.seal, lot=seal, vendor=self.other_vendor)
        self._make_serial(self.serial, self.lots[2], {self.part: part, self.seal: seal})
        claim = self._create_claim(lot_id=self.lots[2].id, lead_id=self.deal.id)

        action = claim.action_find_purchase()
        lines = self.env["sales.claim.source"].with_user(self.salesperson)
        found = lines.search(action["domain"])
        self.assertFalse(claim.purchase_id)
        self.assertEqual(found.product_id, self.part | self.seal)
        names = found.web_read({"supplier_id": {}, "lot_id": {}, "purchase_id": {}})
        self.assertEqual(len(names), 2)
        found.filtered(lambda line: line.lot_id == seal).action_choose()

        self.assertEqual(claim.purchase_id.id, second.id)
        self.assertEqual(claim.supplier_id, self.other_vendor)

    def test_candidates_are_shown_to_who_asked(self):
        line = (
            self.env["sales.claim.source"]
            .with_user(self.salesperson)
            .sudo()
            .create(
                {
                    "claim_id": self._create_claim().id,
                    "purchase_id": self._buy(self.serial, lot=self.lots[2]).id,
                }
            )
        )

        self.assertTrue(line.with_user(self.salesperson).read(["purchase_id"]))
        with self.assertRaises(AccessError):
            line.with_user(self.colleague).read(["purchase_id"])

    def test_without_a_serial_the_order_tells_the_purchase(self):
        deal = self._create_agreed_deal([(self.bought, 1)])
        self._receive(deal)
        self._ship(deal)
        claim = self._create_claim(
            lot_id=False, lead_id=deal.id, product_id=self.bought.id,
            order_id=deal.sudo().order_ids.id,
        )  # fmt: skip

        claim.action_find_purchase()

        purchases = deal.sudo().order_ids.stock_reference_ids.purchase_ids
        self.assertEqual(claim.purchase_id.id, purchases.id)

    def test_nothing_found_is_said(self):
        self.assertRefused(
            ["No supplier order"], self._create_claim().action_find_purchase
        )

    def test_buyer_gets_the_claim_to_the_supplier(self):
        buyer = self.env["res.users"].create(
            {
                "name": "Buyer",
                "login": "t_buyer",
                "group_ids": [(4, self.env.ref("purchase.group_purchase_user").id)],
            }
        )
        purchase = self._buy(self.serial, lot=self.lots[2])
        purchase.user_id = buyer
        claim = self._create_claim(lot_id=self.lots[2].id, lead_id=self.deal.id)
        claim.action_examine()
        self.assertRefused(["Find the supplier"], claim.action_claim_supplier)
        claim.action_find_purchase()
        claim.conclusion = "The seal is worn"

        claim.action_claim_supplier()

        self.assertEqual(claim.supplier_state, "sent")
        self.assertTasks(purchase, supplier_claim=buyer)
        note = purchase.activity_ids.note
        for words in (purchase.name, "C", "It leaks", "The seal is worn"):
            self.assertIn(words, note)
        self.assertRefused(["another step"], claim.action_claim_supplier)
        self.assertRefused(["another step"], claim.action_find_purchase)

    def _create_sent_claim(self):
        self._buy(self.serial, lot=self.lots[2])
        claim = self._create_claim(lot_id=self.lots[2].id, lead_id=self.deal.id)
        claim.action_examine()
        claim.action_find_purchase()
        claim.action_claim_supplier()
        return claim

    def test_accepted_by_the_supplier(self):
        claim = self._create_sent_claim()

        claim.action_supplier_accepted()

        self.assertEqual(claim.supplier_state, "accepted")
        self.assertFalse(claim.sudo().purchase_id.activity_ids)
        self.assertFalse(claim.lawyer_id)
        self.assertRefused(["another step"], claim.action_supplier_refused)

    def test_refusal_of_the_supplier_goes_to_the_lawyer(self):
        claim = self._create_sent_claim()
        self.env["sales.settings"]._set_values({"claim_lawyer_id": self.accountant.id})

        claim.action_supplier_refused()

        self.assertEqual(claim.supplier_state, "refused")
        self.assertEqual(claim.lawyer_id, self.accountant)

    def test_own_letter_stays(self):
        self._buy(self.serial, lot=self.lots[2])
        claim = self._create_claim(
            lot_id=self.lots[2].id, lead_id=self.deal.id, supplier_text="My words"
        )
        claim.action_examine()
        claim.action_find_purchase()

        claim.action_claim_supplier()

        self.assertEqual(claim.supplier_text, "My words")
