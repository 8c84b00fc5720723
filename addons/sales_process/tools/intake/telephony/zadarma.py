"""Zadarma: form POST; header Signature = base64(hex(hmac-sha1(signed fields))).

The address is checked by GET ?zd_echo=X, to which X is answered. Moments are in the
time zone of the account.
"""

import base64
import hashlib
import hmac
import re
from zoneinfo import ZoneInfo

from .event import CallEvent, HookError, parse_moment, seconds, text

_SIGNED = {
    "NOTIFY_ANSWER": ("caller_id", "destination", "call_start"),
    "NOTIFY_OUT_START": ("internal", "destination", "call_start"),
    "NOTIFY_OUT_END": ("internal", "destination", "call_start"),
    "NOTIFY_RECORD": ("pbx_call_id", "call_id_with_rec"),
}
_SIGNED_INCOMING = ("caller_id", "called_did", "call_start")
_RESULTS = {
    "answered": "answered",
    "busy": "busy",
    "cancel": "cancelled",
    "no answer": "missed",
}
_ECHO = re.compile(r"[\w.-]{1,100}", re.ASCII)


def find_echo(hook):
    """What a check of the address is answered with; empty for other requests."""
    asked = (hook.query or {}).get("zd_echo", "")
    return asked if hook.method == "GET" and _ECHO.fullmatch(str(asked)) else ""


def is_genuine(hook, settings):
    """Whether the signature is right; without a secret the address is enough."""
    if not settings.secret:
        return True
    form = hook.form or {}
    names = _SIGNED.get(str(form.get("event", "")), _SIGNED_INCOMING)
    signed = "".join(str(form.get(name, "")) for name in names)
    digest = hmac.new(
        settings.secret.encode(), signed.encode("utf-8", "replace"), hashlib.sha1
    )
    expected = base64.b64encode(digest.hexdigest().encode())
    given = {k.lower(): v for k, v in (hook.headers or {}).items()}.get("signature", "")
    return hmac.compare_digest(expected, str(given).encode("utf-8", "replace"))


def is_name_request(hook):
    """Whether the answer may carry the caller's name for the telephone."""
    return (hook.form or {}).get("event") in ("NOTIFY_START", "NOTIFY_INTERNAL")


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the request is not of Zadarma
    """
    values = {name: text(value) for name, value in (hook.form or {}).items()}
    reader = _READERS.get(values.get("event", ""))
    if not reader:
        raise HookError(f"unknown event {values.get('event', '')!r}")
    event = reader(values, settings)
    if not event.call_id:
        raise HookError("the request has no pbx_call_id")
    return [event]


def _incoming(values, settings, event, **more):
    return CallEvent(
        event=event,
        call_id=values.get("pbx_call_id", ""),
        leg_id=more.pop("leg_id", values.get("internal", "")),
        direction="in",
        client_phone_raw=values.get("caller_id", ""),
        did=values.get("called_did", ""),
        extension=values.get("internal", ""),
        started_at=_moment(values, settings),
        **more,
    )


def _outgoing(values, settings, event, **more):
    return CallEvent(
        event=event,
        call_id=values.get("pbx_call_id", ""),
        direction="out",
        client_phone_raw=values.get("destination", ""),
        did=values.get("caller_id", ""),
        extension=values.get("internal", ""),
        started_at=_moment(values, settings),
        **more,
    )


def _moment(values, settings):
    return parse_moment(values.get("call_start"), ZoneInfo(settings.zone))


def _end(values):
    result = _RESULTS.get(values.get("disposition", ""), "failed")
    talk = seconds(values.get("duration")) if result == "answered" else 0
    recording = values.get("call_id_with_rec", "")
    return {
        "result": result,
        "talk_seconds": talk,
        "recording_ref": f"zadarma:{recording}" if recording else "",
        "is_final": True,
    }


def _read_answer(values, settings):
    extension = values.get("internal", "")
    if values.get("destination", "") and values["destination"] != extension:
        # the answer of the other side to a call of ours
        return _outgoing(values, settings, "answer", result="answered")
    return _incoming(values, settings, "answer", result="answered")


def _read_record(values, settings):
    return CallEvent(
        event="record",
        call_id=values.get("pbx_call_id", ""),
        recording_ref=f"zadarma:{values.get('call_id_with_rec', '')}",
    )


_READERS = {
    "NOTIFY_START": lambda v, s: _incoming(v, s, "start", leg_id=""),
    "NOTIFY_INTERNAL": lambda v, s: _incoming(v, s, "ring"),
    "NOTIFY_ANSWER": _read_answer,
    "NOTIFY_END": lambda v, s: _incoming(v, s, "summary", leg_id="", **_end(v)),
    "NOTIFY_OUT_START": lambda v, s: _outgoing(v, s, "start"),
    "NOTIFY_OUT_END": lambda v, s: _outgoing(v, s, "summary", **_end(v)),
    "NOTIFY_RECORD": _read_record,
}
