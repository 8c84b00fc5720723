"""What one letter tells: the pure part of taking an inquiry in.

`read_letter(letter, template, own)` -> `Reading`. A template is a `TemplateRule`:
the record `sales.inquiry.template` without the database.
"""

import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from .labels import has_label, parse_labels
from .mail_text import clean_text, split_quote, split_signature
from .people import (
    clean_name,
    clean_subject,
    find_company,
    find_emails,
    find_forward,
    signature_name,
)
from .phones import find_phones, phone_tail, valid_phones
from .requisites import find_inn, read_inn
from .safe_regex import PatternError, search_all

_DIALOG_LINE = re.compile(r"^\[\d{1,2}:\d{2}(?::\d{2})?\]")
_ROBOT_TAIL = re.compile(
    r"\n(?:--\s*$|сообщение сгенерировано автоматически|"
    r"это сообщение отправлено с сайта|this e-?mail was sent from|"
    r"this is a notification that).*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_ROBOT_NAME = re.compile(
    r"(?:robot|no-?_?reply|do-?not-?reply|www|apache|nobody|wordpress|webmaster|site|"
    r"forms?|mailer|bitrix|admin|root|postmaster|info|daemon)\b|$",
    re.IGNORECASE,
)
_MASK_LIMIT = 500


@dataclass(frozen=True)
class Letter:
    """A received message, decoded."""

    sender_name: str = ""
    sender_email: str = ""
    reply_to: str = ""
    subject: str = ""
    text: str = ""


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


def matches(rule, letter):
    """Whether a letter is of the template's kind: all that is given must fit."""
    checks = []
    if rule.sender_masks:
        checks.append(_fits(letter.sender_email, rule.sender_masks))
    if rule.subject_masks:
        checks.append(_fits(letter.subject, rule.subject_masks))
    if rule.body_labels:
        checks.append(all(has_label(letter.text, label) for label in rule.body_labels))
    return all(checks)


def read_letter(letter, rule, own):
    """Return the `Reading` of a letter by the rules of its template."""
    if rule.sender_is_client:
        return _read_handwritten(letter, rule, own)
    return _read_robot(letter, rule, own)


def _fits(value, masks):
    value = (value or "").casefold()[:_MASK_LIMIT]
    return any(fnmatchcase(value, mask.casefold()) for mask in masks)


def _patterns(rule, text):
    """Return ({field: value}, code of what went wrong)."""
    try:
        found = search_all(rule.patterns, text)
    except PatternError as error:
        return {}, error.code
    return {name: value for name, value in found.items() if value}, ""


# ---- letters of robots: label and value ------------------------------------------


def _read_robot(letter, rule, own):
    body = _ROBOT_TAIL.sub("", f"{letter.text}\n").strip()
    values = parse_labels(_before_dialog(body), rule.labels)
    found, problem = _patterns(rule, letter.text)
    values.update(found)
    text = _robot_text(body, values)
    inn = read_inn(values.get("inn", ""), own.inns)
    found_inn, kpp = find_inn(text, own.inns)
    source, medium, campaign = _read_utm(values.get("utm", ""))
    phones = tuple(_robot_phones(values.get("phone", ""), text, own))
    return Reading(
        contact_name=_robot_contact(values),
        company=_one_line(values.get("company", "")),
        inn=inn or found_inn,
        kpp=values.get("kpp", "") or kpp,
        email=_robot_email(letter, values, own),
        phones=phones,
        phone_raw=_one_line(values.get("phone", "")) or _join_phones(phones),
        subject=_one_line(values.get("subject", "")) or clean_subject(letter.subject),
        text=text,
        product=_one_line(values.get("product", "")),
        page=_one_line(values.get("page", "")),
        chat_id=_one_line(values.get("chat_id", "")),
        city=_one_line(values.get("city", "")),
        source=source,
        medium=medium,
        campaign=campaign,
        sender_is_client=False,
        problem=problem,
    )


