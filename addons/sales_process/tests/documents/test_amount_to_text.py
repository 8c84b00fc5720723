from odoo.tests import tagged

from odoo.addons.base.models.res_currency import ResCurrency as CoreCurrency

from ..deal_common import DealCommon

AMOUNTS = (0, 0.01, 1, 5, 21.21, 2000.5, -3.3, 1234567.89)


@tagged("post_install", "-at_install")
class TestAmountToText(DealCommon):
    """Amounts in words of the ERP: Russian is right, the rest is core's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("ru_RU", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        cls.rouble = cls.env.ref("base.RUB")
        cls.rouble.active = True
        cls.env.company.display_invoice_amount_total_words = True

    def _say(self, currency, amount, lang="ru_RU"):
        return (
            self.env.ref(f"base.{currency}")
            .with_context(lang=lang)
            .amount_to_text(amount)
        )

    def _create_invoice(self, price=2000.5, kind="out_invoice", lang="ru_RU"):
        self.client.lang = lang
        invoice = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.client.id,
                "currency_id": self.rouble.id,
                "invoice_line_ids": [
                    (0, 0, {"name": "Pump", "price_unit": price, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()
        return invoice

    def test_russian(self):
        for currency, amount, text in (
            ("RUB", 2000.5, "Две тысячи рублей 50 копеек"),
            ("RUB", 0.01, "Ноль рублей 01 копейка"),
            ("RUB", 5, "Пять рублей 00 копеек"),
            ("RUB", -0.5, "Минус ноль рублей 50 копеек"),
            ("USD", 1, "Один доллар США 00 центов"),
            ("EUR", 0.01, "Ноль евро 01 цент"),
            ("CNY", 2, "Два юаня 00 фэней"),
            ("JPY", 2, "Две иены"),
        ):
            with self.subTest(currency=currency, amount=amount):
                self.assertEqual(self._say(currency, amount), text)

    def test_language_of_the_user_counts(self):
        self.salesperson.lang = "ru_RU"

        text = (
            self.rouble.with_user(self.salesperson)
            .with_context(lang=False)
            .amount_to_text(1)
        )

        self.assertEqual(text, "Один рубль 00 копеек")

    def test_other_languages_as_in_core(self):
        for lang in ("en_US", "fr_FR"):
            for currency in ("RUB", "USD", "CNY"):
                for amount in AMOUNTS:
                    with self.subTest(lang=lang, currency=currency, amount=amount):
                        record = self.env.ref(f"base.{currency}")
                        expected = CoreCurrency.amount_to_text(
                            record.with_context(lang=lang), amount
                        )
                        self.assertEqual(self._say(currency, amount, lang), expected)

    def test_other_currencies_as_in_core(self):
        for amount in AMOUNTS:
            with self.subTest(amount=amount):
                record = self.env.ref("base.CHF").with_context(lang="ru_RU")
                expected = CoreCurrency.amount_to_text(record, amount)
                self.assertEqual(self._say("CHF", amount), expected)

    def test_words_of_an_invoice_follow_the_language(self):
        invoice = self._create_invoice()

        for lang, word in (("en_US", "Thousand"), ("ru_RU", "Две тысячи рублей 50")):
            with self.subTest(lang=lang):
                text = invoice.with_context(lang=lang).amount_total_words
                self.assertIn(word, text)

    def test_print_of_a_posted_invoice(self):
        for kind in ("out_invoice", "out_refund"):
            invoice = self._create_invoice(1_000_021.02, kind)
            with self.subTest(kind=kind):
                html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                    "account.report_invoice", invoice.ids
                )
                self.assertIn(
                    "Один миллион двадцать один рубль 02 копейки", html.decode()
                )

    def test_print_for_a_foreign_client(self):
        invoice = self._create_invoice(lang="en_US")

        html, _kind = (
            self.env["ir.actions.report"]
            .with_context(lang="ru_RU")
            ._render_qweb_html("account.report_invoice", invoice.ids)
        )

        self.assertIn("Two Thousand", html.decode())
