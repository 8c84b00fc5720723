from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.export import marketing_export_make
from ...tools.export.export_file import _free_title
from ..common import MarketingCommon, read_audience, read_injection_cases


@tagged("post_install", "-at_install")
class TestMailchimpExport(MarketingCommon):
    def test_row_as_in_the_sample(self):
        self.salesperson.name = "Петров Пётр"
        company = self._create_company("ООО «Термомаш»", user_id=self.salesperson.id)
        self._create_person("Ковалёв Игорь", parent_id=company.id, lang="en_US")

        export = self._export(self._create_segment())

        lines = self._get_file(export, "csv").split(b"\r\n")
        sample = read_audience().split(b"\r\n")
        self.assertEqual(lines[0], sample[0])
        self.assertEqual(
            self._read_csv(export),
            [
                {
                    "Email Address": "kovalev@termomash.example",
                    "First Name": "Игорь",
                    "Last Name": "Ковалёв",
                    "Company": "ООО «Термомаш»",
                    "Phone Number": "+74956001234",
                    "Segment": "Печи",
                    "Salesperson": "Петров Пётр",
                    "Language": "en",
                    "Tags": "odoo, term",
                },
            ],
        )
        self.assertEqual(lines[-1], b"")

    def test_company_itself_has_no_first_and_last_name(self):
        self._consent(
            self._create_company("АО «Уралгеофизика»", email="snab@uralgeo.example"),
        )

        row = self._read_csv(self._export(self._create_segment()))[0]

        self.assertEqual((row["First Name"], row["Last Name"]), ("", ""))
        self.assertEqual(row["Company"], "АО «Уралгеофизика»")

    def test_refused_with_reasons(self):
        self.env["mail.blacklist"].create({"email": "stop@x.example"})
        for email, values in (
            ("good@x.example", {}),
            ("GOOD@X.example", {}),
            ("noreply@x.example", {}),
            ("info@bad..example", {}),
            ("иван@x.example", {}),
            ("stop@x.example", {}),
            (False, {"phone": "+7 495 600-12-35"}),
            ("none@x.example", {"consent_date": False}),
            ("later@x.example", {"consent_date": False}),
        ):
            self._create_person(email or "No address", email=email, **values)
        # a consent cannot be dated so: the file does not rely on it
        later = self.env["res.partner"].search([("email", "=", "later@x.example")])
        later.marketing_email_consent_date = "2999-01-01"

        export = self._export(self._create_segment())

        self.assertEqual(export.row_count, 1)
        self.assertEqual(
            self._get_reasons(export),
            {
                "good@x.example": "duplicate",
                "noreply@x.example": "role",
                "info@bad..example": "malformed",
                "иван@x.example": "non_ascii",
                "stop@x.example": "blacklisted",
                "+7 495 600-12-35": "no_email",
                "none@x.example": "no_consent",
                "later@x.example": "future_consent",
            },
        )
        self.assertEqual(export.refused_count, 8)
        self.assertIn("Role address: Mailchimp skips it: 1", export.reason_text)

    def test_without_consent_check_the_missing_ones_are_counted(self):
        self._create_person(consent_date=False)
        segment = self._create_segment()

        strict = self._export(segment)
        loose = self._export(segment, require_consent=False)

        self.assertEqual((strict.row_count, strict.refused_count), (0, 1))
        self.assertEqual((loose.row_count, loose.no_consent_count), (1, 1))

    def test_consent_is_required_for_mailchimp_by_default_only(self):
        exports = self.env["marketing.export"].with_user(self.marketer)
        segment = self._create_segment()

        for layout, required in (("mailchimp", True), ("phone", False)):
            with self.subTest(layout=layout):
                export = exports.create({"segment_id": segment.id, "layout": layout})
                self.assertEqual(export.require_consent, required)

    def test_lead_is_refused_for_missing_consent(self):
        lead = self._create_lead()
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        export = self._export(segment)
        again = self._export(segment, require_consent=False)

        self.assertEqual(export.refusal_ids.lead_id, lead)
        self.assertEqual(again.row_count, 1)

    def test_first_of_several_addresses_is_taken(self):
        self._create_person(email="first@x.example, second@x.example")

        row = self._read_csv(self._export(self._create_segment()))[0]

        self.assertEqual(row["Email Address"], "first@x.example")

    def test_long_text_is_cut_to_255_bytes(self):
        company = self._create_company("Ж" * 200)
        self._create_person(parent_id=company.id)

        row = self._read_csv(self._export(self._create_segment()))[0]

        self.assertEqual(row["Company"], "Ж" * 127)

    def test_tags_of_the_export_and_of_the_segment(self):
        self._create_person()
        segment = self._create_segment(tag="печи, ТВК")

        row = self._read_csv(self._export(segment, tags="odoo; spring"))[0]

        self.assertEqual(row["Tags"], 'odoo, spring, "печи, ТВК"')


