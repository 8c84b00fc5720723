import io
import re
import shutil
from unittest import SkipTest

from lxml import html

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from ..work_common import SIGNATURE, WorkCommon

REPORT = "sales_process.equipment_work_act_report"


@tagged("post_install", "-at_install")
class TestWorkAct(WorkCommon):
    """The printed act: what stands in it, in which language, under which name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.lang = "en_US"

    def _create_full_work(self, **values):
        lot = self._create_lot("SN-42")
        work = self._create_work(
            lot_ids=[(6, 0, lot.ids)],
            line_ids=[(0, 0, {"name": "Start-up", "quantity": 2})],
            check_ids=[
                (0, 0, {"name": "Test run", "answer": "yes", "lot_id": lot.id}),
            ],
            measure_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Pressure",
                        "unit": "Pa",
                        "has_max": True,
                        "value_max": 5,
                        "value": 6.5,
                        "note": "Accepted so",
                    },
                )
            ],
            defect_ids=[
                (0, 0, {"name": "Paint is scratched", "deadline": "2026-05-09"})
            ],
            remark="Door to be adjusted",
            trained_people="Petrov",
            **values,
        )
        work.action_done()
        return work

    def _print(self, work):
        """The words of the printed act."""
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, work.ids
        )
        tree = html.fromstring(content)
        for style in tree.xpath("//style | //head"):
            style.getparent().remove(style)
        return re.sub(r"\s+", " ", tree.text_content()), content

    def test_everything_is_in_it(self):
        work = self._create_full_work()

        text, _content = self._print(work)

        for words in (
            work.name,
            "7707083893",
            "Street 1",
            "SN-42",
            "Start-up",
            "Test run",
            "Pressure",
            "≤ 5",
            "6.5",
            "Accepted so",
            "Paint is scratched",
            "Door to be adjusted",
            "Petrov",
            self.engineer.name,
            "put right by their terms",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_without_defects_there_are_no_claims(self):
        work = self._create_work()
        work.action_done()

        text, _content = self._print(work)

        self.assertIn("no claims", text)
        self.assertNotIn("Measurements", text)

    def test_the_signed_one_shows_signature_and_fingerprint(self):
        work = self._create_full_work()
        work._sign("Ivanov", SIGNATURE)

        text, content = self._print(work)

        self.assertIn("Ivanov", text)
        self.assertIn(work.act_hash, text)
        self.assertIn(b"data:image/png;base64,", content)

    def test_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        work = self._create_full_work()

        self.assertEqual(work._get_act_language(), "ru_RU")
        text, _content = self._print(work)

        self.assertIn("6,5", text)

    def test_what_is_typed_is_no_markup(self):
        work = self._create_work(remark="<b>bold</b>")
        work.action_done()

        _text, content = self._print(work)

        self.assertNotIn(b"<b>bold</b>", content)

    def test_the_name_of_the_file(self):
        work = self._create_work()
        self.client.name = 'LLC "Pump/Vacuum"'

        name = work._get_act_file_name()

        self.assertTrue(name.endswith(".pdf"))
        for sign in '\\/:*?"<>|':
            self.assertNotIn(sign, name)
        self.assertIn("Pump Vacuum", name)

    def test_printing_a_signed_act_gives_what_was_signed(self):
        work = self._create_full_work()
        action = work.action_print_act()
        self.assertEqual(action["report_name"], "sales_process.equipment_work_act")
        work._sign("Ivanov", SIGNATURE)

        action = work.action_print_act()

        self.assertIn(f"/web/content/{work.act_file_id.id}", action["url"])
        self.assertEqual(work._get_act_pdf()[0], work.act_file_id.raw)

    def test_it_is_a_pdf(self):
        if not shutil.which("wkhtmltopdf"):
            raise SkipTest("wkhtmltopdf is not installed")
        work = self._create_full_work()

        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(REPORT, work.ids)
        )

        self.assertEqual(kind, "pdf")
        self.assertEqual(PdfFileReader(io.BytesIO(content)).getNumPages(), 1)
