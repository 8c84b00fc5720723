from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.sales_process.models.documents import ir_actions_report

from ...tools.documents import pdf_forms
from .form_common import FormCommon

NAME = "sales_process.a_form_of_the_test"
TEMPLATE = """
<t t-name="%s">
    <t t-set="zoom" t-value="1.3021" />
    <t t-call="web.html_container">
        <t t-foreach="docs" t-as="record">
            <t t-set="doc" t-value="{
                'record': record, 'title': record.name, 'lang': 'en_US',
                'stamp': 'Page {page} of {pages}'}" />
            <t t-call="sales_process.document_layout">
                <p>Begin <t t-out="record.name" /></p>
                <table class="sp_grid"><tr t-foreach="record.color" t-as="number">
                    <td>Строка <t t-out="number" /></td></tr></table>
            </t>
        </t>
    </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestPrintedForm(FormCommon):
    """The engine of forms, with a template of the test: clients with many lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.ui.view"].create(
            {"type": "qweb", "name": NAME, "key": NAME, "arch": TEMPLATE % NAME}
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "A form",
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": NAME,
                "is_document_form": True,
                "paperformat_id": cls.env.ref("sales_process.paperformat_document").id,
            }
        )

    def _create_records(self, *sizes):
        return self.env["res.partner"].create(
            [
                {"name": f"Client {index}", "color": size}
                for index, size in enumerate(sizes, 1)
            ]
        )

    def test_one_page_is_not_numbered(self):
        texts = self._get_page_texts(self._render_pdf(NAME, self._create_records(3)))

        self.assertEqual(len(texts), 1)
        self.assertIn("Begin Client 1", texts[0])
        self.assertIn("Строка 2", texts[0])
        self.assertNotIn("Page", texts[0])

    def test_each_document_has_its_own_page_numbers(self):
        reader = self._render_pdf(NAME, self._create_records(120, 2, 70))

        texts = self._get_page_texts(reader)
        firsts = [index for index, text in enumerate(texts) if "Begin" in text]
        self.assertEqual([firsts[0], firsts[2] - firsts[1]], [0, 1])
        counts = [firsts[1], 1, len(texts) - firsts[2]]
        self.assertGreater(counts[0], 2)
        self.assertEqual(counts[2], 2)
        for number, count in ((1, counts[0]), (3, counts[2])):
            for page in range(count):
                text = texts[firsts[number - 1] + page]
                with self.subTest(number=number, page=page):
                    self.assertIn(f"Page {page + 1} of {count}", text)
                    self.assertIn(f"Client {number}", text)
        self.assertNotIn("Page", texts[firsts[1]])

    def test_marks_of_documents_are_taken_out(self):
        reader = self._render_pdf(NAME, self._create_records(2, 2))

        links = [link for page in reader.pages for link in page.get("/Annots") or []]
        self.assertEqual(links, [])

    def test_page_is_as_large_as_the_layout_says(self):
        """100 mm are 100 mm: the build that draws smaller is corrected."""
        reader = self._render_pdf(NAME, self._create_records(1))

        box = reader.pages[0].mediabox
        self.assertAlmostEqual(float(box.width), 595, delta=1)
        self.assertAlmostEqual(float(box.height), 842, delta=1)

    def test_nothing_is_fetched_while_it_is_drawn(self):
        records = self._create_records(1)
        html = self.report._render_qweb_html(NAME, records.ids)[0].decode()

        body = self.report._prepare_html(html, "res.partner")[0][0]

        for word in ("<link", "<script", "http://127", "/web/assets", "src="):
            self.assertNotIn(word, str(body))

    def test_several_records_of_other_reports_print_too(self):
        self.report.is_document_form = False
        records = self._create_records(2, 3)

        texts = self._get_page_texts(self._render_pdf(NAME, records))

        self.assertEqual(len(texts), 2)
        self.assertIn("Begin Client 2", texts[1])

    def test_each_record_of_other_reports_has_its_attachment(self):
        self.report.write(
            {"is_document_form": False, "attachment": "'%s.pdf' % object.name"}
        )
        self.report.attachment_use = True
        records = self._create_records(120, 2, 70)
        self._render_pdf(NAME, records[1])

        texts = self._get_page_texts(self._render_pdf(NAME, records))

        for record in records:
            kept = self.env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", record.id)]
            )
            self.assertEqual(kept.name, f"{record.name}.pdf")
            own = self._get_page_texts(self._read_pdf(kept.raw))
            self.assertIn(f"Begin {record.name}", own[0])
            self.assertEqual([text for text in texts if text in own], own)
        self.assertEqual(sum("Begin" in text for text in texts), 3)

    def test_stamps_of_all_pages_share_a_font(self):
        reader = self._render_pdf(NAME, self._create_records(120))

        fonts = set()
        for page in reader.pages:
            for name, form in page["/Resources"]["/XObject"].items():
                if pdf_forms.FONT in name:
                    own = form.get_object()["/Resources"]["/Font"]
                    fonts |= {own.raw_get(key).idnum for key in own if "+0" in key}
        self.assertEqual(len(fonts), 1, fonts)

    def test_refusals_are_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        order = self.env["sale.order"].create({"partner_id": self.client.id})
        form = self.env["sales.printed.form"].with_context(lang="en_US")

        def refuse(form, record):
            raise UserError(f"{form.env.lang} {record.env.lang}")

        with (
            patch.object(type(form), "_form_model", "sale.order"),
            patch.object(type(form), "_form_language", "ru_RU"),
            patch.object(type(form), "_prepare_form", refuse),
            self.assertRaisesRegex(UserError, "en_US en_US"),
        ):
            form._get_report_values(order.ids)

    def test_build_that_takes_several_gets_several(self):
        self.report.is_document_form = False
        given = []

        def run(self, bodies, **options):
            given.append(len(bodies))
            return b""

        core = "odoo.addons.base.models.ir_actions_report.IrActionsReport"
        with patch(f"{core}._run_wkhtmltopdf", run):
            for is_patched, expected in ((True, 2), (False, 1)):
                with patch.object(ir_actions_report, "_wkhtml") as build:
                    build.return_value.is_patched_qt = is_patched
                    self.report._run_wkhtmltopdf(
                        ["<p>a</p>", "<p>b</p>"], report_ref=NAME
                    )
                self.assertEqual(given.pop(), expected)

    def test_name_of_the_file(self):
        order = self.env["sale.order"].create({"partner_id": self.client.id})
        self.client.name = 'ООО "Ромашка"'

        self.assertEqual(order._get_print_name("any"), f"{order.name} ООО Ромашка")

    def test_form_is_for_those_who_may_read_the_record(self):
        """The rule is of the base: forms have it without doing anything."""
        order = self.env["sale.order"].create({"partner_id": self.client.id})
        form = self.env["sales.printed.form"].with_user(self.stranger)

        with (
            patch.object(type(form), "_form_model", "sale.order"),
            self.assertRaises(AccessError),
        ):
            form._get_report_values(order.ids)