@tagged("post_install", "-at_install")
class TestCellGuard(MarketingCommon):
    def test_csv_cells_of_the_vectors(self):
        values = [case for case in read_injection_cases() if case[1] == "text"]
        for number, (value, _kind, _expected) in enumerate(values):
            company = self._create_company(value)
            self._create_person(
                f"Person{number}",
                parent_id=company.id,
                email=f"p{number}@x.example",
            )

        rows = self._read_csv(self._export(self._create_segment()))

        cells = {row["Email Address"]: row["Company"] for row in rows}
        for number, (_value, _kind, expected) in enumerate(values):
            with self.subTest(expected=expected):
                self.assertEqual(cells[f"p{number}@x.example"], expected)

    def test_no_live_formula_in_xlsx(self):
        """Every vector in every place that people fill, in both layouts."""
        values = [case[0] for case in read_injection_cases() if case[1] == "text"]
        for number, value in enumerate(values):
            self._create_person(
                value,
                email=f"p{number}@x.example",
                function=value,
                phone=f"+7 495 60{number % 10}-12-{number:02}",
                consent_date=False if number % 2 else "2025-10-02",
            )
        segment = self._create_segment(name="=HYPERLINK(A1)", note="=1+1")
        for layout in ("mailchimp", "phone"):
            export = self._export(segment, layout, tags="=x;@y", require_consent=True)

            book = self._read_xlsx(export)

            self.assertGreater(export.refused_count, 2)
            self.assertGreater(export.row_count, 2)
            for sheet in book:
                cells = [cell for row in sheet.iter_rows() for cell in row]
                kinds = {cell.data_type for cell in cells if cell.value is not None}
                with self.subTest(layout=layout, sheet=sheet.title):
                    self.assertLessEqual(kinds, {"s", "inlineStr"})

    def test_workbook_shows_the_texts_as_they_are(self):
        self._create_person("=1+1", email="a@x.example")

        export = self._export(self._create_segment(), "phone")

        cells = list(self._read_xlsx(export)["Calls"].iter_rows(values_only=True))[1]
        self.assertEqual(cells[1], "=1+1")

    def test_sheet_names_that_excel_forbids(self):
        for title, expected in (
            ("a/b:c[d]", "a b c d"),
            ("'quoted'", "quoted"),
            ("x" * 40, "x" * 31),
            ("///", "List"),
            ("History", "History 2"),
        ):
            with self.subTest(title=title):
                self.assertEqual(_free_title(title, set()), expected)
        self.assertEqual(_free_title("Refused", {"refused"}), "Refused 2")

    def test_unclean_phone_is_prefixed(self):
        self._create_person(phone="+7 (495) нет", email="a@x.example")

        row = self._read_csv(self._export(self._create_segment()))[0]

        self.assertEqual(row["Phone Number"], "'+7 (495) нет")


