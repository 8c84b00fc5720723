from odoo.tests import BaseCase, tagged

from ...tools.supply.split import (
    Need,
    Part,
    Split,
    ready_percent,
    split_supply,
)


@tagged("post_install", "-at_install")
class TestSplit(BaseCase):
    """Pure arithmetic: no database."""

    def _split(self, *needs, making=None, buying=None):
        rows = [
            Need(
                line=index,
                ordered=ordered,
                shipped=shipped,
                parts=[Part(product, max(ordered - shipped, 0), res)],
            )
            for index, (product, ordered, shipped, res) in enumerate(needs)
        ]
        return split_supply(rows, making or {}, buying or {})

    def test_parts_always_explain_the_ordered_quantity(self):
        cases = [
            (1, 5, 0, 5),
            (1, 5, 2, 1),
            (1, 5, 0, 0),
            (1, 0.3, 0.1, 0.1),
        ]
        for case in cases:
            for making in (0, 1, 10):
                for buying in (0, 2, 10):
                    with self.subTest(case=case, making=making, buying=buying):
                        split = self._split(
                            case, making={1: making}, buying={1: buying}
                        )[0]
                        total = (
                            split.shipped
                            + split.reserved
                            + split.making
                            + split.buying
                            + split.missing
                        )
                        self.assertAlmostEqual(total, case[1])

    def test_lines_share_documents_of_one_product_in_their_order(self):
        splits = self._split((1, 3, 0, 0), (1, 3, 0, 0), making={1: 4})

        self.assertEqual((splits[0].making, splits[0].missing), (3, 0))
        self.assertEqual((splits[1].making, splits[1].missing), (1, 2))

    def test_documents_beyond_the_need_are_not_shown(self):
        split = self._split((1, 2, 0, 0), making={1: 4})[0]

        self.assertEqual(split, Split(making=2))

    def test_over_shipped_line(self):
        split = self._split((1, 2, 3, 0))[0]

        self.assertEqual((split.shipped, split.missing), (3, 0))

    def test_percent(self):
        cases = [
            (Split(reserved=2), 2, 0, 100.0),
            (Split(making=2), 2, 50, 50.0),
            (Split(reserved=1, making=1), 2, 50, 75.0),
            (Split(buying=2), 2, 50, 0.0),
            (Split(), 0, 0, 100.0),
            (Split(shipped=3), 2, 0, 100.0),
        ]
        for split, ordered, percent, expected in cases:
            with self.subTest(split=split):
                self.assertEqual(ready_percent(split, ordered, percent), expected)
