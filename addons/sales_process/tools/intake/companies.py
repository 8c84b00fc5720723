"""Legal entities named in a letter."""

import re

_LONG_FORMS = {
    "общество с ограниченной ответственностью": "ООО",
    "публичное акционерное общество": "ПАО",
    "закрытое акционерное общество": "ЗАО",
    "открытое акционерное общество": "ОАО",
    "акционерное общество": "АО",
    "индивидуальный предприниматель": "ИП",
}
_FORM = (
    r"(?:ООО|ОАО|ЗАО|ПАО|НАО|АО|ФГУП|ФГКУ|ФГБУН?|ФГБНУ|ФГБОУ(?:\s+ВО)?|ФГАОУ(?:\s+ВО)?|"
    r"ФГАУ|ГБУЗ?|ГБОУ|ГАУЗ?|ГКУ|ГУП|МУП|МБУ|КГП|РГП|ФКП|НПАО|НПО|НПП|НПФ|НПЦ|НПК|НИИ|"
    r"ОКБ|СКБ|ЦКБ|ТОО|ЧУП|ЧТУП|СООО|РУП|УП|ОДО|ФИЦ|АНО|ТД)"
)
_WORDS = r"(?:компания|фирма|завод|предприятие|холдинг|группа\s+компаний|ГК|институт)"
_QUOTED = r"[«\"“„][^\n]{1,90}?[»\"”]+(?!\w)"
_CAPS = r"(?:\s+[А-ЯЁA-Z0-9][А-ЯЁA-Z0-9-]+)*"
_COMPANY_LINE = re.compile(rf"^{_FORM}\s+[«\"“„A-ZА-ЯЁ].{{1,120}}$")
_COMPANY_IN_TEXT = re.compile(
    rf"(?<!\w){_FORM}(?:\s+{_FORM})?\s+(?:{_QUOTED}|[А-ЯЁA-Z][\w.]*\w(?:-[\w]+)*{_CAPS})"
)
_NAMED_IN_TEXT = re.compile(rf"(?<!\w){_WORDS}\s+({_QUOTED})", re.IGNORECASE)
_REVERSED = re.compile(rf"(?<!\w)({_QUOTED})\s*,\s*({_FORM})(?!\w)")
_PERSON = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_TRADER = re.compile(
    rf"(?<!\w)ИП\s+(?:{_PERSON}\s+{_PERSON}\s+{_PERSON}|{_PERSON}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.?|"
    rf"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_PERSON}|{_PERSON})(?!\w)"
)
_FOREIGN = re.compile(
    r"(?<!\w)(?:[A-Z][\w&.-]*\s+){1,4}(?:LLC|Ltd|Limited|Inc|GmbH|AG|S\.A\.|Corp|Co)\b\.?"
    r"|(?<!\w)LLC\s+[\"“]?[A-Z][\w&-]*(?:\s+[A-Z][\w&-]*){0,3}[\"”]?"
)
_COMPANY_END = re.compile(
    r",\s|\s[—–-]\s|;|\||\s\(|\s(?=ИНН|КПП|ОГРН|тел|моб|\+?\d{4}|\S+@)", re.IGNORECASE
)
_LINE_LIMIT = 400  # characters of a line; a longer one is no signature
_OPENING, _CLOSING = "«“„", "»”"


def find_company(text, own=(), is_signature=True):
    """The first legal entity named in a text ("АО «НПП «Точприбор»").

    :param own: names of our own companies, in any spelling
    :param is_signature: lines of a signature hold foreign companies too
    """
    own = {company_key(name) for name in own} - {""}
    for raw in _shorten(text or "").split("\n"):
        line = raw.strip(" ,;*")[:_LINE_LIMIT]
        for name in _names_in_line(line, is_signature):
            if name and company_key(name) not in own:
                return name
    return ""


def company_key(name):
    """The name without its legal form, quotes and blanks, for comparing."""
    name = re.sub(rf"(?<!\w)(?:{_FORM}|ИП)(?!\w)", " ", _shorten(name or ""))
    return re.sub(r"[\W_]+", "", name).casefold().replace("ё", "е")


def is_company_name(text):
    """Whether a sender's name is a company's and not a person's."""
    return bool(find_company(text))


def _shorten(text):
    for long_form, short in _LONG_FORMS.items():
        text = re.sub(rf"(?<!\w){long_form}(?!\w)", short, text, flags=re.IGNORECASE)
    return text


def _names_in_line(line, is_signature):
    if _COMPANY_LINE.match(line):
        yield _cut(line)
    for pattern in (_TRADER, _COMPANY_IN_TEXT):
        for found in pattern.finditer(line):
            yield _close_quotes(line, found)
    for found in _REVERSED.finditer(line):
        yield f"{found.group(2)} {found.group(1)}"
    for found in _NAMED_IN_TEXT.finditer(line):
        yield found.group(1).strip('«»"“”„')
    if is_signature:
        found = _FOREIGN.search(line)
        yield found.group().strip(" ,") if found else ""


def _cut(line):
    """A line that begins with a company: up to what does not belong to its name."""
    quoted = _COMPANY_IN_TEXT.match(line)
    end = _COMPANY_END.search(line, quoted.end() if quoted else 0)
    name = line[: end.start()] if end else line
    if quoted and not any(mark in quoted.group() for mark in '«"“„'):
        end = _COMPANY_END.search(line)
        name = line[: end.start()] if end else line
    return name.strip(" ,.")


def _close_quotes(line, found):
    """`«A «B»` may have one more closing mark right after it."""
    name, rest = found.group(), line[found.end() :]
    missing = sum(map(name.count, _OPENING)) - sum(map(name.count, _CLOSING))
    if missing > 0 and rest[:1] in _CLOSING and rest[:1]:
        name += rest[0]
    return name.strip(" ,")
