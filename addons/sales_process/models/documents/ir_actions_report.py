import io

from odoo import api, fields, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...tools.documents import pdf_forms

FORM = "sales_process_document_form"


class IrActionsReport(models.Model):
    """Forms of documents look the same with every build of wkhtmltopdf.

    1. A form needs nothing from the server while it is drawn: no style sheets, no
       scripts. So it also prints on a server with one process, and at once.
    2. Several records print in one go, each with its own page numbers.
    3. With the build that takes one document at a time, several records of other
       reports print too, instead of an error.
    """

    _inherit = "ir.actions.report"

    is_document_form = fields.Boolean(
        string="Form of a Document",
        help="Drawn without the page header and footer of the company; pages are "
        "numbered for each document.",
    )

    form_sequence = fields.Integer(
        string="Place among Forms",
        default=10,
        help="Forms with a smaller number come first in the print menu.",
    )

    def _get_layout(self):
        if len(self) == 1 and self.is_document_form:
            return self.env.ref("sales_process.document_page")
        return super()._get_layout()

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get(FORM):
            delay = command.index("--javascript-delay")
            command[delay : delay + 2] = ["--disable-javascript"]
        return command

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        report = self._get_report(report_ref) if report_ref else self
        is_form = len(report) == 1 and report.is_document_form
        bodies = list(bodies)
        if len(bodies) > 1 and (is_form or not _wkhtml().is_patched_qt):
            bodies = [pdf_forms.join_bodies(bodies)]
        if not is_form:
            return super()._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)
        options |= {"header": None, "footer": None}
        content = super(
            IrActionsReport, self.with_context(**{FORM: True})
        )._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)
        return pdf_forms.stamp_pages(
            content, pdf_forms.find_stamps(bodies[0]), self._get_appendices(report)
        )

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if len(set(res_ids or ())) < 2 or len(set(res_ids)) < len(res_ids):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if report.is_document_form:
            return self._prepare_form_streams(report_ref, report, data, res_ids)
        if not report.attachment or _wkhtml().is_patched_qt:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        # this build tells nobody where a record ends: each is drawn for its attachment
        streams = {}
        for res_id in res_ids:
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, data, [res_id]
            )
        return streams

    def _prepare_form_streams(self, report_ref, report, data, res_ids):
        """Forms of several records stay one file: core would look for its outlines."""
        data = {**(data or {}), "report_type": "pdf", "debug": False}
        quiet = self.with_context(debug=False)
        html = quiet._render_qweb_html(report_ref, res_ids, data=data)[0]
        bodies = report.with_context(debug=False)._prepare_html(html, report.model)[0]
        content = quiet._run_wkhtmltopdf(bodies, report_ref=report_ref)
        return {False: {"stream": io.BytesIO(content), "attachment": None}}
