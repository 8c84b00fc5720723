"""Mango Office, VPBX API: form POST with vpbx_api_key, sign and json.

sign = sha256(key + json + salt). Mango appends /events/call, /events/summary,
/events/recording or /events/record/added to the address. Moments are seconds since
1970. Only `location` "abonent" is a person: a connected voice menu is no answer.
"""

import hashlib
import hmac
import json

from .event import CallEvent, HookError, parse_moment, seconds, text

_SUMMARY_DIRECTIONS = {"0": "inner", "1": "in", "2": "out"}
_STATES = {"Appeared": "ring", "Connected": "answer", "Disconnected": "end"}


def is_genuine(hook, settings):
    """Whether the signature is right; without keys the address is the secret."""
    if not (settings.api_key and settings.secret):
        return True
    form = hook.form or {}
    signed = f"{settings.api_key}{form.get('json', '')}{settings.secret}"
    expected = hashlib.sha256(signed.encode("utf-8", "replace")).hexdigest()
    given = str(form.get("sign", "")).encode("utf-8", "replace")
    return hmac.compare_digest(expected.encode(), given)


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the request is not of Mango
    """
    message = _decode((hook.form or {}).get("json"))
    path = hook.path.strip("/")
    if path.startswith("events/"):
        path = path.removeprefix("events/")
    reader = _READERS.get(path) or _guess_reader(message)
    event = reader(message, settings)
    if not event.call_id:
        raise HookError("the message has no entry_id")
    return [event]


def _decode(written):
    try:
        message = json.loads(written or "")
    except (ValueError, TypeError, RecursionError) as error:
        raise HookError("the field json is not JSON") from error
    if not isinstance(message, dict):
        raise HookError("the field json is no object")
    return message


def _guess_reader(message):
    if "recording_id" in message:
        return _read_recording
    return _read_summary if "entry_result" in message else _read_state


def _side(message, name):
    side = message.get(name)
    return side if isinstance(side, dict) else {}


def _parties(message, direction):
    """Return (number of the client, extension of the employee)."""
    source, target = _side(message, "from"), _side(message, "to")
    client = target if direction == "out" else source
    employee = source if direction == "out" else target
    return text(client.get("number")), text(employee.get("extension"))


def _read_state(message, settings):
    source, target = _side(message, "from"), _side(message, "to")
    inside = (bool(text(source.get("extension"))), bool(text(target.get("extension"))))
    direction = {(True, True): "inner", (True, False): "out"}.get(inside, "in")
    number, extension = _parties(message, direction)
    kind = _STATES.get(text(message.get("call_state")), "start")
    is_person = text(message.get("location")) in ("abonent", "")
    if not is_person and kind != "end":
        kind, extension = "start", ""
    moment = parse_moment(message.get("timestamp"))
    return CallEvent(
        event=kind,
        call_id=text(message.get("entry_id")),
        leg_id=text(message.get("call_id")),
        direction=direction,
        client_phone_raw=number,
        did=text(target.get("line_number")) or text(source.get("line_number")),
        extension=extension,
        seq=seconds(message.get("seq")) or 0,
        **{_MOMENTS[kind]: moment},
    )


_MOMENTS = {
    "start": "started_at",
    "ring": "started_at",
    "answer": "answered_at",
    "end": "ended_at",
}


def _read_summary(message, settings):
    direction = _SUMMARY_DIRECTIONS.get(text(message.get("call_direction")), "")
    number, extension = _parties(message, direction)
    talk = parse_moment(message.get("talk_time"))
    end = parse_moment(message.get("end_time"))
    is_answered = bool(talk) and text(message.get("entry_result")) != "0"
    return CallEvent(
        event="summary",
        call_id=text(message.get("entry_id")),
        direction=direction,
        client_phone_raw=number,
        did=text(message.get("line_number")),
        extension=extension,
        started_at=parse_moment(message.get("create_time")),
        answered_at=talk if is_answered else None,
        ended_at=end,
        talk_seconds=_talk(talk, end) if is_answered else 0,
        result="answered" if is_answered else "missed",
        is_final=True,
    )


def _talk(talk, end):
    return max(0, int((end - talk).total_seconds())) if talk and end else None


def _read_recording(message, settings):
    return CallEvent(
        event="record",
        call_id=text(message.get("entry_id")),
        leg_id=text(message.get("call_id")),
        extension=text(message.get("extension")),
        recording_ref=f"mango:{text(message.get('recording_id'))}",
        seq=seconds(message.get("seq")) or 0,
    )


_READERS = {
    "call": _read_state,
    "summary": _read_summary,
    "recording": _read_recording,
    "record/added": _read_recording,
}
