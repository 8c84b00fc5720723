from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from .common import ScannerCommon


class ExpiryCommon(ScannerCommon):
    """Base of the tests of expiry dates. More people:

    ======= =====================================
    boss    inventory administrator
    planner manufacturing user
    ======= =====================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_user("boss", "stock.group_stock_manager")
        cls.planner = cls._create_user("planner", "mrp.group_mrp_user")
        cls.report = cls.env["stock.expiry.report"]
        cls.forecast = cls.env["stock.expiry.forecast"]
        cls.today = fields.Date.today()
        cls.glue = cls._create_dated_product("Glue", standard_price=10.0)

    @classmethod
    def _create_dated_product(cls, name, **values):
        values = {"use_expiration_date": True, "expiration_time": 365, **values}
        return cls._create_product(name, **values)

    @classmethod
    def _stock(cls, name, days=None, quantity=5, age=10, **values):
        """A series on a shelf that expires in so many days and came ``age`` days ago."""
        product = values.pop("product", cls.glue)
        lot = cls._create_lot(product, name)
        lot.expiration_date = days is not None and cls._noon(days)
        lot.first_in_date = cls._noon(-age)
        cls._put(product, quantity, lot, **values)
        return lot

    @classmethod
    def _noon(cls, days):
        return f"{cls.today + timedelta(days=days)} 12:00:00"

    @classmethod
    def _ship(cls, lot, quantity, days_ago=1, source=None, target=None):
        """A done move of a series, by default to a customer, in the past."""
        source = source or cls.shelf_a
        target = target or cls.env.ref("stock.stock_location_customers")
        move = cls.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "state": "confirmed",
                "picked": True,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "quantity": quantity,
                            "lot_id": lot.id,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
            }
        )
        move._action_done()
        move.move_line_ids.date = cls._noon(-days_ago)

    @classmethod
    def _create_company_stock(cls):
        """Another company with a series of its own; returns company and series."""
        company = cls.env["res.company"].create({"name": "Another company"})
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        lot = cls._stock("FOREIGN", 3, location=warehouse.lot_stock_id)
        return company, lot

    @classmethod
    def _create_manager_of_production(cls):
        return new_test_user(
            cls.env,
            "scanner_production",
            groups="mrp.group_mrp_manager",
            context={"no_reset_password": True},
        )

    def _row(self, lot, user=None):
        rows = self.report.with_user(user) if user else self.report
        rows.invalidate_model()
        return rows.search([("lot_id", "=", lot.id)])

    def _outlook(self, lot, days=90):
        Forecast = self.forecast.with_context(warehouse_barcode_rate_days=days)
        Forecast.invalidate_model()
        return Forecast.search([("lot_id", "=", lot.id)])
