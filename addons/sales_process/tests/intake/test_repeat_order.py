from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..triage_common import TriageCommon


@tagged("post_install", "-at_install")
class TestRepeatOrder(TriageCommon):
    """The last order again, at today's prices (R042)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls._create_client(
            name="Works", user_id=cls.seller.id, phone="+7 999 000-11-22"
        )
        cls.pump, cls.hose, cls.oil = cls.env["product.product"].create(
            [
                {"name": name, "list_price": 100.0, "type": "consu"}
                for name in ("Pump", "Hose", "Oil")
            ]
        )
        cls.kind = cls.env["sales.equipment.type"].create({"name": "Pumps"})
        cls.old_deal = cls._create_lead(
            partner_id=cls.client.id,
            user_id=cls.seller.id,
            equipment_type_ids=[Command.set(cls.kind.ids)],
        )
        cls.order = cls._create_order(opportunity_id=cls.old_deal.id)

    @classmethod
    def _create_order(cls, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.client.id,
                "user_id": cls.seller.id,
                "team_id": cls.vacuum.id,
                "order_line": cls._prepare_lines(),
                **values,
            }
        )
        order.write({"state": "sale", "date_order": datetime(2026, 3, 2)})
        return order

    @classmethod
    def _prepare_lines(cls):
        def line(product, quantity):
            return Command.create(
                {"product_id": product.id, "product_uom_qty": quantity}
            )

        def section(name, **values):
            return Command.create(
                {"display_type": "line_section", "name": name, **values}
            )

        return [
            section("Pumps"),
            line(cls.pump, 2),
            line(cls.hose, 5),
            section("Options", is_optional=True),
            line(cls.oil, 7),
        ]

    def _repeat(self, record, user=None):
        known = self.env["crm.lead"].search([])
        action = record.with_user(user or self.seller).action_repeat_order()
        deal = self.env["crm.lead"].search([]) - known
        self.assertEqual(len(deal), 1)
        return deal, action

    def test_a_deal_with_a_quotation_of_the_same_lines(self):
        self.pump.list_price = 150.0

        deal, action = self._repeat(self.client)

        self.assertEqual(action["res_id"], deal.id)
        self.assertEqual(deal.type, "opportunity")
        self.assertEqual(deal.user_id, self.seller)
        self.assertEqual(deal.team_id, self.vacuum)
        self.assertEqual(deal.equipment_type_ids, self.kind)
        quotation = deal.order_ids
        self.assertEqual(quotation.state, "draft")
        lines = quotation.order_line.mapped(
            lambda line: (
                line.display_type or line.product_id.name,
                line.product_uom_qty,
                line.price_unit,
                line.is_optional,
            )
        )
        self.assertEqual(
            [line[0] for line in lines],
            ["line_section", "Pump", "Hose", "line_section", "Oil"],
        )
        self.assertEqual([line[1] for line in lines], [0, 2, 5, 0, 7])
        self.assertEqual([line[2] for line in lines], [0, 150, 100, 0, 100])
        self.assertTrue(quotation.order_line[3].is_optional)
        self.assertEqual(quotation.user_id, self.seller)

    def test_the_pricelist_of_today(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Half",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        self.order.order_line.filtered("product_id").price_unit = 1.0
        self.client.property_product_pricelist = pricelist

        deal, _action = self._repeat(self.client)

        self.assertEqual(deal.order_ids.pricelist_id, pricelist)
        line = deal.order_ids.order_line.filtered(lambda ln: ln.product_id == self.pump)
        self.assertEqual(line.price_subtotal, 100.0)

    def test_what_is_not_sold_any_more_is_named(self):
        self.hose.product_tmpl_id.active = False
        self.oil.sale_ok = False

        deal, _action = self._repeat(self.client)

        products = deal.order_ids.order_line.product_id
        self.assertEqual(products, self.pump)
        for record in (deal, deal.order_ids):
            text = " ".join(record.message_ids.mapped("body"))
            self.assertIn("Hose", text)
            self.assertIn("Oil", text)
            self.assertNotIn("Pump", text)

    def test_the_last_confirmed_order_is_taken(self):
        newer = self._create_order(order_line=[])
        newer.date_order = datetime(2026, 3, 10)
        draft = self._create_order()
        draft.write({"state": "draft", "date_order": datetime(2026, 3, 15)})
        cancelled = self._create_order()
        cancelled.write({"state": "cancel", "date_order": datetime(2026, 3, 16)})
        self.assertIn(newer.name, self.client.last_order_info)

    def test_the_offer_in_words(self):
        person = self.env["res.partner"].create(
            {"name": "Ivan", "parent_id": self.client.id, "email": "i@works.example"}
        )
        inquiry = self._create_inquiry(email_from="i@works.example")
        self.assertEqual(inquiry.partner_id, person)
        info = inquiry.last_order_info
        self.assertIn(self.order.name, info)
        self.assertIn(format_date(self.env, self.order.date_order), info)
        self.assertFalse(self._create_new().last_order_info)

    def test_the_order_is_shown_to_who_may_repeat_it(self):
        for user in (self.seller, self.head, self.director):
            with self.subTest(user.name):
                self.assertTrue(self.client.with_user(user).last_order_info)
        for user in (self.colleague, self.other_seller, self.other_head, self.triage):
            with self.subTest(user.name):
                self.assertFalse(self.client.with_user(user).last_order_info)
        with self.assertRaises(AccessError):
            self.client.with_user(self.storekeeper).read(["last_order_info"])

    def test_no_order_to_repeat(self):
        other = self._create_client(user_id=self.seller.id)
        with self.assertRaisesRegex(UserError, "no confirmed order"):
            other.with_user(self.seller).action_repeat_order()

    # ---- from where --------------------------------------------------------------

    def test_from_an_inquiry(self):
        source = self.env["utm.source"].create({"name": "Exhibition"})
        inquiry = self._create_inquiry(phone="8 999 000-11-22", source_id=source.id)
        deal, _action = self._repeat(inquiry)
        self.assertEqual(inquiry.lead_id, deal)
        self.assertEqual(deal.source_id, source)
        self.assertEqual(inquiry.state, "work")
        self.assertEqual(self.old_deal.inquiry_ids, self.env["sales.inquiry"])

    def test_an_own_lead_of_the_inquiry_joins_the_deal(self):
        inquiry = self._create_new()
        lead = inquiry.lead_id
        inquiry.partner_id.parent_id = self.client
        inquiry._assign(self.seller)

        deal, _action = self._repeat(inquiry)

        self.assertFalse(lead.exists())
        self.assertEqual(inquiry.lead_id, deal)
        self.assertEqual(deal.type, "opportunity")
        self.assertEqual(len(deal.order_ids), 1)

    def test_from_a_call(self):
        call = self.Call.register(
            {
                "provider": "pbx",
                "external_id": "1",
                "number": "8 999 000-11-22",
                "user_id": self.seller.id,
            }
        )
        self.assertIn(self.order.name, call.last_order_info)
        deal, _action = self._repeat(call)
        self.assertEqual(call.lead_id, deal)

    def test_from_a_lead_and_from_a_deal(self):
        lead = self._create_lead(
            type="lead", partner_id=self.client.id, user_id=self.seller.id
        )
        deal, _action = self._repeat(lead)
        self.assertFalse(lead.exists(), "the lead has become the deal")
        other, _action = self._repeat(deal)
        self.assertTrue(deal.exists())
        self.assertNotEqual(other, deal)

    # ---- who may -----------------------------------------------------------------

    def test_not_the_client_of_a_colleague(self):
        for user in (self.colleague, self.other_seller, self.other_head, self.triage):
            with self.subTest(user.name), self.assertRaises(UserError):
                self.client.with_user(user).action_repeat_order()

    def test_the_head_and_the_director_may(self):
        for user in (self.head, self.director):
            with self.subTest(user.name):
                deal, _action = self._repeat(self.client, user)
                self.assertEqual(deal.user_id, self.seller)

    def test_who_was_given_the_inquiry_may(self):
        inquiry = self._create_inquiry(phone="8 999 000-11-22")
        inquiry._assign(self.other_seller)
        deal, action = self._repeat(inquiry, self.other_seller)
        self.assertEqual(deal.user_id, self.seller)
        self.assertIn(self.seller.name, action["params"]["message"])

    def test_the_salesperson_has_left(self):
        self.seller.active = False
        deal, action = self._repeat(self.client, self.colleague)
        self.assertEqual(deal.user_id, self.colleague)
        self.assertEqual(action["res_id"], deal.id)
        self.assertEqual(len(deal.order_ids.order_line), 5)
        with self.assertRaises(UserError):
            self.client.with_user(self.other_seller).action_repeat_order()

    def test_an_order_of_nobody_s_rights_is_read(self):
        self.order.user_id = self.other_seller
        with self.assertRaises(AccessError):
            self.order.with_user(self.seller).read(["name"])
        deal, _action = self._repeat(self.client)
        self.assertEqual(len(deal.order_ids.order_line), 5)

    # ---- the voice form ----------------------------------------------------------

    def test_from_the_voice_form(self):
        form = Form(self.env["sales.inquiry.phone"].with_user(self.seller))
        form.number = "8 999 000-11-22"
        self.assertIn(self.order.name, form.last_order_info)
        form.text = "The same again"
        wizard = form.save()
        deal, _action = self._repeat(wizard)
        self.assertEqual(deal.inquiry_ids.body, "The same again")
        self.assertEqual(deal.inquiry_ids.call_id.lead_id, deal)
