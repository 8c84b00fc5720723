import base64
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import tagged

from .form_common import FormCommon
from .payment_qr_reader import read_payment, scan

METHOD = "ru_st00012"
READING_DPI = 200
# account and correspondent account with the keys of this bank
ACCOUNT = "40807398961205428348"
ROUBLE_ACCOUNT = "40702810138250123017"


@tagged("post_install", "-at_install")
class TestPaymentQrAccount(FormCommon):
    """The payment QR of an account: by our forms, and in the frame of core."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rouble = cls.env.ref("base.RUB")
        cls.rouble.active = True
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.company = cls.env.company
        cls.company.write({"qr_code": True, "l10n_ru_payment_qr": True})
        cls.company.partner_id.write(
            {
                "name": "ООО «Вакуумные технологии»",
                "country_id": cls.russia.id,
                "vat": "7707083893",
                "l10n_ru_kpp": "773601001",
            }
        )
        cls.bank = cls.env["res.bank"].create(
            {
                "name": "ПАО Сбербанк",
                "bic": "044525225",
                "l10n_ru_corr_acc": "30101810400000000225",
            }
        )
        cls.account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "40702810 1 3825 0123017",
                "partner_id": cls.company.partner_id.id,
                "bank_id": cls.bank.id,
                "allow_out_payment": True,
            }
        )

    def _create_invoice(self, **values):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "currency_id": self.rouble.id,
                "partner_bank_id": self.account.id,
                "invoice_line_ids": [
                    (0, 0, {"name": "Pump", "price_unit": 2000.5, "tax_ids": False})
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _read(self, picture):
        codes = scan(picture)
        self.assertEqual(len(codes), 1)
        return read_payment(codes[0])

    def _read_uri(self, uri):
        return self._read(base64.b64decode(uri.partition("base64,")[2]))

    # --------------------------------------------------------------- our forms

    def test_qr_of_a_form(self):
        found = self._read(self.account._get_payment_qr(2000.5, "Оплата по счёту 152"))

        self.assertEqual(
            found,
            {
                "Name": "ООО «Вакуумные технологии»",
                "PersonalAcc": ROUBLE_ACCOUNT,
                "BankName": "ПАО Сбербанк",
                "BIC": "044525225",
                "CorrespAcc": "30101810400000000225",
                "Sum": "200050",
                "Purpose": "Оплата по счёту 152",
                "PayeeINN": "7707083893",
                "KPP": "773601001",
            },
        )

    def test_name_of_the_account_holder_goes_before(self):
        self.account.acc_holder_name = "УФК по г. Москве"

        found = self._read(self.account._get_payment_qr(1, "x"))

        self.assertEqual(found["Name"], "УФК по г. Москве")

    def test_entrepreneur_has_no_kpp(self):
        self.company.partner_id.vat = "123456789047"

        found = self._read(self.account._get_payment_qr(1, "x"))

        self.assertEqual(found["PayeeINN"], "123456789047")
        self.assertNotIn("KPP", found)

    def test_no_qr(self):
        for case, amount, currency, values in (
            ("nothing to pay", 0, None, {}),
            ("less than nothing", -1, None, {}),
            ("a part of a kopeck", 0.004, None, {}),
            ("dollars", 1, self.dollar, {}),
            ("no bank", 1, None, {"bank_id": False}),
            ("wrong number", 1, None, {"acc_number": "123"}),
            ("account in another currency", 1, None, {"acc_number": ACCOUNT}),
        ):
            with self.subTest(case=case), self._changed(self.account, values):
                self.assertFalse(self.account._get_payment_qr(amount, "x", currency))
        self.assertFalse(self.env["res.partner.bank"]._get_payment_qr(1, "x"))
        self.assertTrue(self.account._get_payment_qr(1, "x", self.rouble))

    @contextmanager
    def _changed(self, record, values):
        before = {name: record[name] for name in values}
        # wrong numbers too, as an import leaves them
        record = record.with_context(no_vat_validation=True)
        record.write(values)
        try:
            yield
        finally:
            record.write(before)

    def test_company_that_wants_none(self):
        self.company.l10n_ru_payment_qr = False

        self.assertFalse(self.account._get_payment_qr(1, "x", self.rouble))

    def test_setting_of_the_paid_company_counts(self):
        other = self.env["res.company"].create({"name": "Other company"})
        other.l10n_ru_payment_qr = False

        account = self.account.with_company(other)

        self.assertTrue(account._get_payment_qr(1, "x"))

    def test_settings_form(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.l10n_ru_payment_qr)

        settings.l10n_ru_payment_qr = False
        settings.execute()

        self.assertFalse(self.company.l10n_ru_payment_qr)

    def test_salesperson_may_print_it(self):
        account = self.account.with_user(self.salesperson)

        self.assertTrue(account._get_payment_qr(1, "x", self.rouble))

    # ----------------------------------------------------------- frame of core

    def test_method_is_offered(self):
        methods = dict(
            self.env["res.partner.bank"].get_available_qr_methods_in_sequence()
        )

        self.assertIn(METHOD, methods)

    def test_invoice_finds_the_method(self):
        invoice = self._create_invoice()

        found = self._read_uri(invoice._generate_qr_code())

        self.assertEqual(invoice.qr_code_method, METHOD)
        self.assertEqual(found["Sum"], "200050")
        self.assertEqual(found["Purpose"], invoice.payment_reference)

    def test_what_is_left_is_paid(self):
        invoice = self._create_invoice()
        self._pay_part(invoice, 500)

        found = self._read_uri(invoice._generate_qr_code())

        self.assertEqual(found["Sum"], "150050")

    def _pay_part(self, invoice, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount})._create_payments()

    def test_paid_invoice_prints_without_a_code(self):
        invoice = self._create_invoice(qr_code_method=METHOD)
        self._pay_part(invoice, 2000.5)

        self.assertIsNone(invoice._generate_qr_code())

    def test_dollars_get_no_code(self):
        invoice = self._create_invoice(currency_id=self.dollar.id)

        self.assertIsNone(invoice._generate_qr_code())
        self.assertFalse(invoice.qr_code_method)

    def test_chosen_method_says_what_is_missing(self):
        invoice = self._create_invoice(qr_code_method=METHOD)
        for values, words in (
            ({"bank_id": False}, "Choose the bank of"),
            ({"acc_number": "123"}, "20 characters"),
            ({"acc_number": ACCOUNT}, "not in roubles"),
        ):
            with (
                self.subTest(values=values),
                self._changed(self.account, values),
                self.assertRaisesRegex(UserError, words),
            ):
                invoice._generate_qr_code()

    def test_invoice_without_an_account(self):
        invoice = self._create_invoice()
        invoice.partner_bank_id = False
        self.assertIsNone(invoice._generate_qr_code())

        invoice.qr_code_method = METHOD

        with self.assertRaisesRegex(UserError, "Choose the bank account"):
            invoice._generate_qr_code()

    def test_each_missing_detail_is_named(self):
        for record, values, words in (
            (self.bank, {"bic": "SABRRUMM"}, "BIC"),
            (self.bank, {"l10n_ru_corr_acc": False}, "correspondent account"),
            (self.company.partner_id, {"vat": "7707083894"}, "INN"),
            (self.company.partner_id, {"l10n_ru_kpp": "77"}, "KPP"),
            (self.account, {"acc_holder_name": " "}, "account holder"),
            (self.company, {"l10n_ru_payment_qr": False}, "switched off"),
        ):
            with self.subTest(values=values), self._changed(record, values):
                self.assertIn(words, self._get_problem())
        self.assertIsNone(self._get_problem())

    def _get_problem(self, currency=None):
        return self.account._get_error_messages_for_qr(
            METHOD, self.client, currency or self.rouble
        )

    def test_other_currency_is_named(self):
        self.assertIn("roubles only", self._get_problem(self.dollar))

    def test_what_cannot_be_written_is_said(self):
        for amount, purpose, words in (
            (10**17, "x", "too large"),
            (1, "|#;:^_~{}!$%&()*+,/@", "remove one"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.account.build_qr_code_base64(
                    amount, purpose, None, self.rouble, self.client, METHOD, False
                )

    def test_code_by_address(self):
        url = self.account.build_qr_code_url(
            1, "x", None, self.rouble, self.client, METHOD
        )
        self.assertIn("ST00012", url)
        self.assertIsNone(
            self.account.build_qr_code_url(
                0, "x", None, self.rouble, self.client, METHOD
            )
        )

    def test_code_drawn_by_core_is_read_too(self):
        params = self.account._get_qr_code_generation_params(
            METHOD, 5, self.rouble, self.client, "Счёт 1", None
        )

        picture = self.env["ir.actions.report"].barcode(**params)

        self.assertEqual(self._read(picture)["Purpose"], "Счёт 1")

    def test_other_methods_are_left_to_core(self):
        payment = (1, self.rouble, self.client, "x", None)
        self.assertIsNone(self.account._get_qr_vals("other", *payment))
        self.assertIsNone(self.account._check_for_qr_code_errors("other", *payment))
        self.assertIsNone(
            self.account._get_error_messages_for_qr("other", self.client, self.rouble)
        )
        for name in ("_get_qr_code_generation_params", "_get_qr_code_base64"):
            with self.subTest(name=name), self.assertRaises(NotImplementedError):
                getattr(self.account, name)("other", *payment)

    def test_read_from_the_printed_invoice(self):
        import pypdfium2  # only the tests need it

        invoice = self._create_invoice(payment_reference="Счёт 152 от 12.11.2026")
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("account.report_invoice", invoice.ids)
        )
        self.assertEqual(kind, "pdf")

        pages = [
            page.render(scale=READING_DPI / 72, grayscale=True).to_pil()
            for page in pypdfium2.PdfDocument(content)
        ]
        codes = [code for page in pages for code in scan(page)]

        self.assertEqual(len(codes), 1)
        self.assertEqual(read_payment(codes[0])["Purpose"], "Счёт 152 от 12.11.2026")
