"""Make one call of its events, whatever their order and however often they came.

Rules that every exchange forces:

1. An answered leg wins over any other report: a ring group has one answer and many
   unanswered legs, and a late "no answer" of one leg takes nothing back.
2. A call is missed only when no leg was answered and the whole call is over: its
   final event came, or it has been silent for minutes (`is_silent`). An answered
   call is over when its answered legs have ended.
3. The clock of the first event is the beginning, of the last one the end.
"""

from dataclasses import dataclass
from datetime import datetime

from .event import CallEvent

_UNANSWERED = ("busy", "cancelled", "failed", "missed")


@dataclass(frozen=True)
class CallFacts:
    """What is known of one call.

    `state` is "ringing" until somebody answers or the call is over. `rung` are the
    extensions that have rung; `talk_seconds` is None while it is not known.
    """

    call_id: str
    direction: str = ""
    state: str = "ringing"
    number: str = ""
    did: str = ""
    extension: str = ""
    login: str = ""
    rung: tuple = ()
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    talk_seconds: int | None = None
    recording_ref: str = ""
    is_over: bool = False


def fold_events(events, is_silent=False):
    """Return the `CallFacts` of the events of one call.

    :param events: non-empty iterable of `CallEvent` with one `call_id`
    :param is_silent: nothing has come for so long that the call must be over
    """
    ordered = sorted(set(events), key=_order)
    direction = _find_direction(ordered)
    outer = [e for e in ordered if e.direction in (direction, "")] or ordered
    answered = _find_answered(ordered)
    is_over = is_silent or any(e.is_final for e in ordered)
    is_over = is_over or _is_talk_over(ordered, answered)
    person = _find_person(ordered, answered)
    answered_at = _least(e.answered_at for e in ordered)
    ended_at = _greatest(e.ended_at for e in ordered)
    return CallFacts(
        call_id=ordered[0].call_id,
        direction=direction,
        state=_find_state(ordered, answered, is_over, direction),
        number=_first(e.client_phone_raw for e in outer),
        did=_first(e.did for e in outer),
        extension=person.extension if person else "",
        login=person.login if person else "",
        rung=_find_rung(ordered),
        started_at=_least(_moments(ordered)),
        answered_at=answered_at,
        ended_at=ended_at if is_over or not answered else None,
        talk_seconds=_find_talk(ordered, answered, answered_at, ended_at, is_over),
        recording_ref=_find_recording(ordered),
        is_over=is_over,
    )


def _order(event: CallEvent):
    """A stable order that does not depend on how the events arrived."""
    moment = _least(
        m for m in (event.started_at, event.answered_at, event.ended_at) if m
    )
    return (moment or datetime.max, event.seq, event.event, event.key)


def _moments(events):
    for event in events:
        yield from filter(None, (event.started_at, event.answered_at, event.ended_at))


def _find_direction(events):
    """A call with an outside leg is an outside call."""
    named = [event.direction for event in events if event.direction]
    for direction in ("in", "out"):
        if direction in named:
            return _first(d for d in named if d != "inner")
    return named[0] if named else ""


def _is_answer(event):
    if event.event == "answer" or event.answered_at or event.result == "answered":
        return True
    return event.event == "summary" and not event.result and bool(event.talk_seconds)


def _find_answered(events):
    return [event for event in events if _is_answer(event)]


def _is_talk_over(events, answered):
    """Every leg that was answered has ended: some exchanges send nothing after it."""
    talked = {event.leg_id for event in answered}
    ended = {e.leg_id for e in events if e.event == "end" or _is_leg_record(e)}
    return bool(talked) and "" not in talked and talked <= ended


def _is_leg_record(event):
    return event.event == "summary" and not event.is_final


def _find_person(events, answered):
    """Who answered first; before that the only one who has rung."""
    named = [e for e in answered if e.extension or e.login]
    if named:
        return min(named, key=lambda e: (e.answered_at or datetime.max, _order(e)))
    if answered:
        # some exchanges name the employee only in another event of that leg
        legs = {e.leg_id for e in answered if e.leg_id}
        named = [e for e in events if e.leg_id in legs and (e.extension or e.login)]
    known = named or [e for e in events if e.extension or e.login]
    people = {(e.extension or e.login) for e in known}
    return known[0] if len(people) == 1 else None


def _find_rung(events):
    rung = dict.fromkeys(e.extension or e.login for e in events if e.event == "ring")
    return tuple(who for who in rung if who)


def _find_state(events, answered, is_over, direction):
    if answered:
        return "answered"
    if not is_over:
        return "ringing"
    final = [e.result for e in events if e.is_final and e.result in _UNANSWERED]
    legs = [e.result for e in events if e.result in _UNANSWERED]
    if direction == "in":
        # the caller hung up, a leg was busy: for the client it is a missed call
        return "busy" if legs and set(legs) == {"busy"} else "missed"
    if final:
        return final[-1]
    return legs[-1] if legs else "missed"


def _find_talk(events, answered, answered_at, ended_at, is_over):
    if not answered:
        return 0 if is_over else None
    known = [e for e in events if e.talk_seconds is not None]
    whole = [e.talk_seconds for e in known if e.is_final]
    if whole and max(whole):
        return max(whole)
    legs = {e.leg_id: e.talk_seconds for e in known if not e.is_final}
    if sum(legs.values()):
        return sum(legs.values())
    if answered_at and ended_at and is_over:
        return max(0, int((ended_at - answered_at).total_seconds()))
    return None


def _find_recording(events):
    """A reference that the exchange can be asked for is better than a file name."""
    refs = [e.recording_ref for e in events if e.recording_ref]
    better = [ref for ref in refs if not ref.startswith("file:")]
    return _first(better or refs)


def _first(values):
    return next((value for value in values if value), "")


def _least(values):
    return min((value for value in values if value), default=None)


def _greatest(values):
    return max((value for value in values if value), default=None)
