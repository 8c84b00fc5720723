"""MikoPBX: module "Web hooks" (ModuleHttpAlert), REST v3 call records, AMI listener.

The module sends GET with a query built from the administrator's templates; the names
used here are those of the guide. `id` is one per call (linkedid), `uid` one per leg.
The listener posts JSON `{"events": [...]}` of neutral events.
"""

from zoneinfo import ZoneInfo

from .event import CallEvent, HookError, from_json, parse_moment, seconds, text, truth
from .numbers import client_number, find_direction, is_internal

_DIRECTIONS = {"incoming": "in", "outgoing": "out", "inner": "inner"}
_RESULTS = {
    "ANSWERED": "answered",
    "NOANSWER": "missed",
    "NO ANSWER": "missed",
    "BUSY": "busy",
    "CANCEL": "cancelled",
    "FAILED": "failed",
}


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the request is not of the module
    """
    if hook.json is not None:
        return _read_neutral(hook.json)
    values = {name: text(value) for name, value in hook.params.items()}
    reader = _READERS.get(values.get("action", ""))
    if not reader:
        raise HookError(f"unknown action {values.get('action', '')!r}")
    event = reader(values, settings)
    if not event.call_id:
        raise HookError("the request has no id")
    return [event]


def is_name_request(hook):
    """Whether the exchange waits for the name that its telephones show."""
    return hook.params.get("action") == "incoming-call"


def read_record(record, settings, is_final):
    """Return the event of one row of the call records (REST v3).

    :param record: dictionary of the row
    :param is_final: the row ended so long ago that no other leg can follow
    """
    zone = ZoneInfo(settings.zone)
    source, target = text(record.get("src_num")), text(record.get("dst_num"))
    direction = find_direction(source, target, settings) or "in"
    answered = parse_moment(record.get("answer"), zone)
    result = _RESULTS.get(text(record.get("disposition")).upper(), "")
    has_file = bool(text(record.get("recordingfile")))
    return CallEvent(
        event="summary",
        call_id=text(record.get("linkedid")),
        leg_id=text(record.get("UNIQUEID")),
        direction=direction,
        client_phone_raw=client_number(direction, source, target),
        did=text(record.get("did")),
        extension=_employee(direction, source, target, settings),
        started_at=parse_moment(record.get("start"), zone),
        answered_at=answered if result in ("answered", "") else None,
        ended_at=parse_moment(record.get("endtime"), zone),
        talk_seconds=seconds(record.get("billsec")),
        result=result,
        recording_ref=f"cdr:{text(record.get('id'))}" if has_file else "",
        is_final=is_final,
    )


def _read_neutral(body):
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list) or not events:
        raise HookError("the body has no list of events")
    return [from_json(values) for values in events]


def _employee(direction, source, target, settings):
    number = source if direction == "out" else target
    return number if is_internal(number, settings) else ""


def _base(values, settings, event, **more):
    source, target = values.get("src", ""), values.get("dst", "")
    direction = _DIRECTIONS.get(values.get("type", ""), "")
    direction = direction or find_direction(source, target, settings)
    return CallEvent(
        event=event,
        call_id=values.get("id", ""),
        leg_id=more.pop("leg_id", values.get("uid", "")),
        direction=direction,
        client_phone_raw=client_number(direction, source, target),
        did=values.get("did", ""),
        extension=_employee(direction, source, target, settings)
        or values.get("user", ""),
        **more,
    )


def _moment(values, settings):
    return parse_moment(values.get("date"), ZoneInfo(settings.zone))


def _read_arrival(values, settings):
    return CallEvent(
        event="start",
        call_id=values.get("id", ""),
        direction="in",
        client_phone_raw=values.get("number", ""),
        did=values.get("did", ""),
        started_at=_moment(values, settings),
    )


def _read_ring(values, settings):
    moment = _moment(values, settings)
    return _base(values, settings, "ring", started_at=moment)


def _read_channel(values, settings):
    moment = _moment(values, settings)
    return _base(values, settings, "start", started_at=moment)


def _read_answer(values, settings):
    moment = _moment(values, settings)
    return _base(values, settings, "answer", answered_at=moment)


def _read_hangup(values, settings):
    return _base(values, settings, "end", ended_at=_moment(values, settings))


def _read_leg(values, settings):
    return _read_records(values, settings, values.get("missed"), is_final=False)


def _read_global(values, settings):
    missed = values.get("gmissed", values.get("missed"))
    return _read_records(values, settings, missed, is_final=True)


def _read_records(values, settings, missed, is_final):
    """A leg is over, or the whole call. The date is when the leg began."""
    file = values.get("file", "")
    return _base(
        values,
        settings,
        "summary",
        leg_id="" if is_final else values.get("uid", ""),
        started_at=_moment(values, settings),
        result="missed" if truth(missed) else "answered" if file else "",
        recording_ref=f"file:{file}" if file else "",
        is_final=is_final,
    )


_READERS = {
    "incoming-call": _read_arrival,
    "call": _read_ring,
    "create-chan": _read_channel,
    "answer": _read_answer,
    "end-dial": _read_hangup,
    "hangup": _read_hangup,
    "end-call": _read_leg,
    "end-call-global": _read_global,
}
