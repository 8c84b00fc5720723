from datetime import datetime, timedelta
from itertools import count
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..models import stock_quant_reservation
from .age_common import AgeCommon

LOTS, PLACES, DAYS = 4, 3, 6
BEGIN, NOW = datetime(2026, 1, 1), datetime(2026, 6, 1, 9)
QUANTITIES = st.one_of(
    st.integers(-2, 4).map(float), st.sampled_from([-0.37, 0.1, 0.2, 0.75, 2.5])
)
QUANT = st.fixed_dictionaries(
    {
        "lot": st.none() | st.integers(0, LOTS - 1),
        "place": st.integers(0, PLACES - 1),
        "package": st.sampled_from([None, None, None, 0, 1]),
        "owner": st.sampled_from([None, None, None, 0]),
        "quantity": QUANTITIES,
        "reserved": st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 3.0]),
        "day": st.integers(0, DAYS),
    }
)
LOT = st.tuples(
    st.none() | st.integers(0, DAYS),  # first in stock
    st.none() | st.integers(0, DAYS),  # to be removed
)
STOCK = st.fixed_dictionaries(
    {
        "tracking": st.sampled_from(["lot", "lot", "serial", "none"]),
        "is_fefo": st.booleans(),
        "lots": st.lists(LOT, min_size=LOTS, max_size=LOTS),
        "quants": st.lists(QUANT, max_size=12),
    }
)
WISH = st.fixed_dictionaries(
    {
        "quantity": st.sampled_from([0.3, 1.0, 1.5, 2.0, 4.0, 5.25, 12.0, 50.0]),
        "unit": st.sampled_from(["own", "dozen"]),
        "lot": st.sampled_from([None, None, None, 0, 1]),
        "package": st.sampled_from([None, None, 0]),
        "owner": st.sampled_from([None, None, 0]),
        "strict": st.sampled_from([False, False, True]),
        "expires": st.none() | st.integers(0, DAYS),
        "shelf": st.sampled_from([None, None, 1]),
    }
)
EXAMPLES = 150


def find_day(day):
    return None if day is None else BEGIN + timedelta(days=day)


def find_removal(day):
    """Some of the dates have passed, some are to come."""
    return None if day is None else NOW + timedelta(days=day - DAYS // 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReservationProperty(AgeCommon):
    """Whatever lies in stock: what is chosen, and how much of it, is what core's own
    methods choose when they read all of it in the same order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = (cls.stock, cls.shelf_a, cls.shelf_b)
        cls.packages = cls.env["stock.package"].create([{"name": n} for n in "PQ"])
        cls.owner = cls.env["res.partner"].create({"name": "Owner"})
        cls.numbers = count()

    def test_same_as_core(self):
        self.compared = 0
        # so few rows at first that the search often has to go on
        with patch.object(stock_quant_reservation, "FIRST_ROWS", 2):
            self._compare_many()
        self.assertGreaterEqual(self.compared, EXAMPLES)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(stock=STOCK, wishes=st.lists(WISH, min_size=2, max_size=4))
    def _compare_many(self, stock, wishes):
        product, lots = self._create_stock(stock)
        for wish in wishes:
            note(f"{wish}")
            self._compare(product, lots, wish)
            self.compared += 1

    def _create_stock(self, stock):
        product = self._create_product(
            f"Goods {next(self.numbers)}",
            stock["tracking"],
            categ_id=(self.fefo if stock["is_fefo"] else self.fifo).id,
        )
        lots = self.env["stock.lot"].create(
            [
                {
                    "product_id": product.id,
                    "name": f"N-{7 - number}",
                    "first_in_date": find_day(first_in),
                    "removal_date": find_removal(removal),
                }
                for number, (first_in, removal) in enumerate(stock["lots"])
            ]
        )
        rows = [self._prepare_row(quant, lots) for quant in stock["quants"]]
        self._load_quants(product, rows)
        return product, lots

    def _prepare_row(self, quant, lots):
        def pick(records, name):
            return None if quant[name] is None else records[quant[name]].id

        return {
            "location_id": self.places[quant["place"]].id,
            "lot_id": pick(lots, "lot"),
            "package_id": pick(self.packages, "package"),
            "owner_id": pick(self.owner, "owner"),
            "quantity": quant["quantity"],
            "reserved_quantity": quant["reserved"],
            "in_date": find_day(quant["day"]),
        }

    def _compare(self, product, lots, wish):
        def pick(records, name):
            return records.browse() if wish[name] is None else records[wish[name]]

        place = self.stock if wish["shelf"] is None else self.places[wish["shelf"]]
        context = {}
        if wish["expires"] is not None:
            context["with_expiration"] = find_removal(wish["expires"])
        model = self.Quant.with_context(**context)
        where = {
            "lot_id": pick(lots, "lot"),
            "package_id": pick(self.packages, "package"),
            "owner_id": pick(self.owner, "owner"),
            "strict": wish["strict"],
        }
        units = {"own": product.uom_id, "dozen": self.env.ref("uom.product_uom_dozen")}
        unit = units[wish["unit"]]

        def reserve():
            reserved = model._get_reserve_quantity(
                product, place, wish["quantity"], uom_id=unit, **where
            )
            return [(quant.id, round(taken, 6)) for quant, taken in reserved]

        def sum_up():
            free = [
                model._get_available_quantity(
                    product, place, allow_negative=negative, **where
                )
                for negative in (False, True)
            ]
            return [round(quantity, 6) for quantity in free]

        ours = reserve(), sum_up(), model._gather(product, place, **where).ids
        with self._as_core():
            core = reserve(), sum_up(), model._gather(product, place, **where).ids
        self.assertEqual(ours, core)
