from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestOperations(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal = cls._create_product("Seal", "none")
        cls.receipt = cls._create_receipt((cls.seal, 10))

    def _operation(self, kind="receipt_scan", **values):
        return {
            "uuid": str(uuid4()),
            "type": kind,
            "picking_id": self.receipt.id,
            "product_id": self.seal.id,
            **values,
        }

    def test_same_uuid_is_applied_once(self):
        operation = self._operation()

        first = self.service.apply([operation])
        second = self.service.apply([operation])
        together = self.service.apply([operation, operation])

        self.assertEqual(first, second)
        self.assertEqual(together, [first[0], first[0]])
        self.assertPicked(self.receipt, {(self.seal, ""): 1})

    def test_twice_in_one_call_is_applied_once(self):
        operation = self._operation()

        answers = self.service.apply([operation, operation])

        self.assertEqual(answers[0], answers[1])
        self.assertPicked(self.receipt, {(self.seal, ""): 1})

    def test_refusal_is_kept_too(self):
        operation = self._operation(quantity=99)

        first = self.service.apply([operation])
        second = self.service.apply([operation | {"quantity": 1}])

        self.assertRefused(first[0], "over_quantity")
        self.assertEqual(first, second)

    def test_failing_operation_does_not_lose_the_others(self):
        answers = self.service.apply(
            [
                self._operation(),
                self._operation(product_id=0),
                self._operation("no_such_type"),
                self._operation(picking_id=0),
                self._operation(quantity=-1),
                self._operation(),
            ]
        )

        codes = [answer["message_code"] for answer in answers]
        self.assertEqual(
            codes,
            [
                "received",
                "wrong_product",
                "unknown_type",
                "document_unknown",
                "bad_quantity",
                "received",
            ],
        )
        self.assertPicked(self.receipt, {(self.seal, ""): 2})

    def test_words_of_core_are_passed_on(self):
        self.patch(
            type(self.env["warehouse.barcode.receipt"]),
            "_scan",
            self._refuse_by_core,
        )

        answer = self.service.apply([self._operation()])[0]

        self.assertRefused(answer, "refused")
        self.assertEqual(answer["params"]["message"], "Stock is frozen")

    def _refuse_by_core(self, *_args):
        raise UserError("Stock is frozen")

    def test_somebody_elses_answer_is_not_shown(self):
        operation = self._operation()
        self.service.apply([operation])

        answer = self.service.with_user(self.chief).apply([operation])[0]

        self.assertRefused(answer, "uuid_taken")
        self.assertEqual(answer["lines"], [])

    def test_call_without_operations_is_a_fault(self):
        for faulty in (
            {},
            ["text"],
            [{"type": "undo"}],
            [{"uuid": "", "type": "undo"}],
        ):
            with self.subTest(faulty=faulty), self.assertRaises(UserError):
                self.service.apply(faulty)

    def test_undo_takes_back_exactly_the_last_operation(self):
        self.service.apply([self._operation(), self._operation(quantity=4)])

        answer = self._apply("undo", self.receipt)

        self.assertAccepted(answer, "undone")
        self.assertPicked(self.receipt, {(self.seal, ""): 1})
        self.assertEqual(self.receipt.move_ids.quantity, 10)

    def test_undo_is_repeatable_and_ends(self):
        self.service.apply([self._operation(), self._operation()])

        self.assertAccepted(self._apply("undo", self.receipt))
        self.assertAccepted(self._apply("undo", self.receipt))
        self.assertRefused(self._apply("undo", self.receipt), "nothing_to_undo")

        self.assertPicked(self.receipt, {})
        self.assertEqual(self.receipt.move_ids.quantity, 10)

    def test_undo_of_a_named_operation(self):
        target = self._operation(quantity=3)
        self.service.apply([target, self._operation()])

        answer = self._apply("undo", self.receipt, target=target["uuid"])

        self.assertEqual(answer["params"]["target"], target["uuid"])
        self.assertPicked(self.receipt, {(self.seal, ""): 1})

    def test_undo_gives_a_picked_series_back_to_the_plan(self):
        oil = self._create_product()
        lot = self._create_lot(oil, "L-1", first_in="2026-01-10")
        self._put(oil, 5, lot)
        delivery = self._create_delivery((oil, 3))
        self._pick(delivery, lot, 2)

        self._apply("undo", delivery)

        self.assertPicked(delivery, {})
        self.assertEqual(delivery.move_line_ids.mapped("quantity"), [3])
        self.assertEqual(delivery.state, "assigned")

    def test_undo_of_others_is_refused(self):
        self.service.apply([self._operation()])

        answer = self._apply("undo", self.receipt, user=self.chief)

        self.assertRefused(answer, "nothing_to_undo")
