import json
import logging
import re

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..tools.intake.telephony.event import Hook

MAX_BODY = 256 * 1024  # bytes
MAX_CHAT = 1024 * 1024  # a transcript comes three times: lines, text and HTML
ROUNDS = 3  # how often late messages of the same call are looked for
_TOKEN_IN_PATH = re.compile(
    r"(/sales_process/(?:telephony/[\w-]+|jivo)/)[^\s/?#\"]+", re.ASCII
)
_TOKEN_IN_QUERY = re.compile(r"([?&](?:token|crm_token)=)[^\s&\"]+", re.ASCII)


class HideTokens(logging.Filter):
    """Writes *** instead of the secret part of our addresses into the access log."""

    def filter(self, record):
        text = record.getMessage()
        if "/sales_process/" in text:
            text = _TOKEN_IN_PATH.sub(r"\1***", text)
            record.msg, record.args = _TOKEN_IN_QUERY.sub(r"\1***", text), ()
        return True


for _name in ("werkzeug", "odoo.http"):
    logging.getLogger(_name).addFilter(HideTokens())


class Webhooks(http.Controller):
    """Addresses at which exchanges and chats report.

    A wrong token learns nothing (404, empty). A message with the right one is kept
    and committed before anything is decided about it.
    """

    @http.route(
        [
            "/sales_process/telephony/<string:kind>",
            "/sales_process/telephony/<string:kind>/<string:token>",
            "/sales_process/telephony/<string:kind>/<string:token>/<path:rest>",
        ],
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def telephony(self, kind, token=None, rest="", **_params):
        given = token or request.httprequest.args.get("token")
        return self._receive(kind, given, rest) if kind != "jivo" else _refuse()

    @http.route(
        "/sales_process/jivo/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_CHAT,
    )
    def jivo(self, token, **_params):
        return self._receive("jivo", token, "", MAX_CHAT)

    def _receive(self, kind, token, rest, limit=MAX_BODY):
        length = request.httprequest.content_length
        if length and length > limit:
            return _refuse(413)
        webhooks = request.env(user=SUPERUSER_ID)["sales.webhook"]
        webhook = webhooks._find_by_token(kind, token)
        if not webhook:
            return _refuse()
        webhook = webhook._in_its_company()
        hook = self._read_hook(rest)
        echo = webhook._get_echo(hook) if kind == "zadarma" else ""
        if echo:
            return _reply(echo)
        if webhook._is_too_fast():
            return _refuse(429)
        return self._deal(webhook, hook)

    def _deal(self, webhook, hook):
        """Raw first: the message is committed before it is dealt with."""
        events = webhook._keep(hook)
        request.env.cr.commit()  # pylint: disable=invalid-commit
        webhook._process(events)
        for _round in range(ROUNDS):
            # another worker may have kept a message of this call meanwhile
            request.env.cr.commit()  # pylint: disable=invalid-commit
            if not webhook._has_late(events):
                break
            webhook._process_groups(events.mapped("group_key"))
        answer = webhook._answer(hook, events)
        return _reply(answer.body, answer.content_type, answer.status)

    def _read_hook(self, rest):
        """The request without the web framework."""
        http_request = request.httprequest
        body = http_request.get_data()
        return Hook(
            method=http_request.method,
            path=rest,
            query=http_request.args.to_dict(),
            form=http_request.form.to_dict(),
            json=_read_json(body),
            headers=dict(http_request.headers),
            body=body,
        )


def _read_json(body):
    """The decoded body, None when it is no JSON object or list."""
    if body[:1] not in (b"{", b"[") and body.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _reply(body="", content_type="text/plain", status=200):
    headers = [("Content-Type", f"{content_type}; charset=utf-8")]
    return request.make_response(body, headers=headers, status=status)


def _refuse(status=404):
    return _reply(status=status)
