from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from ..supply_common import SupplyCommon

REDUCED = "sales_process.mail_activity_type_order_reduced"


@tagged("post_install", "-at_install")
class TestSupplyScenarios(SupplyCommon):
    """From the confirmed order to the client, in every way the ERP can be set up."""

    def _walk(self, deal, products):
        """Produce, receive and ship everything, looking at the figures at each step."""
        for production in self._get_productions(deal).sorted("id", reverse=True):
            self._validate(production.picking_ids)
            self._finish(production)
            self.assertExplained(deal)
            self._store(deal)
        purchases = self._get_purchases(deal)
        if purchases:
            purchases.button_confirm()
            self._validate(purchases.picking_ids)
            self.assertExplained(deal)
            self._store(deal)
        for product, quantity in products:
            self.assertSupply(deal, product, reserved=quantity)
        for _step in range(3):
            self._ship_step(deal)
            self.assertExplained(deal)
        for product, quantity in products:
            self.assertSupply(deal, product, shipped=quantity)
        self.assertEqual(deal.supply_state, "shipped")
        self.assertEqual(deal.supply_percent, 100)

    def _store(self, deal):
        """Bring what was made or received into the stock, step by step."""
        for _step in range(3):
            moves = self._get_references(deal).move_ids | (
                deal.sudo().order_ids.order_line.move_ids
            )
            self._validate(moves.filtered(lambda move: move._is_storing()).picking_id)

    def test_steps_of_the_warehouse(self):
        cases = [
            ("ship_only", "one_step", "mrp_one_step"),
            ("pick_ship", "two_steps", "pbm"),
            ("pick_pack_ship", "three_steps", "pbm_sam"),
        ]
        for delivery, reception, manufacture in cases:
            with self.subTest(delivery=delivery, manufacture=manufacture):
                self.warehouse.write(
                    {
                        "delivery_steps": delivery,
                        "reception_steps": reception,
                        "manufacture_steps": manufacture,
                    }
                )
                self._put_on_stock(self.stocked, 2)
                lines = [(self.stocked, 2), (self.made, 2), (self.bought, 3)]
                deal = self._create_agreed_deal(lines)

                self.assertSupply(deal, self.stocked, reserved=2)
                self.assertSupply(deal, self.made, making=2)
                self.assertSupply(deal, self.bought, buying=3)
                self._walk(deal, lines)

    def test_goods_on_their_way_into_the_stock(self):
        """Made and received, and not stored yet: they are not on stock (R095)."""
        self.warehouse.write(
            {"reception_steps": "two_steps", "manufacture_steps": "pbm_sam"}
        )
        deal = self._create_agreed_deal([(self.made, 2), (self.bought, 3)])
        production = self._get_productions(deal)
        self._validate(production.picking_ids)
        self._finish(production)
        self._get_purchases(deal).button_confirm()
        self._validate(self._get_purchases(deal).picking_ids)

        self.assertSupply(deal, self.made, making=2)
        self.assertSupply(deal, self.bought, buying=3)
        line = self._get_line(deal, self.made)
        self.assertEqual(line.ready_percent, 100)
        self.assertStage(deal, "production")

        self._store(deal)

        self.assertSupply(deal, self.made, reserved=2)
        self.assertSupply(deal, self.bought, reserved=3)

    def test_kit_of_all_kinds(self):
        kit = self._create_product("kit")
        self._create_bom(
            kit, [(self.stocked, 1), (self.made, 2), (self.bought, 1)], kind="phantom"
        )

        deal = self._create_agreed_deal([(kit, 2)])

        self.assertSupply(deal, kit, buying=2)
        self.assertEqual(self._get_productions(deal).product_qty, 4)
        self._finish(self._get_productions(deal))
        self.assertSupply(deal, kit, buying=2)
        self._walk(deal, [(kit, 2)])

    def test_kit_is_as_far_as_its_scarcest_component(self):
        kit = self._create_product("kit")
        self._create_bom(kit, [(self.stocked, 2), (self.made, 1)], kind="phantom")
        self._put_on_stock(self.made, 1)

        deal = self._create_agreed_deal([(kit, 2)])

        self.assertSupply(deal, kit, reserved=1, making=1)

    def test_kit_with_a_component_that_nothing_supplies(self):
        """It waits for stock and does not block the order."""
        kit = self._create_product("kit")
        self._create_bom(kit, [(self.orphan, 1), (self.made, 1)], kind="phantom")

        deal = self._create_agreed_deal([(kit, 1)])

        self.assertSupply(deal, kit, missing=1)
        self.assertTrue(self._get_productions(deal))
        self.assertIn("not on stock", self._get_line(deal, kit).supply_problem)

    def test_kit_is_shipped_in_parts(self):
        kit = self._create_product("kit")
        self._create_bom(kit, [(self.stocked, 1), (self.orphan, 1)], kind="phantom")
        self._put_on_stock(self.orphan, 2)
        deal = self._create_agreed_deal([(kit, 2)])

        self._validate(
            deal.sudo().order_ids.picking_ids, {self.stocked: 2, self.orphan: 1}
        )

        self.assertSupply(deal, kit, shipped=1, reserved=1)

    def test_sub_assemblies(self):
        """A component made to order has a manufacturing order of its own."""
        sub, top = self._create_product("sub"), self._create_product("top")
        self._create_bom(sub, [(self.component, 1)])
        self._create_bom(top, [(sub, 2)])
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        sub.route_ids = route
        deal = self._create_agreed_deal([(top, 2), (self.made, 1)])
        self.assertEqual(len(self._get_productions(deal)), 3)

        self.assertSupply(deal, top, making=2)
        self._walk(deal, [(top, 2), (self.made, 1)])

    def test_sub_assembly_is_sold_too(self):
        """What belongs to the assembly does not supply the spare part."""
        sub, top = self._create_product("sub"), self._create_product("top")
        self._create_bom(sub, [(self.component, 1)])
        self._create_bom(top, [(sub, 2)])
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        sub.route_ids = route
        deal = self._create_agreed_deal([(top, 1)])
        productions = self._get_productions(deal)
        child = productions.filtered(lambda made: made.product_id == sub)

        self.assertEqual(child._get_open_qty(), 0)
        self.assertEqual((productions - child)._get_open_qty(), 1)

    def test_serial_numbers(self):
        device = self._create_product("device", tracking="serial")
        self._create_bom(device, [(self.component, 1)])
        lot = self.env["stock.lot"].create({"name": "D-1", "product_id": device.id})
        self.env["stock.quant"]._update_available_quantity(
            device, self.warehouse.lot_stock_id, 1, lot_id=lot
        )

        deal = self._create_agreed_deal([(device, 2)])

        self.assertSupply(deal, device, reserved=1, making=1)
        self._walk(deal, [(device, 2)])

    def test_lots(self):
        powder = self._create_product("powder", tracking="lot")
        for name in ("P-1", "P-2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": powder.id})
            self.env["stock.quant"]._update_available_quantity(
                powder, self.warehouse.lot_stock_id, 2, lot_id=lot
            )

        deal = self._create_agreed_deal([(powder, 3)])

        self.assertSupply(deal, powder, reserved=3)
        self._walk(deal, [(powder, 3)])

    def test_services_and_sections_are_not_goods(self):
        deal = self._create_agreed_deal([(self.job, 2), (self.stocked, 1)])
        deal.order_ids.sudo().write(
            {"order_line": [Command.create({"display_type": "line_note", "name": "x"})]}
        )

        self.assertSupply(deal, self.job)
        self.assertSupply(deal, self.stocked, reserved=1)
        self.assertEqual(deal.supply_percent, 100)

    def test_units(self):
        """A dozen is ordered, the pieces are explained."""
        dozen = self.env.ref("uom.product_uom_dozen")
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.bought, 1)])
        quotation.order_line.product_uom_id = dozen
        self._put_on_stock(self.bought, 5)

        deal.action_agree()

        self.assertSupply(deal, self.bought, reserved=5, buying=7)

    def test_second_warehouse(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.env["stock.quant"]._update_available_quantity(
            self.stocked, second.lot_stock_id, 1
        )
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.stocked, 2), (self.made, 1)])
        quotation.sudo().warehouse_id = second

        deal.action_agree()

        self.assertSupply(deal, self.stocked, reserved=1, missing=1)
        self.assertSupply(deal, self.made, making=1)
        self.assertEqual(
            self._get_productions(deal).location_dest_id.warehouse_id, second
        )

    def test_second_company(self):
        company = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.assertTrue(warehouse.stock_first_pull_id)
        self.salesperson.company_ids |= company
        self.bought.seller_ids.company_id = False
        self.team.company_id = False
        self.env["stock.quant"].with_company(company)._update_available_quantity(
            self.stocked, warehouse.lot_stock_id, 1
        )
        env = self.env(
            user=self.salesperson,
            context={**self.env.context, "allowed_company_ids": company.ids},
        )
        deal = env["crm.lead"].browse(self._create_deal(company_id=company.id).id)
        self._create_quotation(
            deal, [(self.stocked, 2), (self.bought, 1)], company_id=company.id
        )

        deal.action_agree()

        self.assertSupply(deal, self.stocked, reserved=1, missing=1)
        self.assertSupply(deal, self.bought, buying=1)
        self.assertEqual(self._get_purchases(deal).company_id, company)

    # ---- the order changes ----------------------------------------------------------

    def test_quantity_goes_up_and_down(self):
        deal = self._create_agreed_deal([(self.made, 4), (self.bought, 4)])
        made, bought = (
            self._get_line(deal, product) for product in (self.made, self.bought)
        )
        for quantity in (6, 2, 5):
            with self.subTest(quantity=quantity):
                made.product_uom_qty = quantity
                bought.product_uom_qty = quantity
                self.assertSupply(deal, self.made, making=quantity)
                self.assertSupply(deal, self.bought, buying=quantity)

    def test_what_is_made_too_much_comes_first_when_the_quantity_is_raised(self):
        deal = self._create_agreed_deal([(self.made, 4), (self.bought, 4)])
        production, purchase = self._get_productions(deal), self._get_purchases(deal)
        purchase.button_confirm()
        documents = {self.made: production, self.bought: purchase}
        cases = [(1, "3 of"), (3, "1 of"), (4, None), (2, "2 of"), (7, None)]
        for quantity, said in cases:
            with self.subTest(quantity=quantity):
                for product, document in documents.items():
                    self._get_line(deal, product).with_user(
                        self.salesperson
                    ).product_uom_qty = quantity
                    tasks = document.activity_search([REDUCED])
                    self.assertEqual(len(tasks), 1 if said else 0)
                    self.assertIn(said or "", tasks.summary or "")
                self.assertSupply(deal, self.made, making=quantity)
                self.assertSupply(deal, self.bought, buying=quantity)
                self.assertEqual(production.product_qty, max(quantity, 4))
                self.assertEqual(
                    sum(self._get_purchases(deal).order_line.mapped("product_qty")),
                    max(quantity, 4),
                )

    def test_surplus_of_another_order_is_not_taken(self):
        deal = self._create_agreed_deal([(self.made, 4)])
        other = self._create_agreed_deal([(self.made, 1)])
        self._get_line(deal, self.made).product_uom_qty = 1

        self._get_line(other, self.made).product_uom_qty = 2

        self.assertEqual(self._get_productions(other).product_qty, 2)
        self.assertEqual(self._get_productions(deal).product_qty, 4)

    def test_quantity_is_raised_again_from_zero(self):
        """The production and the receipt that are left are no deliveries: core counted
        them as goods given back and delivered more than was ordered."""
        for steps, manufacture in (
            ("one_step", "mrp_one_step"),
            ("two_steps", "pbm_sam"),
        ):
            with self.subTest(reception=steps, manufacture=manufacture):
                self.warehouse.reception_steps = steps
                self.warehouse.manufacture_steps = manufacture
                deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
                self._get_purchases(deal).button_confirm()
                lines = deal.order_ids.order_line
                for quantity in (0, 1, 3, 2):
                    for line in lines:
                        line.product_uom_qty = quantity
                        self.assertEqual(self._sum_open_deliveries(line), quantity)
                self.assertSupply(deal, self.made, making=2)
                self.assertSupply(deal, self.bought, buying=2)

    def test_quantity_is_raised_after_the_delivery_was_cancelled(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        line = deal.order_ids.order_line
        deal.order_ids.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        ).action_cancel()

        line.product_uom_qty = 2

        self.assertEqual(self._sum_open_deliveries(line), 2)
        self.assertSupply(deal, self.made, making=2)

    def _sum_open_deliveries(self, line):
        return sum(
            line.move_ids.filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and move.location_dest_id.usage == "customer"
                )
            ).mapped("product_uom_qty")
        )

    def test_planner_and_buyer_hear_of_a_reduced_order(self):
        deal = self._create_agreed_deal([(self.made, 4), (self.bought, 4)])
        production, purchase = self._get_productions(deal), self._get_purchases(deal)
        production.user_id = self.planner
        purchase.button_confirm()
        purchase.user_id = self.head

        for product in (self.made, self.bought):
            self._get_line(deal, product).with_user(
                self.salesperson
            ).product_uom_qty = 1

        tasks = [
            document.activity_search([REDUCED], only_automated=False)
            for document in (production, purchase)
        ]
        self.assertEqual([task.user_id for task in tasks], [self.planner, self.head])
        for task, document in zip(tasks, (production, purchase), strict=True):
            self.assertIn(document.name, task.summary)
            self.assertIn("3 of", task.summary)
            self.assertIn(deal.order_ids.name, task.summary)

    def test_reduced_again_the_task_is_worded_anew(self):
        deal = self._create_agreed_deal([(self.made, 4)])
        line = self._get_line(deal, self.made)

        line.product_uom_qty = 3
        line.product_uom_qty = 1

        task = self._get_productions(deal).activity_search([REDUCED])
        self.assertEqual(len(task), 1)
        self.assertIn("3 of made", task.summary)

    def test_draft_purchase_is_reduced_by_core_and_nobody_is_told(self):
        deal = self._create_agreed_deal([(self.bought, 4)])

        self._get_line(deal, self.bought).product_uom_qty = 1

        purchase = self._get_purchases(deal)
        self.assertEqual(purchase.order_line.product_qty, 1)
        self.assertFalse(purchase.activity_search([REDUCED]))

    def test_line_is_cancelled(self):
        deal = self._create_agreed_deal([(self.made, 2), (self.stocked, 1)])

        self._get_line(deal, self.made).product_uom_qty = 0

        self.assertEqual(deal.supply_state, "ready")
        task = self._get_productions(deal).activity_search([REDUCED])
        self.assertIn("2 of made", task.summary)

    def test_kit_is_reduced(self):
        kit = self._create_product("kit")
        self._create_bom(kit, [(self.made, 2)], kind="phantom")
        deal = self._create_agreed_deal([(kit, 3)])

        self._get_line(deal, kit).product_uom_qty = 1

        self.assertSupply(deal, kit, making=1)
        task = self._get_productions(deal).activity_search([REDUCED])
        self.assertIn("4 of made", task.summary)

    def test_orders_without_a_deal_tell_nobody(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.made.route_ids = route
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "order_line": [
                    Command.create({"product_id": self.made.id, "product_uom_qty": 4})
                ],
            }
        )
        order.action_confirm()

        order.order_line.product_uom_qty = 1

        self.assertFalse(
            order.stock_reference_ids.production_ids.activity_search([REDUCED])
        )
        self.assertEqual(order.supply_state, "none")

    # ---- back-orders, returns, cancelled deliveries ---------------------------------

    def test_back_order(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        self._validate(deal.sudo().order_ids.picking_ids, {self.stocked: 1})

        self.assertSupply(deal, self.stocked, shipped=1, reserved=3)
        self._ship_step(deal)

        self.assertSupply(deal, self.stocked, shipped=4)

    def test_back_order_is_cancelled(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        pickings = deal.sudo().order_ids.picking_ids
        self._validate(pickings, {self.stocked: 1})

        (deal.sudo().order_ids.picking_ids - pickings).action_cancel()

        self.assertSupply(deal, self.stocked, shipped=1, missing=3)
        problem = self._get_line(deal, self.stocked).supply_problem
        self.assertIn("3 Units: the delivery is cancelled", problem)
        self.assertEqual(deal.supply_state, "partial")

    def test_return(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        self._ship_step(deal)

        self._send_back(deal.sudo().order_ids.picking_ids, 3)

        self.assertSupply(deal, self.stocked, shipped=1, returned=3)
        self.assertEqual(deal.supply_state, "shipped")
        self.assertIn(deal, deal._passes_delivered())

    def test_production_in_parts(self):
        deal = self._create_agreed_deal([(self.made, 4)])

        self._finish(self._get_productions(deal), 1)

        self.assertSupply(deal, self.made, reserved=1, making=3)
        self._finish(
            self._get_productions(deal).filtered(lambda made: made.state != "done")
        )
        self.assertSupply(deal, self.made, reserved=4)

    def test_receipt_in_parts(self):
        deal = self._create_agreed_deal([(self.bought, 4)])
        self._get_purchases(deal).button_confirm()

        self._validate(self._get_purchases(deal).picking_ids, {self.bought: 3})

        self.assertSupply(deal, self.bought, reserved=3, buying=1)

    def test_cancelled_production(self):
        deal = self._create_agreed_deal([(self.made, 2)])

        self._get_productions(deal).action_cancel()

        self.assertSupply(deal, self.made, missing=2)

    # ---- others want the same -------------------------------------------------------

    def test_first_confirmed_order_gets_the_last_piece(self):
        first = self._create_agreed_deal([(self.stocked, 5)])

        second = self._create_agreed_deal([(self.stocked, 1)])

        self.assertSupply(first, self.stocked, reserved=5)
        self.assertSupply(second, self.stocked, missing=1)
        problem = self._get_line(second, self.stocked).supply_problem
        self.assertIn(f"reserved for {first.order_ids.name}", problem)

    def test_free_stock_that_is_not_reserved(self):
        deal = self._create_agreed_deal([(self.orphan, 1)])
        self._put_on_stock(self.orphan, 3)

        self.assertSupply(deal, self.orphan, missing=1)
        self.assertIn(
            "not reserved yet", self._get_line(deal, self.orphan).supply_problem
        )

    def test_purchase_shared_by_two_orders(self):
        first = self._create_agreed_deal([(self.bought, 2)])
        second = self._create_agreed_deal([(self.bought, 3)])
        shared = self._get_purchases(first) & self._get_purchases(second)
        lines = shared.order_line or self._get_purchases(second).order_line

        lines.filtered(
            lambda line: line.sale_line_id.order_id == second.order_ids
        ).product_qty = 1

        self.assertSupply(first, self.bought, buying=2)
        self.assertSupply(second, self.bought, buying=1, missing=2)

    # ---- dates and words ------------------------------------------------------------

    def test_production_without_components(self):
        self.env["stock.quant"]._update_available_quantity(
            self.component, self.warehouse.lot_stock_id, -100
        )

        deal = self._create_agreed_deal([(self.made, 1)])

        line = self._get_line(deal, self.made)
        self.assertFalse(line.ready_date)
        self.assertIn("waits for components: component", line.supply_problem)
        self.assertFalse(deal.supply_date)

    def test_dates_are_never_in_the_past(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        purchase = self._get_purchases(deal)
        purchase.button_confirm()
        purchase.order_line.date_planned = "2020-01-01 12:00:00"
        purchase.picking_ids.scheduled_date = "2020-01-01 12:00:00"
        self._get_productions(deal).write({"date_start": "2020-01-01 12:00:00"})
        today = fields.Date.context_today(deal)

        for product in (self.made, self.bought):
            line = self._get_line(deal, product)
            with self.subTest(product=product.name):
                self.assertEqual(line.ready_date, today)
        problem = self._get_line(deal, self.bought).supply_problem
        self.assertIn(f"{purchase.name} is late", problem)
        self.assertEqual(deal.supply_date, today)

    def test_one_production_touches_its_own_deal_only(self):
        deals = [self._create_agreed_deal([(self.made, 1)]) for _number in range(3)]
        self.env.flush_all()
        self.env.cr.execute("SELECT now()")
        stamps = {deal: deal.write_date for deal in deals}
        self.env.cr.execute("UPDATE crm_lead SET write_date = '2020-01-01'")
        self.env.invalidate_all()

        self._finish(self._get_productions(deals[0]))
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertTrue(all(stamps.values()))
        self.assertEqual(
            [deal.write_date.year == 2020 for deal in deals], [False, True, True]
        )

    def test_who_has_only_the_rights_of_core_reads_the_documents(self):
        """What the addon adds to the documents of core does not lock their people out:
        an outside program reads all fields that it may read."""
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        order = deal.sudo().order_ids
        documents = {
            "sales_team.group_sale_salesman_all_leads": (
                order,
                order.order_line,
                deal.sudo(),
                deal.stage_id.sudo(),
            ),
            "stock.group_stock_user": (order.picking_ids,),
            "mrp.group_mrp_user": (self._get_productions(deal),),
            "purchase.group_purchase_user": (self._get_purchases(deal),),
            "account.group_account_invoice": (
                order,
                order._create_invoices(),
                self.client,
            ),
            "base.group_user": (self.client, self.client.bank_ids),
        }
        for number, (group, found) in enumerate(documents.items()):
            user = new_test_user(self.env, login=f"core_{number}", groups=group)
            for records in found:
                with self.subTest(group=group, model=records._name):
                    self.assertTrue(records)
                    mine = records.with_user(user)
                    added = [
                        name
                        for name in mine.fields_get([], [])
                        if set(mine._fields[name]._modules) == {"sales_process"}
                    ]
                    self.assertTrue(added)
                    self.assertEqual(len(mine.read(added)), len(records))
