from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

CHUNK = 64 * 1024


class Recordings(http.Controller):
    """Recordings of calls, through links that live for some minutes."""

    @http.route(
        "/sales_process/recording/<int:call_id>/<int:expires>/<string:sign>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def recording(self, call_id, expires, sign):
        call = request.env["sales.call"].browse(call_id).exists()
        try:
            if not call:
                raise request.not_found()
            call._check_recording_link(expires, sign)
            link, response = call._open_recording()
        except UserError as error:
            return request.make_response(str(error), status=404)
        if link:
            return request.redirect(link, code=302, local=False)
        return _pass_on(response)


def _pass_on(response):
    """What the exchange sends, piece by piece."""
    content_type = response.headers.get("Content-Type", "")
    if not content_type.startswith("audio/"):
        content_type = "application/octet-stream"
    headers = [("Content-Type", content_type), ("X-Content-Type-Options", "nosniff")]
    length = response.headers.get("Content-Length")
    if length and length.isdigit():
        headers.append(("Content-Length", length))
    answer = request.make_response(b"", headers=headers)
    answer.response = response.iter_content(CHUNK)
    answer.direct_passthrough = True
    return answer
