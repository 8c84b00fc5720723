"""The scanner as the guide of the storekeeper shows it, in Russian, on a phone."""

from datetime import date, timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.warehouse_barcode.tests.production_common import ProductionCommon

from .photography import Photography

PHONE = "360x740"
READY = "!!document.querySelector('.o_warehouse_barcode_prompt_text')"
OIL_CODE = "4607051802315"
GASKET_CODE = "4607051804173"
SHELF_CODE = "SCN-A-01"


def scan(*codes):
    return [("scan", code) for code in codes]


@tagged("post_install", "-at_install")
class TestPicturesScanner(Photography, HttpCase, ProductionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        people = cls.storekeeper | cls.chief
        people.partner_id.lang = "ru_RU"
        cls.storekeeper.partner_id.name = "Семён Кладовщиков"
        cls.chief.partner_id.name = "Елена Руководова"
        cls._leave_only_our_documents()
        cls.today = date.today()
        cls.client = cls.env["res.partner"].create({"name": "ООО «Вакуумтех»"})
        cls.vacuum_oil = cls._create_product(
            "Масло вакуумное ВМ-5С, канистра 5 л",
            barcode=OIL_CODE,
            use_expiration_date=True,
            default_code="VM5",
            standard_price=2400,
        )
        cls.gasket = cls._create_product(
            "Уплотнение KF-40", "none", barcode=GASKET_CODE
        )
        for name, days, age, shelf, quantity in (
            ("L-0312", 125, 320, cls.shelf_a, 8),
            ("L-0518", 368, 170, cls.shelf_b, 12),
        ):
            cls._stock_series(cls.vacuum_oil, name, days, age, shelf, quantity)
        cls._put(cls.gasket, 500)

    @classmethod
    def _leave_only_our_documents(cls):
        """What lies in the database besides is nobody's business here."""
        cls.env["stock.picking"].search([("state", "=", "assigned")]).action_cancel()
        orders = cls.env["mrp.production"].search([("state", "not in", ("done",))])
        orders.action_cancel()

    @classmethod
    def _stock_series(cls, product, name, days, age, shelf, quantity):
        lot = cls._create_lot(product, name)
        lot.expiration_date = f"{cls.today + timedelta(days=days)} 12:00:00"
        lot.first_in_date = f"{cls.today - timedelta(days=age)} 10:00:00"
        cls._put(product, quantity, lot, shelf)
        return lot

    def _document(self, kind, number, *lines, **values):
        picking_type = self.warehouse[f"{kind.lower()}_type_id"]
        return self._create_picking(
            picking_type,
            lines,
            name=f"WH/{kind}/{number:05}",
            partner_id=self.client.id,
            **values,
        )

    def _delivery(self):
        self.out_type.age_control = "block"
        return self._document("OUT", 1042, (self.vacuum_oil, 4), (self.gasket, 10))

    def _shoot(self, name, *steps, user=None):
        self._photograph(
            f"scanner-{name}",
            "/odoo/scanner",
            READY,
            user or self.storekeeper,
            PHONE,
            steps,
        )

    def test_start(self):
        self._delivery().user_id = self.storekeeper
        self._document("IN", 311, (self.vacuum_oil, 20))
        self._document("INT", 57, (self.gasket, 10))

        self._shoot("start", ("find", ".o_warehouse_barcode_document", "WH/OUT/01042"))

    def test_delivery(self):
        self._delivery()

        self._shoot(
            "delivery",
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            *scan("L-0312"),
            ("find", ".o_warehouse_barcode_done", "1"),
        )

    def test_stop(self):
        self._delivery()

        self._shoot(
            "stop",
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            *scan("L-0518"),
            ("find", ".o_warehouse_barcode_older", "L-0312"),
        )

    def test_permission(self):
        self._delivery()

        self._shoot(
            "permission",
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            *scan("L-0518"),
            ("click", ".o_warehouse_barcode_answer_manager"),
            ("find", "input[name=pin]"),
            ("fill", "input[name=reason]", "Канистра повреждена"),
        )

    def test_receipt(self):
        self._document("IN", 311, (self.vacuum_oil, 20))

        self._shoot(
            "receipt",
            *scan("WH/IN/00311"),
            ("find", ".o_warehouse_barcode_line"),
            *scan(OIL_CODE, "L-0640"),
            ("find", ".o_warehouse_barcode_step_expiry"),
        )

    def test_offline(self):
        self._delivery()

        self._shoot(
            "offline",
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            ("cut", "warehouse.barcode"),
            *scan("L-0312", "L-0312", "L-0312"),
            ("find", ".o_warehouse_barcode_unsent", "3"),
        )

    def test_count(self):
        self._shoot(
            "count",
            ("click", ".o_warehouse_barcode_mode_count"),
            *scan(SHELF_CODE),
            ("find", ".o_warehouse_barcode_prompt_text", "Подсчёт"),
            *scan("L-0312", "L-0312", "OCDQ10", GASKET_CODE),
            ("find", ".o_warehouse_barcode_done", "10"),
        )

    def test_move(self):
        self._shoot(
            "move",
            ("click", ".o_warehouse_barcode_mode_shelf"),
            *scan(SHELF_CODE),
            ("find", ".o_warehouse_barcode_prompt_text", "Сканируйте, что берёте"),
            *scan("L-0312", "L-0312"),
            ("find", ".o_warehouse_barcode_prompt_text", "ячейку"),
        )

    def test_production(self):
        for product, name in (
            (self.pump, "Насос НВР-16Д"),
            (self.motor, "Двигатель АИР-80"),
            (self.oil, "Масло ВМ-6"),
            (self.screw, "Винт М5 × 16"),
        ):
            product.name = name
            product.with_context(lang="ru_RU").name = name
        self.old.name = "M6-014"
        order = self._pump_order(works=("Сборка", "Испытания"))
        order.name = "WH/MO/00073"
        order.workorder_ids.workcenter_id.name = "Участок сборки"

        self._shoot(
            "production",
            *scan("WH/MO/00073"),
            ("find", ".o_warehouse_barcode_made"),
            ("click", ".o_warehouse_barcode_work_start"),
            *scan("M-1"),
            ("find", ".o_warehouse_barcode_recent", "M-1"),
        )

    def test_training(self):
        self._shoot(
            "training",
            *scan("OBTTRAIN"),
            ("find", ".o_warehouse_barcode_training"),
            *scan("TRAIN-T-01", "2999900000013"),
            ("find", ".o_warehouse_barcode_done", "1"),
        )

    def test_unknown(self):
        self._delivery()

        self._shoot(
            "unknown",
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            *scan("4607001234567"),
            ("find", ".o_warehouse_barcode_answer_attach"),
        )

    def test_dark(self):
        self._delivery()

        self._shoot(
            "dark",
            ("click", ".o_warehouse_barcode_theme"),
            *scan("WH/OUT/01042"),
            ("find", ".o_warehouse_barcode_shelf", "A-01"),
            *scan("L-0312"),
            ("find", ".o_warehouse_barcode_done", "1"),
        )

    def test_expiry_board(self):
        self.env["stock.quant"].search([]).sudo().unlink()
        self.env.company.currency_id.write({"symbol": "₽", "position": "after"})
        for name, days, age, shelf, quantity in (
            ("L-0102", -12, 400, self.shelf_a, 2),
            ("L-0187", 5, 360, self.shelf_b, 6),
            ("L-0205", 21, 330, self.shelf_a, 10),
            ("L-0264", 64, 290, self.shelf_a, 15),
        ):
            self._stock_series(self.vacuum_oil, name, days, age, shelf, quantity)

        self._photograph(
            "expiry-board",
            "/odoo/expiry-dates",
            "!!document.querySelector('.o_data_row')",
            self._create_board_user(),
            "1280x560",
        )

    def _create_board_user(self):
        """Sees values, as an administrator of the warehouse does."""
        self.storekeeper.group_ids += self.env.ref("stock.group_stock_manager")
        return self.storekeeper

    def test_sheets(self):
        for name in ("commands", "training"):
            with self.subTest(sheet=name):
                report = self.env.ref(f"warehouse_barcode.sheet_{name}_report")
                self._keep_page(f"sheet-{name}", self._render(report.report_name), 620)

    def test_labels(self):
        action = (
            self.env["warehouse.barcode.labels"]
            .with_user(self.storekeeper)
            .with_context(lang="ru_RU")
            .get_print_action("lot", self._get_label_lots().ids, 6, "a4")
        )

        self._keep_page(
            "labels", self._render(action["report_name"], action["data"]), 620, 400
        )

    def _get_label_lots(self):
        return self.env["stock.lot"].search(
            [("product_id", "=", self.vacuum_oil.id)], order="name"
        )

    def _render(self, name, data=None):
        report = self.env["ir.actions.report"].with_user(self.storekeeper)
        context = {"force_report_rendering": True, "lang": "ru_RU"}
        content, _kind = report.with_context(**context)._render_qweb_pdf(
            name, None, data=dict(data or {})
        )
        return content
