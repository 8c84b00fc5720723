from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..passport_common import PassportCommon


@tagged("post_install", "-at_install")
class TestPassportRights(PassportCommon):
    """What each role sees of a serial number, and what not, also by a direct call."""

    def setUp(self):
        super().setUp()
        self.part = self._receive_lot(self.gauge, "G-1", 20)
        inner = self._make(self.block, "B-1", parts={self.part: 1})
        self.lot = self._make(self.unit, "U-1", parts={inner: 1})
        self.deal = self._sell(self.lot, name="Secret deal")
        self.order = self.deal.sudo().order_ids
        self.work = self.env["equipment.work"].create(
            {
                "partner_id": self.client.id,
                "lead_id": self.deal.id,
                "lot_ids": [(6, 0, self.lot.ids)],
                "remark": "Secret remark",
            }
        )
        self.claim = (
            self.env["sales.claim"]
            .with_user(self.salesperson)
            .create({"lot_id": self.lot.id, "description": "Secret claim"})
        )
        self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "res_model": "stock.lot",
                "res_id": self.lot.id,
                "raw": b"x",
            }
        )

    def _get(self, user, lot=None):
        self.env.invalidate_all()
        return (lot or self.lot).with_user(user).get_passport()

    def assertSees(self, user, words, not_words):
        text = self._get_words(self._get(user))
        for word in words:
            self.assertIn(word, text, f"{user.login} should see {word}")
        for word in not_words:
            self.assertNotIn(word, text, f"{user.login} should not see {word}")

    def test_who_sees_what(self):
        technical = ["Unit", "U-1", "B-1", "G-1", "Vendor"]
        client = ["Street 1", self.client.phone]
        deal = ["Secret deal", self.order.name]
        works = ["Secret remark"]
        claim = ["Secret claim"]
        file = ["secret.pdf"]
        delivery = [self.order.picking_ids.name]
        everything = technical + client + deal + works + claim + file + delivery
        for user, hidden in (
            (self.salesperson, []),
            (self.head, []),
            (self.planner, []),
            (self.accountant, []),
            (self.engineer, deal),
            (self.colleague, client + deal + works + claim + file + delivery),
            (self.other_head, client + deal + works + claim + file + delivery),
            (self.keeper, client + deal + works + claim + file),
        ):
            with self.subTest(user.login):
                self.assertSees(
                    user, [word for word in everything if word not in hidden], hidden
                )

    def test_the_claim_of_another_engineer(self):
        self.claim.sudo().user_id = self.salesperson

        self.assertSees(self.engineer, ["Secret remark"], ["Secret claim"])

    def test_the_colleague_is_told_why(self):
        page = self._get(self.colleague)

        self.assertIn("another salesperson's deal", page["notice"])
        row = self._get_section(page, "shipments")["rows"][0]
        self.assertEqual(row["title"], "Belongs to another salesperson's deal")
        self.assertIsNone(row["link"])
        self.assertIsNone(self._get_section(page, "deals"))
        self.assertEqual(self._get(self.salesperson)["notice"], "")
        self.assertEqual(self._get(self.keeper)["notice"], "")

    def test_strangers_see_nothing(self):
        portal = self.env["res.users"].create(
            {
                "login": "t_portal",
                "partner_id": self.client.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        for user in (self.stranger, portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._get(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.lot.with_user(user).action_open_passport()

    def test_the_deputy_sees_what_he_stands_in_for(self):
        self.salesperson.sales_deputy_id = self.colleague

        self.assertSees(self.colleague, ["Secret deal", "Street 1"], [])

    def test_one_client_of_a_batch_is_own_the_other_not(self):
        self._sell({self.part: 2}, name="Own deal")
        self._sell(
            {self.part: 2},
            user=self.colleague,
            partner_id=self.other_client.id,
            name="Other deal",
        )
        self.other_client.street = "Street 2"

        text = self._get_words(self._get(self.salesperson, self.part))
        for word in ("Own deal", "Street 1"):
            self.assertIn(word, text)
        for word in ("Other deal", "Other client", "Street 2"):
            self.assertNotIn(word, text)

    def test_goods_that_wait_for_the_deal_of_another(self):
        part = self._receive_lot(self.gauge, "G-7", 1)
        inner = self._make(self.block, "B-7", parts={part: 1})
        lot = self._make(self.unit, "U-7", parts={inner: 1})
        deal = self._create_agreed_deal([(self.unit, 1)])
        deal.sudo().name = "Waiting deal"
        self.assertEqual(deal.sudo().order_ids.picking_ids.move_line_ids.lot_id, lot)

        self.assertIn("Waiting deal", self._get_words(self._get(self.salesperson, lot)))
        page = self._get(self.colleague, lot)
        self.assertNotIn("Waiting deal", self._get_words(page))
        self.assertIn("another salesperson's deal", page["notice"])
        self.assertNotIn("Waiting deal", self._get_words(self._get(self.engineer, lot)))

    def test_a_delivery_without_an_order(self):
        """The client's own salesperson sees it; others the goods only."""
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.other_client.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    (0, 0, {"product_id": self.gauge.id, "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id}),
                ],
            }
        )  # fmt: skip
        picking.action_confirm()
        self._do(picking, {self.gauge: {self.part: 1}})
        self.other_client.user_id = self.colleague

        for user, sees in ((self.colleague, True), (self.salesperson, False)):
            with self.subTest(user.login):
                text = self._get_words(self._get(user, self.part))
                self.assertEqual("Other client" in text, sees)

    def test_links_open_only_what_one_may_read(self):
        def links(user):
            page = self._get(user)
            holders = [*page["facts"], *page["timeline"]]
            for section in page["sections"]:
                for row in section["rows"]:
                    holders += [row, *row["facts"]]
            return {
                (holder["link"]["model"], holder["link"]["id"])
                for holder in holders
                if holder["link"] and "model" in holder["link"]
            }

        users = (
            self.salesperson, self.colleague, self.head, self.other_head,
            self.planner, self.engineer, self.accountant, self.keeper,
        )  # fmt: skip
        for user in users:
            found = links(user)
            self.assertTrue(found)
            for model, number in found:
                with self.subTest(user=user.login, model=model):
                    record = self.env[model].with_user(user).browse(number)
                    self.assertTrue(record.has_access("read"))
        self.assertIn(("crm.lead", self.deal.id), links(self.salesperson))
        self.assertNotIn("crm.lead", {model for model, _id in links(self.engineer)})

    def test_the_page_changes_nothing(self):
        for user in (self.salesperson, self.engineer, self.keeper):
            self.env.flush_all()
            before = self.lot.write_date
            self._get(user)
            self.env.flush_all()
            self.assertEqual(self.lot.write_date, before)

    def test_a_number_of_another_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        lot = self.env["stock.lot"].create(
            {"name": "X", "product_id": self.unit.id, "company_id": company.id}
        )

        with self.assertRaises(AccessError):
            self._get(self.salesperson, lot)
