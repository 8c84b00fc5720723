"""The letter inside a forwarded one, in the forms of the usual mail programs."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from .mail_text import clean_text, is_attribution, is_header_block
from .people import clean_name, find_emails

_FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|пересл|вперед|пер)\s*:", re.IGNORECASE)
_FORWARD_MARK = re.compile(
    r"^[-_=*\s<8]*(?:Пересылаемое сообщение|Пересланное сообщение|"
    r"Перенаправленное сообщение|Forwarded message|Исходное сообщение|Original Message|"
    r"Начало (?:переадресованного|пересланного) сообщения|Begin forwarded message)\b",
    re.IGNORECASE,
)
_FORWARD_END = re.compile(
    r"^[-_=\s]*(?:Конец (?:пересылаемого|пересланного) сообщения|"
    r"End of forwarded message)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\*?([A-Za-zА-Яа-яё ]{2,14})\*?\s*:\s*\*?\s*(.*)$")
_FROM_NAMES = ("от кого", "от", "from")
_SUBJECT_NAMES = ("тема", "subject")
_NAMES = {
    *_FROM_NAMES, *_SUBJECT_NAMES, "кому", "to", "отправлено", "отправлен",
    "отправленные", "sent", "дата", "date", "копия", "cc", "важность", "importance",
    "вложения", "attachments", "reply-to", "ответить",
}  # fmt: skip


@dataclass(frozen=True)
class Forward:
    """The letter inside a forwarded one; `email` may be unknown."""

    name: str
    email: str
    subject: str
    text: str


def find_forward(subject, text):
    """Return the `Forward` inside a letter, or None when it is not a forwarded one."""
    lines = [line.lstrip("> ") for line in text.split("\n")]
    marked = bool(_FORWARD_SUBJECT.match(subject or ""))
    for index, line in enumerate(lines):
        if _FORWARD_MARK.match(line):
            marked = True
        elif marked and is_header_block(lines, index):
            return _read_forward(lines[index:])
        elif marked and is_attribution(line) and find_emails(line):
            return _read_attributed(line, lines[index + 1 :])
    return None


def _read_forward(lines):
    headers, last = {}, ""
    end = len(lines)
    for index, line in enumerate(lines):
        match = _HEADER.match(line)
        name = match.group(1).strip().lower() if match else ""
        if name in _NAMES:
            headers.setdefault(name, match.group(2).strip("* "))
            last = name
        elif line.strip() and last and _continues(headers[last], line):
            headers[last] += f" {line.strip()}"
        elif headers and index:
            end = index
            break
    name, mail = _read_address(_first(headers, _FROM_NAMES))
    return Forward(
        name=name,
        email=mail,
        subject=_first(headers, _SUBJECT_NAMES),
        text=_inner_text(lines[end:]),
    )


def _continues(value, line):
    """A long header is folded: a list of addresses, or an address on its own line."""
    is_address = bool(re.match(r"^\s*[<\[(]?(?:mailto:)?[\w.+-]+@", line))
    return value.endswith(",") or (is_address and not find_emails(value))


def _read_attributed(line, rest):
    """Yandex: '12.11.2026, 10:15, "Name" <address>:' instead of headers."""
    name = re.search(r'"([^"]+)"\s*<|,\s*([^,<>"]+?)\s*<', line)
    return Forward(
        name=clean_name(next(filter(None, name.groups()), "")) if name else "",
        email=find_emails(line)[0],
        subject="",
        text=_inner_text(rest),
    )


def _inner_text(lines):
    kept = []
    for line in lines:
        if _FORWARD_END.match(line):
            break
        kept.append(line)
    return clean_text("\n".join(kept))


def _first(headers, names):
    return next((headers[name] for name in names if headers.get(name)), "")


def _read_address(text):
    text = re.sub(r"\[?mailto:([^\]>\s]+)\]?", r"<\1>", text)
    found = find_emails(text)
    if not found:
        return clean_name(re.sub(r"\s*[<\[(].*$", "", text)), ""
    start = text.lower().index(found[0])
    name = parseaddr(text)[0] or text[:start].strip(" <[(\"'")
    return clean_name(name), found[0]
