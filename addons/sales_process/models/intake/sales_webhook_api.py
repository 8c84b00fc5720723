import json
import logging
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.intake.telephony.outgoing import Account

_logger = logging.getLogger(__name__)

TIMEOUT = (4, 10)  # seconds: to connect, to answer
ANSWER_LIMIT = 8 * 1024 * 1024  # bytes of one JSON answer


class ExchangeError(UserError):
    """The exchange cannot be asked: the text says why and what to do."""


class SalesWebhook(models.Model):
    """We ask the exchange."""

    _inherit = "sales.webhook"

    api_url = fields.Char(
        string="Exchange Address",
        groups="sales_process.group_director",
        help="Where the exchange answers, for example https://pbx.example.com. "
        "Needed for the call records and recordings of MikoPBX, and for calls from "
        "Odoo through MegaFon VATS.",
    )
    dial_url = fields.Char(
        string="Address to Dial",
        groups="sales_process.group_director",
        help="Opened when an employee presses the telephone: {extension} is his "
        "internal number, {number} the client's.",
    )
    verify_tls = fields.Boolean(
        string="Check the Certificate",
        default=True,
        help="Switch off only for an exchange in your own network.",
    )

    @api.constrains("api_url", "dial_url")
    def _check_addresses(self):
        for webhook in self.sudo():
            for address in filter(None, (webhook.api_url, webhook.dial_url)):
                parts = urlsplit(address)
                if parts.scheme not in ("http", "https") or not parts.netloc:
                    raise ValidationError(
                        self.env._(
                            "“%(address)s” is no address. Write it whole: "
                            "https://pbx.example.com",
                            address=address,
                        )
                    )

    def _get_account(self):
        """The account at the exchange as the plain value that requests are made of."""
        self.ensure_one()
        return Account(
            kind=self.kind,
            url=self.api_url or "",
            api_key=self.api_key or "",
            secret=self.secret or "",
            dial_url=self.dial_url or "",
            own_number=self.number_ids[:1].number or "",
        )

    def _send(self, request, **options):
        """Send a request; return the response.

        :param request: `ApiRequest`
        :raises ExchangeError: no answer, or an answer that refuses
        """
        try:
            response = requests.request(
                request.method,
                request.url,
                params=request.params or None,
                data=request.data,
                json=request.json,
                headers=request.headers,
                timeout=TIMEOUT,
                verify=self.verify_tls,
                **{"allow_redirects": False, **options},
            )
        except requests.exceptions.Timeout as error:
            raise ExchangeError(
                self.env._("“%(name)s” does not answer in time.", name=self.name)
            ) from error
        except requests.exceptions.SSLError as error:
            raise ExchangeError(
                self.env._(
                    "The certificate of “%(name)s” is not valid.", name=self.name
                )
            ) from error
        except requests.exceptions.RequestException as error:
            _logger.info("Connection %s: %s", self.id, type(error).__name__)
            raise ExchangeError(
                self.env._("“%(name)s” cannot be reached.", name=self.name)
            ) from error
        return self._check_response(response)

    def _check_response(self, response):
        if response.status_code in (401, 403):
            raise ExchangeError(
                self.env._(
                    "“%(name)s” does not accept the API key. Enter a new one in the "
                    "settings of the connection.",
                    name=self.name,
                )
            )
        if response.status_code >= 400:
            raise ExchangeError(
                self.env._(
                    "“%(name)s” answers with error %(code)s.",
                    name=self.name,
                    code=response.status_code,
                )
            )
        return response

    def _get_json(self, request):
        """The decoded answer.

        :raises ExchangeError: no answer, or it is no JSON object
        """
        response = self._send(request, stream=True)
        answer = self._read_answer(response)
        if not isinstance(answer, dict):
            raise ExchangeError(
                self.env._(
                    "The answer of “%(name)s” cannot be read. Check its address.",
                    name=self.name,
                )
            )
        return answer

    @api.model
    def _read_answer(self, response):
        """The decoded JSON; None when it is none, too long, or breaks off."""
        try:
            body = response.raw.read(ANSWER_LIMIT + 1, decode_content=True)
            return json.loads(body) if len(body) <= ANSWER_LIMIT else None
        except (ValueError, RecursionError, urllib3.exceptions.HTTPError):
            return None
        finally:
            response.close()

    def _get_absolute(self, link):
        """A link of the exchange, which may be relative to its address."""
        return urljoin(self._get_account().base + "/", link)
