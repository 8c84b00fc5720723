from uuid import uuid4

from odoo.fields import Command

from .common import ScannerCommon


class ProductionCommon(ScannerCommon):
    """A pump made of a motor (serial), oil (series) and screws, in two work orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mrp_type = cls.warehouse.manu_type_id
        cls.motor = cls._create_product("Motor", "serial", barcode="MOTOR-1")
        cls.oil = cls._create_product("Oil", "lot")
        cls.screw = cls._create_product("Screw", "none", barcode="SCREW-1")
        cls.pump = cls._create_product("Pump", "serial", barcode="PUMP-1")
        cls.lots = {}
        for name in ("M-1", "M-2", "M-3"):
            cls.lots[name] = cls._create_lot(cls.motor, name, first_in="2026-01-10")
            cls._put(cls.motor, 1, cls.lots[name])
        cls.old = cls._create_lot(cls.oil, "OLD", first_in="2026-01-10")
        cls.new = cls._create_lot(cls.oil, "NEW", first_in="2026-06-10")
        cls._put(cls.oil, 20, cls.old)
        cls._put(cls.oil, 20, cls.new, cls.shelf_b)
        cls._put(cls.screw, 100)

    @classmethod
    def _create_bom(cls, product, lines, consumption="flexible", works=(), extra=()):
        """``lines``: ``[(product, quantity)]``; ``works``: names of operations."""
        workcenter = cls.env["mrp.workcenter"].create({"name": "Assembly"})
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1.0,
                "consumption": consumption,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in lines
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": workcenter.id,
                            "time_cycle_manual": 30,
                        }
                    )
                    for name in works
                ],
                "byproduct_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in extra
                ],
            }
        )

    @classmethod
    def _create_order(cls, bom, quantity=1.0, **values):
        product = bom.product_tmpl_id.product_variant_id
        order = cls.env["mrp.production"].create(
            {
                "product_id": product.id,
                "bom_id": bom.id,
                "product_qty": quantity,
                "picking_type_id": cls.mrp_type.id,
                **values,
            }
        )
        order.action_confirm()
        order.action_assign()
        return order

    def _pump_order(self, quantity=1.0, **values):
        lines = [(self.motor, 1), (self.oil, 2), (self.screw, 4)]
        return self._create_order(
            self._create_bom(self.pump, lines, **values), quantity
        )

    def _apply(self, kind, document, **values):
        if document._name != "mrp.production":
            return super()._apply(kind, document, **values)
        operation = {"uuid": str(uuid4()), "type": kind, "production_id": document.id}
        user = values.pop("user", self.storekeeper)
        return self.service.with_user(user).apply([operation | values])[0]

    def _consume(self, order, lot=None, quantity=1.0, **values):
        if lot:
            values |= {"product_id": lot.product_id.id, "lot_id": lot.id}
        return self._apply("delivery_scan", order, quantity=quantity, **values)

    def _produce(self, order, lot=None, **values):
        return self._apply("produce_scan", order, lot_name=lot, **values)

    def assertScanned(self, order, expected):
        """``{(product, series): quantity}`` of the components that are scanned."""
        scanned = {}
        for line in order.move_raw_ids.move_line_ids:
            if line._is_scanned():
                key = (line.product_id, line.lot_id.name or "")
                scanned[key] = scanned.get(key, 0.0) + line.quantity_product_uom
        self.assertEqual(scanned, expected)

    def assertConsumed(self, order, expected):
        """``{(product, series): quantity}`` of what was really taken from stock."""
        consumed = {}
        done = order.move_raw_ids.filtered(lambda move: move.state == "done")
        for line in done.move_line_ids.filtered("quantity"):
            key = (line.product_id, line.lot_id.name or "")
            consumed[key] = consumed.get(key, 0.0) + line.quantity_product_uom
        self.assertEqual(consumed, expected)
