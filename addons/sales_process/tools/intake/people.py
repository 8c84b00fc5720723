"""Who wrote: names and companies in signatures, the first author of a forward."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from .mail_text import clean_text, is_header_block

_NAME_WORD = r"[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?"
_NAME = re.compile(rf"^(?:{_NAME_WORD}\s+){{1,2}}{_NAME_WORD}$")
_ONE_NAME = re.compile(rf"^{_NAME_WORD}$")
_INITIALS = re.compile(
    rf"^(?:{_NAME_WORD}\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?|[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?\s?{_NAME_WORD})$"
)
_GREETING = re.compile(
    r"^(?:--+|с\s+(?:\w+\s+)?уважением|с\s+наилучшими(?:\s+\w+)*|best\s+regards|"
    r"kind\s+regards|regards|sincerely|спасибо)[\s,.!:]*",
    re.IGNORECASE,
)
_FORM = (
    r"(?:ООО|ОАО|ЗАО|ПАО|НАО|АО|ИП|ФГУП|ФГБУН?|ФГБОУ(?:\s+ВО)?|ФГАОУ(?:\s+ВО)?|ГУП|МУП|"
    r"ФКП|НПО|НПП|НПЦ|НИИ|ТОО|ЧУП|УП|ОДО|ФИЦ|АНО)"
)
_COMPANY_LINE = re.compile(rf"^{_FORM}\s+[«\"“A-ZА-ЯЁ].{{1,120}}$")
_COMPANY_IN_TEXT = re.compile(
    rf"(?<!\w){_FORM}\s+(?:[«\"“][^\n]{{1,80}}?[»\"”]+(?!\w)|[А-ЯЁ]\w+(?:-\w+)?)"
)
_COMPANY_END = re.compile(
    r",\s|\s[—–-]\s|;|\s(?=ИНН|КПП|ОГРН|тел|моб|\+?\d{4}|\S+@)", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|пересл|вперед|пер)\s*:", re.IGNORECASE)
_SUBJECT_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|пересл|отв|пер)\s*:\s*)+", re.IGNORECASE
)
_FORWARD_MARK = re.compile(
    r"^[-_=\s]*(?:Пересылаемое сообщение|Пересланное сообщение|Forwarded message|"
    r"Исходное сообщение|Original Message|Начало переадресованного сообщения|"
    r"Begin forwarded message)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\*?([A-Za-zА-Яа-яё ]{2,12})\*?\s*:\s*\*?\s*(.*)$")
_FROM_NAMES = {"от", "from"}
_SUBJECT_NAMES = {"тема", "subject"}


@dataclass(frozen=True)
class Forward:
    """The letter inside a forwarded one."""

    name: str
    email: str
    subject: str
    text: str


def is_person_name(text):
    """Whether the text is two or three words written like a person's name."""
    text = (text or "").strip(" ,.!")
    return bool(_NAME.match(text) or _INITIALS.match(text))


def clean_name(text):
    """A display name without quotes and stray blanks.

    Blanks come from long encoded words: "Николаевн а" is one word again.
    """
    text = " ".join((text or "").strip(" \"'").split())
    text = re.sub(r"(?<=[а-яё]) (?=[а-яё](?:\s|$))", "", text)
    return "" if "@" in text else text


def signature_name(signature):
    """The person named right under "Kind regards", or an empty string."""
    lines = [line.strip() for line in (signature or "").split("\n")]
    greeted = False
    for line in lines[:4]:
        rest = _GREETING.sub("", line).strip(" ,")
        greeted = greeted or rest != line.strip(" ,")
        if not rest:
            continue
        head = re.split(r"[,;|]", rest)[0].strip()
        if is_person_name(head) or (greeted and _ONE_NAME.match(head)):
            return head
        if _COMPANY_LINE.match(rest):
            continue
        return ""
    return ""


def find_company(text, own=()):
    """The first legal entity named in a text ("АО «НПП «Точприбор»")."""
    own = {name.casefold() for name in own}
    for line in (raw.strip(" ,.;") for raw in (text or "").split("\n")):
        if _COMPANY_LINE.match(line):
            name = _COMPANY_END.split(line)[0].strip()
        else:
            found = _COMPANY_IN_TEXT.search(line)
            name = found.group().strip(" ,.") if found else ""
        if name and name.casefold() not in own:
            return name
    return ""


def find_emails(text, own_domains=()):
    """E-mail addresses in a text that are not our own."""
    found = dict.fromkeys(match.lower() for match in _EMAIL.findall(text or ""))
    return [mail for mail in found if mail.split("@")[1] not in own_domains]


def clean_subject(subject):
    """The subject without Re: and Fwd:."""
    return " ".join(_SUBJECT_PREFIX.sub("", subject or "").split())


def find_forward(subject, text):
    """Return the `Forward` inside a letter, or None when it is not a forwarded one."""
    lines = text.split("\n")
    marked = bool(_FORWARD_SUBJECT.match(subject or ""))
    for index, line in enumerate(lines):
        marked = marked or bool(_FORWARD_MARK.match(line.strip("> ")))
        plain = [item.lstrip("> ") for item in lines[index : index + 9]]
        if marked and is_header_block(plain, 0):
            return _read_forward([item.lstrip("> ") for item in lines[index:]])
    return None


def _read_forward(lines):
    headers, end = {}, len(lines)
    for index, line in enumerate(lines):
        match = _HEADER.match(line)
        if match:
            headers.setdefault(
                match.group(1).strip().lower(), match.group(2).strip("* ")
            )
        elif headers and index:
            end = index
            break
    sender = _first(headers, _FROM_NAMES)
    name, mail = _read_address(sender)
    return Forward(
        name=name,
        email=mail,
        subject=clean_subject(_first(headers, _SUBJECT_NAMES)),
        text=clean_text("\n".join(lines[end:])),
    )


def _first(headers, names):
    return next((headers[name] for name in names if name in headers), "")


def _read_address(text):
    text = re.sub(r"\[?mailto:([^\]>\s]+)\]?", r"<\1>", text)
    found = _EMAIL.search(text)
    if not found:
        return clean_name(text), ""
    name = parseaddr(text)[0] or text[: found.start()].strip(" <[(\"'")
    return clean_name(name), found.group().lower()
