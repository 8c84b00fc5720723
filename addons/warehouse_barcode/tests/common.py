from uuid import uuid4

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import Form, TransactionCase, new_test_user


class ScannerCommon(TransactionCase):
    """Base of the scanner tests: a warehouse of its own and these people.

    ============ =====================================
    storekeeper  scans; has no other right
    chief        age manager, PIN "271828"
    clerk        ordinary internal user
    ============ =====================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.storekeeper = cls._create_user(
            "keeper", "warehouse_barcode.group_storekeeper"
        )
        cls.chief = cls._create_user("chief", "warehouse_barcode.group_age_manager")
        cls.chief.scanner_pin = "271828"
        cls.clerk = cls._create_user("clerk", "base.group_user")
        cls.warehouse = cls.env["stock.warehouse"].create(
            {"name": "Scanner warehouse", "code": "SCN"}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelf_a = cls._create_shelf("A-01")
        cls.shelf_b = cls._create_shelf("B-02")
        cls.out_type = cls.warehouse.out_type_id
        cls.in_type = cls.warehouse.in_type_id
        cls.service = cls.env["warehouse.barcode"].with_user(cls.storekeeper)

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"scanner_{login}",
            groups=groups,
            tz="UTC",
            context={"no_reset_password": True},
        )

    @classmethod
    def _create_shelf(cls, name):
        return cls.env["stock.location"].create(
            {
                "name": name,
                "usage": "internal",
                "location_id": cls.stock.id,
                "barcode": f"SCN-{name}",
            }
        )

    @classmethod
    def _create_product(cls, name="Oil", tracking="lot", **values):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "tracking": tracking, **values}
        )

    @classmethod
    def _create_lot(cls, product, name, expires=None, first_in=None):
        lot = cls.env["stock.lot"].create({"product_id": product.id, "name": name})
        if expires:
            lot.expiration_date = f"{expires} 12:00:00"
        if first_in:
            lot.first_in_date = f"{first_in} 10:00:00"
        return lot

    @classmethod
    def _put(cls, product, quantity, lot=None, location=None):
        """Goods that lie on a shelf (without a move, so the age stays as it was set)."""
        cls.env["stock.quant"]._update_available_quantity(
            product,
            location or cls.shelf_a,
            quantity,
            lot_id=lot,
            in_date=lot.first_in_date if lot else None,
        )

    @classmethod
    def _create_picking(cls, picking_type, lines, **values):
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": picking_type.id,
                "location_id": picking_type.default_location_src_id.id,
                "location_dest_id": picking_type.default_location_dest_id.id,
                "move_ids": [
                    Command.create(cls._prepare_move(picking_type, product, quantity))
                    for product, quantity in lines
                ],
                **values,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    @classmethod
    def _prepare_move(cls, picking_type, product, quantity):
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "company_id": picking_type.company_id.id,
            "location_id": picking_type.default_location_src_id.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
        }

    @classmethod
    def _create_receipt(cls, *lines):
        return cls._create_picking(cls.in_type, lines)

    @classmethod
    def _create_delivery(cls, *lines):
        return cls._create_picking(cls.out_type, lines)

    def _apply(self, kind, picking, **values):
        """One operation as the storekeeper's device sends it; returns the answer."""
        operation = {"uuid": str(uuid4()), "type": kind, "picking_id": picking.id}
        user = values.pop("user", self.storekeeper)
        service = self.service.with_user(user)
        return service.apply([operation | values])[0]

    def _receive(self, picking, product, lot=None, quantity=1.0, **values):
        return self._apply(
            "receipt_scan",
            picking,
            product_id=product.id,
            lot_name=lot,
            quantity=quantity,
            **values,
        )

    def _pick(self, picking, lot, quantity=1.0, kind="delivery_scan", **values):
        return self._apply(
            kind,
            picking,
            product_id=lot.product_id.id,
            lot_id=lot.id,
            quantity=quantity,
            **values,
        )

    def _return(self, delivery, day):
        """One piece of a delivery comes back."""
        with freeze_time(f"{day} 10:00:00"):
            wizard = Form(
                self.env["stock.return.picking"].with_context(
                    active_id=delivery.id, active_model="stock.picking"
                )
            ).save()
            wizard.product_return_moves.quantity = 1
            action = wizard.action_create_returns()
            returned = self.env["stock.picking"].browse(action["res_id"])
            returned.move_ids.picked = True
            returned.button_validate()

    def assertAccepted(self, answer, code=None):
        self.assertTrue(answer["ok"], answer)
        if code:
            self.assertEqual(answer["message_code"], code)

    def assertRefused(self, answer, code):
        self.assertEqual((answer["ok"], answer["message_code"]), (False, code), answer)

    def assertPicked(self, picking, expected):
        """``expected``: ``{(product, series name): quantity}`` of the picked lines."""
        picked = {}
        for line in picking.move_line_ids.filtered("picked"):
            key = (line.product_id, line.lot_id.name or line.lot_name or "")
            picked[key] = picked.get(key, 0.0) + line.quantity_product_uom
        self.assertEqual(picked, expected)

    def _day(self, moment):
        return fields.Date.to_string(moment)
