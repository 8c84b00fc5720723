from freezegun import freeze_time

from odoo.tests import tagged

from .common import ScannerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestPackages(ScannerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product()
        cls.lot = cls._create_lot(cls.oil, "L-1", first_in="2026-01-10")

    def _create_box(self, name, quantity, lot=None, product=None):
        box = self.env["stock.package"].create({"name": name})
        self.env["stock.quant"]._update_available_quantity(
            product or self.oil,
            self.shelf_a,
            quantity,
            lot_id=lot or self.lot,
            package_id=box,
        )
        return box

    def _get_boxes(self, picking):
        lines = picking.move_line_ids.filtered("picked")
        return {
            box.name: sum(own.mapped("quantity"))
            for box, own in lines.grouped("result_package_id").items()
        }

    def test_scanned_goods_go_into_a_new_package(self):
        self._put(self.oil, 9, self.lot)
        delivery = self._create_delivery((self.oil, 5))
        self._pick(delivery, self.lot, 2)

        packed = self._apply("put_in_pack", delivery)
        self._pick(delivery, self.lot, 3)

        self.assertAccepted(packed, "packed")
        name = packed["params"]["package"]
        self.assertTrue(name)
        self.assertEqual(self._get_boxes(delivery), {name: 2, False: 3})

    def test_package_of_a_scanned_number_is_made_once(self):
        self._put(self.oil, 9, self.lot)
        delivery = self._create_delivery((self.oil, 5))
        number = "346070000000000012"
        for quantity in (2, 3):
            self._pick(delivery, self.lot, quantity)
            self._apply("put_in_pack", delivery, package=number)

        self.assertEqual(self._get_boxes(delivery), {number: 5})
        boxes = self.env["stock.package"].search([("name", "=", number)])
        self.assertEqual(len(boxes), 1)

    def test_nothing_to_pack(self):
        self._put(self.oil, 9, self.lot)
        delivery = self._create_delivery((self.oil, 5))

        self.assertRefused(self._apply("put_in_pack", delivery), "nothing_to_pack")

    def test_packing_is_undone(self):
        self._put(self.oil, 9, self.lot)
        delivery = self._create_delivery((self.oil, 5))
        self._pick(delivery, self.lot, 2)
        self._apply("put_in_pack", delivery)

        self.assertAccepted(self._apply("undo", delivery), "undone")
        self.assertEqual(self._get_boxes(delivery), {False: 2})
        self.assertAccepted(self._apply("undo", delivery))
        self.assertPicked(delivery, {})

    def test_received_goods_go_into_the_package_of_the_label(self):
        receipt = self._create_receipt((self.oil, 6))

        self._receive(
            receipt, self.oil, "L-2", quantity=6, package="346070000000000029"
        )
        self.assertAccepted(self._apply("validate", receipt), "validated")

        quant = self.env["stock.quant"].search(
            [("lot_id.name", "=", "L-2"), ("location_id", "child_of", self.stock.id)]
        )
        self.assertEqual(quant.package_id.name, "346070000000000029")

    def test_whole_package_is_taken_at_once(self):
        box = self._create_box("BOX-1", 4)
        delivery = self._create_delivery((self.oil, 6))
        self._put(self.oil, 5, self.lot)

        answer = self._apply("package_scan", delivery, package_id=box.id)

        self.assertAccepted(answer, "package_taken")
        self.assertEqual(self._get_boxes(delivery), {"BOX-1": 4})
        self.assertAccepted(self._apply("undo", delivery))
        self.assertPicked(delivery, {})

    def test_package_with_goods_of_others_is_refused_as_a_whole(self):
        box = self._create_box("BOX-2", 4)
        self._create_box_content(box)
        delivery = self._create_delivery((self.oil, 6))

        answer = self._apply("package_scan", delivery, package_name="BOX-2")

        self.assertRefused(answer, "wrong_product")
        self.assertPicked(delivery, {})

    def _create_box_content(self, box):
        grease = self._create_product("Grease", "none")
        self.env["stock.quant"]._update_available_quantity(
            grease, self.shelf_a, 1, package_id=box
        )

    def test_package_with_a_newer_series_is_stopped(self):
        new = self._create_lot(self.oil, "L-2", first_in="2026-06-10")
        box = self._create_box("BOX-3", 4, new)
        self._put(self.oil, 5, self.lot)
        self.out_type.age_control = "block"
        delivery = self._create_delivery((self.oil, 4))

        answer = self._apply("package_scan", delivery, package_id=box.id)

        self.assertRefused(answer, "newer_series")

    def test_package_elsewhere_is_refused(self):
        delivery = self._create_delivery((self.oil, 6))
        empty = self.env["stock.package"].create({"name": "EMPTY"})

        for values in ({"package_id": empty.id}, {"package_name": "NOPE"}):
            with self.subTest(values=values):
                answer = self._apply("package_scan", delivery, **values)
                self.assertRefused(answer, "package_not_here")

    def test_device_knows_the_packages_at_the_source(self):
        self._create_box("BOX-1", 4)
        delivery = self._create_delivery((self.oil, 6))

        [box] = self.service.open(delivery.id)["packages"]

        self.assertEqual(box["name"], "BOX-1")
        self.assertEqual(
            box["items"],
            [
                {
                    "product_id": self.oil.id,
                    "lot_id": self.lot.id,
                    "lot_name": "L-1",
                    "quantity": 4,
                }
            ],
        )
