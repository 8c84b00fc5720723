from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
class TestExpiryBoard(ExpiryCommon):
    def test_buckets_are_by_days_left(self):
        for days, bucket in (
            (-200, "expired"),
            (-1, "expired"),
            (0, "week"),
            (7, "week"),
            (8, "month"),
            (30, "month"),
            (31, "quarter"),
            (90, "quarter"),
            (91, "later"),
            (None, "none"),
        ):
            with self.subTest(days=days):
                row = self._row(self._stock(f"L{days}", days), self.storekeeper)

                self.assertEqual(row.bucket, bucket)
                self.assertEqual(row.days_left, days or 0)

    def test_last_day_is_good_in_the_time_zone_of_the_user(self):
        lot = self._stock("L-1", 0)
        lot.expiration_date = "2026-06-30 20:30:00"
        for zone, now, expected in (
            ("UTC", "2026-06-30 23:59:00", "week"),
            ("UTC", "2026-07-01 00:01:00", "expired"),
            ("Europe/Moscow", "2026-06-30 20:59:00", "week"),
            ("Europe/Moscow", "2026-06-30 21:01:00", "expired"),
            ("Asia/Vladivostok", "2026-07-01 13:59:00", "week"),
            ("Asia/Vladivostok", "2026-07-01 14:01:00", "expired"),
        ):
            with self.subTest(zone=zone, now=now), freeze_time(now):
                self.storekeeper.tz = zone
                row = self._row(lot, self.storekeeper)

                self.assertEqual(row.bucket, expected)
                rule = self.env["warehouse.barcode.age"].with_context(tz=zone)
                self.assertEqual(rule._is_expired(lot), expected == "expired")

    def test_zone_of_the_company_stands_in_for_that_of_the_user(self):
        self.storekeeper.tz = False
        report = self.report.with_user(self.storekeeper).with_context(tz=False)
        for zone, expected in (
            ("Asia/Vladivostok", "Asia/Vladivostok"),
            (False, "UTC"),
        ):
            with self.subTest(zone=zone):
                self.env.company.partner_id.tz = zone

                self.assertEqual(report._get_zone(), expected)

    def test_unknown_zone_is_utc(self):
        self.assertEqual(self.report.with_context(tz="Moon/Sea")._get_zone(), "UTC")

    def test_row_says_where_how_much_and_how_old(self):
        lot = self._stock("L-1", 20, 5, age=40)
        delivery = self._create_delivery((self.glue, 2))

        row = self._row(lot, self.boss)

        self.assertEqual(delivery.move_ids.quantity, 2)
        self.assertEqual((row.location_id, row.shelf), (self.shelf_a, "A-01"))
        self.assertEqual(row.warehouse_id, self.warehouse)
        self.assertEqual(row.company_id, self.env.company)
        self.assertEqual(row.uom_id, self.glue.uom_id)
        quantities = (row.quantity, row.reserved_quantity, row.free_quantity)
        self.assertEqual(quantities, (5, 2, 3))
        self.assertEqual((row.days_left, row.age_days), (20, 40))

    def test_age_of_the_quant_stands_in_for_that_of_the_series(self):
        lot = self._stock("L-1", 20)
        lot.first_in_date = False
        lot.quant_ids.in_date = self._noon(-33)

        self.assertEqual(self._row(lot).age_days, 33)

    def test_only_series_on_our_shelves_are_shown(self):
        shelf = self._stock("SHELF", 3)
        sold = self._stock("SOLD", 3)
        self._ship(sold, 5)
        missing = self._stock("MISSING", 3)
        self._ship(missing, 7)
        self._put(self.glue, 5)

        rows = self.report.search([("product_id", "=", self.glue.id)])

        self.assertEqual(rows.lot_id, shelf)

    def test_last_sale_is_to_a_customer_or_into_production(self):
        lot = self._stock("L-1", 20, 9)
        production = self.glue.property_stock_production
        for days_ago, target, expected in (
            (None, None, 0),
            (50, None, 50),
            (30, production, 30),
            (20, self.shelf_b, 30),
            (40, None, 30),
        ):
            with self.subTest(days_ago=days_ago, target=target):
                if days_ago:
                    self._ship(lot, 1, days_ago, target=target)
                row = self._row(lot).filtered(
                    lambda found: found.location_id == self.shelf_a
                )

                self.assertEqual(row.sale_days, expected)
                self.assertEqual(bool(row.last_sale_date), bool(days_ago))

    def test_value_is_the_cost_in_the_company_of_the_goods(self):
        lot = self._stock("L-1", 3, 4)
        company, foreign = self._create_company_stock()
        self.glue.with_company(company).standard_price = 70.0
        self.boss.company_ids = [Command.link(company.id)]
        both = self.report.with_user(self.boss).with_context(
            allowed_company_ids=(self.env.company | company).ids
        )

        rows = both.search([("lot_id", "in", (lot | foreign).ids)], order="value")

        self.assertEqual(rows.mapped("value"), [40.0, 350.0])
        self.assertEqual(rows.mapped("price"), [10.0, 70.0])

    def test_cost_that_was_never_set_is_the_default_of_the_company(self):
        paint = self._create_dated_product("Paint")
        self.env["ir.default"].set(
            "product.product", "standard_price", 3.0, company_id=self.env.company.id
        )
        self.env.cr.execute(
            "UPDATE product_product SET standard_price = NULL WHERE id = %s",
            [paint.id],
        )
        paint.invalidate_recordset()
        lot = self._stock("L-1", 3, 4, product=paint)

        self.assertEqual(self._row(lot).price, paint.standard_price)
        self.assertEqual(self._row(lot).value, 12.0)

    def test_goods_of_somebody_else_are_worth_nothing(self):
        lot = self._stock("L-1", 3)
        for owner, expected in (
            (self.env["res.partner"].create({"name": "Owner"}), 0.0),
            (self.env.company.partner_id, 50.0),
        ):
            with self.subTest(owner=owner):
                lot.quant_ids.owner_id = owner

                self.assertEqual(self._row(lot).value, expected)


