from odoo.tests import BaseCase, tagged

from ...tools.works.scan_text import get_candidates, parse_gs1
from ...tools.works.shipped import get_returned
from ...tools.works.trace import Trace


@tagged("post_install", "-at_install")
class TestTrace(BaseCase):
    def test_the_shortest_way_and_every_root(self):
        trace = Trace(["a", "b"])

        self.assertTrue(trace.add("a", "c", "one"))
        self.assertFalse(trace.add("b", "c", "two"))
        self.assertTrue(trace.add("c", "d", "three"))

        self.assertEqual(
            trace.get_path("d"), [("a", None), ("c", "one"), ("d", "three")]
        )
        self.assertEqual(trace.get_path("a"), [("a", None)])
        self.assertEqual(trace.get_roots("d"), ["a", "b"])
        self.assertIn("c", trace)
        self.assertNotIn("e", trace)

    def test_a_circle_ends(self):
        trace = Trace(["a"])
        trace.add("a", "b", "one")
        trace.add("b", "c", "two")
        trace.add("c", "b", "three")
        trace.add("c", "a", "four")

        self.assertEqual(trace.get_roots("c"), ["a"])
        self.assertEqual(
            [node for node, _document in trace.get_path("c")], ["a", "b", "c"]
        )

    def test_nodes_of_a_kind(self):
        trace = Trace([("lot", 5)])
        trace.add(("lot", 5), ("made", 7), "one")

        self.assertEqual(trace.get_nodes("lot"), [5])
        self.assertEqual(trace.get_nodes("made"), [7])


@tagged("post_install", "-at_install")
class TestReturned(BaseCase):
    def test_what_came_back_of_which_delivery(self):
        first, second = ("one", 1, "ivanov", 4), ("two", 2, "petrov", 3)
        for name, returns, expected in (
            ("nothing", [], {}),
            ("of the named one", [("one", 3, "petrov", 2)], {"one": 2}),
            ("of the same client", [(None, 3, "ivanov", 1)], {"one": 1}),
            ("of the latest", [(None, 3, "sidorov", 1)], {"two": 1}),
            (
                "more than the named one",
                [("two", 3, "petrov", 5)],
                {"two": 3, "one": 2},
            ),
            ("not of a later one", [(None, 1, "petrov", 1)], {"one": 1}),
            ("more than there was", [(None, 3, "petrov", 99)], {"two": 3, "one": 4}),
        ):
            with self.subTest(name):
                self.assertEqual(get_returned([second, first], returns), expected)

    def test_two_lines_of_one_delivery(self):
        lines = [("one", 1, "ivanov", 2), ("one", 1, "ivanov", 2)]

        self.assertEqual(get_returned(lines, [("one", 2, "ivanov", 3)]), {"one": 3})


@tagged("post_install", "-at_install")
class TestScanText(BaseCase):
    def test_what_a_text_may_mean(self):
        for text, expected in (
            ("SN-1", ["SN-1"]),
            ("  SN-1 ", ["SN-1"]),
            ("S/N: 12345", ["S/N: 12345", "12345"]),
            ("SN 12345", ["SN 12345", "12345"]),
            ("зав. № 77", ["зав. № 77", "77"]),
            ("Серийный номер: 9-A", ["Серийный номер: 9-A", "9-A"]),
            ("ДЩЕ-2024", ["ДЩЕ-2024", "LOT-2024"]),
            ("Lot: А1", ["Lot: А1", "А1"]),
        ):
            with self.subTest(text):
                names, gtin = get_candidates(text)
                self.assertEqual(names[: len(expected)], expected)
                self.assertIsNone(gtin)

    def test_gs1(self):
        for text, expected in (
            ("010461111122223321ABC", (["ABC"], "04611111222233")),
            ("]d2010461111122223321ABC\x1d10L1", (["ABC", "L1"], "04611111222233")),
            ("]C1\x1d01046111112222331727123110L1", (["L1"], "04611111222233")),
            ("(01)04611111222233(21)AB C(10)L1", (["AB C", "L1"], "04611111222233")),
            ("0104611111222233990101", ([], "04611111222233")),
            ("0104", ([], None)),
            ("SN-1", ([], None)),
            ("", ([], None)),
        ):
            with self.subTest(text):
                self.assertEqual(parse_gs1(text), expected)

    def test_the_serial_of_a_code_comes_first(self):
        names, gtin = get_candidates("(01)04611111222233(21)SN-9")

        self.assertEqual(names[0], "SN-9")
        self.assertEqual(gtin, "04611111222233")