def _join_phones(phones):
    """Write numbers so that `parse_phones` reads them back, extensions too."""
    return ", ".join(
        f"{phone.raw} доб. {phone.extension}" if phone.extension else phone.raw
        for phone in phones
    )


def _one_line(value):
    return " ".join((value or "").split())


def _before_dialog(text):
    """The labelled head of a transcript: the talk itself has colons too."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _DIALOG_LINE.match(line):
            return "\n".join(lines[:index])
    return text


def _robot_text(body, values):
    if values.get("text"):
        return clean_text(values["text"])
    dialog = [line for line in body.split("\n") if _DIALOG_LINE.match(line)]
    if dialog:
        return "\n".join(dialog)
    return values.get("product", "") or body


def _robot_contact(values):
    name = _one_line(values.get("contact_name", ""))
    name = re.sub(r"\s*[<(]?[\w.+-]+@[\w.-]+[>)]?\s*", " ", name).strip()
    return clean_name(name)


def _robot_email(letter, values, own):
    """The visitor's address; the robot's own is never the client's."""
    named = find_emails(f"{values.get('email', '')} {values.get('contact_name', '')}")
    sender = letter.sender_email.lower()
    answer_to = [letter.reply_to.lower()] if letter.reply_to else []
    for email in [*named, *answer_to]:
        if email != sender and not own.is_email(email):
            return email
    # simple scripts put the visitor himself into From
    return "" if _ROBOT_NAME.match(sender) or own.is_email(sender) else sender


def _robot_phones(value, text, own):
    return own.foreign(valid_phones(value)) or own.foreign(find_phones(text))


def _read_utm(value):
    """Read "yandex / cpc / campaign" or "utm_source=yandex&utm_medium=cpc"."""
    named = dict(re.findall(r"utm_(source|medium|campaign)=([^&\s]+)", value))
    if named:
        return tuple(named.get(k, "") for k in ("source", "medium", "campaign"))
    parts = [part.strip() for part in value.split(" / ")] if value else []
    return tuple([*parts, "", "", ""][:3])


# ---- letters of people -----------------------------------------------------------


def _read_handwritten(letter, rule, own):
    forward = None
    if own.is_email(letter.sender_email):
        forward = find_forward(letter.subject, letter.text)
    if forward and forward.email and not own.is_email(forward.email):
        inner = Letter(
            sender_name=forward.name,
            sender_email=forward.email,
            subject=forward.subject or clean_subject(letter.subject),
            text=forward.text,
        )
        reading = _read_person(inner, rule, own)
        return replace(reading, is_forwarded=True, sender_is_client=False)
    return _read_person(letter, rule, own)


def _read_person(letter, rule, own):
    written, _quoted = split_quote(letter.text)
    body, signature = split_signature(written)
    found, problem = _patterns(rule, written)
    labelled = {**parse_labels(written, rule.labels), **found}
    inn, kpp = find_inn(signature, own.inns)
    if not inn:
        inn, kpp = find_inn(written, own.inns)
    phones = own.foreign(find_phones(signature)) or own.foreign(find_phones(written))
    if not phones and labelled.get("phone"):
        phones = own.foreign(valid_phones(labelled["phone"]))
    return Reading(
        contact_name=_one_line(labelled.get("contact_name", ""))
        or signature_name(signature)
        or clean_name(letter.sender_name),
        company=_one_line(labelled.get("company", ""))
        or find_company(signature, own.companies)
        or find_company(body, own.companies),
        inn=inn,
        kpp=kpp,
        email=_person_email(letter, written, own),
        phones=tuple(phones),
        phone_raw=_join_phones(phones),
        subject=clean_subject(letter.subject),
        text=clean_text(body) or clean_text(written),
        problem=problem,
    )


def _person_email(letter, written, own):
    for email in (letter.reply_to, letter.sender_email):
        if email and not own.is_email(email):
            return email.lower()
    # an employee wrote down somebody else's request
    return next((mail for mail in find_emails(written) if not own.is_email(mail)), "")


__all__ = [
    "Letter",
    "OwnData",
    "Reading",
    "TemplateRule",
    "matches",
    "read_letter",
]
