from odoo import api, models, tools


class IrActionsReport(models.Model):
    """Pages of files that follow a form, numbered with it; forms of ours come first."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        own = self
        if self._get_report(report_ref).is_document_form:
            own = self.with_context(sales_process_form_ids=res_ids)
        return super(IrActionsReport, own)._render_qweb_pdf_prepare_streams(
            report_ref, data, res_ids
        )

    def _get_appendices(self, report):
        """:return: list, for each printed record, of PDF files as bytes"""
        ids = self.env.context.get("sales_process_form_ids") or []
        form = report.report_name.partition(".")[2]
        records = self.env[report.model].browse(ids)
        if not hasattr(records, "_get_print_appendix"):  # no sales.printed.record
            return []
        return [record._get_print_appendix(form) for record in records]


class SalesPrintedRecord(models.AbstractModel):
    _inherit = "sales.printed.record"

    def _get_print_appendix(self, form):
        """PDF files, as bytes, that follow the pages of the form."""
        return []


class IrActions(models.Model):
    """Printed forms of documents stand first in the print menu."""

    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        bindings = super().get_bindings(model_name)
        if len(bindings.get("report", ())) > 1:
            own = self._get_document_forms()
            last = max(own.values(), default=0) + 1
            bindings["report"].sort(key=lambda action: own.get(action["id"], last))
        return bindings

    @api.model
    @tools.ormcache()
    def _get_document_forms(self):
        # sudo: which reports they are, for everybody's menu
        reports = self.env["ir.actions.report"].sudo()
        forms = reports.search([("is_document_form", "=", True)])
        return {form.id: form.form_sequence for form in forms}
