"""The one shape in which every telephone exchange is understood.

An exchange reports a call in several messages, in any order and more than once.
An adapter turns one message into `CallEvent`s; `fold.fold_events` makes one call of
all of them.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

EVENTS = ("start", "ring", "answer", "end", "summary", "record")
DIRECTIONS = ("in", "out", "inner")
RESULTS = ("answered", "missed", "busy", "cancelled", "failed")
TEXT_LIMIT = 250
SECONDS_LIMIT = 7 * 24 * 3600
_MOMENTS = ("started_at", "answered_at", "ended_at")


class HookError(ValueError):
    """The message of the exchange cannot be understood; the text says why."""


@dataclass(frozen=True)
class Hook:
    """One HTTP request of an outside service, without the web framework.

    `json` is the decoded body when it is JSON, whatever its type; `path` is what
    follows the token in the address.
    """

    method: str = "GET"
    path: str = ""
    query: dict = None
    form: dict = None
    json: object = None
    headers: dict = None
    body: bytes = b""

    @property
    def params(self):
        """Query and form together; the body wins."""
        return {**(self.query or {}), **(self.form or {})}

    @property
    def fields(self):
        """The message as a dictionary, whichever way it was sent."""
        return self.json if isinstance(self.json, dict) else self.params


@dataclass(frozen=True)
class Settings:
    """What an adapter has to know of the exchange: the record without the database."""

    kind: str = "generic"
    secret: str = ""
    api_key: str = ""
    zone: str = "Europe/Moscow"
    own_numbers: frozenset = frozenset()  # last ten digits
    extensions: frozenset = frozenset()
    field_map: dict = None  # {neutral field: path in the message}
    value_map: dict = None  # {(neutral field, raw value): neutral value}


@dataclass(frozen=True)
class CallEvent:
    """One report about one call.

    `call_id` names the whole call and `leg_id` one connection of it (each rung
    employee is a leg). Moments are UTC without zone. `is_final`: the whole call is
    over. `result` is known only to events that end something.
    """

    event: str
    call_id: str
    leg_id: str = ""
    direction: str = ""
    client_phone_raw: str = ""
    did: str = ""
    extension: str = ""
    login: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    talk_seconds: int | None = None
    result: str = ""
    recording_ref: str = ""
    seq: int = 0
    is_final: bool = False

    @property
    def key(self):
        """The natural key: the same report twice has the same one."""
        digest = hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode())
        return f"{self.call_id}|{self.leg_id}|{self.event}|{digest.hexdigest()[:16]}"


def to_json(event):
    """Return the event as a dictionary of plain values without empty ones."""
    values = {k: v for k, v in asdict(event).items() if v not in (None, "", 0, False)}
    for name in _MOMENTS:
        if name in values:
            values[name] = values[name].isoformat(timespec="seconds") + "Z"
    if event.talk_seconds == 0:
        values["talk_seconds"] = 0
    return values


def from_json(values):
    """Return the event written as a dictionary, as `to_json` writes it.

    :raises HookError: it is no such dictionary
    """
    if not isinstance(values, dict):
        raise HookError("an event is not a dictionary")
    names = {field.name for field in fields(CallEvent)}
    known = {name: value for name, value in values.items() if name in names}
    moments = {name: parse_moment(known.get(name)) for name in _MOMENTS}
    event = CallEvent(
        **{
            **{name: text(value) for name, value in known.items()},
            **moments,
            "event": text(known.get("event")),
            "call_id": text(known.get("call_id")),
            "talk_seconds": seconds(known.get("talk_seconds")),
            "seq": seconds(known.get("seq")) or 0,
            "is_final": truth(known.get("is_final")),
        }
    )
    return checked(event)


def checked(event):
    """Return the event when it can be used.

    :raises HookError: no call number, or an unknown kind
    """
    if not event.call_id:
        raise HookError("the message has no call number")
    if event.event not in EVENTS:
        raise HookError(f"unknown event {event.event!r}")
    direction = event.direction if event.direction in DIRECTIONS else ""
    result = event.result if event.result in RESULTS else ""
    return replace(event, direction=direction, result=result)


# ---- values as they come: of any type ---------------------------------------------


def text(value):
    """One line of text of any scalar; other types are nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    clean = "".join(letter for letter in str(value) if letter.isprintable())
    # a lone surrogate cannot be stored
    clean = clean.encode("utf-8", "ignore").decode()
    return " ".join(clean.split())[:TEXT_LIMIT]


def seconds(value):
    """A whole number of seconds from 0 to a week, or None."""
    try:
        number = int(float(text(value) or "x"))
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= SECONDS_LIMIT else None


def truth(value):
    """Whether "1", "true", "yes" or True was sent."""
    return value is True or text(value).lower() in ("1", "true", "yes", "on")


def parse_moment(value, zone=None):
    """Return a moment in UTC without zone, or None.

    Understands ISO with and without offset ("2025-11-18T15:40:10+03:00",
    "2025-11-18 15:40:10.331"), "20251118T124009Z" and seconds since 1970.

    :param zone: `ZoneInfo` of moments written without one; UTC by default
    """
    written = text(value)
    if not written:
        return None
    try:
        if written.replace(".", "", 1).isdigit() and len(written.split(".")[0]) <= 13:
            return _from_epoch(float(written))
        if "T" not in written:
            written = written.replace(" ", "T", 1)
        # a plus sign that was not encoded in a query is a blank
        moment = datetime.fromisoformat(written.replace(" ", "+"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone or UTC)
        moment = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if 2000 <= moment.year <= 2100 else None


def _from_epoch(number):
    number = number / 1000 if number > 1e11 else number
    moment = datetime.fromtimestamp(number, UTC).replace(tzinfo=None, microsecond=0)
    return moment if 2000 <= moment.year <= 2100 else None
