from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestUnknown(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls._create_product("Seal", "none")
        cls.receipt = cls._create_receipt((cls.seal, 10))

    def _say(self, kind, **values):
        operation = {"uuid": str(uuid4()), "type": kind}
        return self.service.apply([operation | values])[0]

    def _find(self, code):
        return self.env["warehouse.barcode.unknown"].search([("code", "=", code)])

    def test_unknown_codes_are_kept_once_and_counted(self):
        gs1 = "010400638133393110X"
        self.assertAccepted(self._say("unknown_code", code="ABC-1"), "noted")
        self._say("unknown_code", code="ABC-1", picking_id=self.receipt.id)
        self._say("unknown_code", code=gs1)

        row = self._find("ABC-1")
        self.assertEqual((row.times, row.state), (2, "new"))
        self.assertEqual(row.document, self.receipt.name)
        self.assertEqual(row.user_id, self.storekeeper)
        self.assertEqual(self._find(gs1).gtin, "04006381333931")

    def test_code_is_given_to_a_product_at_once(self):
        self._say("unknown_code", code="ABC-1")

        answer = self._say("attach_code", code="ABC-1", product_id=self.seal.id)
        more = self._say("attach_code", code="ABC-2", product_id=self.seal.id)

        self.assertAccepted(answer, "attached")
        self.assertEqual(self.seal.barcode, "ABC-1")
        self.assertEqual(self._find("ABC-1").state, "attached")
        self.assertAccepted(more)
        scanned = self._apply("receipt_scan", self.receipt, code="ABC-2")
        self.assertAccepted(scanned, "received")
        self.assertEqual(scanned["params"]["quantity"], 1)

    def test_of_a_gs1_code_only_its_product_is_attached(self):
        code = "010400638133393117310331" + "10L-7"

        self._say("attach_code", code=code, product_id=self.seal.id)

        self.assertEqual(self.seal.barcode, "04006381333931")
        self.assertAccepted(
            self._apply("receipt_scan", self.receipt, code="4006381333931")
        )

    def test_what_cannot_be_attached(self):
        self.seal.barcode = "TAKEN"
        for values, code in (
            ({"code": "TAKEN", "product_id": self.seal.id}, "code_taken"),
            ({"code": "SCN-A-01", "product_id": self.seal.id}, "code_taken"),
            ({"code": "ABC-3", "product_id": 0}, "wrong_product"),
            ({"code": " ", "product_id": self.seal.id}, "unknown_barcode"),
            ({"code": "X" * 300, "product_id": self.seal.id}, "unknown_barcode"),
        ):
            with self.subTest(values=values):
                self.assertRefused(self._say("attach_code", **values), code)

    def test_the_list_is_worked_off_by_the_head_of_the_warehouse(self):
        self._say("unknown_code", code="ABC-1")
        self._say("unknown_code", code="ABC-2")
        head = self._create_user("head", "stock.group_stock_manager")
        first, second = self._find("ABC-1"), self._find("ABC-2")

        first.with_user(head).product_id = self.seal
        first.with_user(head).action_attach()
        second.with_user(head).action_ignore()

        self.assertEqual(self.seal.barcode, "ABC-1")
        self.assertEqual((first.state, second.state), ("attached", "ignored"))
        second.with_user(head).action_reopen()
        self.assertEqual(second.state, "new")

    def test_others_may_not_change_the_list(self):
        self._say("unknown_code", code="ABC-1")
        row = self._find("ABC-1")

        for user in (self.storekeeper, self.clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).action_ignore()
        with self.assertRaises(AccessError):
            row.with_user(self.clerk).read(["code"])
        with self.assertRaises(AccessError):
            row.with_user(self.storekeeper).create({"code": "X", "company_id": 1})

    def test_list_of_another_company_is_hidden(self):
        self._say("unknown_code", code="ABC-1")
        other = self.env["res.company"].create({"name": "Other"})
        self._find("ABC-1").company_id = other

        found = self.env["warehouse.barcode.unknown"].with_user(self.storekeeper)
        self.assertFalse(found.search([("code", "=", "ABC-1")]))
