"""Plain values of reading a letter, and what both kinds of letters share."""

from dataclasses import dataclass, field

from .phones import phone_tail
from .safe_regex import PatternError, search_all


@dataclass(frozen=True)
class Letter:
    """A received message, decoded; `attached` is a letter it carries as a file."""

    sender_name: str = ""
    sender_email: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    attached: object = None


@dataclass(frozen=True)
class TemplateRule:
    """How to recognise and read one kind of letter.

    `labels` {label: field}, `patterns` {field: regular expression}; masks use * and ?.
    """

    sender_masks: tuple = ()
    subject_masks: tuple = ()
    body_labels: tuple = ()
    labels: dict = field(default_factory=dict)
    patterns: dict = field(default_factory=dict)
    sender_is_client: bool = False


@dataclass(frozen=True)
class OwnData:
    """What belongs to our company and is never taken for the client's."""

    emails: frozenset = frozenset()
    domains: frozenset = frozenset()
    phones: frozenset = frozenset()  # last ten digits
    inns: frozenset = frozenset()
    companies: frozenset = frozenset()

    def is_email(self, email):
        email = (email or "").lower()
        return email in self.emails or email.rpartition("@")[2] in self.domains

    def foreign(self, phones):
        return [p for p in phones if phone_tail(p.e164) not in self.phones]


@dataclass(frozen=True)
class Reading:
    """The contact data and the need found in a letter."""

    contact_name: str = ""
    company: str = ""
    inn: str = ""
    kpp: str = ""
    email: str = ""
    phones: tuple = ()
    phone_raw: str = ""
    subject: str = ""
    text: str = ""
    product: str = ""
    page: str = ""
    chat_id: str = ""
    city: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    sender_is_client: bool = True
    is_forwarded: bool = False
    problem: str = ""  # code of a pattern that did not work (`safe_regex`)


def run_patterns(rule, text):
    """Return ({field: value}, code of what went wrong)."""
    try:
        found = search_all(rule.patterns, text)
    except PatternError as error:
        return {}, error.code
    return {name: value for name, value in found.items() if value}, ""


def join_phones(phones):
    """Write numbers so that `parse_phones` reads them back, extensions too."""
    return ", ".join(
        f"{phone.raw} доб. {phone.extension}" if phone.extension else phone.raw
        for phone in phones
    )


def one_line(value):
    return " ".join((value or "").split())
