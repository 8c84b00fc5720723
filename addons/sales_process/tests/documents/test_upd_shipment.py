from datetime import date, datetime

from odoo.tests import tagged

from .transfer_common import DAY, TransferCommon

GTD = "10013160/150226/3005321"


@tagged("post_install", "-at_install")
class TestUpdShipment(TransferCommon):
    """Payments, advances, shipments and lots that the document names."""

    def _pay_invoice(self, move, day, memo=False):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"payment_date": day}
        if memo:
            values["communication"] = memo
        return wizard.create(values)._create_payments()

    def _create_advance(self, order, day):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        wizard.create_invoices()
        move = order.invoice_ids.filtered(lambda one: one.state == "draft")
        move.invoice_date = day
        move.action_post()
        return move

    # ---- lines 5 and 5б --------------------------------------------------------------

    def test_advance_and_its_payment_are_proposed(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        advance = self._create_advance(order, date(2026, 10, 5))
        self._pay_invoice(advance, date(2026, 10, 6), "Оплата по счёту, п/п № 77")
        self._ship_order(order)
        move = self._invoice_order(order)

        form = self._get_form(move)

        number = int(advance.name.split("/")[-1])
        self.assertEqual(form["advances"], f"№ {number} от 5 октября 2026 г.")
        self.assertEqual(form["payments"], "№ 77 от 6 октября 2026 г.")
        # the advance is deducted in the ERP, not in the document
        self.assertEqual(form["totals"], {"base": 200.0, "tax": 44.0, "total": 244.0})
        self.assertAlmostEqual(move.amount_total, 170.8)

    def test_several_advances_stand_with_a_semicolon_and_their_corrections(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        first = self._create_advance(order, date(2026, 10, 5))
        first.write(
            {"l10n_ru_correction_no": "1", "l10n_ru_correction_date": date(2026, 10, 9)}
        )
        second = self._create_advance(order, date(2026, 10, 7))
        move = self._invoice_order(order)

        numbers = [int(one.name.split("/")[-1]) for one in (first, second)]
        self.assertEqual(
            move.l10n_ru_advance_refs,
            f"№ {numbers[0]} от 5 октября 2026 г., исправление № 1 от 9 октября 2026 г.; "
            f"№ {numbers[1]} от 7 октября 2026 г.",
        )

    def test_payment_after_the_shipment_is_no_advance(self):
        move = self._create_invoice([{}])
        self._pay_invoice(move, date(2026, 11, 20))

        self.assertEqual(self._get_form(move)["payments"], "—")

    def test_what_is_typed_stays_and_an_empty_field_brings_the_proposal_back(self):
        move = self._create_invoice([{}])
        self._pay_invoice(move, date(2026, 11, 1), "№ 5")
        proposed = move.l10n_ru_payment_refs

        move.l10n_ru_payment_refs = "—"
        typed = self._get_form(move)["payments"]
        move.l10n_ru_payment_refs = False
        self.env.invalidate_all()

        self.assertEqual(proposed, "№ 5 от 1 ноября 2026 г.")
        self.assertEqual(typed, "—")
        self.assertEqual(move.l10n_ru_payment_refs, proposed)

    def test_saving_the_proposal_does_not_freeze_it(self):
        move = self._create_invoice([{}])
        self._pay_invoice(move, date(2026, 11, 1), "№ 5")

        move.l10n_ru_payment_refs = move.l10n_ru_payment_refs
        move.l10n_ru_advance_refs = move.l10n_ru_advance_refs

        self.assertFalse(move.l10n_ru_payment_refs_typed)
        self.assertFalse(move.l10n_ru_advance_refs_typed)

    def test_advance_itself_is_no_transfer(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        advance = self._create_advance(order, date(2026, 10, 5))

        self.assertRefused(["invoice of an advance"], self._get_form, advance)

    # ---- the transfer part -----------------------------------------------------------

    def test_basis_is_the_order_and_the_power_of_attorney(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        picking = self._ship_order(order)
        picking.write(
            {
                "l10n_ru_attorney_no": "5",
                "l10n_ru_attorney_date": date(2026, 11, 1),
                "l10n_ru_attorney_person": "кладовщик Сидоров П. П.",
            }
        )
        form = self._get_form(self._invoice_order(order))

        self.assertIn(f"Заказ № {order.name} от ", form["basis"])
        self.assertIn(
            "доверенность № 5 от 1 ноября 2026 г., выдана: кладовщик Сидоров П. П.",
            form["basis"],
        )

    def test_basis_is_the_contract_of_the_deal(self):
        deal = self._create_deal()
        self.env["sales.document"].create(
            {
                "lead_id": deal.id,
                "kind_id": self.env.ref("sales_process.document_kind_contract").id,
                "number": "15-П",
                "date": date(2026, 9, 1),
            }
        )
        order = self._create_sale(
            [(self.stocked, 1, 100.0)], opportunity_id=deal.id, team_id=self.team.id
        )

        form = self._get_form(self._invoice_order(order))

        self.assertEqual(form["basis"], "Договор № 15-П от 1 сентября 2026 г.")

    def test_transport_of_the_shipment(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        picking = self._ship_order(order)
        carrier = self.env["res.partner"].create({"name": "ООО Перевозки"})
        picking.write(
            {
                "date_done": datetime(2026, 10, 30, 9),
                "l10n_ru_carrier_id": carrier.id,
                "l10n_ru_driver": "Петров П. П.",
                "l10n_ru_vehicle_plate": "А123ВС 777",
                "l10n_ru_places": 3,
                "l10n_ru_gross_weight": 31.5,
                "l10n_ru_waybill_no": "88",
                "l10n_ru_waybill_date": date(2026, 10, 29),
                "l10n_ru_waybill_ident": "ab-1",
            }
        )
        move = self._invoice_order(order)

        form = self._get_form(move)

        self.assertEqual(form["shipped"], date(2026, 10, 30))
        self.assertEqual(
            form["transport"],
            "транспортная накладная № 88 от 29 октября 2026 г.; идентификатор ЭТрН ab-1; "
            "перевозчик ООО Перевозки; водитель Петров П. П.; ТС А123ВС 777; мест: 3; "
            "масса нетто 25 кг; масса брутто 31,5 кг",
        )

    def test_second_invoice_names_its_own_shipment(self):
        self.stocked.invoice_policy = "delivery"
        order = self._create_sale([(self.stocked, 3, 100.0)])
        first = self._ship_order(order, 1)
        first.date_done = datetime(2026, 10, 1, 9)
        one = self._invoice_order(order, date(2026, 10, 2))
        second = self._ship_order(order)
        second.date_done = datetime(2026, 10, 20, 9)
        two = self._invoice_order(order, date(2026, 10, 21))

        self.assertEqual(one._get_upd_pickings(), first)
        self.assertEqual(two._get_upd_pickings(), second)
        self.assertEqual(self._get_form(one)["shipped"], date(2026, 10, 1))
        self.assertEqual(self._get_form(two)["shipped"], date(2026, 10, 20))

    def test_without_a_shipment_the_day_is_that_of_the_invoice(self):
        self.assertEqual(self._get_form(self._create_invoice([{}]))["shipped"], DAY)

    # ---- columns 10 to 14 ------------------------------------------------------------

    def _ship_lots(self, product, *numbers):
        """An order with one lot for each customs number, two pieces of each."""
        product.tracking = "lot"
        order = self._create_sale([(product, 2 * len(numbers), 100.0)])
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        for index, number in enumerate(numbers):
            lot = self.env["stock.lot"].create(
                {"name": f"L{index}", "product_id": product.id, "l10n_ru_gtd": number}
            )
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 2, lot_id=lot
            )
            self.env["stock.move.line"].create(
                {
                    "move_id": picking.move_ids.id,
                    "picking_id": picking.id,
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "quantity": 2,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        picking.move_ids.picked = True
        picking.button_validate()
        return self._invoice_order(order)

    def test_foreign_goods_show_country_and_declarations(self):
        self.bought.l10n_ru_origin_country_id = self.env.ref("base.cn")
        move = self._ship_lots(self.bought, GTD, f"{GTD}/2", False)

        form = self._get_form(move)

        row = form["rows"][0]
        self.assertEqual(row["country_code"], "156")
        self.assertEqual(row["country"], "Китай")
        self.assertEqual(row["declarations"], [GTD, f"{GTD}/2"])
        self.assertFalse(form["is_traceable"])

    def test_russian_goods_show_dashes(self):
        self.bought.l10n_ru_origin_country_id = self.russia
        move = self._ship_lots(self.bought, GTD)

        row = self._get_form(move)["rows"][0]

        self.assertEqual((row["country_code"], row["country"]), ("—", "—"))
        self.assertEqual(row["declarations"], [])

    def test_traceable_goods_are_divided_by_their_consignments(self):
        self.bought.write(
            {
                "l10n_ru_origin_country_id": self.env.ref("base.cn").id,
                "l10n_ru_traceable": True,
            }
        )
        move = self._ship_lots(self.bought, f"{GTD}/1", f"{GTD}/2")

        form = self._get_form(move)

        self.assertTrue(form["is_traceable"])
        self.assertEqual(
            [
                (one["number"], one["unit_code"], one["quantity"], one["base"])
                for one in form["rows"][0]["traces"]
            ],
            [(f"{GTD}/1", "796", 2.0, 200.0), (f"{GTD}/2", "796", 2.0, 200.0)],
        )
        text = self._render_text("sales_process.upd", move)
        self.assertIn("12а", text)
        self.assertIn("подлежащего прослеживаемости, без налога", text)

    def test_columns_of_traceability_are_drawn_only_when_needed(self):
        text = self._render_text("sales_process.upd", self._create_invoice([{}]))

        self.assertNotIn("12а", text)

    def test_status_two_has_no_columns_of_origin(self):
        self.bought.write(
            {
                "l10n_ru_origin_country_id": self.env.ref("base.cn").id,
                "l10n_ru_traceable": True,
            }
        )
        move = self._ship_lots(self.bought, f"{GTD}/1")
        move.l10n_ru_upd_status = "2"

        form = self._get_form(move)

        self.assertFalse(form["is_traceable"])
        self.assertEqual(form["rows"][0]["country_code"], "—")
