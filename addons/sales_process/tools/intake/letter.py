"""What one letter tells: the pure part of taking an inquiry in.

`read_letter(letter, template, own)` -> `Reading`. A template is a `TemplateRule`:
the record `sales.inquiry.template` without the database.
"""

import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from urllib.parse import unquote_plus

from .companies import company_key, find_company, is_company_name
from .forwards import find_forward
from .labels import has_label, parse_labels
from .mail_text import (
    clean_text,
    split_quote,
    split_signature,
    strip_banners,
)
from .people import (
    clean_name,
    clean_subject,
    find_emails,
    is_contact_line,
    is_person_name,
    longer_name,
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
_TEXT_LIMIT = 100_000  # characters that are read; the raw letter is kept whole
_FORWARD_LIMIT = 5  # employees may forward a letter to each other
_UNMARKED_LINES = 8  # last lines in which a signature without a sign-off is looked for
_UTM = re.compile(r"utm_(source|medium|campaign)\s*[=:]\s*([^&\s,;]+)", re.IGNORECASE)


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
    letter = replace(letter, text=letter.text[:_TEXT_LIMIT])
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
    source, medium, campaign = _read_utm(values.get("utm", ""), letter.text)
    phones = tuple(_robot_phones(values.get("phone", ""), text, own))
    return Reading(
        contact_name=_robot_contact(values),
        company=_robot_company(values, text, own),
        inn=inn or found_inn,
        kpp=values.get("kpp", "") or kpp,
        email=_robot_email(letter, values, own),
        phones=phones,
        phone_raw=_one_line(values.get("phone", "")) or _join_phones(phones),
        subject=_first_line(values.get("subject", "")) or clean_subject(letter.subject),
        text=text,
        product=_first_line(values.get("product", "")),
        page=_first_line(values.get("page", "")),
        chat_id=_first_line(values.get("chat_id", "")),
        city=_first_line(values.get("city", "")),
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


def _first_line(value):
    """An unknown label below a short field does not belong to it."""
    lines = (" ".join(line.split()) for line in (value or "").split("\n"))
    return next(filter(None, lines), "")


def _robot_company(values, text, own):
    named = _first_line(values.get("company", ""))
    if named and company_key(named) not in {company_key(n) for n in own.companies}:
        return named
    return find_company(text, own.companies, is_signature=False)


def _robot_contact(values):
    name = _first_line(values.get("contact_name", ""))
    name = re.sub(r"\s*[<(]?[\w.+-]{1,64}@[\w.-]+[>)]?\s*", " ", name[:200]).strip()
    last = _first_line(values.get("last_name", ""))
    if last and last.casefold() not in name.casefold():
        name = f"{name} {last}".strip()
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


def _read_utm(value, text):
    """Read "yandex / cpc / campaign", or utm_source=... anywhere in the letter."""
    named = {}
    for name, found in _UTM.findall(f"{value}\n{text}"):
        named.setdefault(name.lower(), unquote_plus(found))
    if named:
        return tuple(named.get(k, "") for k in ("source", "medium", "campaign"))
    parts = [part.strip() for part in value.split(" / ")] if value else []
    return tuple([*parts, "", "", ""][:3])


# ---- letters of people -----------------------------------------------------------


def _read_handwritten(letter, rule, own):
    inner = _find_first_author(letter, own)
    if inner is None:
        return _read_person(letter, rule, own)
    reading = _read_person(inner, rule, own)
    if not (reading.email or reading.phones or reading.contact_name):
        return _read_person(letter, rule, own)
    return replace(reading, is_forwarded=True, sender_is_client=False)


def _find_first_author(letter, own):
    """The letter that employees forwarded, maybe to each other; None otherwise."""
    inner = letter
    for _step in range(_FORWARD_LIMIT):
        is_ours = own.is_email(inner.sender_email)
        forward = find_forward(inner.subject, inner.text) if is_ours else None
        if forward is None:
            break
        inner = Letter(
            sender_name=forward.name,
            sender_email=forward.email,
            subject=forward.subject or clean_subject(inner.subject),
            text=forward.text,
        )
    if inner is letter or own.is_email(inner.sender_email):
        return None
    return inner


def _read_person(letter, rule, own):
    written, _quoted = split_quote(letter.text)
    written = strip_banners(written)
    body, signature = split_signature(written)
    if not signature:
        body, signature = _split_unmarked_signature(written)
    found, problem = _patterns(rule, written)
    labelled = {**parse_labels(written, rule.labels), **found}
    inn, kpp = find_inn(signature, own.inns)
    if not inn:
        inn, kpp = find_inn(written, own.inns)
    phones = own.foreign(find_phones(signature)) or own.foreign(find_phones(written))
    if not phones and labelled.get("phone"):
        phones = own.foreign(valid_phones(labelled["phone"]))
    return Reading(
        contact_name=_person_name(letter, labelled, signature),
        company=_person_company(letter, labelled, body, signature, own),
        inn=inn,
        kpp=kpp,
        email=_person_email(letter, written, own),
        phones=tuple(phones),
        phone_raw=_join_phones(phones),
        subject=clean_subject(letter.subject),
        # somebody else's words only when he has written none of his own
        text=clean_text(body) or clean_text(written) or clean_text(letter.text),
        problem=problem,
    )


def _person_name(letter, labelled, signature):
    display = clean_name(letter.sender_name)
    if is_company_name(display):
        display = ""
    name = _one_line(labelled.get("contact_name", "")) or signature_name(signature)
    return longer_name(name, display) if name and display else name or display


def _person_company(letter, labelled, body, signature, own):
    return (
        _one_line(labelled.get("company", ""))
        or find_company(signature, own.companies)
        or find_company(body, own.companies, is_signature=False)
        or find_company(letter.sender_name, own.companies)
    )


def _split_unmarked_signature(text):
    """A signature without "Kind regards": a name and contacts in the last lines."""
    lines = text.split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    for index in filled[-_UNMARKED_LINES:]:
        below = [lines[i] for i in filled if i > index]
        is_signed = any(is_contact_line(line) for line in below)
        if index > filled[0] and is_signed and is_person_name(lines[index]):
            return "\n".join(lines[:index]).strip(), "\n".join([lines[index], *below])
    return text.strip(), ""


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
