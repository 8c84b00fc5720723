import io
import re

import lxml.html

from odoo.tools.pdf import PdfReader

from ..deal_common import DealCommon


class FormCommon(DealCommon):
    """Prints forms: their text as HTML says it, and as the real PDF does."""

    def _render_html(self, report_name, records, user=None):
        """The HTML of a form as a tree of ``lxml``."""
        report = self.env["ir.actions.report"].with_user(user or self.env.user)
        html = report._render_qweb_html(report_name, records.ids)[0]
        return lxml.html.fromstring(html.decode())

    def _render_text(self, report_name, records, user=None):
        """The words of a form, one blank between two of them."""
        root = self._render_html(report_name, records, user)
        for style in root.xpath("//style|//script"):
            style.drop_tree()
        return " ".join(root.text_content().split())

    def _render_pdf(self, report_name, records, user=None):
        """A reader of the PDF that the user gets."""
        report = self.env["ir.actions.report"].with_user(user or self.env.user)
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(report_name, records.ids)
        self.assertEqual(kind, "pdf")
        return self._read_pdf(content)

    def _read_pdf(self, content):
        return PdfReader(io.BytesIO(content))

    def _get_page_texts(self, reader):
        """The words of each page, one blank between two of them."""
        return [
            re.sub(r"\s+", " ", page.extract_text() or "").strip()
            for page in reader.pages
        ]
