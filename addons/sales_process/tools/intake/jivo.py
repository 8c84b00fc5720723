"""What one report of Jivo tells: the pure part of taking a chat in.

`parse(payload)` -> `JivoEvent`. Every part of a payload is optional and may be of any
type; texts that the service masks are dropped; nothing raises for a JSON value.
Source: the webhook documentation of Jivo (jivo.ru/docs/webhooks).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from .loose import as_dict, as_lines, as_list, as_moment, as_text, as_url
from .mail_text import clean_text, html_to_text

TEXT_LIMIT = 100_000  # characters of a transcript
_HTML_LIMIT = 500_000
_MESSAGE_LIMIT = 10_000
_COUNT_LIMIT = 2_000  # messages, agents, tags
_MASK = re.compile(
    r"(?:<|&lt;)[^<>&\n]{0,60}(?:not\s+displayed|не\s+отобража)[^<>&\n]{0,60}(?:>|&gt;)",
    re.IGNORECASE,
)
_SPEAKER_ONLY = re.compile(r"^(?:\[[\d:.\s]{4,20}\]\s*)?[^:\n]{1,60}:$")
CHAT_EVENTS = ("chat_accepted", "chat_assigned", "chat_updated", "chat_finished")
CLIENT_EVENTS = ("client_updated", "client_attribute_updated")
EVENTS = (*CHAT_EVENTS, *CLIENT_EVENTS, "offline_message", "call_event")
# whose word counts more when reports of one chat differ
_RANKS = {"chat_finished": 2, "offline_message": 2, "call_event": 1} | dict.fromkeys(
    CLIENT_EVENTS, 3
)
_LAST_EVENTS = ("chat_finished", "call_event")
_CALL_ENDS = ("end", "error")
_SCALARS = (
    "chat_id", "widget_id", "client_id", "name", "email", "phone", "city", "page",
    "page_title", "source", "medium", "campaign", "organization", "text",
    "offline_message_id",
)  # fmt: skip
_VISITOR_TYPES = ("visitor", "client", "user", "customer")
_AGENT_TYPES = ("agent", "operator")


@dataclass(frozen=True)
class JivoAgent:
    """An operator of the chat."""

    id: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class JivoMessage:
    """One line of the chat; `text` is empty when the service masks it."""

    sender: str = ""  # visitor, agent or empty
    text: str = ""
    moment: datetime | None = None  # UTC
    agent_id: str = ""


@dataclass(frozen=True)
class JivoCall:
    """A call ordered or made on the site."""

    type: str = ""  # callback, incoming, outgoing
    phone: str = ""
    status: str = ""  # start, agent_connected, client_connected, end, error
    reason: str = ""
    record_url: str = ""


@dataclass(frozen=True)
class JivoEvent:
    """One report; an empty string or tuple is something the report does not tell."""

    event: str = ""
    chat_id: str = ""
    widget_id: str = ""
    client_id: str = ""  # the visitor's number, the same in all his chats
    name: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    page: str = ""
    page_title: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    organization: str = ""
    tags: tuple = ()
    agents: tuple = ()
    messages: tuple = ()
    text: str = ""  # of an offline message, or a transcript that came as one text
    offline_message_id: str = ""
    is_blacklisted: bool = False
    call: JivoCall = JivoCall()
    kinds: frozenset = frozenset()  # names of the reports that were folded into one

    @property
    def has_chat(self):
        """Whether somebody wrote: a chat or an offline message, not only a call."""
        return bool(self.kinds & {*CHAT_EVENTS, "offline_message"})

    def get_group(self, digest):
        """What all the reports of one chat have in common; empty when nothing has.

        :param digest: of the report: what ends a chat is kept without a number too
        """
        if self.event == "offline_message":
            return f"offline:{self.offline_message_id or digest}"
        if self.chat_id:
            return f"chat:{self.chat_id}"
        if self.event in CLIENT_EVENTS:
            who = self.client_id or self.email or self.phone
            return f"client:{who}" if who else ""
        return f"chat:{digest}" if self.event in _LAST_EVENTS else ""

    @property
    def has_contacts(self):
        return bool(self.email or self.phone)

    @property
    def has_text(self):
        return bool(self.text or any(line.text for line in self.messages))

    @property
    def agent(self):
        """Who has the chat now: the last one named."""
        return self.agents[-1] if self.agents else JivoAgent()

    @property
    def started_at(self):
        """The first message of the visitor, else of anybody; UTC or None."""
        own = self._get_moments("visitor")
        return min(own or self._get_moments(), default=None)

    @property
    def ended_at(self):
        return max(self._get_moments(), default=None)

    @property
    def answered_at(self):
        """The first word of an agent after the visitor's first one; UTC or None."""
        start = min(self._get_moments("visitor"), default=None)
        answers = self._get_moments("agent")
        return min((m for m in answers if not start or m >= start), default=None)

    @property
    def first_line(self):
        """The first readable words of the visitor, for a title."""
        own = [line.text for line in self.messages if line.sender == "visitor"]
        if not own and "offline_message" in self.kinds:
            own = [self.text]
        return next((text.split("\n")[0] for text in own if text), "")

    def get_transcript(self, visitor="Visitor", agent="Operator"):
        """The chat as text, a line for each readable message.

        :param visitor: what to call a visitor who gave no name
        :param agent: what to call an operator who is not named
        """
        lines = [
            f"{self._get_speaker(line, visitor, agent)}: {line.text}"
            for line in self.messages
            if line.text
        ]
        return clean_text("\n".join(lines) or self.text)[:TEXT_LIMIT]

    def _get_speaker(self, line, visitor, agent):
        if line.sender != "agent":
            return self.name or visitor
        names = {item.id: item.name for item in self.agents if item.name}
        only = next(iter(names.values())) if len(names) == 1 else agent
        return names.get(line.agent_id) or only

    def _get_moments(self, sender=None):
        return [
            line.moment
            for line in self.messages
            if line.moment and sender in (None, line.sender)
        ]


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
    tags = _read_utm(session)
    return {
        "city": as_text(as_dict(session.get("geoip")).get("city")),
        "page": as_url(address),
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
    return tags


def _read_call(value):
    data = as_dict(value)
    return JivoCall(
        type=as_text(data.get("type"), 32).lower(),
        phone=_read_phone(data.get("phone")),
        status=as_text(data.get("status"), 32).lower(),
        reason=as_text(data.get("reason")),
        record_url=as_url(data.get("record_url")),
    )
