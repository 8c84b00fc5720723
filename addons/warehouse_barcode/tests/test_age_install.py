from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tests import tagged

from .. import hooks
from .age_common import AgeCommon

FOLDER = Path(__file__).parents[1] / "migrations" / "19.0.2.0.0"


@tagged("post_install", "-at_install")
class TestAgeInstall(AgeCommon):
    """A database that has stock already gets the age of all of it at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product()
        cls.lot = cls._create_lot(cls.oil, "L-7")
        cls._put(cls.oil, 5, cls.lot)
        cls._put(cls.oil, 5)
        cls.quants = cls.oil.stock_quant_ids
        cls.quants.in_date = "2025-01-10 10:00:00"
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE stock_quant SET age_date = NULL, age_order = NULL WHERE id IN %s",
            [cls.quants._ids],
        )
        cls.env.invalidate_all()

    def assertFilled(self):
        self.assertEqual(self._day(self.lot.first_in_date), "2025-01-10")
        ages = {
            quant.lot_id.name: (self._day(quant.age_date), quant.age_order)
            for quant in self.quants
        }
        self.assertEqual(
            ages, {"L-7": ("2025-01-10", "L-017"), False: ("2025-01-10", False)}
        )

    def test_installing(self):
        hooks.pre_init_hook(self.env)
        hooks.post_init_hook(self.env)

        self.assertFilled()

    def test_updating(self):
        for name in ("pre-age", "post-age"):
            script = load_script(str(FOLDER / f"{name}.py"), name)
            script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

        self.assertFilled()

    def test_columns_are_made_where_they_are_missing(self):
        self.env.cr.execute("ALTER TABLE stock_quant DROP COLUMN age_order")

        hooks.pre_init_hook(self.env)

        self.env.cr.execute("SELECT count(age_order) FROM stock_quant")
        self.assertEqual(self.env.cr.fetchone(), (0,))
