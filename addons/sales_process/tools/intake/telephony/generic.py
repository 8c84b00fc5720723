"""Any other exchange: names of its fields and values are entered on the screen.

`field_map` {neutral field: path}: "call.from.number" goes into nested objects, a
number into a list. `value_map` {(field, raw value): neutral value} translates events,
directions and results. Works for JSON, forms and GET queries.
"""

from zoneinfo import ZoneInfo

from .event import (
    EVENTS,
    CallEvent,
    HookError,
    checked,
    parse_moment,
    seconds,
    text,
    truth,
)
from .numbers import client_number, find_direction, is_internal

FIELDS = (
    "event",
    "call_id",
    "leg_id",
    "direction",
    "client_phone",
    "source",
    "target",
    "did",
    "extension",
    "login",
    "started_at",
    "answered_at",
    "ended_at",
    "talk_seconds",
    "result",
    "recording_ref",
    "seq",
    "is_final",
)
_MOMENTS = ("started_at", "answered_at", "ended_at")


def read(hook, settings):
    """Return the events of one request.

    :raises HookError: the call number or the kind of event cannot be found
    """
    body = hook.json if hook.json is not None else hook.params
    values = {
        name: find_path(body, path) for name, path in (settings.field_map or {}).items()
    }
    return [checked(read_values(values, settings))]


def read_values(values, settings):
    """Return the event of neutral field names with raw values."""
    plain = {name: text(values.get(name)) for name in FIELDS}
    translate = _Translation(settings.value_map or {}, plain)
    zone = ZoneInfo(settings.zone)
    source, target = plain["source"], plain["target"]
    direction = translate("direction") or find_direction(source, target, settings)
    outside = plain["client_phone"] or client_number(direction, source, target)
    inside = source if direction == "out" else target
    event = translate("event")
    result = translate("result")
    if not event and (result or plain["ended_at"]):
        event = "summary"
    final = plain["is_final"]
    return CallEvent(
        event=event,
        call_id=plain["call_id"],
        leg_id=plain["leg_id"],
        direction=direction,
        client_phone_raw=outside,
        did=plain["did"],
        extension=plain["extension"]
        or (inside if is_internal(inside, settings) else ""),
        login=plain["login"],
        **{name: parse_moment(values.get(name), zone) for name in _MOMENTS},
        talk_seconds=seconds(values.get("talk_seconds")),
        result=result,
        recording_ref=plain["recording_ref"],
        seq=seconds(values.get("seq")) or 0,
        is_final=truth(translate("is_final")) if final else event == "summary",
    )


def find_path(body, path):
    """Return the value behind "a.b.0.c", or None."""
    value = body
    for step in (path or "").split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


class _Translation:
    """Neutral values of raw ones; neutral words are understood without a map."""

    def __init__(self, value_map, plain):
        self.value_map = {
            (field, raw.lower()): value for (field, raw), value in value_map.items()
        }
        self.plain = plain

    def __call__(self, name):
        raw = self.plain[name]
        return self.value_map.get((name, raw.lower()), raw)


__all__ = ["EVENTS", "FIELDS", "HookError", "find_path", "read", "read_values"]
