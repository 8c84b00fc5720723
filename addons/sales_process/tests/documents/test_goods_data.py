from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, TransactionCase, tagged

from ...models.documents.account_move_refs import find_payment_number
from ...tools.documents.classifiers import OKEI, OKSM
from ...tools.documents.transfer import currency_text, page_rows


@tagged("post_install", "-at_install")
class TestClassifiers(BaseCase):
    def test_codes_of_countries(self):
        for country, code in (
            ("RU", "643"),
            ("CN", "156"),
            ("DE", "276"),
            ("AF", "004"),
        ):
            with self.subTest(country=country):
                self.assertEqual(OKSM[country], code)
        self.assertEqual(len(OKSM), 249)
        self.assertEqual(len(set(OKSM.values())), 249)
        self.assertTrue(all(len(code) == 3 for code in OKSM.values()))

    def test_codes_of_units(self):
        self.assertEqual(OKEI["uom.product_uom_unit"], ("796", "шт"))
        self.assertEqual(OKEI["uom.product_uom_litre"], ("112", "л"))
        self.assertTrue(all(len(code) == 3 for code, _symbol in OKEI.values()))

    def test_currency_with_its_code(self):
        self.assertEqual(currency_text("RUB", 643), "российский рубль, 643")
        self.assertEqual(
            currency_text("AUD", 36, "Australian dollar"), "Australian dollar, 036"
        )

    def test_number_of_a_payment_order(self):
        for text, number in (
            ("Оплата по счету № 152 от 01.10.2026, п/п 77", "77"),
            ("платёжное поручение № 15", "15"),
            ("Платежному поручению 8 от 2026", "8"),
            ("ПП №9", "9"),
            ("№ 5", "5"),
            ("Оплата по счету № 152", None),
            ("S00152", None),
            (False, None),
        ):
            with self.subTest(text=text):
                self.assertEqual(find_payment_number(text), number)

    def test_pages_keep_a_row_with_the_signatures(self):
        for heights, pages in (
            ([10], [[0]]),
            ([50], [[0], []]),
            ([10, 10, 10], [[0, 1], [2]]),
            ([40, 40, 40], [[0], [1], [2]]),
        ):
            with self.subTest(heights=heights):
                found = page_rows(heights, 60, 70, 40)

                self.assertEqual([list(page) for page in found], pages)


@tagged("post_install", "-at_install")
class TestGoodsData(TransactionCase):
    def test_countries_and_units_have_their_codes(self):
        self.assertEqual(self.env.ref("base.ru").l10n_ru_oksm_code, "643")
        self.assertEqual(self.env.ref("base.uk").l10n_ru_oksm_code, "826")
        unit = self.env.ref("uom.product_uom_unit")
        self.assertEqual(
            (unit.l10n_ru_okei_code, unit._get_okei_symbol()), ("796", "шт")
        )
        self.assertEqual(self.env.ref("sales_process.uom_set").l10n_ru_okei_code, "839")

    def test_unit_without_a_symbol_is_called_by_its_name(self):
        unit = self.env["uom.uom"].create({"name": "box"})

        self.assertEqual(unit._get_okei_symbol(), "box")

    def test_filling_keeps_what_people_typed(self):
        country, unit = self.env.ref("base.cn"), self.env.ref("uom.product_uom_kgm")
        other = self.env.ref("base.de")
        country.l10n_ru_oksm_code = "999"
        other.l10n_ru_oksm_code = False
        unit.write({"l10n_ru_okei_code": False, "l10n_ru_okei_symbol": "кило"})

        self.env["res.country"]._fill_oksm_codes()
        self.env["uom.uom"]._fill_okei_codes()

        self.assertEqual(country.l10n_ru_oksm_code, "999")
        self.assertEqual(other.l10n_ru_oksm_code, "276")
        self.assertEqual(unit.l10n_ru_okei_symbol, "кило")
        self.assertFalse(unit.l10n_ru_okei_code)

    def test_number_of_a_declaration(self):
        product = self.env["product.product"].create(
            {"name": "pump", "tracking": "lot"}
        )
        for number, is_right in (
            (False, True),
            ("10013160/150226/3005321", True),
            ("10013160/150226/3005321/1", True),
            ("10013160/150226/3005321/123", True),
            ("10013160/150226/3005321/1234", False),
            ("10013160-150226-3005321", False),
            ("10013160/150226/300532", False),
            ("ГТД 10013160/150226/3005321", False),
        ):
            with self.subTest(number=number):
                lots = self.env["stock.lot"]
                values = {"name": f"L {number}", "product_id": product.id}
                if is_right:
                    lot = lots.create({**values, "l10n_ru_gtd": number})
                    self.assertEqual(lot.l10n_ru_gtd, number)
                    continue
                with self.assertRaisesRegex(ValidationError, "enter it as"):
                    lots.create({**values, "l10n_ru_gtd": number})

    def test_commodity_code_has_digits_only(self):
        product = self.env["product.template"].create({"name": "pump"})
        product.l10n_ru_tnved = "8414100000"
        for code in ("841", "8414 10", "84141000001"[:9] + "x"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                product.l10n_ru_tnved = code
