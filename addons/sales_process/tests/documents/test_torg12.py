from datetime import date, datetime
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTorg12(TransferCommon):
    """The delivery note TORG-12 of a shipment and of an invoice."""

    def test_shipment_at_the_prices_of_its_order(self):
        order = self._create_sale([(self.stocked, 3, 100.0)])
        order.order_line.discount = 10.0
        picking = self._ship_order(order)
        picking.write(
            {
                "date_done": datetime(2026, 11, 2, 9),
                "l10n_ru_places": 2,
                "l10n_ru_gross_weight": 40.0,
                "l10n_ru_waybill_no": "88",
                "l10n_ru_waybill_date": date(2026, 11, 1),
                "l10n_ru_attorney_no": "5",
                "l10n_ru_attorney_person": "Сидоров П. П.",
            }
        )

        form = self._get_form(picking, "torg12")

        row = form["rows"][0]
        self.assertEqual((row["number"], row["quantity"], row["price"]), (1, 3, 90.0))
        self.assertEqual(form["totals"]["total"], order.amount_total)
        self.assertEqual(form["date"], date(2026, 11, 2))
        self.assertEqual((form["net"], form["gross"]), (37.5, 40.0))
        self.assertEqual((form["places_words"], form["count_words"]), ("Два", "Один"))
        self.assertEqual((form["waybill"], form["attorney_no"]), ("88", "5"))
        self.assertEqual(form["okpo"], "65921343")
        text = self._render_text("sales_process.torg12", picking)
        for words in (
            "0330212", "ООО «Вакуумные системы», ИНН 7736207543", "АО «Термокамера»",
            "Триста двадцать девять рублей 40 копеек", "Сидоров П. П.", "НВР-16Д",
            "Отпуск груза произвел", "02.11.2026",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_parts_of_a_line_add_up_to_it(self):
        order = self._create_sale([(self.stocked, 3, 33.335)])
        pickings = self._ship_order(order, 1) | self._ship_order(order, 1)
        pickings |= self._ship_order(order, 1)
        for hour, picking in enumerate(pickings, 9):
            picking.date_done = datetime(2026, 11, 2, hour)

        totals = [self._get_form(one, "torg12")["totals"] for one in pickings]

        for name, amount in (
            ("base", order.amount_untaxed),
            ("tax", order.amount_tax),
            ("total", order.amount_total),
        ):
            parts = sum(Decimal(str(total[name])) for total in totals)
            self.assertEqual(parts, Decimal(str(amount)))

    def test_shipment_that_is_reserved_prints_before_it_leaves(self):
        order = self._create_sale([(self.stocked, 2, 100.0)])
        order.picking_ids.action_assign()

        form = self._get_form(order.picking_ids, "torg12")

        self.assertEqual(form["rows"][0]["quantity"], 2)

    def test_what_no_order_prices_is_refused(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )

        self.assertRefused(
            ["printed from their invoice"], self._get_form, picking, "torg12"
        )

    def test_invoice_prints_its_goods_only(self):
        move = self._create_invoice(
            [{"quantity": 2}, {"product_id": self.job.id, "price_unit": 500.0}]
        )

        form = self._get_form(move, "torg12_invoice")

        self.assertEqual([row["name"] for row in form["rows"]], ["stocked"])
        self.assertEqual(form["totals"]["total"], 244.0)

    def test_invoice_without_goods_is_refused(self):
        for move in (
            self._create_invoice([{"product_id": self.job.id}]),
            self._create_invoice([{}], post=False),
        ):
            with self.subTest(move=move):
                self.assertRefused(
                    ["invoice with goods"], self._get_form, move, "torg12_invoice"
                )

    def test_thirty_lines_with_repeated_header(self):
        move = self._create_invoice(
            [{"name": f"Товар {number:03d}"} for number in range(1, 31)]
        )

        texts = self._get_page_texts(
            self._render_pdf("sales_process.torg12_invoice", move)
        )

        self.assertEqual(len(texts), self._get_form(move, "torg12_invoice")["sheets"])
        for text in texts:
            self.assertIn("Единица измерения", text)
        self.assertIn("Отпуск груза разрешил", texts[-1])
        self.assertIn("Товар 030", texts[-1])

    def test_names_of_the_files(self):
        order = self._create_sale([(self.stocked, 1, 100.0)])
        picking = self._ship_order(order)
        move = self._create_invoice([{}])

        self.assertRegex(
            picking._get_print_name("torg12"), r"^ТОРГ-12 \d+ от [\d.]{10} Client$"
        )
        self.assertRegex(
            move._get_print_name("torg12_invoice"),
            r"^ТОРГ-12 \d+ от 02.11.2026 Client$",
        )

    def test_storekeeper_sees_no_prices(self):
        """The note has prices: the warehouse has its goods issue note instead."""
        storekeeper = new_test_user(
            self.env, login="t_storekeeper", groups="stock.group_stock_user"
        )
        order = self._create_sale([(self.stocked, 1, 100.0)])
        picking = self._ship_order(order)
        report = self.env["report.sales_process.torg12"]

        with self.assertRaisesRegex(AccessError, "shows prices"):
            report.with_user(storekeeper)._get_report_values(picking.ids)
        record = self.env.ref("sales_process.torg12_report")
        self.assertFalse(record.group_ids & storekeeper.all_group_ids)

    def test_salesperson_prints_his_shipments_and_not_those_of_others(self):
        pickings = [
            self._ship_order(
                self._create_sale([(self.stocked, 1, 100.0)], user_id=user.id)
            )
            for user in (self.salesperson, self.colleague)
        ]
        self.env.invalidate_all()
        report = self.env["report.sales_process.torg12"].with_user(self.salesperson)

        values = report._get_report_values(pickings[0].ids)

        self.assertEqual(values["docs"][0]["form"]["totals"]["total"], 122.0)
        with self.assertRaises(AccessError):
            report._get_report_values(pickings[1].ids)
