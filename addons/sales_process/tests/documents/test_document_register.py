from datetime import date

from odoo.tests import tagged

from ...models.documents.sales_document_register import BRANCH_BITS, LEAD_SHIFT
from .register_common import RegisterCommon


@tagged("post_install", "-at_install")
class TestDocumentRegister(RegisterCommon):
    """Each document of a deal is one row of the register."""

    def test_mixed_order_shows_all_its_documents(self):
        deal = self._create_agreed_deal(
            [(self.stocked, 1), (self.made, 1), (self.bought, 1)]
        )
        deal.sudo().order_ids._create_invoices().action_post()

        self.assertKinds(deal, "order", "shipment", "production", "purchase", "invoice")

    def test_row_says_what_the_document_is(self):
        deal = self._create_agreed_deal([(self.stocked, 2)])
        order = deal.sudo().order_ids
        row = self._get_row(deal, "order")

        self.assertEqual(row.number, order.name)
        self.assertEqual(row.date, order.date_order.date())
        self.assertEqual(row.amount, order.amount_total)
        self.assertEqual(row.currency_id, order.currency_id)
        self.assertEqual(row.lead_id, deal)
        self.assertEqual(row.partner_id, self.client)
        self.assertEqual(row.team_id, self.team)
        self.assertEqual(row.user_id, self.salesperson)
        self.assertEqual(row.company_id, order.company_id)
        self.assertEqual((row.res_model, row.res_id), ("sale.order", order.id))
        self.assertEqual(row.display_name, f"Sales Order {order.name}")
        self.assertTrue(row.is_deal_open)

    def test_service_contract(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        contract = self.env["sales.service.contract"].create(
            {
                "name": "15/26",
                "partner_id": self.client.id,
                "lead_id": deal.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "price": 500,
            }
        )
        row = self._get_row(deal, "service_contract")
        self.assertEqual((row.number, row.amount, row.state), ("15/26", 500, "draft"))
        self.assertEqual(row.date, date(2026, 1, 1))

        contract.file_ids = self.env["ir.attachment"].create(
            {"name": "signed.pdf", "raw": b"x"}
        )
        contract.action_start()

        row = self._get_row(deal, "service_contract")
        self.assertEqual(row.state, "done")
        self.assertEqual(row.res_id, contract.id)
        self.assertEqual(row.signed, "yes")

    def test_identifier_names_deal_document_and_branch(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        row = self._get_row(deal, "order")
        order = deal.sudo().order_ids

        self.assertEqual(row.id >> LEAD_SHIFT, deal.id)
        self.assertEqual(
            row.id & (1 << LEAD_SHIFT) - 1, order.id << BRANCH_BITS | row.branch
        )

    def test_quotation_becomes_an_order(self):
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 1)])
        row = self._get_row(deal, "quotation")
        self.assertEqual((row.state, row.state_text), ("open", "Quotation Sent"))

        deal.action_agree()

        row = self._get_row(deal, "order")
        self.assertEqual((row.state, row.res_id), ("done", order.id))

    def test_variant_that_was_not_agreed_is_cancelled_without_a_sum(self):
        deal = self._create_deal()
        variant = self._create_quotation(deal, [(self.stocked, 1)])
        self._create_quotation(deal, [(self.stocked, 2)]).action_agree()

        row = self._get_row(deal, "quotation")

        self.assertEqual((row.res_id, row.state), (variant.id, "cancelled"))
        self.assertEqual((row.amount, row.signed), (0, "no_need"))

    def test_partial_shipments_are_rows_with_their_sums(self):
        deal = self._create_agreed_deal([(self.stocked, 5)])
        order = deal.sudo().order_ids
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()

        rows = self._get_rows(deal, "shipment")

        unit = order.amount_total / 5
        self.assertEqual(len(rows), 2)
        self.assertEqual(
            sorted(zip(rows.mapped("state"), rows.mapped("amount"), strict=True)),
            [("done", 2 * unit), ("open", 3 * unit)],
        )

    def test_shipment_in_another_unit_has_the_right_sum(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.stocked.uom_ids = [(4, dozen.id)]
        self._put_on_stock(self.stocked, 24)
        deal = self._create_deal()
        order = self._create_quotation(deal, [(self.stocked, 2)])
        order.order_line.product_uom_id = dozen
        deal.action_agree()

        row = self._get_row(deal, "shipment")

        self.assertAlmostEqual(row.amount, order.amount_total, 2)

    def test_kit_is_shipped_without_a_sum(self):
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.orphan.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": self.stocked.id, "product_qty": 2})
                ],
            }
        )
        deal = self._create_agreed_deal([(self.orphan, 1)])

        self.assertEqual(self._get_row(deal, "shipment").amount, 0)

    def test_returned_goods_are_a_row_with_a_negative_sum(self):
        deal = self._create_agreed_deal([(self.stocked, 2)])
        self._ship(deal)
        order = deal.sudo().order_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({"picking_id": order.picking_ids.id})
        )
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()

        row = self._get_row(deal, "return")

        self.assertAlmostEqual(row.amount, -order.amount_total / 2, 2)
        self.assertEqual(row.state, "open")

    def test_steps_inside_the_warehouse_are_no_documents_of_the_client(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        deal = self._create_agreed_deal([(self.stocked, 1)])

        self._ship(deal)
        while deal.sudo().order_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ):
            self._ship(deal)

        self.assertEqual(self._get_row(deal, "shipment").state, "done")

    def test_partial_invoices_and_credit_notes_add_up(self):
        deal = self._create_agreed_deal([(self.stocked, 4)])
        order = deal.sudo().order_ids
        first = order._create_invoices()
        first.invoice_line_ids.quantity = 1
        first.action_post()
        second = order._create_invoices()
        second.action_post()
        note = first._reverse_moves()
        note.action_post()

        invoices = self._get_rows(deal, "invoice")
        credit = self._get_row(deal, "credit_note")

        self.assertEqual(len(invoices), 2)
        self.assertAlmostEqual(sum(invoices.mapped("amount")), order.amount_total, 2)
        self.assertAlmostEqual(credit.amount, -order.amount_total / 4, 2)
        self.assertEqual(credit.number, note.name)

    def test_draft_invoice_tells_nothing_but_that_it_is_there(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        deal.sudo().order_ids._create_invoices()

        row = self._get_row(deal, "invoice")

        self.assertEqual((row.state, row.state_text), ("draft", "Draft"))
        self.assertEqual((row.number, row.amount), (False, 0))

    def test_invoice_says_whether_it_is_paid(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        invoice = deal.sudo().order_ids._create_invoices()
        invoice.action_post()
        row = self._get_row(deal, "invoice")
        self.assertEqual((row.state, row.state_text), ("open", "Not Paid"))

        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

        row = self._get_row(deal, "invoice")
        self.assertEqual(row.state, "done")
        self.assertIn(row.state_text, ("Paid", "In Payment"))

    def test_invoice_of_two_deals_counts_in_each_with_its_lines(self):
        deals = [
            self._create_agreed_deal([(self.stocked, 1)]),
            self._create_agreed_deal([(self.stocked, 3)]),
        ]
        orders = deals[0].sudo().order_ids | deals[1].sudo().order_ids
        invoice = orders._create_invoices()
        invoice.action_post()

        rows = [self._get_row(deal, "invoice") for deal in deals]

        self.assertEqual([row.res_id for row in rows], [invoice.id] * 2)
        self.assertNotEqual(rows[0].id, rows[1].id)
        for row, order in zip(rows, orders, strict=True):
            self.assertAlmostEqual(row.amount, order.amount_total, 2)

    def test_purchase_merged_of_two_orders_is_a_row_of_each_deal(self):
        deals = [self._create_agreed_deal([(self.bought, 1)]) for _ in range(2)]
        purchases = deals[0].sudo().order_ids.stock_reference_ids.purchase_ids
        purchases |= deals[1].sudo().order_ids.stock_reference_ids.purchase_ids
        self.assertEqual(len(purchases), 2)
        purchases.action_merge()
        purchases = purchases.filtered(lambda order: order.state != "cancel")

        rows = [
            self._get_rows(deal, "purchase").filtered(lambda r: r.state != "cancelled")
            for deal in deals
        ]

        self.assertEqual([row.res_id for row in rows], [purchases.id] * 2)
        self.assertNotEqual(rows[0].id, rows[1].id)

    def test_purchase_of_a_service_line_belongs_to_the_deal(self):
        self.job.seller_ids = [(0, 0, {"partner_id": self.vendor.id, "price": 5})]
        self.job.service_to_purchase = True
        deal = self._create_agreed_deal([(self.job, 1)])

        self.assertEqual(self._get_row(deal, "purchase").state, "draft")

    def test_purchase_is_done_when_the_goods_are_here(self):
        deal = self._create_agreed_deal([(self.bought, 1)])
        self.assertEqual(self._get_row(deal, "purchase").state, "draft")
        purchase = deal.sudo().order_ids.stock_reference_ids.purchase_ids

        purchase.button_confirm()
        self.assertEqual(self._get_row(deal, "purchase").state, "open")

        self._receive(deal)
        self.assertEqual(self._get_row(deal, "purchase").state, "done")

    def test_sub_assembly_is_made_for_the_deal_too(self):
        routes = self.env.ref("mrp.route_warehouse0_manufacture") | self.env.ref(
            "stock.route_warehouse0_mto"
        )
        routes.active = True
        part = self.env["product.product"].create(
            {"name": "part", "is_storable": True, "route_ids": [(6, 0, routes.ids)]}
        )
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": part.product_tmpl_id.id,
                "bom_line_ids": [
                    (0, 0, {"product_id": self.component.id, "product_qty": 1})
                ],
            }
        )
        self.made.bom_ids.bom_line_ids.product_id = part
        deal = self._create_agreed_deal([(self.made, 1)])

        productions = self.env["mrp.production"].browse(
            self._get_rows(deal, "production").mapped("res_id")
        )

        self.assertEqual(productions.product_id, self.made | part)

    def test_works_and_certificates_are_rows(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        works = self.env["equipment.work"].create(
            [
                {
                    "kind": kind,
                    "lead_id": deal.id,
                    "partner_id": self.client.id,
                    "company_id": self.env.company.id,
                }
                for kind in ("commissioning", "certification")
            ]
        )
        works[1].write({"protocol_no": "P-7", "certificate_no": "A-7"})

        act = self._get_row(deal, "work_act")
        self.assertEqual((act.res_id, act.number), (works[0].id, works[0].name))
        self.assertEqual((act.signed, act.state), ("no", "draft"))
        self.assertEqual(self._get_row(deal, "certification_protocol").number, "P-7")
        certificate = self._get_row(deal, "certificate")
        self.assertEqual((certificate.number, certificate.signed), ("A-7", "no_need"))

    def test_act_signed_by_the_client_is_signed(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        work = self.env["equipment.work"].create(
            {"kind": "service", "lead_id": deal.id, "partner_id": self.client.id}
        )
        work.action_done()
        self.assertEqual(self._get_row(deal, "work_act").signed, "no")

        work._sign("Client", False)

        row = self._get_row(deal, "work_act")
        self.assertEqual((row.signed, row.state), ("yes", "done"))
        self.assertEqual(row.state_text, "Signed")

    def test_order_signed_on_the_portal_is_signed(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._get_kind("order").needs_signature = True
        self.assertEqual(self._get_row(deal, "order").signed, "no")

        deal.sudo().order_ids.write({"signed_by": "Client", "signed_on": "2026-01-10"})

        self.assertEqual(self._get_row(deal, "order").signed, "yes")

    def test_document_by_hand_is_done_when_it_has_what_its_kind_asks_for(self):
        deal = self._create_deal()
        self._get_kind("contract").needs_original = True
        document = self._create_document(deal, amount=500, date=date(2026, 1, 10))
        row = self._get_row(deal, "contract")
        self.assertEqual(
            (row.signed, row.original, row.state, row.is_incomplete),
            ("no", "no", "open", True),
        )
        self.assertEqual((row.amount, row.date), (500, date(2026, 1, 10)))

        document.is_signed = True
        self.assertEqual(self._get_row(deal, "contract").state, "open")
        document.original_received = True

        row = self._get_row(deal, "contract")
        self.assertEqual(
            (row.signed, row.original, row.state, row.is_incomplete),
            ("yes", "yes", "done", False),
        )

    def test_lead_without_a_department_has_no_register(self):
        lead = self.env["crm.lead"].create({"name": "Foreign", "team_id": False})
        self.env["sale.order"].create(
            {"partner_id": self.client.id, "opportunity_id": lead.id}
        )

        self.assertFalse(
            self.env["sales.document.register"].search([("lead_id", "=", lead.id)])
        )

    def test_texts_of_states_follow_the_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        deal = self._create_agreed_deal([(self.stocked, 1)])
        row = self._get_row(deal, "order")

        russian = row.with_context(lang="ru_RU")

        field = self.env["sale.order"].with_context(lang="ru_RU")._fields["state"]
        words = dict(field._description_selection(russian.env))
        self.assertEqual(row.state_text, "Sales Order")
        self.assertEqual(russian.state_text, words["sale"])
