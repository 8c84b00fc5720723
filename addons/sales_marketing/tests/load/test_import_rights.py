import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...tools.load.import_columns import guess_columns
from .import_common import ImportCommon

HEADERS = ["Компания", "Контакт", "E-mail"]
ROW = ["ООО А", "Б", "a@x.example"]


@tagged("post_install", "-at_install")
class TestImportRights(ImportCommon):
    def test_salesperson_cannot_import(self):
        record = self._check(HEADERS, [ROW]).with_user(self.salesperson)

        for action in (
            lambda: record.create({"file_name": "a.csv"}),
            lambda: record.read(["name"]),
            record.action_read,
            record.action_check,
            record.action_start,
            record.action_cancel,
            record.action_undo,
            lambda: record.line_ids.read(["title"]),
            lambda: record.column_ids.read(["header"]),
            lambda: record.env["marketing.import.mapping"].search([]),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_marketer_makes_contacts_by_an_import_only(self):
        partners = self.env["res.partner"].with_user(self.marketer)
        record = self._load(HEADERS, [ROW])

        with self.assertRaises(AccessError):
            partners.create({"name": "By hand"})
        with self.assertRaises(AccessError):
            self._get_made(record).with_user(self.marketer).write({"name": "Other"})

    def test_marketer_types_in_no_rows_and_no_results(self):
        record = self._check(HEADERS, [ROW])
        lines = self.env["marketing.import.line"].with_user(self.marketer)

        for operation in ("create", "unlink"):
            self.assertFalse(lines.has_access(operation))
        for values in (
            {"state": "done"},
            {"verdict": "new"},
            {"partner_match_id": self._create_person().id},
            {"values": {"company": "Other"}},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                record.line_ids.with_user(self.marketer).write(values)

    def test_imports_of_another_company_are_hidden(self):
        company = self.env["res.company"].create({"name": "Another"})
        record = self._create_import(HEADERS, [ROW])
        record.sudo().company_id = company

        for records in (record, record.column_ids, record.line_ids):
            with self.subTest(model=records._name):
                found = records.with_user(self.marketer).search(
                    [("id", "in", records.ids)]
                )
                self.assertFalse(found)

    def test_plain_users_read_contacts_that_were_imported(self):
        record = self._load(HEADERS, [ROW], category_ids=self.tag.ids)
        user = self._create_user("plain", "base.group_user")

        partner = self._get_made(record)[:1].with_user(user)

        names = [name for name in partner.fields_get() if name.startswith("marketing")]
        self.assertTrue(partner.read(names))
        self.assertTrue(partner.web_read({"name": {}, "company_key": {}}))
        with self.assertRaises(AccessError):
            partner.read(["marketing_import_id"])


@tagged("post_install", "-at_install")
class TestImportFiles(ImportCommon, HttpCase):
    def _open(self, response):
        return openpyxl.load_workbook(io.BytesIO(response.content))

    def _get(self, url, user):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_template_is_understood(self):
        for kind in ("contact", "expense"):
            response = self._get(
                f"/sales_marketing/import/template/{kind}", self.marketer
            )
            book = self._open(response)
            headers = [cell.value for cell in book.worksheets[0][1]]
            labels = dict(
                self.env["marketing.import.column"]._fields[f"{kind}_field"].selection
            )
            with self.subTest(kind=kind):
                self.assertEqual(len(headers), len(labels))
                self.assertEqual(
                    guess_columns(kind, list(labels.values())), list(labels)
                )
                self.assertEqual(guess_columns(kind, headers), list(labels))

    def test_rows_with_their_problems(self):
        record = self._check(
            HEADERS,
            [ROW, ["ООО =1+1", "", "wrong"], ["=HYPERLINK(1)", "Г", "g@x.example"]],
        )

        response = self._get(f"/sales_marketing/import/{record.id}/rows", self.marketer)

        sheet = self._open(response).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][:3], tuple(HEADERS))
        self.assertEqual(len(rows), 4)
        self.assertIn("wrong", rows[2][-1])
        self.assertEqual(rows[3][0], "=HYPERLINK(1)")
        types = {cell.data_type for row in sheet.iter_rows() for cell in row}
        self.assertNotIn("f", types)

    def test_files_are_for_marketers(self):
        record = self._check(HEADERS, [ROW])

        for url in (
            "/sales_marketing/import/template/contact",
            f"/sales_marketing/import/{record.id}/rows",
            "/sales_marketing/import/0/rows",
            "/sales_marketing/import/template/other",
        ):
            with self.subTest(url=url):
                response = self._get(url, self.salesperson)
                self.assertEqual(response.status_code, 404)
