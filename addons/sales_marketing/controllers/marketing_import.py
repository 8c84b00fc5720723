from odoo import http
from odoo.http import content_disposition, request

from ..tools.export.export_file import XLSX_MIMETYPE


class MarketingImportFiles(http.Controller):
    """Workbooks of an import: the template, and the rows with their problems."""

    @http.route(
        "/sales_marketing/import/template/<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, kind):
        imports = request.env["marketing.import"]
        if kind not in ("contact", "expense") or not imports.has_access("create"):
            return request.not_found()
        name, content = imports._make_template(kind)
        return self._send(name, content)

    @http.route(
        "/sales_marketing/import/<int:import_id>/rows",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def rows(self, import_id):
        record = request.env["marketing.import"].browse(import_id).exists()
        if not record or not record.has_access("read"):
            return request.not_found()
        name, content = record._make_rows_file()
        return self._send(name, content)

    def _send(self, name, content):
        headers = [
            ("Content-Type", XLSX_MIMETYPE),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
