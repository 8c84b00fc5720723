import io
import zipfile
from base64 import b64encode
from pathlib import Path
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import INN, OTHER_INN, ImportCommon

FIXTURES = Path(__file__).parents[1] / "fixtures"
HEADERS = ["Компания", "ИНН", "Контакт", "E-mail", "Телефон"]


@tagged("post_install", "-at_install")
class TestImportCheck(ImportCommon):
    def test_workbook_of_1c(self):
        content = (FIXTURES / "counterparties.xlsx").read_bytes()

        record = self._check([], [], content=content, file_name="1c.xlsx")

        self.assertEqual(record.state, "checked")
        self.assertEqual(record.row_count, 4)
        # salespeople of the file do not work here
        self.assertEqual(
            self._get_codes(record),
            [
                ["kpp", "more_emails", "salesperson"],
                ["inn_mended", "kpp", "salesperson"],
                [],
                ["kpp"],
            ],
        )
        self.assertEqual(
            record.line_ids.sorted("number").mapped("inn"),
            [INN, "0012003415", "005001007336", OTHER_INN],
        )
        self.assertEqual(
            self._get_verdicts(record), ["problem", "problem", "new", "new"]
        )
        self.assertIn("12003415 → 0012003415", record.line_ids[1].problem_text)

    def _make_workbook_of_1c(self, rows):
        """A workbook whose texts stand in ``xl/SharedStrings.xml``, as 1C writes it."""
        plain, result = io.BytesIO(), io.BytesIO()
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(plain)
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(result, "w") as target:
            for name in source.namelist():
                written = name.replace("sharedStrings", "SharedStrings")
                target.writestr(written, source.read(name))
        return result.getvalue()

    def test_strings_of_1c_and_numbers_without_zeros(self):
        content = self._make_workbook_of_1c(
            [
                ["Контрагенты на 01.02.2026"],
                [],
                ["Контрагент", "ИНН", "КПП", "Тел.", "E-mail"],
                ["ООО «Термомаш»", 18314456, 10501001, 84956001234, "k@x.example"],
                ["ИП Сидоров А.А.", 5001007336.0, None, "89031234567", None],
            ],
        )

        record = self._check([], [], content=content, file_name="1c.xlsx")

        self.assertEqual(record.header_number, 3)
        first = record.line_ids.sorted("number")[0]
        self.assertEqual((first.number, first.inn), (4, INN))
        self.assertEqual(first.phone, "+74956001234")
        self.assertEqual(self._get_verdicts(record), ["new", "new"])

    def test_columns_are_shown_with_samples_and_may_be_changed(self):
        record = self._create_import(["Фирма", "Непонятно"], [["ООО А", "a@x.example"]])
        record.action_read()

        self.assertEqual(record.column_ids.mapped("header"), ["Фирма", "Непонятно"])
        self.assertEqual(record.column_ids.mapped("contact_field"), ["company", False])
        self.assertEqual(record.column_ids[1].sample, "a@x.example")
        record.column_ids[1].contact_field = "email"
        record.action_check()

        self.assertEqual(record.line_ids.email, "a@x.example")

    def test_mapping_is_remembered_for_the_same_headers(self):
        first = self._create_import(["Фирма", "Непонятно"], [["ООО А", "a@x.example"]])
        first.action_read()
        first.column_ids[1].contact_field = "email"
        first.action_check()

        second = self._create_import(
            ["непонятно ", "ФИРМА"], [["b@x.example", "ООО Б"]], file_name="b.csv"
        )
        second.action_read()

        self.assertEqual(
            second.column_ids.mapped("contact_field"), ["email", "company"]
        )
        self.assertEqual(second.mapping_id, first.mapping_id)
        self.assertIn("Непонятно", second.mapping_id.summary)

    def test_changed_columns_ask_for_another_check(self):
        record = self._check(HEADERS, [["ООО А", "", "", "a@x.example", ""]])

        record.column_ids[0].contact_field = False

        self.assertEqual(record.state, "draft")
        with self.assertRaises(UserError):
            record.action_start()

    def test_duplicates_of_the_base(self):
        company = self._create_company(
            "ООО «Термомаш»", vat=INN, l10n_ru_kpp="180101001"
        )
        person = self._create_person(parent_id=company.id, phone="8 903 123-45-67")
        lead = self._create_lead(phone="8 903 765-43-21")
        rows = [
            ["", "", "Kovalev", "KOVALEV@termomash.example", ""],
            ["", "", "Ковалёв Игорь", "", "+7 (903) 123 45 67"],
            ["", "", "Kovalev I.", "", "+7 (903) 123 45 67"],
            ["Термомаш, ООО", "", "", "", "8 495 777-77-77"],
            ["Иначе", INN, "", "", "8 495 777-77-76"],
            ["", "", "Orlova", lead.email_from, ""],
            ["ООО Термомаш", "", "Новый Пётр", "new@termomash.example", ""],
        ]

        record = self._check(HEADERS, rows)

        lines = record.line_ids.sorted("number")
        self.assertEqual(
            [(ln.verdict, ln.match_by, ln.partner_match_id) for ln in lines],
            [
                ("duplicate", "email", person),
                ("new", False, person.browse()),
                ("duplicate", "phone", person),
                ("duplicate", "name", company),
                ("duplicate", "inn", company),
                ("duplicate", "email", person.browse()),
                ("new", False, person.browse()),
            ],
        )
        self.assertEqual(lines[5].lead_match_id, lead)
        self.assertEqual(self._get_codes(record)[6], ["in_company"])
        self.assertEqual(lines.mapped("decision").count("skip"), 5)

    def test_namesakes_differ_in_inn(self):
        self._create_company("ООО «Термомаш»", vat=INN)

        record = self._check(
            HEADERS, [["ООО Термомаш", OTHER_INN, "", "other@x.example", ""]]
        )

        self.assertEqual(self._get_verdicts(record), ["new"])

    def test_branches_differ_in_kpp(self):
        self._create_company("Завод", vat=INN, l10n_ru_kpp="180101001")
        headers = ["Компания", "ИНН", "КПП", "E-mail"]

        record = self._check(
            headers,
            [
                ["Завод, филиал", INN, "270101001", "a@x.example"],
                ["Завод", INN, "180101001", "b@x.example"],
            ],
        )

        self.assertEqual(self._get_verdicts(record), ["new", "duplicate"])
        self.assertEqual(self._get_codes(record)[0], ["branch"])

    def test_archived_contacts_and_own_people_are_not_found(self):
        self._create_person(active=False)

        record = self._check(
            HEADERS, [["", "", "Kovalev Igor", "kovalev@termomash.example", ""]]
        )

        self.assertEqual(self._get_verdicts(record), ["new"])

    def test_problems_are_named(self):
        headers = [*HEADERS, "Теги", "Регион", "Менеджер", "Источник"]
        rows = [
            ["ООО А", "1234567890", "", "a@x.example", "", "", "", "", ""],
            ["ООО Б", "", "", "b@@x", "8 495 600-12-34", "", "", "", ""],
            ["ООО В", "", "", "", "", "", "", "", ""],
            ["ООО Г", "", "", "g@x.example", "", "Чужой", "Бавария", "Никто", "Луна"],
            ["", "", "", "", "8 903 000-11-22", "", "", "", ""],
        ]

        record = self._check(headers, rows)

        self.assertEqual(
            self._get_codes(record),
            [
                ["inn"],
                ["email"],
                ["no_contact"],
                ["tags", "source", "salesperson", "region"],
                ["no_name"],
            ],
        )
        self.assertEqual(set(self._get_verdicts(record)), {"problem"})
        self.assertEqual(record.create_count, 0)

    def test_words_are_found_in_any_case(self):
        source = self.env["utm.source"].create({"name": "Выставка 2026"})
        headers = [*HEADERS, "Теги", "Регион", "Менеджер", "Источник"]
        row = [
            "ООО А", "", "", "a@x.example", "", "marketing TEST", "Московская обл.",
            "seller Test", "ВЫСТАВКА 2026",
        ]  # fmt: skip

        record = self._load(headers, [row])

        made = self._get_made(record)
        self.assertEqual(made.category_id, self.tag)
        self.assertEqual(made.state_id.code, "MOS")
        self.assertEqual(made.user_id, self.salesperson)
        self.assertEqual(made.marketing_source_id, source)

    def test_rows_of_a_file_without_headers_or_rows(self):
        for content, text in (
            (b"", "Choose the file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
            ("Компания;ИНН\n".encode(), "not a single row"),
        ):
            record = self._create_import(
                [], [], content=content or b"x", file_name="a.csv"
            )
            if not content:
                record.file = False
            with self.subTest(text=text), self.assertRaisesRegex(UserError, text):
                record.action_read()

    def test_no_column_tells_who_it_is(self):
        record = self._create_import(["Город", "Индекс"], [["Москва", "101000"]])
        record.action_read()

        with self.assertRaisesRegex(UserError, "which column"):
            record.action_check()

    def test_dry_run_makes_nothing(self):
        before = self.env["res.partner"].search_count([])

        self._check(HEADERS, [["ООО А", "", "Б", "a@x.example", ""]])

        self.assertEqual(self.env["res.partner"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestImportLoad(ImportCommon):
    def test_people_of_one_company(self):
        headers = ["Компания", "ИНН", "КПП", "Контакт", "Должность", "E-mail", "Телефон",
                   "Город", "Сайт"]  # fmt: skip
        rows = [
            ["ООО «Термомаш»", INN, "180101001", "Ковалёв Игорь", "Главный инженер",
             "k@x.example", "8 495 600-12-34, 8 903 123-45-67", "Ижевск", "x.example"],
            ["Термомаш ООО", "", "", "Орлова Вера", "", "o@x.example", "", "", ""],
            ["ООО Термомаш", INN, "", "", "", "info@x.example", "8 495 600-12-00", "",
             ""],
        ]  # fmt: skip

        record = self._load(headers, rows)

        made = self._get_made(record)
        company = made.filtered("is_company")
        self.assertEqual(record.state, "done")
        self.assertEqual(len(made), 3)
        self.assertEqual((made - company).parent_id, company)
        self.assertEqual((company.vat, company.l10n_ru_kpp), (INN, "180101001"))
        self.assertEqual((company.email, company.city), ("info@x.example", "Ижевск"))
        person = made.filtered(lambda partner: partner.name == "Ковалёв Игорь")
        self.assertEqual(person.function, "Главный инженер")
        self.assertEqual(person.phone, "+74956001234")
        self.assertEqual(person.other_phones, "+79031234567")
        self.assertEqual(set(made.mapped("client_state")), {"prospect"})
        self.assertEqual(made.create_uid, self.marketer)
        self.assertFalse(made.user_id)
        self.assertEqual(
            record.line_ids.sorted("number").mapped("partner_id.name"),
            ["Ковалёв Игорь", "Орлова Вера", "ООО «Термомаш»"],
        )
        self.assertFalse(made.message_partner_ids)

    def test_new_person_of_a_company_of_the_base(self):
        company = self._create_company("ООО «Термомаш»", vat=INN)

        record = self._load(HEADERS, [["Иначе", INN, "Новый", "n@x.example", ""]])

        self.assertEqual(self._get_made(record).parent_id, company)
        self.assertEqual(company.name, "ООО «Термомаш»")

    def test_fill_changes_nothing_that_is_there(self):
        person = self._create_person(phone=False, function=False, name="Ковалёв")
        headers = ["Контакт", "E-mail", "Телефон", "Должность", "Теги"]
        other = self.env["res.partner.category"].create({"name": "Marketing other"})

        record = self._load(
            headers,
            [["Иной", person.email, "8 903 123-45-67", "Инженер", "Marketing other"]],
            duplicate_policy="fill",
        )

        self.assertEqual(person.name, "Ковалёв")
        self.assertEqual((person.phone, person.function), ("+79031234567", "Инженер"))
        self.assertEqual(person.category_id, self.tag | other)
        self.assertEqual((record.filled_count, record.made_count), (1, 0))
        self.assertFalse(self._get_made(record))

    def test_decided_row_by_row(self):
        person = self._create_person(function=False)
        other = self._create_person(email="other@x.example", function=False)
        headers = ["Контакт", "E-mail", "Должность"]
        rows = [["А", person.email, "Первый"], ["Б", other.email, "Второй"]]
        record = self._check(headers, rows)
        first, second = record.line_ids.sorted("number")

        first.action_decide_fill()
        second.action_decide_create()
        record.duplicate_policy = "skip"
        record.action_start()
        self._run()

        self.assertEqual(person.function, "Первый")
        self.assertEqual(self._get_made(record).function, "Второй")
        self.assertFalse(other.function)

    def test_policy_changes_rows_that_nobody_has_decided(self):
        person = self._create_person()
        record = self._check(["Контакт", "E-mail"], [["А", person.email]])

        record.duplicate_policy = "fill"
        self.assertEqual(record.line_ids.decision, "fill")
        record.line_ids.action_decide_skip()
        record.duplicate_policy = "fill"

        self.assertEqual(record.line_ids.decision, "skip")

    def test_wrong_rows_are_made_when_a_person_decides_so(self):
        record = self._check(HEADERS, [["ООО А", "1234567890", "", "a@x.example", ""]])

        record.line_ids.action_decide_create()
        record.action_start()
        self._run()

        self.assertFalse(self._get_made(record).vat)

    def test_nothing_can_be_made_of_nobody(self):
        record = self._check(HEADERS, [["", "", "", "", "8 903 123-45-67"]])

        with self.assertRaises(UserError):
            record.line_ids.action_decide_create()
        with self.assertRaises(UserError):
            record.line_ids.action_decide_fill()
        with self.assertRaises(UserError):
            record.action_start()

    def test_consents_of_the_file(self):
        headers = ["Контакт", "E-mail", "Телефон", "Дата согласия", "Основание",
                   "Источник согласия"]  # fmt: skip
        rows = [
            ["А", "a@x.example", "", "02.10.2025", "", "Анкета 15"],
            ["Б", "b@x.example", "8 903 123-45-67", "02.10.2025", "Договор", ""],
            ["В", "v@x.example", "", "", "", ""],
        ]

        record = self._load(headers, rows, consent_source="Выставка")

        first, second, third = self._get_made(record)
        self.assertEqual(str(first.marketing_email_consent_date), "2025-10-02")
        self.assertEqual(first.marketing_consent_ids.source, "Анкета 15")
        self.assertFalse(first.marketing_phone_consent_date)
        self.assertEqual(
            second.marketing_consent_ids.mapped("basis"), ["contract", "contract"]
        )
        self.assertEqual(
            set(second.marketing_consent_ids.mapped("source")), {"Выставка"}
        )
        self.assertFalse(second.marketing_email_consent_date)
        self.assertFalse(third.marketing_consent_ids)

    def test_an_old_list_brings_no_withdrawn_consent_back(self):
        person = self._create_person(consent_date=False)
        self._consent(person, date="2025-01-01")._withdraw("employee")
        headers = ["Контакт", "E-mail", "Дата согласия"]

        self._load(
            headers, [["А", person.email, "02.10.2025"]], duplicate_policy="fill"
        )

        self.assertFalse(person.marketing_email_consent_date)

    def test_the_same_consent_is_recorded_once(self):
        person = self._create_person(consent_date=False)
        headers = ["Контакт", "E-mail", "Дата согласия"]

        for _time in range(2):
            self._load(
                headers, [["А", person.email, "02.10.2025"]], duplicate_policy="fill"
            )

        self.assertEqual(len(person.marketing_consent_ids), 1)
        self.assertEqual(str(person.marketing_email_consent_date), "2025-10-02")

    def test_unknown_words_are_made_when_allowed(self):
        headers = [*HEADERS, "Теги", "Источник"]
        rows = [
            ["ООО А", "", "", "a@x.example", "", "Новая метка", "Новый источник"],
            ["ООО Б", "", "", "b@x.example", "", "НОВАЯ метка", "новый ИСТОЧНИК"],
        ]

        record = self._load(headers, rows, create_missing=True)

        made = self._get_made(record)
        self.assertEqual(made.category_id.mapped("name"), ["Новая метка"])
        self.assertEqual(made.marketing_source_id.mapped("name"), ["Новый источник"])

    def test_values_for_all(self):
        source = self.env["utm.source"].create({"name": "Base"})

        record = self._load(
            HEADERS,
            [["ООО А", "", "Б", "a@x.example", ""]],
            category_ids=self.tag.ids,
            source_id=source.id,
        )

        made = self._get_made(record)
        self.assertEqual(len(made), 2)
        for partner in made:
            self.assertEqual(partner.category_id, self.tag)
            self.assertEqual(partner.marketing_source_id, source)

    def test_who_has_come_meanwhile_is_not_made_again(self):
        record = self._check(
            HEADERS,
            [
                ["ООО А", "", "", "a@x.example", ""],
                ["ООО Б", "", "", "b@x.example", ""],
            ],
        )
        person = self._create_person(email="a@x.example")

        record.action_start()
        self._run()

        first, second = record.line_ids.sorted("number")
        self.assertEqual((first.state, first.partner_match_id), ("skipped", person))
        self.assertIn("after the check", first.problem_text)
        self.assertEqual(second.state, "done")

    def test_each_row_once(self):
        record = self._load(HEADERS, [["ООО А", "", "Б", "a@x.example", ""]])
        made = self._get_made(record)

        record.action_start()
        self._run()
        self._run()

        self.assertEqual(self._get_made(record), made)

    def test_batches_go_on_where_they_stopped(self):
        rows = [[f"ООО А{n}", "", "", f"a{n}@x.example", ""] for n in range(5)]
        record = self._check(HEADERS, rows)
        record.action_start()

        with patch(
            "odoo.addons.sales_marketing.models.load.marketing_import_run.BATCH", 2
        ):
            self._run(seconds_left=0)
            self.assertEqual((record.state, record.made_count), ("running", 2))
            self.assertEqual(record.progress, 40)
            record.action_cancel()
            self._run()
            self.assertEqual((record.state, record.made_count), ("cancelled", 2))
            record.action_start()
            self._run()

        self.assertEqual((record.state, record.made_count), ("done", 5))
        self.assertEqual(len(self._get_made(record)), 5)

    def test_company_is_shared_across_batches(self):
        rows = [["ООО А", "", f"Ч{n}", f"a{n}@x.example", ""] for n in range(5)]
        record = self._check(HEADERS, rows)
        record.action_start()

        with patch(
            "odoo.addons.sales_marketing.models.load.marketing_import_run.BATCH", 2
        ):
            self._run()

        made = self._get_made(record)
        self.assertEqual(len(made.filtered("is_company")), 1)
        self.assertEqual(len(made), 6)

    def test_one_bad_row_does_not_stop_the_others(self):
        rows = [[f"ООО А{n}", "", "", f"a{n}@x.example", ""] for n in range(3)]
        record = self._check(HEADERS, rows)
        record.action_start()
        partners = type(self.env["res.partner"])
        create = partners.create

        def refuse(records, vals_list):
            if any(vals.get("name") == "ООО А1" for vals in vals_list):
                raise UserError("No such company")
            return create(records, vals_list)

        with patch.object(partners, "create", refuse):
            self._run()

        self.assertEqual(
            record.line_ids.sorted("number").mapped("state"),
            ["done", "failed", "done"],
        )
        self.assertEqual(record.line_ids.sorted("number")[1].error, "No such company")
        self.assertEqual((record.made_count, record.failed_count), (2, 1))

    def test_undo_leaves_what_somebody_works_with(self):
        record = self._load(
            HEADERS,
            [
                ["ООО А", "", "Первый", "a@x.example", ""],
                ["ООО Б", "", "Второй", "b@x.example", ""],
            ],
        )
        first, second = record.line_ids.sorted("number").partner_id
        self._create_lead(partner_id=first.id)

        record.action_undo()

        self.assertTrue(first.active)
        self.assertTrue(first.parent_id.active)
        self.assertFalse(second.active)
        self.assertFalse(second.parent_id.active)
        self.assertEqual(
            record.line_ids.sorted("number").mapped("state"), ["done", "undone"]
        )

    def test_made_contacts_can_be_listed(self):
        record = self._load(HEADERS, [["ООО А", "", "Б", "a@x.example", ""]])

        action = record.action_open_made()

        self.assertEqual(
            self.env["res.partner"].search(action["domain"]), self._get_made(record)
        )

    def test_history_stays(self):
        record = self._load(HEADERS, [["ООО А", "", "Б", "a@x.example", ""]])

        with self.assertRaises(UserError):
            record.unlink()
        with self.assertRaises(UserError):
            record.file = b64encode(b"other")
        with self.assertRaises(UserError):
            record.write({"state": "draft"})
        with self.assertRaises(UserError):
            record.line_ids.write({"decision": "create"})
        with self.assertRaises(UserError):
            record.line_ids.write({"title": "Other"})

    def test_company_key_follows_the_name(self):
        company = self._create_company("ООО «Рога и Ёлки»")

        self.assertEqual(company.company_key, "рогаиелки")
        company.name = "АО Копыта"
        self.assertEqual(company.company_key, "копыта")
        self.assertFalse(self._create_person().company_key)