@tagged("post_install", "-at_install")
class TestPhoneExport(MarketingCommon):
    def _read_list(self, export):
        rows = self._read_xlsx(export).worksheets[0].iter_rows(values_only=True)
        header = next(rows)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def test_one_row_with_all_numbers(self):
        company = self._create_company(user_id=self.salesperson.id)
        self._create_person(
            parent_id=company.id,
            function="Chief engineer",
            phone="8 (3412) 90-15-15 доб. 231; 8-903-123-45-67",
        )
        segment = self._create_segment(note="Offer\nspare parts")

        export = self._export(segment, "phone")

        row = self._read_list(export)[0]
        self.assertTrue(row.pop("Key").startswith(f"{export.id}-P"))
        self.assertEqual(
            row,
            {
                "Company": "Termomash",
                "Contact": "Kovalev Igor",
                "Position": "Chief engineer",
                "Phone": "+7 341 290-15-15",
                "Extension": "231",
                "Other phones": "+7 903 123-45-67",
                "Local time": "UTC+4 (Samara)",
                "Call at, Moscow time": "08:00–17:00",
                "Last call": None,
                "Its result": None,
                "Salesperson": "Test seller",
                "Reason to call": "Offer spare parts",
                "Result": None,
                "Comment": None,
                "Next call": None,
                "Phone number": "+73412901515",
                "Segment": "Печи",
                "Consent": "2025-10-02",
            },
        )

    def test_list_is_ready_to_print(self):
        self._create_person()

        sheet = self._read_xlsx(self._export(self._create_segment(), "phone"))["Calls"]

        columns = {cell.value: cell for cell in sheet[1]}
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(int(sheet.page_setup.paperSize), 9)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(int(sheet.page_setup.fitToHeight), 0)
        self.assertEqual(sheet.print_title_rows.replace("$", ""), "1:1")
        self.assertIn("$A$1:$O$2", sheet.print_area)
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:S2")
        self.assertIn("&P", sheet.oddFooter.center.text)
        self.assertTrue(sheet.column_dimensions[columns["Key"].column_letter].hidden)
        validation = sheet.data_validations.dataValidation[0]
        self.assertIn(columns["Result"].column_letter, str(validation.sqref))
        self.assertIn("Interested", validation.formula1)

    def test_last_call_has_its_result(self):
        person = self._create_person(user_id=self.salesperson.id)
        campaign = self._start_campaign(self._create_segment(), not_called_days=0)
        line = campaign.line_ids.with_user(self.salesperson)
        line.write({"result": "not_interested"})

        row = self._read_list(self._export(self._create_segment(), "phone"))[0]

        self.assertEqual(row["Contact"], person.name)
        self.assertEqual(row["Its result"], "Not interested")

    def test_lead_with_the_number_of_a_contact_is_not_called_twice(self):
        person = self._create_person()
        lead = self._create_lead(phone="8 (495) 600-12-34")
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        export = self._export(segment, "phone")

        self.assertEqual(export.row_count, 1)
        self.assertEqual(export.refusal_ids.lead_id, lead)
        self.assertEqual(export.refusal_ids.reason, "duplicate")
        self.assertEqual(export.refusal_ids.note, person.name)

    def test_refused_with_reasons(self):
        self.env["phone.blacklist"].create({"number": "+74956001299"})
        for phone in ("+7 495 600-12-34", "8 495 123-45-6", "8(495)600-12-99", False):
            self._create_person(phone or "none", phone=phone, email="a@x.example")

        export = self._export(self._create_segment(), "phone")

        self.assertEqual(export.row_count, 1)
        self.assertEqual(
            sorted(export.refusal_ids.mapped("reason")),
            ["bad_phone", "no_phone", "phone_blacklisted"],
        )

    def test_blacklist_covers_every_number_of_a_contact(self):
        self.env["phone.blacklist"].create({"number": "+79031234567"})
        self._create_person(phone="+7 495 600-12-34; 8-903-123-45-67")

        export = self._export(self._create_segment(), "phone")

        self.assertEqual(export.refusal_ids.reason, "phone_blacklisted")

    @freeze_time("2026-03-10 09:00:00")
    def test_not_called_for_days(self):
        company = self._create_company()
        person = self._create_person(parent_id=company.id)
        self._create_call(person, "2026-03-05 21:30:00")
        segment = self._create_segment()

        recent = self._export(segment, "phone", not_called_days=4)
        older = self._export(segment, "phone", not_called_days=3)

        self.assertEqual(recent.refusal_ids.reason, "called")
        # 21:30 UTC is the next day in Moscow, where the marketer is
        self.assertEqual(self._read_list(older)[0]["Last call"], "2026-03-06")

    @freeze_time("2026-03-10 09:00:00")
    def test_call_to_the_company_counts_and_a_missed_one_does_not(self):
        company = self._create_company()
        self._create_person(parent_id=company.id)
        segment = self._create_segment()
        self._create_call(company, "2026-03-09 09:00:00", state="missed")

        missed = self._export(segment, "phone", not_called_days=30)
        self._create_call(company, "2026-03-09 10:00:00")
        answered = self._export(segment, "phone", not_called_days=30)

        self.assertEqual((missed.row_count, answered.row_count), (1, 0))

    def _create_call(self, partner, moment, state="answered"):
        return self.env["sales.call"].create(
            {
                "provider": "test",
                "external_id": f"{partner.id}-{moment}",
                "direction": "out",
                "number": "+74956001234",
                "state": state,
                "date": moment,
                "partner_id": partner.id,
            },
        )