@tagged("post_install", "-at_install")
class TestExpiryBoardRights(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._stock("L-1", 3)

    def test_people_of_the_warehouse_and_the_planner_see_the_board(self):
        for user in (self.storekeeper, self.chief, self.boss, self.planner):
            with self.subTest(user=user.login):
                self.assertTrue(self._row(self.lot, user))
                tile = self.report.with_user(user).get_forecast()
                self.assertEqual(tile["rate_days"], 90)

    def test_clerk_sees_nothing(self):
        for call in (
            lambda: self._row(self.lot, self.clerk),
            lambda: self.report.with_user(self.clerk).get_board([]),
            lambda: self.report.with_user(self.clerk).get_forecast(),
            lambda: self.forecast.with_user(self.clerk).search([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_writes_the_board(self):
        for user in (self.storekeeper, self.boss, self.planner):
            row = self._row(self.lot, user)
            with self.assertRaises(AccessError):
                row.write({"quantity": 1})
            with self.assertRaises(AccessError):
                row.unlink()
            with self.assertRaises(AccessError):
                row.create({})

    def test_value_is_for_administrators_only(self):
        domain = [("lot_id", "=", self.lot.id)]
        for user in (self.storekeeper, self.chief, self.planner):
            with self.subTest(user=user.login):
                row = self._row(self.lot, user)
                for name in ("value", "price"):
                    with self.assertRaises(AccessError):
                        row.read([name])
                with self.assertRaises(AccessError):
                    self.forecast.with_user(user).search([]).read(["lost_value"])
                board = self.report.with_user(user).get_board(domain)
                self.assertEqual({tile["value"] for tile in board["tiles"]}, {False})
                forecast = self.report.with_user(user).get_forecast()
                self.assertFalse(forecast["value"])
                arch = self.report.with_user(user).get_view(view_type="list")["arch"]
                self.assertNotIn('name="value"', arch)
        for user in (self.boss, self._create_manager_of_production()):
            with self.subTest(user=user.login):
                self.assertEqual(self._row(self.lot, user).value, 50.0)

    def test_buttons_that_change_stock_are_for_the_warehouse(self):
        for user, expected in (
            (self.storekeeper, True),
            (self.boss, True),
            (self.planner, False),
        ):
            for view_type in ("list", "kanban"):
                with self.subTest(user=user.login, view_type=view_type):
                    report = self.report.with_user(user)
                    arch = report.get_view(view_type=view_type)["arch"]

                    self.assertEqual('name="action_scrap"' in arch, expected)
                    self.assertEqual('name="action_move"' in arch, expected)

    def test_other_company_is_out_of_sight(self):
        company, foreign = self._create_company_stock()

        for user in (self.storekeeper, self.boss):
            self.assertFalse(self._row(foreign, user))
            forecast = self.forecast.with_user(user)
            self.assertFalse(forecast.search([("lot_id", "=", foreign.id)]))
        self.storekeeper.company_ids = [Command.link(company.id)]
        both = self.report.with_user(self.storekeeper).with_context(
            allowed_company_ids=(self.env.company | company).ids
        )
        self.assertTrue(both.search([("lot_id", "=", foreign.id)]))


@tagged("post_install", "-at_install")
class TestExpiryTiles(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = [("product_id", "=", cls.glue.id)]

    def _get_counts(self, domain, user=None):
        report = self.report.with_user(user or self.storekeeper)
        tiles = report.get_board(domain)["tiles"]
        return {tile["name"]: tile["count"] for tile in tiles}

    def test_empty_warehouse_has_empty_tiles(self):
        board = self.report.with_user(self.boss).get_board(self.mine)

        self.assertEqual([tile["count"] for tile in board["tiles"]], [0, 0, 0, 0])
        self.assertFalse(board["oldest"])

    def test_tiles_count_series_whatever_shelves_they_lie_on(self):
        lot = self._stock("L-1", -3)
        self._put(self.glue, 5, lot, self.shelf_b)
        self._stock("L-2", 5)
        self._stock("L-3", 400)

        self.assertEqual(
            self._get_counts(self.mine),
            {"expired": 1, "week": 1, "month": 0, "quarter": 0},
        )

    def test_tiles_follow_the_filters_of_the_list_but_not_the_tile_chosen(self):
        self._stock("L-1", -3)
        self._stock("L-2", 5, location=self.shelf_b)
        shelf = [("location_id", "=", self.shelf_b.id)]
        for name, domain, expected in (
            ("a tile", [("bucket", "=", "expired")], (1, 1)),
            ("a shelf", shelf, (0, 1)),
            ("both", [("bucket", "=", "expired"), *shelf], (0, 1)),
        ):
            with self.subTest(name):
                counts = self._get_counts([*self.mine, *domain])

                self.assertEqual((counts["expired"], counts["week"]), expected)

    def test_value_of_a_tile_is_in_whole_units_of_money(self):
        self._stock("L-1", -3, 5)
        self._stock("L-2", -4, 2)

        board = self.report.with_user(self.boss).get_board(self.mine)

        digits = "".join(filter(str.isdigit, board["tiles"][0]["value"]))
        self.assertEqual(digits, "70")

    def test_oldest_series_is_by_first_entry(self):
        self._stock("NEW", 3, age=5)
        self._stock("OLD", 300, age=700)

        oldest = self.report.with_user(self.storekeeper).get_board(self.mine)["oldest"]

        self.assertEqual((oldest["name"], oldest["days"]), ("OLD", 700))
        self.assertEqual(oldest["product"], self.glue.display_name)

    def test_forecast_is_for_the_period_chosen(self):
        asked = (30, 90, 365, 7)
        before = [self._get_forecast(days)["count"] for days in asked]
        lot = self._stock("L-1", 300, 400)
        self._ship(lot, 375, days_ago=100)

        tiles = [self._get_forecast(days) for days in asked]

        self.assertEqual([tile["rate_days"] for tile in tiles], [30, 90, 365, 90])
        counts = [tile["count"] for tile in tiles]
        more = [after - was for after, was in zip(counts, before, strict=True)]
        self.assertEqual(more, [1, 1, 0, 1])

    def _get_forecast(self, days):
        return self.report.with_user(self.boss).get_forecast(days)

    def test_forecast_counts_what_its_list_shows(self):
        self._stock("L-1", 20, 40)
        self._stock("L-2", -20, 40)
        lot = self._stock("L-3", 50, 40)
        self._put(self.glue, 5, lot, self.shelf_b)
        rows = self.forecast.with_user(self.boss)

        count, value = rows._get_loss_total()

        listed = rows.search(rows._get_loss_domain())
        self.assertIn(lot, listed.lot_id)
        self.assertEqual(count, len(listed.lot_id))
        self.assertAlmostEqual(value, sum(listed.mapped("lost_value")), 2)

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for number in (1, 50):
            for index in range(number):
                product = self._create_dated_product(f"P {number} {index}")
                self._stock(f"L {number} {index}", index, product=product)
            self.env.flush_all()
            self.env.invalidate_all()
            report = self.report.with_user(self.boss)
            report.get_board([])
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            report.get_board([])
            report.get_forecast()
            counts.append(self.env.cr.sql_log_count - start)

        # the first of a kind may bring names of one more table
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertLess(counts[1], 40)


@tagged("post_install", "-at_install")
class TestExpiryRowActions(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._stock("L-1", -3)

    def test_row_opens_what_it_says(self):
        row = self._row(self.lot, self.storekeeper)
        for action, model in (
            (row.action_scrap(), "stock.expiry.scrap"),
            (row.action_move(), "stock.expiry.move"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["default_quant_id"], row.id)
        action = row.action_open_lot()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.lot", self.lot.id)
        )
        label = row.action_print_label()
        self.assertEqual(label["type"], "ir.actions.report")
        self.assertEqual(label["data"]["items"], [["lot", self.lot.id, 1]])

    def test_goods_that_have_gone_are_explained(self):
        row = self._row(self.lot, self.storekeeper)
        self.lot.quant_ids.sudo().unlink()

        for action in (
            row.action_scrap,
            row.action_move,
            row.action_open_lot,
            row.action_print_label,
        ):
            with self.assertRaisesRegex(UserError, "not here any more"):
                action()

    def test_series_opens_its_rows_of_the_board(self):
        other = self._stock("L-2", -3)

        action = self.lot.with_user(self.storekeeper).action_open_expiry_dates()

        self.assertEqual(action["res_model"], "stock.expiry.report")
        rows = self.report.search(action["domain"])
        self.assertEqual(rows.lot_id, self.lot)
        self.assertNotIn(other, rows.lot_id)

    def test_reminder_of_core_is_not_doubled(self):
        self.lot.alert_date = self._noon(-5)
        before = self.lot.activity_ids

        self.env["stock.lot"]._alert_date_exceeded()
        self.env["stock.lot"]._alert_date_exceeded()

        self.assertEqual(len(self.lot.activity_ids - before), 1)
