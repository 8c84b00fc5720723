"""MegaFon VATS and the other exchanges of iTooLabs: one address, field `cmd`.

The secret stands in the body as crm_token. "event" reports legs, "history" the whole
call, "contact" asks for the caller's name. `start` is UTC; `duration` is the whole
call with the ringing; newer exchanges tell the ringing as `wait`.
"""

import hmac

from .event import CallEvent, HookError, parse_moment, seconds, text

_EVENTS = {
    "INCOMING": "ring",
    "OUTGOING": "start",
    "ACCEPTED": "answer",
    "COMPLETED": "end",
    "CANCELLED": "end",
    "TRANSFERRED": "ring",
}
_RESULTS = {
    "success": "answered",
    "missed": "missed",
    "cancel": "cancelled",
    "busy": "busy",
    "notavailable": "failed",
    "notallowed": "failed",
    "notfound": "failed",
}


def is_genuine(hook, settings):
    """Whether crm_token is right; without one in the settings the address is enough."""
    if not settings.secret:
        return True
    given = text(hook.fields.get("crm_token")).encode("utf-8", "replace")
    return hmac.compare_digest(settings.secret.encode(), given)


def is_name_request(hook):
    """Whether the exchange waits for the caller's name."""
    return text(hook.fields.get("cmd")) == "contact"


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the request is not of this exchange
    """
    values = hook.fields
    command = text(values.get("cmd"))
    reader = {"contact": _read_arrival, "event": _read_leg, "history": _read_history}
    if command not in reader:
        raise HookError(f"unknown cmd {command!r}")
    event = reader[command](values)
    if not event.call_id:
        raise HookError("the request has no callid")
    return [event]


def _base(values, event, **more):
    return CallEvent(
        event=event,
        call_id=text(values.get("callid")),
        client_phone_raw=text(values.get("phone")),
        did=text(values.get("diversion")),
        extension=text(values.get("ext")),
        login=text(values.get("user")),
        **more,
    )


def _read_arrival(values):
    return _base(values, "start", direction="in")


def _read_leg(values):
    kind = text(values.get("type")).upper()
    if kind not in _EVENTS:
        raise HookError(f"unknown type {kind!r}")
    direction = text(values.get("direction"))
    if direction not in ("in", "out"):
        direction = "out" if kind == "OUTGOING" else "in"
    leg = text(values.get("ext")) or text(values.get("user"))
    result = "cancelled" if kind == "CANCELLED" else ""
    return _base(values, _EVENTS[kind], direction=direction, leg_id=leg, result=result)


def _read_history(values):
    status = text(values.get("status")).lower().replace(" ", "")
    result = _RESULTS.get(status, "failed" if status else "")
    link = text(values.get("link"))
    whole = seconds(values.get("duration"))
    if whole is not None:
        whole = max(0, whole - (seconds(values.get("wait")) or 0))
    start = parse_moment(values.get("start"))
    return _base(
        values,
        "summary",
        direction="out" if text(values.get("type")) == "out" else "in",
        started_at=start,
        talk_seconds=whole if result == "answered" else 0,
        result=result,
        recording_ref=link if link.startswith("https://") else "",
        is_final=True,
    )
