"""Letters of robots: site forms and chats, label and value."""

import re

from .companies import company_key, find_company
from .labels import parse_labels
from .letter_types import Reading, join_phones, one_line, run_patterns
from .mail_text import clean_text
from .people import clean_name, clean_subject, find_emails
from .phones import find_phones, valid_phones
from .requisites import find_inn, read_inn
from .utm import NAMES, find_utm

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


def read_robot(letter, rule, own):
    body = _ROBOT_TAIL.sub("", f"{letter.text}\n").strip()
    values = parse_labels(_before_dialog(body), rule.labels)
    found, problem = run_patterns(rule, letter.text)
    values.update(found)
    text = _robot_text(body, values)
    inn = read_inn(values.get("inn", ""), own.inns)
    found_inn, kpp = find_inn(text, own.inns)
    source, medium, campaign = _read_utm(values, letter.text)
    phones = tuple(_robot_phones(values.get("phone", ""), text, own))
    return Reading(
        contact_name=_robot_contact(values),
        company=_robot_company(values, text, own),
        inn=inn or found_inn,
        kpp=values.get("kpp", "") or kpp,
        email=_robot_email(letter, values, own),
        phones=phones,
        phone_raw=one_line(values.get("phone", "")) or join_phones(phones),
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


def _read_utm(values, text):
    """Read "yandex / cpc / campaign", or utm_source=... of the form, of the address of
    its page, or anywhere in the letter."""
    value = values.get("utm", "")
    named = find_utm(value, values.get("page", ""), text)
    if named:
        return tuple(named.get(name, "") for name in NAMES)
    parts = [part.strip() for part in value.split(" / ")] if value else []
    return tuple([*parts, "", "", ""][:3])
