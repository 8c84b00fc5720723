import logging
import re

import psycopg2.errors

from odoo import http
from odoo.exceptions import ConcurrencyError
from odoo.http import request

from ..tools.consent.consent import CHANNEL_NAMES

MAX_BODY = 8 * 1024  # bytes of the form
PAGE = "/marketing/preferences/<string:token>"
ONE_CLICK = "/marketing/unsubscribe/<string:token>"
ROUTE = {"type": "http", "auth": "public", "sitemap": False}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_TOKEN_IN_PATH = re.compile(r"(/marketing/(?:preferences|unsubscribe)/)[^\s/?#\"]+")


class HideTokens(logging.Filter):
    """Writes *** instead of the signed address into the access log."""

    def filter(self, record):
        text = record.getMessage()
        if "/marketing/" in text:
            record.msg, record.args = _TOKEN_IN_PATH.sub(r"\1***", text), ()
        return True


for _name in ("werkzeug", "odoo.http"):
    logging.getLogger(_name).addFilter(HideTokens())


class MarketingPreferences(http.Controller):
    """The page where the owner of an address says what he wants to receive.

    A link that is not ours is answered as if there were no page. A GET changes
    nothing: programs that check mail open every link of a letter. What changes
    something is the form of the page, and the button of a mail program (RFC 8058).
    """

    @http.route(PAGE, methods=["GET"], readonly=True, **ROUTE)
    def preferences(self, token, lang=None, saved=None, was="", **_params):
        address = self._read_token(token)
        if not address:
            return request.not_found()
        return self._render(token, address, lang, saved=bool(saved), was=was)

    @http.route(
        PAGE,
        methods=["POST"],
        max_content_length=MAX_BODY,
        save_session=False,
        **ROUTE,
    )
    def preferences_save(self, token, lang=None, **form):
        address = self._read_token(token)
        if not address:
            return request.not_found()
        preferences = self._get_model()
        before = preferences._read(address)
        agreed = [channel for channel in CHANNEL_NAMES if form.get(channel)]
        preferred = form.get("preferred")
        if "stop" in form:
            agreed, preferred = [], None
        self._save(address, agreed, self._read_preferred(preferred, agreed))
        query = {"saved": 1, "was": "-".join(sorted(before.agreed))}
        return self._redirect(token, query | ({"lang": lang} if lang else {}))

    @http.route(ONE_CLICK, methods=["GET"], readonly=True, **ROUTE)
    def unsubscribe(self, token, lang=None, **_params):
        """A person who follows the link of the header chooses on the page."""
        address = self._read_token(token)
        return self._render(token, address, lang) if address else request.not_found()

    @http.route(
        ONE_CLICK,
        methods=["POST"],
        csrf=False,
        max_content_length=MAX_BODY,
        save_session=False,
        **ROUTE,
    )
    def unsubscribe_one_click(self, token, **form):
        """The mail program stops letters for its owner, without asking anything."""
        address = self._read_token(token)
        if not address:
            return request.not_found()
        if form.get("List-Unsubscribe") != "One-Click":
            return request.make_response("", headers=list(HEADERS.items()), status=400)
        self._save(address, [], how="one_click", channels=["email"])
        return request.make_response("", headers=list(HEADERS.items()))

    def _get_model(self):
        # sudo: nobody is logged in; the signature says whose address it is
        return request.env["marketing.preference"].sudo()

    def _read_token(self, token):
        return self._get_model()._read_token(token)

    def _read_preferred(self, value, agreed):
        """A channel that is agreed to, none, or None to leave it as it is."""
        if value is None:
            return None
        return value if value in agreed else ""

    def _save(self, address, agreed, preferred=None, **options):
        options["trace"] = self._get_trace()
        try:
            with request.env.cr.savepoint():
                self._get_model()._save(address, agreed, preferred, **options)
        except psycopg2.errors.UniqueViolation as error:
            # pressed twice: the other one has saved it, this one looks again
            raise ConcurrencyError("Preferences are being saved") from error

    def _get_trace(self):
        """Where the request comes from; an employee who presses is named."""
        trace = request.httprequest.remote_addr or ""
        user = request.env.user
        return f"{trace} ({user.login})" if user._is_internal() else trace

    def _redirect(self, token, query):
        return request.redirect_query(
            f"/marketing/preferences/{token}", query, code=303
        )

    def _render(self, token, address, lang, *, saved=False, was=""):
        preferences = self._get_model()._read(address)
        self._speak(lang, preferences.language)
        company = request.env.company
        values = {
            "preferences": preferences,
            "token": token,
            "saved": saved,
            "was": [name for name in CHANNEL_NAMES if name in was.split("-")],
            "labels": self._get_labels(),
            "languages": request.env["res.lang"].sudo().get_installed(),
            "lang": request.env.lang,
            "res_company": company.sudo(),  # sudo: the name of the house
            "title": company.sudo().name,
        }
        response = request.render("sales_marketing.preference_page", values)
        response.headers.update(HEADERS)
        return response

    def _speak(self, wanted, own):
        """Language: as asked for, of the contact, of the browser; only installed."""
        languages = dict(request.env["res.lang"].sudo().get_installed())
        accepted = request.best_lang
        for code in (wanted, own, accepted):
            if code in languages:
                request.update_context(lang=code)
                return

    def _get_labels(self):
        """Channels in the order and in the words of the page."""
        return [
            {
                "channel": "email",
                "name": request.env._("Letters"),
                "text": request.env._("News and offers"),
            },
            {
                "channel": "phone",
                "name": request.env._("Calls"),
                "text": request.env._("An employee calls"),
            },
            {
                "channel": "sms",
                "name": request.env._("SMS"),
                "text": request.env._("Short messages"),
            },
        ]
