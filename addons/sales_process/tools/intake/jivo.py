"""What one report of Jivo tells: the pure part of taking a chat in.

`parse(payload)` -> `JivoEvent`. Every part of a payload is optional and may be of any
type; texts that the service masks are dropped; nothing raises for a JSON value.
Source: the webhook documentation of Jivo (jivo.ru/docs/webhooks).
"""

import re

from .jivo_event import (
    CHAT_EVENTS,
    CLIENT_EVENTS,
    EVENTS,
    TEXT_LIMIT,
    JivoAgent,
    JivoCall,
    JivoEvent,
    JivoMessage,
)
from .jivo_fold import fold
from .loose import as_dict, as_lines, as_list, as_moment, as_text, as_url
from .mail_text import clean_text, html_to_text
from .utm import NAMES, find_utm

__all__ = [
    "CHAT_EVENTS",
    "CLIENT_EVENTS",
    "EVENTS",
    "JivoAgent",
    "JivoEvent",
    "fold",
    "parse",
]

_HTML_LIMIT = 500_000
_MESSAGE_LIMIT = 10_000
_COUNT_LIMIT = 2_000  # messages, agents, tags
_MASK = re.compile(
    r"(?:<|&lt;)[^<>&\n]{0,60}(?:not\s+displayed|не\s+отобража)[^<>&\n]{0,60}(?:>|&gt;)",
    re.IGNORECASE,
)
_SPEAKER_ONLY = re.compile(r"^(?:\[[\d:.\s]{4,20}\]\s*)?[^:\n]{1,60}:$")
_VISITOR_TYPES = ("visitor", "client", "user", "customer")
_AGENT_TYPES = ("agent", "operator")


def parse(payload):
    """Return the `JivoEvent` of a report, whatever the report looks like."""
    payload = as_dict(payload)
    visitor = as_dict(payload.get("visitor"))
    event = as_text(payload.get("event_name"), 64).lower()
    chat = as_dict(payload.get("chat"))
    messages = tuple(_read_messages(chat.get("messages")))
    return JivoEvent(
        event=event,
        kinds=frozenset([event]),
        chat_id=as_text(payload.get("chat_id"), 64),
        widget_id=as_text(payload.get("widget_id"), 64),
        client_id=as_text(payload.get("client_id"), 64)
        or as_text(visitor.get("number"), 64),
        name=_read_title(visitor.get("name")),
        email=_read_email(visitor.get("email")),
        phone=_read_phone(visitor.get("phone")),
        organization=_read_title(payload.get("organization")),
        tags=tuple(filter(None, map(_read_title, _take(payload.get("tags"), "title")))),
        agents=tuple(_read_agents(payload)),
        messages=messages,
        text=_read_text(payload, messages),
        offline_message_id=as_text(payload.get("offline_message_id"), 64),
        is_blacklisted=True in (chat.get("blacklisted"), visitor.get("blacklisted")),
        call=_read_call(payload.get("call")),
        **_read_session(payload),
    )


def is_masked(text):
    """Whether the service says that it does not show this text."""
    return bool(text) and not _MASK.sub("", text).strip()


def _take(value, *marks):
    return as_list(value, *marks)[:_COUNT_LIMIT]


def _read_title(value):
    """The text itself, or the name of a dictionary."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    text = as_text(value)
    return "" if is_masked(text) else text


def _read_email(value):
    text = as_text(next(iter(_take(value)), value)).strip("<>").lower()
    return text if re.fullmatch(r"[^\s@,;]+@[^\s@,;]+", text) else ""


def _read_phone(value):
    numbers = [as_text(item, 64) for item in _take(value)[:5]] or [as_text(value, 128)]
    return "; ".join(number for number in numbers if re.search(r"\d{3}", number))


def _read_agents(payload):
    """All the agents of a report; who has the chat now is the last one."""
    found = {}
    for name in ("assigned_agent", "agents", "agent"):
        for item in _take(payload.get(name), "id", "name", "email"):
            data = as_dict(item)
            agent = JivoAgent(
                id=as_text(data.get("id"), 64),
                name=_read_title(data.get("name")),
                email=_read_email(data.get("email")),
            )
            if key := agent.id or agent.email:
                found.pop(key, None)
                found[key] = agent
    return found.values()


def _read_messages(value):
    for item in _take(value, "message"):
        data = as_dict(item)
        kind = as_text(data.get("type"), 32).lower()
        text = as_lines(data.get("message"), _MESSAGE_LIMIT)
        message = JivoMessage(
            sender=_read_sender(kind, data),
            text="" if is_masked(text) else clean_text(text),
            moment=as_moment(data.get("timestamp")),
            agent_id=as_text(data.get("agent_id"), 64),
        )
        if message.text or message.moment:
            yield message


def _read_sender(kind, data):
    if kind in _AGENT_TYPES or (not kind and as_text(data.get("agent_id"))):
        return "agent"
    return "visitor" if kind in _VISITOR_TYPES else ""


def _read_text(payload, messages):
    """The offline message; the plain or HTML transcript when there are no lines."""
    text = as_lines(payload.get("message"), _MESSAGE_LIMIT)
    if text and not is_masked(text):
        return clean_text(text)
    if any(line.text for line in messages):
        return ""
    plain = _read_plain(as_lines(payload.get("plain_messages"), TEXT_LIMIT))
    html = as_lines(payload.get("html_messages"), _HTML_LIMIT)
    # the mark of a masked text reads like an unknown tag
    html = _MASK.sub("&lt;not displayed&gt;", html)
    return plain or _read_plain(html_to_text(html))


def _read_plain(text):
    """A transcript without masked lines; nothing when only marks are left."""
    lines = []
    for line in clean_text(text).split("\n"):
        rest = _MASK.sub("", line).strip()
        if rest == line or not (not rest or _SPEAKER_ONLY.match(rest)):
            lines.append(rest)
    text = clean_text("\n".join(lines))[:TEXT_LIMIT]
    return text if re.search(r"\w", text) else ""


def _read_session(payload):
    session = as_dict(payload.get("session"))
    page = payload.get("page")
    address = page.get("url") if isinstance(page, dict) else page
    url = as_url(address)
    # the service may have lost the marks that the page was opened with
    tags = _read_utm(session) or find_utm(url)
    return {
        "city": as_text(as_dict(session.get("geoip")).get("city")),
        "page": url,
        "page_title": as_text(as_dict(page).get("title")),
        "source": tags.get("source", ""),
        "medium": tags.get("medium", ""),
        "campaign": tags.get("campaign", ""),
    }


def _read_utm(session):
    """Marks of an advertisement, of the dictionary or of "source=a|medium=b"."""
    tags = {}
    for part in re.split(r"[|&]", as_lines(session.get("utm"), 2000)):
        name, _sign, value = part.partition("=")
        tags[name.strip().lower().removeprefix("utm_")] = as_text(value)
    for name, value in list(as_dict(session.get("utm_json")).items())[:50]:
        if text := as_text(value):
            tags[str(name)[:32].lower().removeprefix("utm_")] = text
    return {name: tags[name] for name in NAMES if tags.get(name)}


def _read_call(value):
    data = as_dict(value)
    return JivoCall(
        type=as_text(data.get("type"), 32).lower(),
        phone=_read_phone(data.get("phone")),
        status=as_text(data.get("status"), 32).lower(),
        reason=as_text(data.get("reason")),
        record_url=as_url(data.get("record_url")),
    )
