import json
import random
from datetime import date
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import age, gs1, gs1_table
from ..tools.gtin import expand_upce, parse_gtin, same_gtin

# One set of cases for this test and for the tests of the JavaScript twin.
FIXTURES = Path(__file__).resolve().parents[3] / "tests" / "fixtures"


def read_fixture(name):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


@tagged("post_install", "-at_install")
class TestGs1(BaseCase):
    def test_vectors(self):
        for vector in read_fixture("gs1_vectors.json")["gs1"]:
            raw, today = vector["raw"], vector["today"]
            with self.subTest(vector=vector["id"]):
                told = gs1.parse(raw, today=today, separators=vector["separators"])
                self.assertEqual(told, vector["expected"])
                self.assertEqual(gs1.parse(raw, today=today), vector["expected"])

    def test_gtin_vectors(self):
        for vector in read_fixture("gs1_vectors.json")["ean_upc"]:
            with self.subTest(vector=vector["id"]):
                read = parse_gtin(vector["raw"], vector["symbology"])
                self.assertEqual(read, vector["expected"])

    def test_digital_link_vectors(self):
        for vector in read_fixture("gs1_vectors.json")["digital_link"]:
            with self.subTest(vector=vector["id"]):
                read = gs1.parse(vector["raw"])
                self.assertEqual(read["elements"], vector["elements"])

    def test_own_cases(self):
        for case in read_fixture("gs1_cases.json")["parse"]:
            with self.subTest(case=case["name"]):
                read = gs1.parse(case["raw"], today=date.fromisoformat(case["today"]))
                self.assertEqual(read, case["expected"])

    def test_upce(self):
        for short, long in read_fixture("gs1_cases.json")["upce"]:
            with self.subTest(short=short):
                self.assertEqual(expand_upce(short), long)

    def test_spellings_of_one_item(self):
        self.assertEqual(
            same_gtin("4006381333931"), ["4006381333931", "04006381333931"]
        )
        self.assertEqual(same_gtin("not a gtin"), ["not a gtin"])

    def test_table_is_made_from_its_source(self):
        source = read_fixture("ai_table.json")
        text = gs1_table.TABLE_FILE.read_text(encoding="utf-8")

        self.assertEqual(len(gs1_table.load()), source["count"])
        self.assertIn(f"`\n{gs1_table.render(source['ais'])}\n`", text)

    def test_no_text_makes_the_parser_fail(self):
        chance = random.Random(20)
        alphabet = "0123456789\x1d()]Cd2ABCабв<GS>%/:?=&."
        for _round in range(5000):
            text = "".join(chance.choices(alphabet, k=chance.randrange(30)))
            read = gs1.parse(text, today="2026-11-22")
            self.assertEqual(read["valid"], read["error"] is None)


@tagged("post_install", "-at_install")
class TestAgeKeys(BaseCase):
    def test_first_in_decides_for_fifo(self):
        self.assertLess(age.key("fifo", "2026-01-01"), age.key("fifo", "2026-01-02"))

    def test_removal_decides_for_fefo_and_no_date_goes_last(self):
        early = age.key("fefo", "2026-05-01", "2027-01-01")
        late = age.key("fefo", "2026-01-01", "2027-02-01")
        never = age.key("fefo", "2025-01-01")
        self.assertEqual(sorted([never, late, early]), [early, late, never])

    def test_equal_is_not_older(self):
        self.assertIsNone(age.oldest_before([("a", 1), ("b", 2)], "a"))
        self.assertEqual(age.oldest_before([("b", 2), ("a", 1)], "c"), 1)
