from odoo.exceptions import UserError
from odoo.tests.common import TransactionCase, new_test_user


class DealCommon(TransactionCase):
    """One department with its people, a product of each kind of supply, a client.

    ============  =======================  ==========================================
    name          group                    sees
    ============  =======================  ==========================================
    head          head of department       the vacuum department, whose leader he is
    salesperson   salesperson              own deals in the vacuum department
    colleague     salesperson              own deals, member of the same department
    other_head    head of department       the thermal department
    stranger      internal user            nothing of the process
    planner       production               reads deals
    engineer      service engineer         works
    accountant    accountant               reads deals
    ============  =======================  ==========================================

    Products: ``stocked`` (5 on stock), ``made`` (bill of materials), ``bought``
    (vendor), ``orphan`` (nothing supplies it), ``job`` (a service).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        # messages are compared with the source texts, whatever the database speaks
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.company.partner_id.lang = "en_US"
        # tests of the next step demand it themselves
        cls.env.ref("sales_process.stage_selection").require_next_step = False
        cls.team = cls.env.ref("sales_process.team_high_vacuum")
        cls.other_team = cls.env.ref("sales_process.team_thermal")
        cls._set_up_people()
        cls._set_up_products()
        cls.russia = cls.env.ref("base.ru")
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too expensive"})
        cls.competitor = cls.env["sales.competitor"].create({"name": "Rival"})
        cls.refusal = cls.env.ref("sales_process.service_refusal_expensive")
        cls.client = cls._create_client()
        cls.pump = cls.env["sales.equipment.type"].create(
            {"name": "Pump", "needs_certification": False, "needs_installation": False},
        )
        cls.chamber = cls.env["sales.equipment.type"].create(
            {
                "name": "Chamber",
                "needs_certification": True,
                "needs_installation": True,
            },
        )

    @classmethod
    def _set_up_people(cls):
        def user(login, group):
            return new_test_user(
                cls.env,
                login=login,
                groups=group,
                lang="en_US",
                email=f"{login}@deal.example",
            )

        cls.head = user("t_head", "sales_process.group_head")
        cls.salesperson = user("t_salesperson", "sales_process.group_salesperson")
        cls.colleague = user("t_colleague", "sales_process.group_salesperson")
        cls.other_head = user("t_other_head", "sales_process.group_head")
        cls.planner = user("t_planner", "sales_process.group_production")
        cls.engineer = user("t_engineer", "sales_process.group_engineer")
        cls.accountant = user("t_accountant", "sales_process.group_accountant")
        cls.stranger = user("t_stranger", "base.group_user")
        cls.team.write({"user_id": cls.head.id, "company_id": cls.env.company.id})
        cls.other_team.write({"user_id": cls.other_head.id})
        cls.env["crm.team.member"].create(
            [
                {"crm_team_id": cls.team.id, "user_id": member.id}
                for member in (cls.salesperson, cls.colleague)
            ],
        )

    @classmethod
    def _set_up_products(cls):
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)],
            limit=1,
        )
        goods = {"is_storable": True, "list_price": 100.0, "invoice_policy": "order"}
        names = ("stocked", "made", "bought", "orphan", "component")
        for name in names:
            product = cls.env["product.product"].create({"name": name, **goods})
            setattr(cls, name, product)
        cls.job = cls.env["product.product"].create(
            {"name": "job", "type": "service", "list_price": 10.0},
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.bought.seller_ids = [(0, 0, {"partner_id": cls.vendor.id, "price": 50})]
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.made.product_tmpl_id.id,
                "bom_line_ids": [
                    (0, 0, {"product_id": cls.component.id, "product_qty": 1}),
                ],
            },
        )
        cls._put_on_stock(cls.stocked, 5)
        cls._put_on_stock(cls.component, 100)

    @classmethod
    def _put_on_stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(
            product,
            cls.warehouse.lot_stock_id,
            quantity,
        )

    @classmethod
    def _speak_russian(cls):
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env["ir.module.module"].search(
            [("name", "=", "sales_process")]
        )._update_translations(["ru_RU"])

    @classmethod
    def _create_client(cls, **values):
        return cls.env["res.partner"].create(
            {
                "name": "Client",
                "is_company": True,
                "client_state": "prospect",
                "country_id": cls.russia.id,
                "vat": "7707083893",
                "l10n_ru_kpp": "773601001",
                "street": "Street 1",
                "city": "City",
                "email": "client@client.example",
                "bank_ids": [(0, 0, {"acc_number": "40702810900000000001"})],
                **values,
            },
        )

    def _create_lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "lead",
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
                "partner_id": self.client.id,
                "need": "A pump for a chamber of 2 cubic metres",
                **values,
            },
        )

    def _create_deal(self, equipment=None, **values):
        """A deal in Equipment selection, as its salesperson."""
        lead = self._create_lead(
            equipment_type_ids=[(6, 0, (equipment or self.pump).ids)],
            **values,
        ).with_user(self.salesperson)
        lead.action_convert()
        return lead

    def _create_quotation(self, deal, lines, **values):
        """Quotation of the deal, sent to the client; ``lines`` are (product, quantity)."""
        quotation = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": deal.partner_id.id,
                    "opportunity_id": deal.id,
                    "team_id": deal.team_id.id,
                    "user_id": self.salesperson.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                        for product, quantity in lines
                    ],
                    **values,
                },
            )
        )
        quotation.action_quotation_sent()
        return quotation

    def _lose(self, deal, **values):
        """The deal is lost, with all that has to be said about it."""
        deal.action_set_lost(
            lost_reason_id=self.lost_reason.id,
            competitor_id=self.competitor.id,
            **values,
        )

    def _get_promises(self, deal):
        """What the client of the deal was promised, the last first."""
        return self.env["sales.promise"].search([("lead_id", "=", deal.id)])

    def _create_agreed_deal(self, lines, equipment=None):
        deal = self._create_deal(equipment)
        self._create_quotation(deal, lines)
        deal.action_agree()
        return deal

    # ------------------------------------------------------------------- verbs

    def _conclude_service(self, deal):
        """The service contract of the deal is made and started."""
        action = deal.action_service_contract()
        contracts = deal.env["sales.service.contract"].with_context(action["context"])
        contracts.create({"lead_id": deal.id}).action_start()

    def _ship(self, deal):
        pickings = deal.sudo().order_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel"),
        )
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings.button_validate()

    def _produce(self, deal):
        for production in deal.sudo().order_ids.stock_reference_ids.production_ids:
            production.action_assign()
            production.qty_producing = production.product_qty
            production._set_qty_producing()
            production.move_raw_ids.picked = True
            production.button_mark_done()

    def _receive(self, deal):
        purchases = deal.sudo().order_ids.stock_reference_ids.purchase_ids
        purchases.button_confirm()
        for move in purchases.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        purchases.picking_ids.button_validate()

    def _pay(self, deal):
        invoices = deal.sudo().order_ids._create_invoices()
        invoices.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move",
            active_ids=invoices.ids,
        ).create({})._create_payments()
        return invoices

    # ----------------------------------------------------------------- asserts

    def assertStage(self, deal, kind):
        self.assertEqual(deal.stage_id.kind, kind)

    def assertSeenByDeal(self, count):
        """Records of a deal of ours are seen by whoever sees the deal.

        :param count: function of a user: how many of them he sees, 0 is none
        """
        deputy = self.salesperson.sales_deputy_id or new_test_user(
            self.env, "t_deputy", "sales_process.group_salesperson", lang="en_US"
        )
        self.salesperson.sales_deputy_id = deputy
        everything = count(self.env.ref("base.user_admin"))
        self.assertTrue(everything)
        for user in self.salesperson, deputy, self.head, self.accountant, self.planner:
            with self.subTest(user=user.login):
                self.assertEqual(count(user), everything)
        for user in self.colleague, self.other_head:
            with self.subTest(user=user.login):
                self.assertEqual(count(user), 0)

    def assertRefused(self, words, function, *args):
        """``function`` is refused with a message that names all ``words``."""
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            function(*args)
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.env.invalidate_all()
