"""One report of Jivo, or all the reports of a chat together."""

from dataclasses import dataclass
from datetime import datetime

from .mail_text import clean_text

TEXT_LIMIT = 100_000  # characters of a transcript
CHAT_EVENTS = ("chat_accepted", "chat_assigned", "chat_updated", "chat_finished")
CLIENT_EVENTS = ("client_updated", "client_attribute_updated")
EVENTS = (*CHAT_EVENTS, *CLIENT_EVENTS, "offline_message", "call_event")
_LAST_EVENTS = ("chat_finished", "call_event")


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
