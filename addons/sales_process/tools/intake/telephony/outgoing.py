"""Requests that we send to an exchange: call a client, ask for a recording.

Builders only: nothing is sent here. Sources: the public descriptions of the MikoPBX
REST API v3, Mango VPBX API, MegaFon VATS, Zadarma API and UIS Call API.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

BASES = {
    "mango": "https://app.mango-office.ru",
    "zadarma": "https://api.zadarma.com",
    "uis": "https://callapi.uiscom.ru",
}
CDR_PATH = "/pbxcore/api/v3/cdr"


@dataclass(frozen=True)
class ApiRequest:
    """One HTTP request: `data` is a form, `json` a JSON body."""

    url: str
    method: str = "GET"
    params: dict = field(default_factory=dict)
    data: dict | None = None
    json: dict | None = None
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """The account at the exchange: the record without the database."""

    kind: str
    url: str = ""
    api_key: str = ""
    secret: str = ""
    dial_url: str = ""
    own_number: str = ""

    @property
    def base(self):
        return (self.url or BASES.get(self.kind, "")).rstrip("/")


def can_dial(account):
    """Whether the exchange can call the employee and then the client."""
    if account.kind in ("mikopbx", "generic"):
        return "{number}" in account.dial_url
    if account.kind == "megafon":
        return bool(account.base and account.api_key)
    needs_secret = account.kind in ("mango", "zadarma")
    return bool(account.api_key and account.base) and bool(
        account.secret or not needs_secret
    )


def dial(account, extension, number, command_id):
    """Return the request that connects an employee with a client.

    :param extension: internal number of the employee
    :param number: the client's number, E.164
    :param command_id: our own number of the command
    """
    return _DIALS[account.kind](account, extension, number, command_id)


def cdr_page(account, cursor, limit, order="asc"):
    """Rows of calls of a MikoPBX from a row number on, one row a leg.

    :param cursor: number of the last known row; 0 from the beginning
    """
    params = {
        "idFrom": cursor,
        "limit": limit,
        "grouped": "false",
        "sort": "id",
        "order": order.upper(),
    }
    return ApiRequest(
        account.base + CDR_PATH, params=params, headers=_bearer(account.api_key)
    )


def cdr_of_call(account, linkedid):
    """Rows of one call of a MikoPBX, with fresh links to its recordings."""
    params = {"linkedid": linkedid, "grouped": "false", "limit": 100}
    return ApiRequest(
        account.base + CDR_PATH, params=params, headers=_bearer(account.api_key)
    )


def recording(account, reference):
    """Return the request whose answer holds or is a link to a recording."""
    kind, _sign, number = reference.partition(":")
    return _RECORDINGS[kind](account, number)


def _bearer(key):
    return {"Authorization": f"Bearer {key}"}


# ---- dialling --------------------------------------------------------------------


def _dial_url(account, extension, number, command_id):
    url = account.dial_url
    for mark, value in (
        ("{extension}", extension),
        ("{number}", number),
        ("{id}", command_id),
    ):
        url = url.replace(mark, quote(value, safe=""))
    headers = _bearer(account.api_key) if account.api_key else {}
    return ApiRequest(url, headers=headers)


def _dial_mango(account, extension, number, command_id):
    command = {
        "command_id": command_id,
        "from": {"extension": extension},
        "to_number": number.lstrip("+"),
    }
    return _mango(account, "/vpbx/commands/callback", command)


def _dial_megafon(account, extension, number, _command_id):
    data = {
        "cmd": "makeCall",
        "phone": number.lstrip("+"),
        "user": extension,
        "token": account.api_key,
    }
    return ApiRequest(account.base, "POST", data=data)


def _dial_zadarma(account, extension, number, _command_id):
    params = {"from": extension, "to": number.lstrip("+")}
    return _zadarma(account, "/v1/request/callback/", params)


def _dial_uis(account, extension, number, command_id):
    params = {
        "access_token": account.api_key,
        "first_call": "operator",
        "switch_at_once": True,
        "virtual_phone_number": account.own_number.lstrip("+"),
        "contact": number.lstrip("+"),
        "operator": extension,
    }
    body = {
        "jsonrpc": "2.0",
        "method": "start.simple_call",
        "id": command_id,
        "params": params,
    }
    return ApiRequest(f"{account.base}/v4.0", "POST", json=body)


_DIALS = {
    "mikopbx": _dial_url,
    "generic": _dial_url,
    "mango": _dial_mango,
    "megafon": _dial_megafon,
    "zadarma": _dial_zadarma,
    "uis": _dial_uis,
}


# ---- recordings ------------------------------------------------------------------


def _record_mango(account, number):
    command = {"recording_id": number, "action": "play"}
    return _mango(account, "/vpbx/queries/recording/post", command)


def _record_zadarma(account, number):
    params = {"call_id": number, "lifetime": 600}
    return _zadarma(account, "/v1/pbx/record/request/", params)


_RECORDINGS = {"mango": _record_mango, "zadarma": _record_zadarma}


# ---- signatures ------------------------------------------------------------------


def _mango(account, path, command):
    text = json.dumps(command, ensure_ascii=False, separators=(",", ":"))
    signed = f"{account.api_key}{text}{account.secret}".encode()
    data = {
        "vpbx_api_key": account.api_key,
        "sign": hashlib.sha256(signed).hexdigest(),
        "json": text,
    }
    return ApiRequest(account.base + path, "POST", data=data)


def _zadarma(account, path, params):
    query = urlencode(sorted(params.items()))
    digest = hashlib.md5(query.encode(), usedforsecurity=False).hexdigest()
    signed = hmac.new(
        account.secret.encode(), f"{path}{query}{digest}".encode(), hashlib.sha1
    )
    signature = base64.b64encode(signed.hexdigest().encode()).decode()
    return ApiRequest(
        account.base + path,
        params=dict(sorted(params.items())),
        headers={"Authorization": f"{account.api_key}:{signature}"},
    )
