from odoo.tests import BaseCase, tagged

from ...tools.supply.discount import Priced, discount_of


@tagged("post_install", "-at_install")
class TestDiscount(BaseCase):
    """``tools.supply.discount``: how much cheaper than the price list an order is."""

    def assertDiscount(self, percent, *lines):
        self.assertAlmostEqual(discount_of(Priced(*line) for line in lines), percent)

    def test_discount_of_a_line(self):
        self.assertDiscount(10, (2, 90, 100, 100))

    def test_price_lowered_by_hand(self):
        self.assertDiscount(25, (1, 75, 100, 75))

    def test_dearer_is_no_discount(self):
        self.assertDiscount(0, (1, 120, 100, 120))

    def test_the_greatest_line_counts(self):
        self.assertDiscount(40, (1, 60, 100, 100), (10, 100, 100, 100))

    def test_dearer_line_hides_no_discount(self):
        self.assertDiscount(50, (1, 50, 100, 100), (1, 900, 100, 900))

    def test_negative_line_is_a_discount_on_all(self):
        self.assertDiscount(15, (3, 100, 100, 100), (1, -45, 0, -45))

    def test_line_discount_and_negative_line_add_up(self):
        self.assertDiscount(20, (1, 90, 100, 100), (1, -10, 0, -10))

    def test_without_a_listed_price_the_price_of_the_line_counts(self):
        self.assertDiscount(30, (1, 70, 0, 100))

    def test_nothing_to_pay(self):
        self.assertDiscount(100, (1, 0, 100, 100))
        self.assertDiscount(0)
        self.assertDiscount(0, (1, 0, 0, 0))

    def test_returned_lines_give_none(self):
        self.assertDiscount(0, (-1, 100, 100, 100))
