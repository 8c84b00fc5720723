from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from ..tools.process.file import write_file


class Process(http.Controller):
    """The process of a version as a file."""

    @http.route(
        "/sales_process/process/<int:version_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def process(self, version_id):
        version = request.env["sales.process.version"].browse(version_id)
        try:
            data, number = version.data, version.number
        except (AccessError, MissingError):
            raise request.not_found() from None
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"process-{number}.json")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(write_file(data), headers=headers)