@tagged("post_install", "-at_install")
class TestExportRecord(MarketingCommon):
    def test_record_says_who_when_and_how_many(self):
        self._create_person()

        with freeze_time("2026-03-10 09:00:00"):
            export = self._export(self._create_segment())

        self.assertEqual(export.user_id, self.marketer)
        self.assertEqual(
            export.date, fields.Datetime.to_datetime("2026-03-10 09:00:00")
        )
        self.assertEqual((export.state, export.row_count), ("done", 1))
        self.assertEqual(export._get_files("csv").name, "Печи mailchimp 2026-03-10.csv")
        self.assertEqual(export.segment_id.last_export_date, export.date)

    def test_export_again_is_a_new_record_with_the_same_options(self):
        segment = self._create_segment()
        first = self._export(segment, require_consent=False, tags="x")
        self._create_person()

        action = first.action_export_again()

        second = self.env["marketing.export"].browse(action["res_id"])
        self.assertNotEqual(second, first)
        self.assertEqual((first.row_count, second.row_count), (0, 1))
        self.assertEqual((second.require_consent, second.tags), (False, "x"))

    def test_second_click_changes_nothing(self):
        export = self._export(self._create_segment())
        files = export._get_files("csv")
        self._create_person()

        export.action_export()

        self.assertEqual((export.row_count, export._get_files("csv")), (0, files))

    def test_finished_export_cannot_be_changed_or_deleted(self):
        export = self._export(self._create_segment())

        with self.assertRaises(UserError):
            export.require_consent = False
        with self.assertRaises(UserError):
            export.unlink()

    def test_result_cannot_be_typed_in(self):
        segment = self._create_segment()
        exports = self.env["marketing.export"].with_user(self.marketer)

        with self.assertRaises(AccessError):
            exports.create({"segment_id": segment.id, "row_count": 5})
        export = self._export(segment)
        for values in (
            {"user_id": self.other.id},
            {"state": "draft"},
            {"row_count": 1},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                export.write(values)

    def test_draft_can_be_deleted(self):
        export = (
            self.env["marketing.export"]
            .with_user(self.marketer)
            .create({"segment_id": self._create_segment().id})
        )

        export.unlink()

        self.assertFalse(export.exists())

    def test_download(self):
        export = self._export(self._create_segment())

        for action, kind in (
            (export.action_download_csv(), "csv"),
            (export.action_download_xlsx(), "xlsx"),
            (export.action_download_refused(), "refused"),
            (export.action_download_gone(), "gone"),
        ):
            with self.subTest(kind=kind):
                url = f"/sales_marketing/export/{export.id}/{kind}"
                self.assertEqual(action["url"], url)
                self.assertTrue(export._get_files(kind))

    def test_nothing_to_download_before_the_export(self):
        export = (
            self.env["marketing.export"]
            .with_user(self.marketer)
            .create({"segment_id": self._create_segment().id})
        )

        with self.assertRaises(UserError):
            export.action_download_csv()

    def test_all_refused_are_in_the_workbook_the_first_on_the_screen(self):
        for number in range(3):
            self._create_person(f"P{number}", email="spam@x.example")

        with patch.object(marketing_export_make, "SHOWN_REFUSALS", 2):
            export = self._export(self._create_segment())

        sheet = self._read_xlsx(export).worksheets[1]
        self.assertEqual(len(export.refusal_ids), 2)
        self.assertEqual((export.refused_count, sheet.max_row), (3, 4))

    def test_refused_contact_opens(self):
        person = self._create_person(email="spam@x.example")

        refusal = self._export(self._create_segment()).refusal_ids

        action = refusal.action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (person._name, person.id)
        )

    def test_failed_export_leaves_no_half_of_it(self):
        self._create_person()
        segment = self._create_segment()
        export = (
            self.env["marketing.export"]
            .with_user(self.marketer)
            .create({"segment_id": segment.id})
        )

        with (
            patch.object(
                type(export),
                "_keep_files",
                side_effect=OSError("no space left on device"),
            ),
            self.assertRaises(OSError),
        ):
            export.action_export()

        self.assertEqual((export.state, export.row_count), ("draft", 0))
        self.assertFalse(export._get_files("csv"))
