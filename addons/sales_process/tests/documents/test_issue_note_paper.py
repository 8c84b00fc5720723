import pypdfium2
import zxingcpp

from odoo.tests import tagged

from .note_common import NOTE, NoteCommon


@tagged("post_install", "-at_install")
class TestIssueNotePaper(NoteCommon):
    """The note as it comes out of the printer: code, pages, cost."""

    def test_the_scanner_reads_the_number_from_the_paper(self):
        picking = self._create_picking()
        for name in (picking.name, "СКЛ/РАСХ/00012"):
            picking.name = name
            content, _kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf(NOTE, picking.ids)
            )

            page = pypdfium2.PdfDocument(content)[0].render(scale=300 / 72).to_pil()

            with self.subTest(name=name):
                [code] = zxingcpp.read_barcodes(page)
                self.assertEqual(code.text, name)

    def test_long_notes_have_their_columns_on_each_page(self):
        for count, pages in ((1, (1, 1)), (30, (2, 3)), (200, (6, 14))):
            picking = self._create_long_picking(count)
            texts = self._get_page_texts(self._render_pdf(NOTE, picking))
            with self.subTest(count=count, pages=len(texts)):
                self.assertTrue(pages[0] <= len(texts) <= pages[1])
                for number, text in enumerate(texts, 1):
                    self.assertIn("Article", text)
                    if len(texts) > 1:
                        self.assertIn(f"Page {number} of {len(texts)}", text)
                self.assertIn("Received by", texts[-1])
                self.assertIn(f"Lines: {count}", texts[-1])
                whole = " ".join(texts)
                missing = [
                    number
                    for number in range(count)
                    if whole.count(f"Row {number}.") != 1
                ]
                self.assertEqual(missing, [])

    def _create_long_picking(self, count):
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Row {number}. " + "Pump with a long name " * (number % 4),
                    "is_storable": True,
                }
                for number in range(count)
            ]
        )
        return self._create_picking([(product, 1) for product in products])

    def test_several_notes_in_one_go(self):
        pickings = self._create_picking() | self._create_picking()

        texts = self._get_page_texts(self._render_pdf(NOTE, pickings))

        self.assertEqual(len(texts), 2)
        for text, picking in zip(texts, pickings, strict=True):
            self.assertIn(picking.name, text)

    def test_cost_does_not_grow_with_the_lines(self):
        """Queries of a note of 3 and of 30 lines differ by a constant."""
        counts = []
        for size in (3, 30):
            picking = self._create_long_picking(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_form(picking, self.storekeeper)
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLess(abs(counts[1] - counts[0]), 10, counts)
