from odoo.tests import tagged

from .phone_common import PhoneCase
from .production_common import ProductionCommon


@tagged("post_install", "-at_install")
class TestProductionTour(PhoneCase, ProductionCommon):
    """Two pumps are made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor.name, cls.screw.name, cls.pump.name = "Мотор", "Винт", "Насос"
        cls.pump.product_tmpl_id.serial_prefix_format = "TP-"
        cls.grease = cls._create_product("Смазка", "none", barcode="GREASE-1")
        cls._put(cls.grease, 5)

    def test_order_from_the_first_component_to_the_end(self):
        bom = self._create_bom(
            self.pump,
            [(self.motor, 1), (self.screw, 4)],
            consumption="warning",
            works=["Сборка"],
        )
        order = self._create_order(bom, 2)
        order.name = "TOUR/MO/1"

        self.start_tour(
            "/odoo/scanner",
            "warehouse_barcode_production",
            login=self.storekeeper.login,
            timeout=120,
        )

        self.assertEqual(order.state, "done")
        self.assertConsumed(
            order,
            {
                (self.motor, "M-1"): 1,
                (self.motor, "M-2"): 1,
                (self.grease, ""): 1,
                (self.screw, ""): 8,
            },
        )
        used = {
            line.lot_id.name: set(line.consume_line_ids.lot_id.mapped("name"))
            for line in order.move_finished_ids.move_line_ids
        }
        self.assertEqual(used, {"TP-0000001": {"M-1"}, "TP-OWN": {"M-2"}})
        work = order.workorder_ids
        self.assertEqual(
            (work.state, work.time_ids.user_id), ("done", self.storekeeper)
        )
