"""All the reports of a chat make one, whatever their order."""

from dataclasses import replace

from .jivo_event import CLIENT_EVENTS, JivoCall

# whose word counts more when reports of one chat differ
_RANKS = {"chat_finished": 2, "offline_message": 2, "call_event": 1} | dict.fromkeys(
    CLIENT_EVENTS, 3
)
_CALL_ENDS = ("end", "error")
_SCALARS = (
    "chat_id", "widget_id", "client_id", "name", "email", "phone", "city", "page",
    "page_title", "source", "medium", "campaign", "organization", "text",
    "offline_message_id",
)  # fmt: skip


def fold(events):
    """Return one `JivoEvent` of all the reports of a chat, in any order, repeated.

    What an operator corrected by hand (`client_updated`) counts more than the end of
    the chat, and that more than its beginning; of two equal reports the later one.

    :param events: non-empty, in the order in which they came
    """
    ranked = sorted(events, key=lambda event: _RANKS.get(event.event, 0))
    chats = [event for event in ranked if event.event not in CLIENT_EVENTS]
    best = ranked[-1]
    talk = max((event.messages for event in ranked), key=_count_text)
    values = {name: _last(ranked, name) for name in _SCALARS}
    return replace(
        best,
        **{**values, "client_id": _last(chats or ranked, "client_id")},
        tags=tuple(dict.fromkeys(tag for event in ranked for tag in event.tags)),
        agents=_fold_agents(chats),
        messages=talk,
        is_blacklisted=any(event.is_blacklisted for event in ranked),
        call=_fold_calls(events),
        kinds=frozenset(event.event for event in ranked),
    )


def _last(events, name):
    values = (getattr(event, name) for event in reversed(events))
    return next((value for value in values if value), "")


def _count_text(messages):
    return (sum(bool(line.text) for line in messages), len(messages))


def _fold_agents(events):
    """Everybody who had the chat; the assigned manager of the client is no such one."""
    found = {}
    for event in events:
        for agent in event.agents:
            key = agent.id or agent.email
            found.pop(key, None)
            found[key] = agent
    return tuple(found.values())


def _fold_calls(events):
    """The last call of the chat; a good end is never taken back by a failure."""
    calls = [event.call for event in events if event.call.status]
    ended = [call for call in calls if call.status in _CALL_ENDS]
    good = [call for call in ended if call.status == "end"]
    best = (good or ended or calls or [JivoCall()])[-1]
    return replace(
        best,
        phone=best.phone or _last_of(calls, "phone"),
        type=best.type or _last_of(calls, "type"),
        record_url=best.record_url or _last_of(calls, "record_url"),
    )


def _last_of(calls, name):
    return next((getattr(c, name) for c in reversed(calls) if getattr(c, name)), "")
