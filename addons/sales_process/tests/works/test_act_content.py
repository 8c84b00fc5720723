import json
import random
from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.sales_process.tools.works.act import (
    canonical,
    differences,
    fingerprint,
    fingerprint_text,
)
from odoo.addons.sales_process.tools.works.measure import (
    is_within,
    limits_text,
    number_text,
)


@tagged("-at_install", "post_install")
class TestActContent(BaseCase):
    """The canonical text of an act and its fingerprint: without the database."""

    def test_the_text_is_exact(self):
        content = {
            "b": [1, 2.0, 0.1, None, True],
            "a": {"day": date(2026, 3, 1), "at": datetime(2026, 3, 1, 9, 5)},
        }

        self.assertEqual(
            canonical(content),
            '{"a":{"at":"2026-03-01T09:05:00Z","day":"2026-03-01"},'
            '"b":[1,2,0.1,null,true]}',
        )

    def test_what_means_the_same_is_the_same(self):
        for one, other in (
            ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
            (5.0, 5),
            (0.1 + 0.2, 0.3),
            ("  Насос ", "Насос"),
            ("", None),
            ("й", "й"),  # composed and decomposed
            ((1, 2), [1, 2]),
            ({1: "a"}, {"1": "a"}),
        ):
            with self.subTest(one=one):
                self.assertEqual(fingerprint([one]), fingerprint([other]))

    def test_what_differs_differs(self):
        for one, other in (
            (0, None),
            (False, None),
            (0, False),
            ("5", 5),
            ([1, 2], [2, 1]),
            (["ab", "c"], ["a", "bc"]),
            ("yes", "no"),
            (1e-9, 0),
        ):
            with self.subTest(one=one):
                self.assertNotEqual(fingerprint([one]), fingerprint([other]))

    def test_what_has_no_text_is_refused(self):
        for value, error in (
            ({1, 2}, TypeError),
            (b"x", TypeError),
            (float("nan"), ValueError),
            (float("inf"), ValueError),
        ):
            with self.subTest(value=value), self.assertRaises(error):
                canonical([value])

    def test_reading_the_text_gives_the_same_text(self):
        """Whatever is kept and read again has the same fingerprint."""
        chance = random.Random(8568)
        for _number in range(200):
            content = self._make(chance, 3)
            text = canonical(content)
            with self.subTest(text=text):
                self.assertEqual(canonical(json.loads(text)), text)
                self.assertEqual(fingerprint(content), fingerprint_text(text))

    def test_one_change_is_always_noticed(self):
        chance = random.Random(402)
        for _number in range(200):
            content = {f"part{n}": self._make(chance, 2) for n in range(4)}
            part = chance.choice(sorted(content))
            changed = {**content, part: [content[part], "more"]}
            with self.subTest(content=content):
                self.assertNotEqual(fingerprint(content), fingerprint(changed))
                kept = json.loads(canonical(content))
                self.assertEqual(differences(kept, changed), [part])
                self.assertEqual(differences(kept, content), [])

    def test_a_part_that_came_or_went_is_named(self):
        self.assertEqual(differences({"a": 1, "b": 2}, {"b": 2, "c": 3}), ["a", "c"])

    def _make(self, chance, depth):
        kind = chance.randrange(8 if depth else 6)
        simple = (
            lambda: None,
            lambda: chance.random() < 0.5,
            lambda: chance.randint(-(10**6), 10**6),
            lambda: chance.uniform(-1e3, 1e3),
            lambda: "".join(chance.choices('аЯz0 "\\\n', k=chance.randrange(6))),
            lambda: date(2020, 1, 1 + chance.randrange(28)),
        )
        if kind < 6:
            return simple[kind]()
        items = [self._make(chance, depth - 1) for _n in range(chance.randrange(4))]
        return items if kind == 6 else {str(n): item for n, item in enumerate(items)}


@tagged("-at_install", "post_install")
class TestMeasureLimits(BaseCase):
    def test_limits_belong_to_what_is_allowed(self):
        for value, low, high, expected in (
            (5, None, None, True),
            (5, 5, None, True),
            (4.99, 5, None, False),
            (5, None, 5, True),
            (5.01, None, 5, False),
            (0, 0, 0, True),
            (-1, -2, 0, True),
            (-2.5, -2, 0, False),
            (0.1 + 0.2, None, 0.3, True),
            (1e-7, None, 2e-7, True),
            (3e-7, None, 2e-7, False),
        ):
            with self.subTest(value=value, low=low, high=high):
                self.assertIs(is_within(value, low, high), expected)

    def test_how_limits_are_written(self):
        for low, high, expected in (
            (None, None, ""),
            (1, None, "≥ 1"),
            (None, 0.05, "≤ 0.05"),
            (0, 5.5, "0 … 5.5"),
        ):
            with self.subTest(low=low, high=high):
                self.assertEqual(limits_text(low, high), expected)

    def test_the_point_of_the_language(self):
        self.assertEqual(limits_text(0.5, 1.5, ","), "0,5 … 1,5")
        self.assertEqual(number_text(1e-7, ","), "1e-07")
