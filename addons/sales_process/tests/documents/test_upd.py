from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .transfer_common import DAY, TransferCommon

LAST_OLD, FIRST_NEW = date(2026, 3, 31), date(2026, 4, 1)


@tagged("post_install", "-at_install")
class TestUpd(TransferCommon):
    """What the universal transfer document says, compared with the ERP."""

    def test_form_follows_the_date_of_the_document(self):
        for day, edition, first, is_new in (
            (LAST_OLD, "16 августа 2024 г. № 1096", 8, False),
            (FIRST_NEW, "23 января 2026 г. № 26", 10, True),
        ):
            with self.subTest(day=day):
                move = self._create_invoice([{}], invoice_date=day)

                form = self._get_form(move)

                self.assertIn(edition, form["caption"])
                self.assertEqual(form["is_new"], is_new)
                self.assertEqual(form["numbers"], list(range(first, first + 12)))
                text = self._render_text("sales_process.upd", move)
                self.assertEqual("(5б)" in text, is_new)
                self.assertEqual("[21]" in text, is_new)
                self.assertEqual("[8]" in text, not is_new)

    def test_head_names_both_companies(self):
        move = self._create_invoice([{}])

        form = self._get_form(move)

        self.assertEqual(form["date"], DAY)
        self.assertEqual(form["seller"]["name"], "ООО «Вакуумные системы»")
        self.assertEqual(
            form["seller"]["address"], "117997, г. Москва, ул. Вавилова, д. 19"
        )
        self.assertEqual(form["seller"]["inn_kpp"], "7736207543 / 773601001")
        self.assertEqual(form["buyer"]["inn_kpp"], "7707083893 / 773601001")
        self.assertEqual(form["currency"], "российский рубль, 643")
        self.assertEqual(form["correction_no"], "—")
        self.assertIn(f"№ {form['number']} от 2 ноября 2026 г.", form["shipment"])
        self.assertEqual(form["director"], "Иванов Иван Иванович")
        self.assertEqual(form["accountant"], "Петрова Анна Ильинична")
        self.assertEqual(form["entrepreneur"], "")
        text = self._render_text("sales_process.upd", move)
        for words in (
            "Иванов И. И.", "Петрова А. И.", "Генеральный директор",
            "АО «Термокамера»", "без акциза", "Всего к оплате (9)",
            "Документ составлен на 1 листе",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_status_is_that_of_the_seller_when_the_invoice_is_made(self):
        payer = self._create_invoice([{}])
        self.company.l10n_ru_vat_payer = False
        other = self._create_invoice([{}])

        self.assertEqual(payer.l10n_ru_upd_status, "1")
        self.assertEqual(other.l10n_ru_upd_status, "2")
        self.assertEqual(self._get_form(payer)["status"], "1")

    def test_invoice_of_the_past_has_the_status_of_the_company(self):
        move = self._create_invoice([{}])
        move.l10n_ru_upd_status = False

        self.assertEqual(self._get_form(move)["status"], "1")

    def test_other_documents_have_no_status(self):
        move = self.env["account.move"].create({"move_type": "out_refund"})

        self.assertFalse(move.l10n_ru_upd_status)

    def test_status_two_leaves_the_vat_invoice_empty(self):
        move = self._create_invoice(
            [{}],
            l10n_ru_upd_status="2",
            l10n_ru_payment_refs="№ 1 от 1 ноября 2026 г.",
            l10n_ru_advance_refs="№ 2 от 1 ноября 2026 г.",
        )

        form = self._get_form(move)

        self.assertEqual(form["payments"], "—")
        self.assertEqual(form["advances"], "—")
        self.assertEqual(form["director"], "")
        self.assertEqual(form["sender"], "Иванов Иван Иванович")
        self.assertNotIn("без акциза", self._render_text("sales_process.upd", move))

    def test_entrepreneur_signs_with_his_number(self):
        self.company.partner_id.write(
            {
                "vat": "123456789047",
                "l10n_ru_kpp": False,
                "company_registry": "307547308504584",
                "l10n_ru_ogrnip_date": date(2007, 3, 14),
            }
        )
        for day, hint in (
            (FIRST_NEW, "основной государственный регистрационный номер"),
            (LAST_OLD, "реквизиты свидетельства"),
        ):
            with self.subTest(day=day):
                move = self._create_invoice([{}], invoice_date=day)

                form = self._get_form(move)

                self.assertEqual(form["director"], "")
                self.assertEqual(form["entrepreneur"], "Иванов Иван Иванович")
                self.assertEqual(
                    form["ogrnip"], "ОГРНИП 307547308504584, 14 марта 2007 г."
                )
                self.assertEqual(form["seller"]["inn_kpp"], "123456789047")
                self.assertIn(hint, self._render_text("sales_process.upd", move))

    def test_lines_without_sections_and_with_the_price_after_the_discount(self):
        move = self._create_invoice(
            [
                {"product_id": False, "display_type": "line_section", "name": "Раздел"},
                {"quantity": 3, "price_unit": 100.0, "discount": 10.0},
                {"product_id": False, "display_type": "line_note", "name": "Заметка"},
                {"product_id": self.job.id, "quantity": 2, "price_unit": 61.0,
                 "tax_ids": [(6, 0, self.included.ids)]},
            ]
        )  # fmt: skip

        rows = self._get_form(move)["rows"]

        self.assertEqual(
            [
                (
                    row["number"],
                    row["quantity"],
                    row["price"],
                    row["base"],
                    row["total"],
                )
                for row in rows
            ],
            [(1, 3, 90.0, 270.0, 329.4), (2, 2, 50.0, 100.0, 122.0)],
        )
        self.assertEqual(rows[0]["code"], "НВР-16Д")
        self.assertEqual(rows[0]["name"], "stocked")
        self.assertEqual((rows[0]["unit_code"], rows[0]["unit"]), ("796", "шт"))

    def test_rows_stand_in_the_order_of_the_invoice(self):
        move = self._create_invoice(
            [{"name": "second", "sequence": 20}, {"name": "first", "sequence": 10}]
        )

        names = [row["name"] for row in self._get_form(move)["rows"]]

        self.assertEqual(names, ["first", "second"])

    def test_rates_as_the_form_names_them(self):
        move = self._create_invoice(
            [
                {"tax_ids": [(6, 0, tax.ids)]}
                for tax in (self.vat22, self.vat10, self.vat0, self.exempt)
            ]
            + [{"tax_ids": [(5, 0, 0)]}, {"tax_ids": [(6, 0, self.duty.ids)]}]
        )

        form = self._get_form(move)

        self.assertEqual(
            [(row["rate"], row["base"], row["tax"]) for row in form["rows"]],
            [
                ("22%", 100.0, 22.0),
                ("10%", 100.0, 10.0),
                ("0%", 100.0, 0.0),
                ("без НДС", 100.0, 0.0),
                ("без НДС", 100.0, 0.0),
                ("без НДС", 105.0, 0.0),
            ],
        )
        self.assertEqual(form["totals"]["total"], move.amount_total)

    def test_without_any_vat_the_total_says_so(self):
        move = self._create_invoice([{"tax_ids": [(6, 0, self.exempt.ids)]}])

        self.assertFalse(self._get_form(move)["is_taxed"])
        self.assertNotIn("22,00", self._render_text("sales_process.upd", move))

    def test_discount_of_the_whole_document_lowers_the_goods(self):
        move = self._create_invoice(
            [
                {"price_unit": 200.0},
                {"price_unit": 100.0},
                {"product_id": self.job.id, "price_unit": -30.0, "name": "Скидка"},
            ]
        )

        form = self._get_form(move)

        self.assertEqual([row["base"] for row in form["rows"]], [180.0, 90.0])
        self.assertEqual(form["totals"]["total"], move.amount_total)

    def test_works_have_neither_consignor_nor_consignee(self):
        move = self._create_invoice([{"product_id": self.job.id}])

        form = self._get_form(move)

        self.assertEqual((form["consignor"], form["consignee"]), ("—", "—"))

    def test_goods_have_both(self):
        warehouse = self.env["res.partner"].create(
            {"name": "ООО Склад", "is_company": True, "street": "ул. Складская, 1",
             "city": "Тверь", "country_id": self.russia.id}
        )  # fmt: skip
        own = self._get_form(self._create_invoice([{}]))
        other = self._get_form(
            self._create_invoice([{}], l10n_ru_consignor_id=warehouse.id)
        )

        self.assertEqual(own["consignor"], "он же")
        self.assertIn("АО «Термокамера», ", own["consignee"])
        self.assertIn("ООО Склад, ", other["consignor"])
        self.assertIn("Складская", other["consignor"])

    def test_other_currency_with_its_code(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        move = self._create_invoice([{}], currency_id=euro.id)

        self.assertEqual(self._get_form(move)["currency"], "евро, 978")

    def test_typed_details_are_printed(self):
        move = self._create_invoice(
            [{}],
            l10n_ru_correction_no="1",
            l10n_ru_correction_date=DAY,
            l10n_ru_gov_contract="1234567890",
            l10n_ru_shipment_document="ТОРГ-12, № 7 от 1 ноября 2026 г.",
        )

        text = self._render_text("sales_process.upd", move)

        for words in ("ТОРГ-12, № 7 от 1 ноября 2026 г.", "1234567890"):
            self.assertIn(words, text)
        self.assertEqual(self._get_form(move)["correction_no"], "1")

    def test_goods_for_the_union_show_their_code(self):
        self.stocked.l10n_ru_tnved = "8414100000"
        inside = self._create_invoice([{}])
        self.client.country_id = self.env.ref("base.kz")
        outside = self._create_invoice([{}])

        self.assertEqual(self._get_form(inside)["rows"][0]["kind"], "—")
        self.assertEqual(self._get_form(outside)["rows"][0]["kind"], "8414100000")

    def test_what_may_not_be_printed_says_why(self):
        draft = self._create_invoice([{}], post=False)
        refund = self._create_invoice([{}], move_type="out_refund")
        for move in (draft, refund):
            with self.subTest(move=move):
                self.assertRefused(["posted customer invoice"], self._get_form, move)

    def test_missing_details_are_named(self):
        move = self._create_invoice([{}])
        self.company.partner_id.vat = False
        self.client.l10n_ru_kpp = False

        self.assertRefused(["INN: ", "KPP: Client"], self._get_form, move)

    def test_name_of_the_file(self):
        move = self._create_invoice([{}])

        self.assertRegex(move._get_print_name("upd"), r"^УПД \d+ от 02.11.2026 Client$")

    # ---- rights ----------------------------------------------------------------------

    def test_salesperson_prints_the_documents_of_his_own_orders(self):
        own = self._create_invoice([{}], invoice_user_id=self.salesperson.id)
        foreign = self._create_invoice([{}], invoice_user_id=self.colleague.id)
        self.env.invalidate_all()

        form = self.env["report.sales_process.upd"].with_user(self.salesperson)

        self.assertEqual(
            form._get_report_values(own.ids)["docs"][0]["form"]["totals"]["total"],
            122.0,
        )
        with self.assertRaises(AccessError):
            form._get_report_values(foreign.ids)

    def test_accountant_of_the_company_prints_every_document(self):
        move = self._create_invoice([{}], invoice_user_id=self.salesperson.id)
        self.accountant.group_ids += self.env.ref("account.group_account_invoice")
        self.env.invalidate_all()

        form = self.env["report.sales_process.upd"].with_user(self.accountant)

        self.assertTrue(form._get_report_values(move.ids)["docs"])

    def test_nobody_else_does(self):
        move = self._create_invoice([{}])
        self.env.invalidate_all()
        for user in (self.stranger, self.engineer, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["report.sales_process.upd"].with_user(user)._get_report_values(
                    move.ids
                )

    def test_salesperson_changes_nothing_by_printing(self):
        move = self._create_invoice([{}], invoice_user_id=self.salesperson.id)
        before = move.write_date

        self._render_text("sales_process.upd", move, self.salesperson)

        self.assertEqual(move.write_date, before)
        with self.assertRaises((AccessError, UserError)):
            move.with_user(self.salesperson).button_draft()
