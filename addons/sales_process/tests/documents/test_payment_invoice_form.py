import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .offer_common import OfferCommon

NAME = "sales_process.payment_invoice"
MOVE = "sales_process.payment_invoice_move"


def plain(text):
    """The text with ordinary blanks."""
    return text.replace("\xa0", " ")


@tagged("post_install", "-at_install")
class TestPaymentInvoiceForm(OfferCommon):
    def _prepare_form(self, order, user=None):
        return self._prepare("payment_invoice", order, user or self.salesperson)

    def _render(self, order, user=None):
        return plain(self._render_text(NAME, order, user or self.salesperson))

    # ---- what it says ------------------------------------------------------------------

    def test_the_form_as_accountants_know_it(self):
        order = self._create_order([self._line(quantity=2, price=1000.5)])

        text = self._render(order)

        for words in (
            "Банк получателя", "ПАО СБЕРБАНК, Москва", "БИК 044525225",
            "30101810400000000225", "40702810938000000001",
            "ИНН 7736050003", "КПП 773601001", "Получатель", "ООО «Вакуум»",
            "Счёт на оплату № ", "Поставщик (исполнитель):", "Покупатель (заказчик):",
            "Client, ИНН 7707083893, КПП 773601001", f"Заказ № {order.name}",
            "Товары (работы, услуги)", "1 000,50", "Итого: 2 001,00",
            "НДС 22%: 440,22", "Всего к оплате: 2 441,22",
            "Всего наименований 1, на сумму 2 441,22 руб.",
            "Две тысячи четыреста сорок один рубль 22 копейки",
            "Оплатить не позднее", "Руководитель", "Иванов И. И.",
            "Бухгалтер", "Петрова А. С.",
        ):  # fmt: skip
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_the_words_are_russian_for_everybody(self):
        self.client.lang = "en_US"
        order = self._create_order([self._line()])

        text = self._render(order, self.salesperson)

        self.assertIn("Всего к оплате", text)
        self.assertIn("Сто двадцать два рубля 00 копеек", text)

    def test_vat_in_the_price(self):
        order = self._create_order([self._line(price=122, taxes=self.vat_in)])

        text = self._render(order)

        self.assertIn("Итого: 122,00", text)
        self.assertIn("В том числе НДС 22%: 22,00", text)
        self.assertIn("Всего к оплате: 122,00", text)

    def test_without_vat(self):
        order = self._create_order([self._line(taxes=self.vat.browse())])

        text = self._render(order)

        self.assertIn("Без налога (НДС): –", text)
        self.assertIn("НДС не облагается", self._get_purpose(order))

    def test_a_tax_of_nothing_is_not_without_vat(self):
        export = self._create_tax(0, "tax_excluded")
        exempt = export.copy({"name": "Exempt", "l10n_ru_kind": "exempt"})
        for tax, text, purpose in (
            (export, "НДС 0%: 0,00", "НДС 0%."),
            (exempt, "Без налога (НДС): –", "НДС не облагается."),
        ):
            order = self._create_order([self._line(taxes=tax)])
            with self.subTest(text=text):
                self.assertIn(text, self._render(order))
                self.assertIn(purpose, self._get_purpose(order))

    def _get_purpose(self, order):
        forms = self.env["report.sales_process.payment_invoice"]
        return forms._get_purpose(self._prepare_form(order))

    def test_the_column_of_discounts_stands_only_with_discounts(self):
        for discount in (0, 10):
            with self.subTest(discount=discount):
                order = self._create_order([self._line(discount=discount)])
                text = self._render(order)
                self.assertEqual("Скидка, %" in text, bool(discount))
                self.assertEqual("В том числе скидка: 10,00" in text, bool(discount))

    def test_number_and_dates(self):
        self.company.write(
            {"payment_invoice_days": 3, "payment_invoice_reserve_days": 7}
        )
        order = self._create_order([self._line()], name="S00152")
        today = fields.Date.context_today(order)

        form = self._prepare_form(order)

        self.assertEqual(form["number"], "152")
        self.assertEqual(form["date"], today)
        self.assertEqual(form["due_date"], today + timedelta(days=3))
        self.assertEqual(form["reserve_date"], today + timedelta(days=7))
        self.assertIn("Товар зарезервирован до", self._render(order))

    def test_no_terms_when_the_company_has_none(self):
        self.company.write({"payment_invoice_days": 0, "payment_invoice_note": False})
        order = self._create_order([self._line()])

        text = self._render(order)

        self.assertNotIn("Оплатить не позднее", text)
        self.assertNotIn("зарезервирован", text)
        self.assertNotIn("Внимание!", text)

    def test_the_basis_is_the_contract_when_there_is_one(self):
        order = self._create_order([self._line()], client_order_ref="Договор № 5")

        self.assertEqual(self._prepare_form(order)["basis"], "Договор № 5")

    def test_the_consignee_is_named_when_it_is_another_place(self):
        place = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "parent_id": self.client.id,
                "city": "Tula",
                "street": "Road 2",
            }
        )
        order = self._create_order([self._line()], partner_shipping_id=place.id)

        self.assertIn("Tula, Road 2", self._prepare_form(order)["consignee"])
        order.sudo().partner_shipping_id = self.client
        self.assertFalse(self._prepare_form(order)["consignee"])

    # ---- QR ----------------------------------------------------------------------------

    def _get_qr(self, amount, purpose, currency=None):
        account = self.company.partner_id.bank_ids
        qr = account._get_payment_qr(amount, purpose, currency or self.rub)
        return qr and base64.b64encode(qr)

    def test_the_qr_pays_this_invoice(self):
        order = self._create_order([self._line()], name="S00152")

        form = self._prepare_form(order)

        today = fields.Date.context_today(order)
        purpose = f"Оплата по счёту № 152 от {today:%d.%m.%Y}. В т.ч. НДС 22.00 руб."
        self.assertEqual(self._get_purpose(order), purpose)
        self.assertTrue(form["qr"])
        self.assertEqual(form["qr"], self._get_qr(122, purpose))

    def test_foreign_currency_has_no_qr(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        order = self._create_order(
            [self._line()], pricelist_id=self._create_pricelist(usd).id
        )

        form, text = self._prepare_form(order), self._render(order)

        self.assertFalse(form["qr"])
        self.assertIn("Всего наименований 1, на сумму 122,00 USD", text)
        self.assertIn("Сто двадцать два доллара США 00 центов", text)

    def test_without_an_account_there_is_no_qr(self):
        self.company.partner_id.bank_ids.unlink()
        order = self._create_order([self._line()])

        form = self._prepare_form(order)

        self.assertFalse(form["qr"])
        self.assertEqual(form["bank"]["account"], "")

    # ---- signatures --------------------------------------------------------------------

    def test_pictures_of_signatures_by_the_switch(self):
        picture = self._picture_field()
        self.company.write(
            {
                "l10n_ru_director_signature": picture,
                "l10n_ru_accountant_signature": picture,
                "l10n_ru_stamp": picture,
            }
        )
        order = self._create_order([self._line()])
        for is_signed, count in ((False, 1), (True, 4)):
            with self.subTest(is_signed=is_signed):
                self.company.payment_invoice_signed = is_signed
                root = self._render_html(NAME, order, self.salesperson)
                self.assertEqual(len(root.xpath("//img")), count)  # one is the QR

    # ---- refusals and rights -----------------------------------------------------------

    def test_what_the_head_has_not_approved_is_not_printed(self):
        self.team.approval_discount = 5
        order = self._create_order([self._line(discount=50)])

        self.assertRefused(["needs the approval"], self._render, order)

    def test_who_reads_the_order_prints_it(self):
        order = self._create_order([self._line()])
        for user in (self.salesperson, self.head, self.accountant, self.planner):
            with self.subTest(user=user.login):
                self.assertIn("Всего к оплате", self._render(order, user))
        for user in (self.colleague, self.other_head, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render(order, user)

    def test_an_order_without_a_deal_is_printed_too(self):
        order = self._create_order([self._line()])
        order.sudo().opportunity_id = False

        self.assertIn("Всего к оплате", self._render(order))

    # ---- of a customer invoice ---------------------------------------------------------

    def _create_move(self):
        deal = self._create_deal()
        order = self._create_order([self._line(price=1000)], deal)
        order.action_quotation_sent()
        deal.action_agree()
        move = order.sudo()._create_invoices()
        move.action_post()
        return move

    def test_a_customer_invoice_asks_for_what_is_not_paid(self):
        move = self._create_move()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": 220})._create_payments()

        form = self._prepare("payment_invoice_move", move)
        text = plain(self._render_text(MOVE, move))

        self.assertEqual(form["amount"], 1000)
        self.assertEqual(form["amount_paid"], 220)
        self.assertEqual(form["due_date"], move.invoice_date_due)
        self.assertIn("Всего по заказу: 1 220,00", text)
        self.assertIn("Оплачено ранее: 220,00", text)
        self.assertIn("К оплате по настоящему счёту: 1 000,00", text)

    def test_a_customer_invoice_in_full(self):
        move = self._create_move()

        form = self._prepare("payment_invoice_move", move)

        self.assertFalse(form["is_part"])
        self.assertEqual(form["amount"], move.amount_total)
        self.assertEqual(form["rows"][0]["amount"], 1000)
        self.assertTrue(form["qr"])

    def test_other_documents_are_no_payment_invoices(self):
        move = self._create_move()
        refund = move._reverse_moves()

        with self.assertRaises(UserError):
            self._prepare("payment_invoice_move", refund)

    # ---- PDF ---------------------------------------------------------------------------

    def test_the_pdf_is_one_page_with_searchable_text(self):
        order = self._create_order([self._line(quantity=3, price=415012.12)])

        (text,) = self._get_page_texts(self._render_pdf(NAME, order, self.salesperson))

        text = plain(text)
        for words in ("1 245 036,36", "1 518 944,36", "Руководитель", "Счёт на оплату"):
            self.assertIn(words, text)

    def test_long_tables_repeat_the_header_and_signatures_are_not_alone(self):
        for count in (1, 15, 20, 25, 30, 200):
            with self.subTest(count=count):
                order = self._create_order(
                    [self._line(name=f"Позиция {n}.") for n in range(count)]
                )
                texts = self._get_page_texts(self._render_pdf(NAME, order))
                tables = [text for text in texts if "Позиция" in text]
                self.assertEqual(sum(text.count("Позиция") for text in texts), count)
                for text in tables:
                    self.assertIn("Товары (работы, услуги)", text)
                self.assertIn("Позиция", texts[-1])
                self.assertIn("Руководитель", texts[-1])

    def test_many_orders_print_in_one_go(self):
        deal = self._create_deal()
        orders = self.env["sale.order"].union(
            *(
                self._create_order([self._line(name=f"Item {n}")], deal)
                for n in range(3)
            )
        )

        texts = self._get_page_texts(self._render_pdf(NAME, orders, self.salesperson))

        self.assertEqual(len(texts), 3)
        for number, text in enumerate(texts):
            self.assertIn(f"Item {number}", text)

    # ---- names and the menu ------------------------------------------------------------

    def test_the_file_has_a_name_that_people_understand(self):
        order = self._create_order([self._line()], name="S00152")
        today = fields.Date.context_today(order)

        self.assertEqual(
            order._get_print_name("payment_invoice"),
            f"Счёт 152 от {today:%d.%m.%Y} Client",
        )
        order._number_offers()
        self.assertEqual(
            order._get_print_name("commercial_offer"),
            f"Commercial offer {order.offer_number.replace('/', ' ')} of "
            f"{today:%d.%m.%Y} Client",
        )

    def test_our_forms_come_first_in_the_print_menu(self):
        actions = self.env["ir.actions.actions"].with_user(self.salesperson)

        names = [row["name"] for row in actions.get_bindings("sale.order")["report"]]

        self.assertEqual(names[:2], ["Commercial offer", "Payment invoice"])
        self.assertIn("Quotation / Order", names[2:])
