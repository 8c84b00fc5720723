from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestExpirySteps(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._stock("L-1", -3, 5)
        cls.quant = cls.lot.quant_ids
        cls.reason = cls.env["stock.scrap.reason.tag"].create({"name": "Leaks (test)"})
        cls.quarantine = cls._create_shelf("Q-99")

    def _open(self, kind, user=None, quant=None, **values):
        return (
            self.env[f"stock.expiry.{kind}"]
            .with_user(user or self.storekeeper)
            .create({"quant_id": (quant or self.quant).id, **values})
        )

    def _open_scrap(self, **values):
        tags = [Command.set(self.reason.ids)]
        return self._open("scrap", **{"reason_tag_ids": tags, **values})

    def _open_move(self, **values):
        return self._open("move", **{"dest_location_id": self.quarantine.id, **values})

    def _get_quantity(self, location, lot=None):
        quants = (lot or self.lot).quant_ids
        return sum(
            quants.filtered(lambda quant: quant.location_id == location).mapped(
                "quantity"
            )
        )

    def _get_scraps(self):
        return self.env["stock.scrap"].search([("lot_id", "=", self.lot.id)])

    def test_scrap_of_all_is_one_tap_when_it_has_expired(self):
        step = self._open("scrap")

        action = step.action_apply()

        self.assertEqual(action["type"], "ir.actions.act_window_close")
        scrap = self._get_scraps()
        self.assertEqual((scrap.state, scrap.scrap_qty), ("done", 5))
        self.assertEqual(scrap.location_id, self.shelf_a)
        self.assertEqual(
            scrap.scrap_reason_tag_ids,
            self.env.ref("warehouse_barcode.scrap_reason_expired"),
        )
        self.assertEqual(self._get_quantity(self.shelf_a), 0)

    def test_scrap_of_a_part_leaves_the_rest(self):
        self._open_scrap(quantity=2).action_apply()

        self.assertEqual(self._get_scraps().scrap_qty, 2)
        self.assertEqual(self._get_scraps().scrap_reason_tag_ids, self.reason)
        self.assertEqual(self._get_quantity(self.shelf_a), 3)

    def test_series_that_is_good_needs_a_reason(self):
        good = self._stock("GOOD", 30)
        step = self._open("scrap", quant=good.quant_ids)

        self.assertFalse(step.reason_tag_ids)
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            step.action_apply()

    def test_move_is_a_done_transfer(self):
        self._open_move(quantity=2, note="Torn tins").action_apply()

        self.assertEqual(self._get_quantity(self.shelf_a), 3)
        self.assertEqual(self._get_quantity(self.quarantine), 2)
        picking = self.env["stock.move.line"].search([("lot_id", "=", self.lot.id)])
        self.assertEqual(picking.picking_id.state, "done")
        self.assertEqual(picking.picking_id.origin, "Torn tins")
        self.assertEqual(picking.picking_id.picking_type_id, self.warehouse.int_type_id)

    def test_move_keeps_the_age_of_the_series(self):
        age = self.lot.first_in_date

        self._open_move().action_apply()

        self.assertEqual(self.lot.first_in_date, age)
        self.assertEqual(self._row(self.lot).location_id, self.quarantine)

    def test_move_needs_another_shelf(self):
        for shelf in (self.env["stock.location"], self.shelf_a):
            with self.subTest(shelf=shelf.name):
                step = self._open_move(dest_location_id=shelf.id)

                with self.assertRaisesRegex(UserError, "Choose another shelf"):
                    step.action_apply()

    def test_last_shelf_is_offered_again(self):
        self._open_move(quantity=1).action_apply()

        self.assertEqual(self._open("move").dest_location_id, self.quarantine)
        lying = self.lot.quant_ids.filtered(
            lambda quant: quant.location_id == self.quarantine
        )
        self.assertFalse(self._open("move", quant=lying).dest_location_id)
        self.assertFalse(self._open("move", user=self.chief).dest_location_id)

    def test_transfer_needs_an_operation_type(self):
        types = self.env["stock.picking.type"].search([("code", "=", "internal")])
        self.env["stock.warehouse"].search([]).int_type_id = False
        types.active = False

        with self.assertRaisesRegex(UserError, "no operation type"):
            self._open_move().action_apply()

    def test_quantity_must_be_there(self):
        for kind in ("scrap", "move"):
            for quantity, message in (
                (0, "greater than zero"),
                (-1, "greater than zero"),
                (5.5, "Only 5.0 .* lie on"),
            ):
                with self.subTest(kind=kind, quantity=quantity):
                    step = getattr(self, f"_open_{kind}")(quantity=quantity)

                    with self.assertRaisesRegex(UserError, message):
                        step.action_apply()
        self.assertEqual(self._get_quantity(self.shelf_a), 5)

    def test_goods_taken_meanwhile_are_not_taken_twice(self):
        for kind in ("scrap", "move"):
            with self.subTest(kind=kind):
                lot = self._stock(f"TAKEN {kind}", -3, 5)
                step = getattr(self, f"_open_{kind}")(quant=lot.quant_ids)
                self._ship(lot, 3)

                with self.assertRaisesRegex(UserError, "Only 2.0"):
                    step.action_apply()

    def test_pressing_twice_does_it_once(self):
        for kind in ("scrap", "move"):
            with self.subTest(kind=kind):
                step = getattr(self, f"_open_{kind}")(quantity=1)

                step.action_apply()
                step.action_apply()

        self.assertEqual(len(self._get_scraps()), 1)
        self.assertEqual(self._get_quantity(self.quarantine), 1)
        self.assertEqual(self._get_quantity(self.shelf_a), 3)

    def test_only_free_goods_are_proposed(self):
        good = self._stock("GOOD", 30, 5)
        delivery = self._create_delivery((self.glue, 2))
        self.assertEqual(delivery.move_line_ids.lot_id, good)

        step = self._open_scrap(quant=good.quant_ids)

        self.assertEqual((step.on_hand, step.reserved, step.quantity), (5, 2, 3))
        self.assertFalse(step.takes_reserved)
        step.quantity = 4
        self.assertTrue(step.takes_reserved)

    def test_reserved_goods_may_be_taken_from_their_document(self):
        good = self._stock("GOOD", 30, 5)
        for kind in ("scrap", "move"):
            with self.subTest(kind=kind):
                quant = good.quant_ids.filtered(
                    lambda quant: quant.location_id == self.shelf_a
                )
                delivery = self._create_delivery((self.glue, quant.quantity))

                step = getattr(self, f"_open_{kind}")(quant=quant)
                step.quantity = 2
                step.action_apply()

                self.assertEqual(
                    self._get_quantity(self.shelf_a, good),
                    {"scrap": 3, "move": 1}[kind],
                )
                delivery.action_cancel()

    def test_package_goes_with_all_of_its_goods_only(self):
        for quantity, is_kept in ((2, False), (5, True)):
            with self.subTest(quantity=quantity):
                lot = self._stock(f"PACK {quantity}", -3, 5)
                package = self.env["stock.package"].create({"name": f"P{quantity}"})
                lot.quant_ids.package_id = package

                self._open_move(quant=lot.quant_ids, quantity=quantity).action_apply()

                moved = lot.quant_ids.filtered(
                    lambda quant: quant.location_id == self.quarantine
                )
                self.assertEqual(moved.package_id == package, is_kept)

    def test_owner_keeps_his_goods(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        self.quant.owner_id = owner

        self._open_move().action_apply()
        moved = self.lot.quant_ids.filtered(
            lambda quant: quant.location_id == self.quarantine
        )
        self._open_scrap(quant=moved).action_apply()

        self.assertEqual(moved.owner_id, owner)
        self.assertEqual(self._get_scraps().owner_id, owner)

    def test_forms_open_and_work(self):
        for user in (self.storekeeper, self.chief, self.boss):
            for kind in ("scrap", "move"):
                with self.subTest(user=user.login, kind=kind):
                    model = self.env[f"stock.expiry.{kind}"].with_user(user)
                    form = Form(model.with_context(default_quant_id=self.quant.id))
                    form.quantity = 1
                    if kind == "move":
                        form.dest_location_id = self.quarantine

                    self.assertEqual(form.save().quantity, 1)

    def test_others_may_do_neither(self):
        for user in (self.clerk, self.planner):
            for kind in ("scrap", "move"):
                with (
                    self.subTest(user=user.login, kind=kind),
                    self.assertRaises(AccessError),
                ):
                    self._open(kind, user=user)

    def test_goods_of_another_company_are_out_of_reach(self):
        _company, foreign = self._create_company_stock()
        for kind in ("scrap", "move"):
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                self._open(kind, quant=foreign.quant_ids).action_apply()
        self.assertEqual(foreign.quant_ids.quantity, 5)
