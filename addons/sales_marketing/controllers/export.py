from odoo import http
from odoo.http import request

from ..models.export.marketing_export_files import FILES


class MarketingExportController(http.Controller):
    """The only door through which files of exports leave; each passage is noted."""

    @http.route(
        "/sales_marketing/export/<int:export_id>/<string:kind>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download(self, export_id, kind):
        """Give a file to a user who may read its export; else as if there were none."""
        export = request.env["marketing.export"].browse(export_id).exists()
        if not export or kind not in FILES or not export.has_access("read"):
            raise request.not_found()
        attachment = export._get_files(kind)
        if not attachment:
            raise request.not_found()
        request.env["marketing.export.log"]._note_download(export, kind)
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)
