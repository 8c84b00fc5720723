from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL

from odoo.addons.stock.models.stock_quant import StockQuant as CoreQuant

from .common import ScannerCommon

OTHER_STRATEGIES = ("lifo", "closest", "least_packages")
COLUMNS = (
    "product_id",
    "location_id",
    "lot_id",
    "package_id",
    "owner_id",
    "quantity",
    "reserved_quantity",
    "in_date",
)


class AgeCommon(ScannerCommon):
    """Base of the tests of age and reservation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Quant = cls.env["stock.quant"]
        cls.fifo = cls._create_category("First in", "stock.removal_fifo")
        cls.fefo = cls._create_category("First expired", "product_expiry.removal_fefo")

    @classmethod
    def _create_category(cls, name, strategy):
        return cls.env["product.category"].create(
            {"name": name, "removal_strategy_id": cls.env.ref(strategy).id}
        )

    @classmethod
    def _load_quants(cls, product, rows):
        """Quantities as they are in a database; also those that no move would leave.

        :param rows: dictionaries of the columns, without the product
        """
        if rows:
            values = SQL(", ").join(
                SQL("%s", tuple(row.get(name) for name in COLUMNS))
                for row in (row | {"product_id": product.id} for row in rows)
            )
            names = SQL(", ").join(map(SQL.identifier, COLUMNS))
            cls.env.flush_all()
            cls.env.cr.execute(
                SQL("INSERT INTO stock_quant (%s) VALUES %s", names, values)
            )
            cls._fill_related(product)
        cls.env.invalidate_all(flush=False)

    @classmethod
    def _fill_related(cls, product):
        cls.env.cr.execute(
            SQL(
                """
                UPDATE stock_quant quant SET removal_date = lot.removal_date,
                       expiration_date = lot.expiration_date
                  FROM stock_lot lot
                 WHERE lot.id = quant.lot_id AND quant.product_id = %s
                """,
                product.id,
            )
        )
        cls.env.cr.execute(
            cls.Quant._get_age_update(SQL("AND quant.product_id = %s", product.id))
        )

    @contextmanager
    def _as_core(self):
        """The methods of core with our order of age, reading all quantities."""
        model = type(self.Quant)
        with (
            patch.object(model, "_is_reservation_overridden", lambda quants: False),
            patch.object(model, "_may_bound_reservation", lambda *args: False),
            patch.object(
                model, "_get_available_quantity", CoreQuant._get_available_quantity
            ),
        ):
            yield


class FifoCommon(AgeCommon):
    """Base of the FIFO matrix: two products that leave by their age."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.out_type.age_control = "block"
        cls.oil = cls._create_product(categ_id=cls.fifo.id)
        cls.pump = cls._create_product("Pump", "serial", categ_id=cls.fifo.id)
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _stock(self, product, name, first_in, quantity=1, location=None, **values):
        lot = self._create_lot(product, name, first_in=first_in)
        lot.write(values)
        self._put(product, quantity, lot, location)
        return lot

    def _get_reserved(self, delivery):
        """Names of the reserved series in the order of the lines."""
        return delivery.move_line_ids.sorted("id").mapped("lot_id.name")
