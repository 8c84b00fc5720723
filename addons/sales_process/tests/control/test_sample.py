from datetime import date
from random import Random

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.control.sample import Candidate, draw, ticket

FEBRUARY = date(2026, 2, 1)
MARCH = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestSample(BaseCase):
    """The draw needs no database: the same lots whoever draws, and when."""

    def _candidates(self, count, people=1):
        return [Candidate(key, key % people, key) for key in range(1, count + 1)]

    def _keys(self, chosen):
        return [candidate.key for candidate in chosen]

    def test_order_of_the_candidates_does_not_matter(self):
        candidates = self._candidates(100, people=3)
        first = draw(candidates, {0: 2, 1: 2, 2: 2}, (), FEBRUARY)

        for seed in range(5):
            Random(seed).shuffle(candidates)
            again = draw(candidates, {0: 2, 1: 2, 2: 2}, (), FEBRUARY)
            self.assertEqual(self._keys(again), self._keys(first))
        self.assertEqual(len(first), 6)

    def test_another_month_and_another_company_draw_otherwise(self):
        candidates = self._candidates(100)
        draws = {
            tuple(self._keys(draw(candidates, {0: 5}, (), month, salt)))
            for month in (FEBRUARY, MARCH)
            for salt in ("", "a company")
        }

        self.assertEqual(len(draws), 4)

    def test_any_day_of_the_month_gives_the_same_lot(self):
        self.assertEqual(ticket(1, FEBRUARY), ticket(1, date(2026, 2, 20)))

    def test_no_more_than_wanted_and_than_there_are(self):
        candidates = self._candidates(4, people=2)

        for wanted, count in (({}, 0), ({0: 0}, 0), ({0: 1}, 1), ({0: 9, 1: 1}, 3)):
            with self.subTest(wanted):
                self.assertEqual(len(draw(candidates, wanted, (), FEBRUARY)), count)

    def test_a_client_is_drawn_once(self):
        candidates = [Candidate(key, key, "client") for key in range(10)]
        wanted = dict.fromkeys(range(10), 1)

        self.assertEqual(len(draw(candidates, wanted, (), FEBRUARY)), 1)
        self.assertFalse(draw(candidates, wanted, {"client"}, FEBRUARY))

    def test_filling_up_takes_the_next_lots(self):
        candidates = self._candidates(20)
        all_of_them = self._keys(draw(candidates, {0: 20}, (), FEBRUARY))
        first = draw(candidates, {0: 2}, (), FEBRUARY)

        taken = {candidate.client for candidate in first}
        second = draw(candidates, {0: 2}, taken, FEBRUARY)

        self.assertEqual(self._keys([*first, *second]), all_of_them[:4])

    def test_every_deal_has_its_chance(self):
        counts = dict.fromkeys(range(1, 11), 0)
        candidates = self._candidates(10)
        for year in range(100):
            for month in range(1, 13):
                [chosen] = draw(candidates, {0: 1}, (), date(2000 + year, month, 1))
                counts[chosen.key] += 1

        # 120 of 1200 on average: five deviations away nobody is favoured
        self.assertGreater(min(counts.values()), 120 - 5 * 10.4)
        self.assertLess(max(counts.values()), 120 + 5 * 10.4)
