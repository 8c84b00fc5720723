"""Letters that people write: text, signature, forwards of employees."""

from dataclasses import replace

from .companies import find_company, is_company_name
from .forwards import find_forward
from .labels import parse_labels
from .letter_types import Letter, Reading, join_phones, one_line, run_patterns
from .mail_text import clean_text, split_quote, split_signature, strip_banners
from .people import (
    clean_name,
    clean_subject,
    find_emails,
    is_contact_line,
    is_person_name,
    longer_name,
    signature_name,
)
from .phones import find_phones, valid_phones
from .requisites import find_inn

_FORWARD_LIMIT = 5  # employees may forward a letter to each other
_UNMARKED_LINES = 8  # last lines in which a signature without a sign-off is looked for


def read_handwritten(letter, rule, own):
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
        if is_ours and inner.attached:
            inner = inner.attached
            continue
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
    found, problem = run_patterns(rule, written)
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
        phone_raw=join_phones(phones),
        subject=clean_subject(letter.subject),
        # somebody else's words only when he has written none of his own
        text=clean_text(body) or clean_text(written) or clean_text(letter.text),
        problem=problem,
    )


def _person_name(letter, labelled, signature):
    display = clean_name(letter.sender_name)
    if is_company_name(display):
        display = ""
    name = one_line(labelled.get("contact_name", "")) or signature_name(signature)
    return longer_name(name, display) if name and display else name or display


def _person_company(letter, labelled, body, signature, own):
    return (
        one_line(labelled.get("company", ""))
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
