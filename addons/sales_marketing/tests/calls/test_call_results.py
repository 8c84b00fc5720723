import base64
import io

import openpyxl
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.calls.phone_results import read_date, read_key, same_words
from ..common import MarketingCommon

NOW = "2026-03-10 09:00:00"


class TestCells(BaseCase):
    def test_dates_that_people_write(self):
        day = fields.Date.to_date("2026-12-31")
        for text, expected in (
            ("2026-12-31", day),
            ("2026-12-31 00:00:00", day),
            ("31.12.2026", day),
            ("31.12.26", day),
            ("31/12/2026", day),
            (" 31.12.2026 10:00", day),
            ("46387", day),
            ("31.02.2026", None),
            ("завтра", None),
            ("12", None),
            ("", None),
        ):
            with self.subTest(text=text):
                self.assertEqual(read_date(text), expected)

    def test_keys(self):
        key = read_key(" 12-P7-0123abcd ")

        self.assertEqual(
            (key.export_id, key.model, key.record_id), (12, "res.partner", 7)
        )
        self.assertEqual((key.text, key.seal), ("12-P7", "0123abcd"))
        self.assertEqual(read_key("1-L2-00000000").model, "crm.lead")
        for text in ("", "12", "12-X7-0123abcd", "12-P7-0123abc", "=12-P7-0123abcd"):
            self.assertIsNone(read_key(text))

    def test_words(self):
        self.assertEqual(same_words(" Перезвонить! "), same_words("перезвонить"))
        self.assertEqual(same_words("Ещё раз"), "еще раз")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCallResults(MarketingCommon):
    def setUp(self):
        super().setUp()
        self.person = self._create_person(user_id=self.salesperson.id)
        self.segment = self._create_segment()
        self.export = self._export(self.segment, "phone")

    def _fill(self, *rows, export=None, clear=()):
        """The workbook with results written into its first rows: dictionaries by
        header; a row of ``clear`` loses its cells."""
        book = self._read_xlsx(export or self.export)
        sheet = book.worksheets[0]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, start=2):
            for header in clear:
                sheet.cell(number, columns[header]).value = None
            for header, value in row.items():
                sheet.cell(number, columns[header]).value = value
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def _read(self, content, user=None, export=None, name="list.xlsx"):
        load = (
            self.env["marketing.call.result.load"]
            .with_user(user or self.marketer)
            .create(
                {
                    "export_id": (export or self.export).id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                },
            )
        )
        load.action_read()
        return load

    def _load(self, *rows, **options):
        load = self._read(self._fill(*rows, **options))
        load.action_apply()
        return load

    def _get_calls(self):
        return self.env["marketing.call.campaign.line"].search(
            [("campaign_id.export_id", "=", self.export.id)],
        )

    def _get_notes(self, record):
        return [str(m.body) for m in record.message_ids if "Call" in str(m.body)]

    def test_dry_run_writes_nothing(self):
        load = self._read(self._fill({"Result": "Interested"}))

        self.assertEqual((load.ready_count, load.problem_count), (1, 0))
        self.assertEqual(load.line_ids.partner_id, self.person)
        self.assertFalse(self._get_calls())

    def test_result_becomes_a_call_a_note_and_the_last_call(self):
        self._load({"Result": "Not interested", "Comment": "Has bought elsewhere"})

        call = self._get_calls()
        self.assertEqual((call.result, call.state), ("not_interested", "done"))
        self.assertEqual(call.user_id, self.salesperson)
        notes = "".join(str(m.body) for m in self.person.message_ids)
        self.assertIn("Has bought elsewhere", notes)
        again = self._export(self.segment, "phone", not_called_days=3)
        self.assertEqual(again.refusal_ids.reason, "called")
        self.assertIn(
            "list.xlsx", "".join(map(str, self.export.message_ids.mapped("body")))
        )

    def test_interested_makes_an_inquiry(self):
        self._load({"Result": "Interested", "Comment": "Wants a furnace"})

        inquiry = self._get_calls().inquiry_id
        self.assertEqual(inquiry.partner_id, self.person)
        self.assertEqual(inquiry.channel, "cold")
        self.assertIn("Wants a furnace", inquiry.body)

    def test_next_call_makes_the_task(self):
        self._load({"Result": "Call back", "Next call": "20.03.2026"})

        call = self._get_calls()
        task = call.sudo().activity_ids
        self.assertEqual(call.state, "open")
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(task.date_deadline, fields.Date.to_date("2026-03-20"))

    def test_date_alone_is_a_call_back(self):
        self._load({"Next call": "20.03.2026"})

        self.assertEqual(self._get_calls().result, "callback")

    def test_no_answer_comes_back_on_the_day_that_was_written(self):
        self._load({"Result": "No answer", "Next call": "20.03.2026"})

        call = self._get_calls()
        self.assertEqual(call.callback_date, fields.Date.to_date("2026-03-20"))
        self.assertEqual(
            call.sudo().activity_ids.date_deadline, fields.Date.to_date("2026-03-20")
        )

    def test_final_result_with_a_next_call_makes_a_task_on_the_client(self):
        self._load({"Result": "Not interested", "Next call": "20.03.2026"})

        task = self.person.activity_ids
        self.assertEqual(self._get_calls().state, "done")
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(task.date_deadline, fields.Date.to_date("2026-03-20"))

    def test_same_file_twice_changes_nothing(self):
        for row in (
            {"Result": "Interested", "Comment": "Wants a furnace"},
            {"Result": "Call back", "Next call": "20.03.2026"},
            {"Result": "No answer"},
        ):
            self.export = self._export(self.segment, "phone")
            content = self._fill(row)
            self._read(content).action_apply()
            call = self._get_calls()
            before = (call.attempts, call.inquiry_id, len(self.person.message_ids))

            again = self._read(content)

            with self.subTest(row=row):
                self.assertEqual((again.loaded_count, again.ready_count), (1, 0))
                with self.assertRaises(UserError):
                    again.action_apply()
                self.assertEqual(
                    (call.attempts, call.inquiry_id, len(self.person.message_ids)),
                    before,
                )

    def test_two_windows_with_the_same_file(self):
        content = self._fill({"Result": "Interested"})
        first, second = self._read(content), self._read(content)
        first.action_apply()

        with self.assertRaises(UserError):
            second.action_apply()

        self.assertEqual(self._get_calls().attempts, 1)

    def test_problems_have_the_row_and_the_reason(self):
        for row, reason in (
            ({"Result": "Maybe"}, "Unknown result “Maybe”"),
            ({"Result": "Call back"}, "When to call back?"),
            ({"Result": "Call back", "Next call": "завтра"}, "is no date"),
            ({"Result": "Call back", "Next call": "01.03.2026"}, "in the past"),
            ({"Comment": "Nobody there"}, "no result"),
        ):
            line = self._read(self._fill(row)).line_ids
            with self.subTest(row=row):
                self.assertEqual((line.state, line.row_number), ("problem", 2))
                self.assertIn(reason, line.problem)
                self.assertFalse(line.is_taken)

    def test_row_of_another_export(self):
        other = self._export(self.segment, "phone")
        content = self._fill({"Result": "Interested"}, export=other)

        line = self._read(content).line_ids

        self.assertIn("another list", line.problem)

    def test_row_without_its_key_is_found_by_the_number(self):
        content = self._fill({"Result": "Interested"}, clear=("Key",))
        self.assertEqual(self._read(content).line_ids.partner_id, self.person)
        damaged = self._fill(
            {"Result": "Interested", "Key": f"{self.export.id}-P1-00000000"}
        )
        self.assertEqual(self._read(damaged).line_ids.partner_id, self.person)

        strange = self._fill(
            {"Result": "Interested", "Phone number": "+74950000000"}, clear=("Key",)
        )

        self.assertIn("not of this export", self._read(strange).line_ids.problem)

    def test_number_of_several_contacts_needs_the_key(self):
        self._create_person("Second", email="second@x.example")
        self.export = self._export(self.segment, "phone")

        content = self._fill({"Result": "Interested"}, clear=("Key",))

        self.assertIn("several contacts", self._read(content).line_ids.problem)

    def test_contact_that_is_gone(self):
        content = self._fill({"Result": "Interested"})
        self.person.active = False

        self.assertIn("not there any more", self._read(content).line_ids.problem)

    def test_called_meanwhile_is_asked_about(self):
        content = self._fill({"Result": "Interested"})
        with freeze_time("2026-03-11 09:00:00"):
            campaign = self._start_campaign(self.segment, not_called_days=0)
            campaign.line_ids.write({"result": "not_interested"})
        load = self._read(content)

        line = load.line_ids
        self.assertEqual((line.state, line.is_taken), ("warning", False))
        self.assertIn("Not interested", line.problem)
        with self.assertRaises(UserError):
            load.action_apply()
        line.is_taken = True
        load.action_apply()

        self.assertEqual(self._get_calls().result, "interested")

    def test_other_result_after_the_final_one(self):
        self._load({"Result": "Not interested"})

        line = self._read(self._fill({"Result": "Interested"})).line_ids

        self.assertEqual(line.state, "problem")
        self.assertIn("Not interested", line.problem)

    def test_results_in_another_language_of_the_house(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        lines = self.env["marketing.call.campaign.line"].with_context(lang="ru_RU")
        labels = dict(lines._fields["result"]._description_selection(lines.env))

        line = self._read(self._fill({"Result": f"{labels['interested']} "})).line_ids

        self.assertEqual((line.state, line.result), ("ready", "interested"))

    def test_file_that_is_no_list(self):
        book = openpyxl.Workbook()
        book.active.append(["Name", "Sum"])
        book.active.append(["a", 1])
        content = io.BytesIO()
        book.save(content)

        for broken in (content.getvalue(), b"nonsense"):
            with self.assertRaises(UserError):
                self._read(broken)

    def test_csv_of_the_export_loads_back(self):
        text = self._get_file(self.export, "csv").decode().splitlines()
        headers = text[0].split(",")
        cells = text[1].split(",")
        position = headers.index("Result") - len(headers)
        cells[position] = "Interested"

        load = self._read(
            "\r\n".join([text[0], ",".join(cells)]).encode(), name="a.csv"
        )

        self.assertEqual(load.line_ids.result, "interested")

    def test_lead_in_the_list(self):
        lead = self._create_lead()
        segment = self._create_segment(
            include_partners=False,
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )
        self.export = self._export(segment, "phone")

        self._load({"Result": "Not interested"})

        self.assertEqual(self._get_calls().lead_id, lead)

    def test_salesperson_loads_nothing(self):
        with self.assertRaises(AccessError):
            self._read(self._fill({"Result": "Interested"}), user=self.salesperson)

    def test_queries_of_the_dry_run(self):
        for number in range(30):
            self._create_person(
                f"P{number}",
                phone=f"+7495601{number:04}",
                email=f"p{number}@x.example",
            )
        self.export = self._export(self.segment, "phone")
        row = {"Result": "Interested"}
        counts = []
        for count in (1, 1, 30):
            content = self._fill(*[row] * count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._read(content)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLess((counts[2] - counts[1]) / 29, 3)
