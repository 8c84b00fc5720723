from odoo.tests import tagged

from .label_common import LabelCommon


@tagged("post_install", "-at_install")
class TestLabelReceipt(LabelCommon):
    """Labels of what came in, and core's own ways to them."""

    def _receive_all(self):
        receipt = self._create_receipt(
            (self.oil, 3), (self.pump, 2), (self.filter, 4), (self.gasket, 1)
        )
        self._receive(receipt, self.oil, "A1", 3, expiration_date="2027-12-31")
        for name in ("SN1", "SN2"):
            self._receive(receipt, self.pump, name)
        self._receive(receipt, self.filter, quantity=4)
        self._receive(receipt, self.gasket, "Партия 1")
        return receipt

    def _get_series(self, receipt):
        return {
            line.lot_id.name or line.lot_name: line for line in receipt.move_line_ids
        }

    def test_receipt_gives_a_label_for_each_piece(self):
        receipt = self._receive_all()

        action = self.labels.get_print_action("receipt", receipt.ids)
        pages = self._scan(self._render(action))

        texts = [page[0][1] for page in pages]
        self.assertEqual(texts.count("01040063813339311727123110A1"), 3)
        self.assertEqual(texts.count("010460000000010721SN1"), 1)
        self.assertEqual(texts.count("010460000000010721SN2"), 1)
        self.assertEqual(texts.count("96385074"), 4)
        self.assertEqual(texts.count("Партия 1"), 1)

    def test_labels_are_the_same_after_validation(self):
        receipt = self._receive_all()
        before = self.labels.get_zpl("receipt", receipt.ids)
        self._apply("validate", receipt)

        self.assertEqual(receipt.state, "done")
        self.assertEqual(self.labels.get_zpl("receipt", receipt.ids), before)

    def test_number_of_copies_may_be_given(self):
        receipt = self._receive_all()

        action = self.labels.get_print_action("receipt", receipt.ids, 1)

        self.assertEqual(
            [copies for *_item, copies in action["data"]["items"]], [1] * 5
        )

    def test_measured_goods_get_one_label(self):
        self.gasket.uom_id = self.env.ref("uom.product_uom_kgm")
        receipt = self._create_receipt((self.gasket, 25))
        self._receive(receipt, self.gasket, "KG", 25)

        action = self.labels.get_print_action("receipt", receipt.ids)

        self.assertEqual([item[2] for item in action["data"]["items"]], [1])

    def _validate_with_autoprint(self, print_format, **values):
        self.storekeeper.group_ids |= self.env.ref("stock.group_production_lot")
        self.in_type.write(
            {"auto_print_lot_labels": True, "lot_label_format": print_format, **values}
        )
        receipt = self._receive_all()
        self._apply("validate", receipt)
        return receipt.with_user(self.storekeeper)._get_autoprint_report_actions()

    def test_validation_prints_the_series_by_core_flags(self):
        cases = {
            "scan_58x40_units": ("warehouse_barcode.label_58x40", 6),
            "scan_a4_lots": ("warehouse_barcode.label_a4", 4),
            "scan_zpl_100x50_lots": ("warehouse_barcode.label_zpl_100x50", 4),
        }
        for print_format, (report, count) in cases.items():
            with (
                self.subTest(format=print_format),
                self.env.cr.savepoint() as savepoint,
            ):
                [action] = self._validate_with_autoprint(print_format)
                self.assertEqual(action["report_name"], report)
                items = action["data"]["items"]
                self.assertEqual(sum(copies for *_item, copies in items), count)
                savepoint.rollback()

    def test_formats_of_core_print_as_before(self):
        [action] = self._validate_with_autoprint("zpl_lots")

        self.assertEqual(action["report_name"], "stock.label_lot_template_view")

    def test_core_products_print_in_our_format(self):
        actions = self._validate_with_autoprint(
            "4x12_lots",
            auto_print_lot_labels=False,
            auto_print_product_labels=True,
            product_label_format="scan_100x50",
        )

        [action] = actions
        self.assertEqual(action["report_name"], "warehouse_barcode.label_100x50")
        self.assertEqual(sum(item[2] for item in action["data"]["items"]), 10)

    def test_labels_that_cannot_be_printed_do_not_stop_the_goods(self):
        self.in_type.write(
            {
                "auto_print_product_labels": True,
                "product_label_format": "scan_58x40",
                "auto_print_lot_labels": True,
                "lot_label_format": "scan_58x40_units",
            }
        )
        self.storekeeper.group_ids |= self.env.ref("stock.group_production_lot")
        nameless = self._create_product("Nameless", "none")
        cases = [(nameless, {}), (self.gasket, {"lot": "MANY"})]
        for product, values in cases:
            with self.subTest(product=product.name):
                receipt = self._create_receipt((product, 1001))
                self._receive(receipt, product, quantity=1001, **values)
                self._apply("validate", receipt)

                actions = receipt.with_user(
                    self.storekeeper
                )._get_autoprint_report_actions()

                self.assertEqual((receipt.state, actions), ("done", []))
                self.assertIn("not printed", receipt.message_ids[0].body)

    def test_wizard_of_series_proposes_our_label(self):
        receipt = self._receive_all()
        self._apply("validate", receipt)
        wizard = self.env["lot.label.layout"].create(
            {"move_line_ids": receipt.move_line_ids.ids, "label_quantity": "lots"}
        )

        action = wizard.process()

        self.assertEqual(wizard.print_format, "scan_58x40")
        self.assertEqual({item[0] for item in action["data"]["items"]}, {"lot"})
        wizard.print_format = "4x12"
        self.assertEqual(wizard.process()["report_name"], "stock.report_lot_label")

    def test_wizard_of_products_proposes_our_label(self):
        wizard = self.env["product.label.layout"].create(
            {"product_ids": self.oil.ids, "custom_quantity": 2}
        )

        action = wizard.process()

        self.assertEqual(action["report_name"], "warehouse_barcode.label_58x40")
        self.assertEqual(action["data"]["items"], [["product", self.oil.id, 2]])
        [[code], _second] = self._scan(self._render(action))
        self.assertIn(("product", self.oil.id), self._search(code[1]))

    def test_products_without_a_barcode_keep_the_sheet_of_core(self):
        wizard = self.env["product.label.layout"]
        cases = [
            ({"default_product_ids": self.oil.ids}, "scan_58x40"),
            ({"default_product_ids": (self.oil | self.gasket).ids}, "2x7xprice"),
            (
                {"default_product_tmpl_ids": self.gasket.product_tmpl_id.ids},
                "2x7xprice",
            ),
        ]
        for context, expected in cases:
            with self.subTest(context=context):
                defaults = wizard.with_context(**context).default_get(["print_format"])
                self.assertEqual(defaults["print_format"], expected)

    def test_print_button_of_an_open_receipt(self):
        """Series that are only named yet get their labels as well."""
        receipt = self._receive_all()
        action = receipt.action_open_label_type()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )

        items = wizard.process()["data"]["items"]

        self.assertEqual(action["res_model"], "product.label.layout")
        series = [item for item in items if item[0] == "move_line"]
        self.assertEqual(sum(copies for *_item, copies in series), 6)

    def test_templates_print_each_variant(self):
        wizard = self.env["product.label.layout"].create(
            {"product_tmpl_ids": self.oil.product_tmpl_id.ids, "custom_quantity": 3}
        )

        items = wizard.process()["data"]["items"]

        self.assertEqual(items, [["product", self.oil.id, 3]])

    def test_core_formats_of_products_stay(self):
        wizard = self.env["product.label.layout"].create(
            {"product_ids": self.oil.ids, "print_format": "2x7xprice"}
        )

        self.assertEqual(
            wizard.process()["report_name"], "product.report_producttemplatelabel2x7"
        )
