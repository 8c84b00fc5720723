from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..report import warehouse_barcode_label_report as report_module
from ..tools import gs1, labels, labels_layout
from .label_common import LabelCommon, read_zpl


@tagged("post_install", "-at_install")
class TestLabelPrint(LabelCommon):
    """Every label is printed, seen by a decoder, and its code finds the same record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._create_lot(cls.oil, "ВМ-2026/07", "2027-12-31")
        for name in ("AB/1%_x", "Z" * 20, "(10)A(17)"):
            cls.lots |= cls._create_lot(cls.oil, name, "2027-12-31")
        cls.lots |= cls._create_lot(cls.pump, "SN-000123")
        for name in ("LOT 7/2026 #1", "Партия " + "длинная " * 12 + "№ 7", "A" * 120):
            cls.lots |= cls._create_lot(cls.gasket, name)
        cls.package = cls.env["stock.package"].create({"name": "PACK0000123"})
        cls.out_type.barcode = "SCNOUT"

    def _assert_lot_found(self, lot, code):
        """By its name, or as the series that the GS1 code of its product names."""
        identifier, text = code
        found = self.service.search_code(
            identifier + text if identifier == "]d2" else text
        )
        ids = {(row["type"], row["id"]) for row in found["candidates"]}
        if identifier == "]d2":
            self.assertIn(("product", lot.product_id.id), ids)
            name = found["gs1"].get("serial") or found["gs1"].get("lot")
            self.assertEqual(name, lot.name)
            expiry = found["gs1"].get("expiration_date")
            self.assertEqual(bool(expiry), lot.product_id.use_expiration_date)
            if expiry:
                self.assertEqual(expiry, self._day(lot.expiration_date))
        else:
            self.assertIn(("lot", lot.id), ids)

    def test_each_series_scans_back_in_each_format(self):
        for label_format in ("58x40", "100x50"):
            pages = self._scan(self._print("lot", self.lots, label_format))
            self.assertEqual(len(pages), len(self.lots))
            for lot, page in zip(self.lots, pages, strict=True):
                with self.subTest(format=label_format, lot=lot.name):
                    [code] = page
                    self._assert_lot_found(lot, code)

    def test_sheet_of_labels_scans_back(self):
        lots = self.lots[:5]

        [first, second] = self._scan(self._print("lot", lots, "a4", copies=5))

        self.assertEqual((len(first), len(second)), (24, 1))
        names = [
            gs1.parse(text)["elements"][-1]["value"]
            for kind, text in first
            if kind == "]d2"
        ]
        self.assertEqual(
            {name: names.count(name) for name in names},
            {"AB/1%_x": 5, "Z" * 20: 5, "(10)A(17)": 5, "SN-000123": 4},
        )

    def test_gs1_only_with_a_gtin_and_its_character_set(self):
        pages = self._scan(self._print("lot", self.lots))

        kinds = [page[0][0] for page in pages]

        self.assertEqual(kinds[:6], ["]Q1", "]d2", "]d2", "]d2", "]d2", "]C0"])
        self.assertEqual(kinds[6:], ["]Q1", "]d1"])

    def test_other_records_scan_back(self):
        receipt = self._create_receipt((self.oil, 1))
        cases = [
            ("product", self.oil, "product"),
            ("product", self.filter, "product"),
            ("location", self.shelf_a, "location"),
            ("package", self.package, "package"),
            ("picking", receipt, "document"),
            ("operation_type", self.out_type, "operation_type"),
        ]
        for label_format in ("58x40", "100x50", "a4"):
            for kind, record, found_as in cases:
                with self.subTest(kind=kind, format=label_format):
                    [[code]] = self._scan(self._print(kind, record, label_format))
                    self.assertIn((found_as, record.id), self._search(code[1]))

    def test_sscc_of_a_package_is_gs1(self):
        self.package.name = "046000000000000015"

        [[(identifier, text)]] = self._scan(self._print("package", self.package))

        self.assertEqual((identifier, text), ("]C1", "00046000000000000015"))
        read = gs1.parse(identifier + text)
        self.assertEqual(read["elements"], [{"ai": "00", "value": self.package.name}])

    def test_page_is_as_large_as_the_label(self):
        import pypdfium2

        cases = {"58x40": (58, 40), "100x50": (100, 50), "a4": (210, 297)}
        for label_format, size in cases.items():
            with self.subTest(format=label_format):
                pdf = self._print("lot", self.lots[:1], label_format)
                width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
                self.assertAlmostEqual(width / 72 * 25.4, size[0], delta=0.5)
                self.assertAlmostEqual(height / 72 * 25.4, size[1], delta=0.5)

    def test_code_is_printed_in_its_true_size(self):
        """Bars shrunk by the printing program would not be whole dots any more."""
        import pypdfium2
        import zxingcpp

        label = labels.Label("A-01", labels.plain_code(self.shelf_a.barcode))
        for label_format in ("58x40", "100x50"):
            [symbol] = [
                item
                for item in labels_layout.arrange(label, label_format)
                if isinstance(item, labels_layout.Symbol)
            ]
            pdf = self._print("location", self.shelf_a, label_format)
            image = pypdfium2.PdfDocument(pdf)[0].render(scale=600 / 72).to_pil()
            [code] = zxingcpp.read_barcodes(image)
            width = (code.position.top_right.x - code.position.top_left.x) / 600 * 25.4
            with self.subTest(format=label_format):
                self.assertAlmostEqual(width, symbol.width, delta=symbol.module)

    def test_only_the_unpatched_printing_program_is_corrected(self):
        report = self.env["warehouse.barcode.label.report"]
        cases = [("pdf", True, 1), ("pdf", False, 1.3021), ("html", False, 1)]
        for report_type, is_patched, expected in cases:
            with (
                self.subTest(type=report_type, patched=is_patched),
                patch.object(report_module, "_wkhtml") as program,
            ):
                program.return_value.is_patched_qt = is_patched
                values = report._get_page_values({"report_type": report_type})
                self.assertEqual(values["zoom"], expected)

    def test_our_pages_fetch_nothing_and_others_keep_their_layout(self):
        ours = self.env.ref("warehouse_barcode.label_58x40_report")
        core = self.env.ref("stock.action_report_lot_label")

        self.assertEqual(ours._get_layout().key, "warehouse_barcode.label_layout")
        self.assertEqual(core._get_layout().key, "web.minimal_layout")
        bodies, *_rest = ours._prepare_html(self._render_html("lot", self.lots[1]))
        self.assertNotRegex(str(bodies[0]), r"(src|href)=.(?!data:)")

    def test_names_for_people_are_on_the_label(self):
        html = self._render_html("lot", self.lots[1])

        for words in (
            "Масло вакуумное",
            "AB/1%_x",
            "2027",
            "(01)04006381333931(17)271231",
        ):
            with self.subTest(words=words):
                self.assertIn(words, html)

    def _render_html(self, kind, records, label_format="58x40"):
        action = self.labels.get_print_action(kind, records.ids, None, label_format)
        report = self.env["ir.actions.report"].with_user(self.storekeeper)
        html, _kind = report._render_qweb_html(
            action["report_name"], None, data=dict(action["data"])
        )
        return html.decode()

    def test_zpl_has_the_same_codes(self):
        text = self.labels.get_zpl("lot", self.lots[:5].ids, 2)

        codes = read_zpl(text)

        self.assertEqual(codes[0], ("BQ", "ВМ-2026/07"))
        self.assertEqual(codes[1], ("BX", "<F>01040063813339311727123110AB/1%_x"))
        self.assertEqual(codes[4], ("BX", "<F>010460000000010721SN-000123"))
        self.assertEqual(text.count("^PQ2"), 5)

    def test_zpl_report_escapes_nothing_for_html(self):
        lot = self._create_lot(self.gasket, "A<&>'\"B")
        wizard = self._create_wizard(lot, print_format="scan_zpl_58x40")

        action = wizard.action_print()
        content, kind = self.env["ir.actions.report"]._render_qweb_text(
            action["report_name"], None, data=dict(action["data"])
        )

        self.assertEqual((kind, action["report_type"]), ("text", "qweb-text"))
        self.assertEqual(read_zpl(content.decode()), [("BC", "A<&>'\"B")])

    def _create_wizard(self, records, kind="lot", **values):
        model = self.env["warehouse.barcode.label"].with_user(self.storekeeper)
        return model.with_context(active_ids=records.ids, default_kind=kind).create(
            values
        )

    def test_wizard_prints_what_was_chosen_in_the_list(self):
        wizard = self._create_wizard(self.lots[:2], copies=3, print_format="scan_a4")

        action = wizard.action_print()

        self.assertEqual(wizard.label_count, 6)
        self.assertEqual(action["report_name"], "warehouse_barcode.label_a4")
        self.assertEqual(
            action["data"]["items"], [["lot", lot.id, 3] for lot in self.lots[:2]]
        )

    def test_label_of_a_box_tells_its_pieces(self):
        wizard = self._create_wizard(self.lots[1], box_quantity=12, copies=2)

        action = wizard.action_print()
        [[(identifier, text)], _second] = self._scan(self._render(action))

        self.assertEqual(wizard.label_count, 2)
        self.assertEqual(
            self.service.search_code(identifier + text)["gs1"]["quantity"], 12
        )

    def test_pieces_of_a_box_are_not_told_by_a_plain_code(self):
        wizard = self._create_wizard(self.lots[0], box_quantity=12)

        [[(_identifier, text)]] = self._scan(self._render(wizard.action_print()))

        self.assertEqual(text, self.lots[0].name)

    def test_wizard_counts_the_pieces_in_stock(self):
        self._put(self.oil, 4, self.lots[0])
        wizard = self._create_wizard(self.lots[:2], quantity="stock")

        self.assertEqual(wizard.label_count, 4)
        self.assertEqual(
            wizard.action_print()["data"]["items"], [["lot", self.lots[0].id, 4]]
        )

    def test_wizard_opens_for_every_kind(self):
        cases = [
            ("lot", self.lots),
            ("location", self.shelf_a),
            ("package", self.package),
            ("picking", self._create_receipt((self.oil, 1))),
            ("operation_type", self.out_type),
        ]
        for kind, records in cases:
            with self.subTest(kind=kind):
                context = {"active_ids": records.ids, "default_kind": kind}
                model = self.env["warehouse.barcode.label"].with_context(**context)
                with Form(model.with_user(self.storekeeper)) as form:
                    self.assertEqual(form.label_count, len(records))
                self.assertTrue(form.record.action_print()["data"]["items"])

    def test_default_format_is_a_setting(self):
        parameters = self.env["ir.config_parameter"].sudo()
        name = "warehouse_barcode.label_format"
        cases = {"100x50": "100x50", "a4": "a4", "nonsense": "58x40"}
        for value, expected in cases.items():
            parameters.set_param(name, value)
            with self.subTest(value=value):
                action = self.labels.get_print_action("lot", self.lots[:1].ids)
                self.assertEqual(
                    action["report_name"], f"warehouse_barcode.label_{expected}"
                )

    def test_bad_requests_are_explained(self):
        nameless = self.env["stock.location"].create({"name": "No code"})
        nameless.barcode = False
        service = self.labels
        cases = {
            "kind": lambda: service.get_print_action("res.users", [1]),
            "nothing": lambda: service.get_print_action("lot", []),
            "gone": lambda: service.get_print_action("lot", [2**30]),
            "no list": lambda: service.get_print_action("lot", "1"),
            "no code": lambda: service.get_print_action("location", nameless.ids),
            "copies": lambda: service.get_print_action("lot", self.lots.ids, "2"),
            "negative": lambda: service.get_print_action("lot", self.lots.ids, -1),
            "too many": lambda: service.get_print_action("lot", self.lots.ids, 1000),
            "format": lambda: service.get_print_action("lot", self.lots.ids, 1, "x"),
            "zpl on a sheet": lambda: service.get_zpl("lot", self.lots.ids, 1, "a4"),
            "no copies": lambda: self._create_wizard(
                self.lots, copies=0
            ).action_print(),
        }
        for case, call in cases.items():
            with self.subTest(case), self.assertRaises(UserError):
                call()

    def test_report_trusts_nothing_that_comes_back(self):
        report = self.env["warehouse.barcode.label.report"].with_user(self.storekeeper)
        good = ["lot", self.lots[0].id, 1]
        for items in (
            None,
            "x",
            [good, "x"],
            [["lot", "1", 1]],
            [["lot", 1, True]],
            [good[:2]],
        ):
            with self.subTest(items=items), self.assertRaises(UserError):
                report._get_report_values(
                    None, {"label_format": "58x40", "items": items}
                )
        with self.assertRaises(UserError):
            report._get_report_values(None, {"label_format": "../x", "items": [good]})

    def test_queries_do_not_grow_with_the_labels(self):
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"Q{index}",
                    "product_id": self._create_product(f"P{index}").id,
                }
                for index in range(40)
            ]
        )

        self._count_queries(lots[:1])  # fills the caches of rights and languages
        few = self._count_queries(lots[:2])
        many = self._count_queries(lots)

        self.assertEqual(many, few)

    def _count_queries(self, lots):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.labels.get_zpl("lot", lots.ids)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestLabelRights(LabelCommon):
    def setUp(self):
        super().setUp()
        self.lot = self._create_lot(self.oil, "A1")

    def test_only_storekeepers_call_the_service(self):
        for method in ("get_print_action", "get_zpl"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.labels.with_user(self.clerk), method)("lot", self.lot.ids)

    def test_report_reads_with_the_rights_of_the_user(self):
        data = {"label_format": "58x40", "items": [["lot", self.lot.id, 1]]}
        report = self.env["warehouse.barcode.label.report"]
        portal = self._create_user("portal", "base.group_portal")
        for user in (self.clerk, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user)._get_report_values(None, data)

    def test_wizard_is_for_people_of_the_warehouse(self):
        with self.assertRaises(AccessError):
            self.env["warehouse.barcode.label"].with_user(self.clerk).create({})

    def test_labels_of_another_company_are_not_printed(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.lot.company_id = other

        with self.assertRaises(AccessError):
            self.labels.get_print_action("lot", self.lot.ids)
