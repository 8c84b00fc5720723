from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ScannerCommon


@tagged("post_install", "-at_install")
class TestDeviationReport(ScannerCommon):
    """Who took a newer series: the report per person and product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oil = cls._create_product()
        cls.old = cls._create_lot(cls.oil, "OLD")
        cls.new = cls._create_lot(cls.oil, "NEW")
        cls.month = fields.Date.today().replace(day=1)

    def _create_deviation(self, date, user=None, quantity=1.0):
        return self.env["stock.age.deviation"].create(
            {
                "date": f"{date} 12:00:00",
                "user_id": (user or self.storekeeper).id,
                "reason": "Test",
                "product_id": self.oil.id,
                "lot_id": self.new.id,
                "older_lot_id": self.old.id,
                "quantity": quantity,
                "company_id": self.env.company.id,
            }
        )

    def _get_filter(self, name):
        view = self.env["stock.age.deviation"].get_view(view_type="search")
        node = etree.fromstring(view["arch"]).find(f".//filter[@name='{name}']")
        return safe_eval(node.get("domain"), {"uid": self.env.uid})

    def test_filters_of_months(self):
        this = self._create_deviation(self.month)
        last = self._create_deviation(self.month - timedelta(days=1))
        older = self._create_deviation(self.month - timedelta(days=40))
        mine = [("id", "in", (this | last | older).ids)]
        for name, expected in (("this_month", this), ("last_month", last)):
            with self.subTest(name):
                domain = [*mine, *self._get_filter(name)]

                found = self.env["stock.age.deviation"].search(domain)

                self.assertEqual(found, expected)

    def test_report_counts_by_person_and_product(self):
        self._create_deviation(self.month, quantity=2)
        self._create_deviation(self.month, quantity=3)
        self._create_deviation(self.month, self.chief, 4)
        domain = [("product_id", "=", self.oil.id)]
        for user, expected in (
            (self.chief, {self.storekeeper: (2, 5.0), self.chief: (1, 4.0)}),
            (self.storekeeper, {self.storekeeper: (2, 5.0)}),
        ):
            with self.subTest(user=user.login):
                groups = (
                    self.env["stock.age.deviation"]
                    .with_user(user)
                    ._read_group(
                        domain, ["user_id", "product_id"], ["__count", "quantity:sum"]
                    )
                )

                found = {person: figures for person, _product, *figures in groups}
                self.assertEqual(found, {k: list(v) for k, v in expected.items()})

    def test_views_of_the_report_open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "warehouse_barcode.stock_age_deviation_action"
        )
        modes = action["view_mode"].split(",")

        self.assertEqual(modes, ["list", "kanban", "pivot", "graph", "form"])
        for user in (self.storekeeper, self.chief):
            for mode in modes:
                with self.subTest(user=user.login, mode=mode):
                    model = self.env["stock.age.deviation"].with_user(user)
                    self.assertIn(f"<{mode}", model.get_view(view_type=mode)["arch"])
