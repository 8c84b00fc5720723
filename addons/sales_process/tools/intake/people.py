"""Who wrote: names of people in signatures, addresses, subjects."""

import re

_NAME_WORD = r"[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?"
_CAPS_WORD = r"[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})?"
_NAME = re.compile(
    rf"^(?:(?:{_NAME_WORD}\s+){{1,2}}{_NAME_WORD}|(?:{_CAPS_WORD}\s+){{1,2}}{_CAPS_WORD}|"
    rf"{_CAPS_WORD}\s+{_NAME_WORD}(?:\s+{_NAME_WORD})?)$"
)
_ONE_NAME = re.compile(rf"^{_NAME_WORD}$")
_INITIALS = re.compile(
    rf"^(?:{_NAME_WORD}\s+[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?|"
    rf"[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?\s?{_NAME_WORD})$"
)
_GREETING = re.compile(
    r"^(?:--+|—|(?:(?:заранее|большое)\s+)?(?:спасибо|благодарю)[,!.]?|"
    r"с\s+(?:\w+\s+)?(?:уважением|почтением)|с\s+ув\.|с\s+наилучшими(?:\s+\w+)*|"
    r"всего\s+(?:вам\s+)?(?:доброго|наилучшего)|хорошего\s+дня|"
    r"best\s+(?:regards|wishes)|(?:kind|warm|with\s+best)\s+regards|regards|"
    r"(?:yours\s+)?(?:sincerely|faithfully)|thanks|br\b)[\s,.!:]*",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"^(?:(?:и\.?\s?о\.?|врио|зам\.?|заместитель|генеральн\w+|исполнительн\w+|"
    r"коммерческ\w+|техническ\w+|финансов\w+|главн\w+|ведущ\w+|старш\w+|младш\w+|"
    r"директор\w*|начальник\w*|руководител\w+|менеджер\w*|инженер\S*|специалист\w*|"
    r"технолог\w*|механик\w*|энергетик\w*|конструктор\w*|лаборант\w*|секретар\w+|"
    r"бухгалтер\w*|экономист\w*|мастер\w*|снабжен\w+|закупщик\w*|логист\w*|"
    r"заведующ\w+|научн\w+|сотрудник\w*|профессор\w*|доцент\w*|аспирант\w*|"
    r"manager|engineer|director|head|chief|senior|buyer|purchasing|sales)\b[\s,.:–—-]*)+",
    re.IGNORECASE,
)
_CONTACT_LINE = re.compile(
    r"@|www\.|https?:|\d{3}|^\W*(?:тел|моб|т\.|tel|phone|mob|факс|fax|e-?mail|адрес|г\.)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SUBJECT_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|пересл|отв|ответ|пер|на)\s*(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)
_NAME_LINES = 6


def is_person_name(text):
    """Whether the text is two or three words written like a person's name."""
    text = (text or "").strip(" ,.!")
    return bool(
        _NAME.match(text) or _INITIALS.match(text) or _INITIALS.match(f"{text}.")
    )


def clean_name(text):
    """A display name without quotes and stray blanks.

    Blanks come from long encoded words: "Николаевн а" is one word again.
    """
    text = " ".join((text or "").strip(" \"'").split())
    text = re.sub(r"(?<=[а-яё]) (?=[а-яё](?:\s|$))", "", text)
    return "" if "@" in text else text


def signature_name(signature):
    """The person named under "Kind regards", or an empty string.

    A position may stand before the name; contacts end the search.
    """
    lines = [line.strip() for line in (signature or "").split("\n") if line.strip()]
    greeted = False
    for line in lines[:_NAME_LINES]:
        rest = _GREETING.sub("", line).strip(" ,*")
        greeted = greeted or rest != line.strip(" ,*")
        if rest and _CONTACT_LINE.search(rest):
            return _name_before_contact(rest)
        name = _name_in_line(rest, greeted)
        if name:
            return name
    return ""


def longer_name(name, display_name):
    """A signature of one word is completed by the sender's name ("Maria Orlova")."""
    words = {word.casefold() for word in display_name.split()}
    is_part = len(name.split()) == 1 and name.casefold() in words
    return display_name if is_part else name


def find_emails(text, own_domains=()):
    """E-mail addresses in a text that are not our own."""
    found = dict.fromkeys(match.lower() for match in _EMAIL.findall(text or ""))
    return [mail for mail in found if mail.split("@")[1] not in own_domains]


def clean_subject(subject):
    """The subject without Re: and Fwd:."""
    return " ".join(_SUBJECT_PREFIX.sub("", subject or "").split())


def is_contact_line(line):
    """Whether a line of a signature holds a number, an address, a site."""
    return bool(_CONTACT_LINE.search(line))


def _name_in_line(line, greeted):
    head = re.split(r"[,;|(]|\s[–—-]\s", line)[0].strip()
    without_position = _POSITION.sub("", head).strip()
    if is_person_name(without_position):
        return without_position
    is_alone = without_position == head and _ONE_NAME.match(head)
    return head if greeted and is_alone else ""


def _name_before_contact(line):
    head = re.split(r"[,;|(]|\s[–—-]\s|(?<!\w)(?:тел|моб|т\.|\+?\d)", line)[0].strip()
    name = _POSITION.sub("", head).strip(" ,.:")
    return name if is_person_name(name) else ""
