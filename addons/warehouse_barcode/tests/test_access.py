from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestAccess(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls._create_product("Seal", "none")
        cls.oil = cls._create_product()
        cls.old = cls._create_lot(cls.oil, "OLD", first_in="2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", first_in="2026-06-10")
        cls._put(cls.oil, 5, cls.old)
        cls._put(cls.oil, 5, cls.new)
        cls.receipt = cls._create_receipt((cls.seal, 3))

    def _make_deviation(self, user):
        delivery = self._create_delivery((self.oil, 3))
        answer = self._pick(
            delivery, self.new, kind="allow_newer", reason="Test", user=user
        )
        self.assertAccepted(answer)
        return self.env["stock.age.deviation"].search(
            [("picking_id", "=", delivery.id)]
        )

    def test_ordinary_user_may_not_use_the_scanner(self):
        service = self.service.with_user(self.clerk)

        for call in (
            service.open,
            lambda: service.apply([]),
            lambda: service.search_code("X"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_ordinary_user_sees_neither_log(self):
        for model in ("stock.age.deviation", "warehouse.barcode.operation"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.clerk).search([])

    def test_storekeeper_may_not_write_the_logs(self):
        deviation = self._make_deviation(self.storekeeper).with_user(self.storekeeper)
        operation = (
            self.env["warehouse.barcode.operation"]
            .with_user(self.storekeeper)
            .search([], limit=1)
        )

        for record in (deviation, operation):
            with self.assertRaises(AccessError):
                record.write({"company_id": self.env.company.id})
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.create({})

    def test_age_manager_may_not_write_the_logs(self):
        deviation = self._make_deviation(self.storekeeper).with_user(self.chief)

        with self.assertRaises(AccessError):
            deviation.write({"reason": "Another"})
        with self.assertRaises(AccessError):
            deviation.unlink()

    def test_storekeeper_sees_his_own_deviations_and_the_manager_all(self):
        own = self._make_deviation(self.storekeeper)
        others = self._make_deviation(self.chief)

        Deviation = self.env["stock.age.deviation"]
        both = [("id", "in", (own | others).ids)]
        self.assertEqual(Deviation.with_user(self.storekeeper).search(both), own)
        self.assertEqual(Deviation.with_user(self.chief).search(both), own | others)

    def test_storekeeper_sees_his_own_operations(self):
        self._receive(self.receipt, self.seal)
        self._receive(self.receipt, self.seal, user=self.chief)

        rows = (
            self.env["warehouse.barcode.operation"]
            .with_user(self.storekeeper)
            .search([])
        )

        self.assertEqual(rows.user_id, self.storekeeper)

    def test_storekeeper_may_not_change_the_age_control(self):
        with self.assertRaises(AccessError):
            self.out_type.with_user(self.storekeeper).age_control = "off"

    def test_nobody_reads_the_pin(self):
        self.assertFalse(self.chief.with_user(self.chief).scanner_pin)
        with self.assertRaises(AccessError):
            self.chief.with_user(self.chief).read(["scanner_pin_hash"])

    def test_manager_sets_his_own_pin_only(self):
        self.chief.with_user(self.chief).write({"scanner_pin": "314159"})
        self.assertTrue(self.chief._is_scanner_pin("314159"))
        self.assertFalse(self.chief._is_scanner_pin("271828"))

        with self.assertRaises(AccessError):
            self.chief.with_user(self.storekeeper).write({"scanner_pin": "111111"})

    def test_other_company_is_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Another company"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        picking = self._create_picking(warehouse.in_type_id, [(self.seal, 3)])

        self.assertEqual(
            self.service.open(picking.id)["message_code"], "unknown_document"
        )
        self.assertRefused(self._receive(picking, self.seal), "document_unknown")
        self.storekeeper.company_ids = [Command.link(company.id)]
        both = self.service.with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        self.assertEqual(both.open(picking.id)["kind"], "document")

    def test_document_opens_on_the_scanner(self):
        keeper = self.receipt.with_user(self.storekeeper)

        action = keeper.action_open_scanner()

        self.assertTrue(keeper.can_scan)
        self.assertEqual(action["tag"], "warehouse_barcode.scanner")
        self.assertEqual(action["params"], {"picking_id": self.receipt.id})

    def test_forms_open_for_their_people(self):
        manager = new_test_user(
            self.env,
            "stock_boss",
            groups="stock.group_stock_manager",
            context={"no_reset_password": True},
        )
        for record, user in (
            (self.receipt, self.storekeeper),
            (self.receipt, manager),
            (self.old, self.storekeeper),
            (self.out_type, manager),
            (self._make_deviation(self.storekeeper), self.chief),
        ):
            with self.subTest(record=record):
                Form(record.with_user(user))
