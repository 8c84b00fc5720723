"""Names of companies, banks and persons, and addresses, in a block of requisites."""

import re

# full form of the register -> usual short one, the longer first
FORMS = {
    "общество с ограниченной ответственностью": "ООО",
    "непубличное акционерное общество": "АО",
    "публичное акционерное общество": "ПАО",
    "закрытое акционерное общество": "ЗАО",
    "открытое акционерное общество": "ОАО",
    "акционерное общество": "АО",
    "индивидуальный предприниматель": "ИП",
    "федеральное государственное унитарное предприятие": "ФГУП",
    "федеральное казенное предприятие": "ФКП",
    "федеральное казённое предприятие": "ФКП",
    "государственное унитарное предприятие": "ГУП",
    "муниципальное унитарное предприятие": "МУП",
    "федеральное государственное бюджетное образовательное учреждение высшего "
    "образования": "ФГБОУ ВО",
    "федеральное государственное автономное образовательное учреждение высшего "
    "образования": "ФГАОУ ВО",
    "федеральное государственное бюджетное учреждение науки": "ФГБУН",
    "федеральное государственное автономное учреждение": "ФГАУ",
    "федеральное государственное бюджетное учреждение": "ФГБУ",
    "автономная некоммерческая организация": "АНО",
    "производственный кооператив": "ПК",
}
_SHORT = (
    r"ООО|ПАО|ЗАО|ОАО|НАО|АО|ИП|ФГУП|ФКП|ГУП|МУП|ФГБОУ\s+ВО|ФГАОУ\s+ВО|ФГБУН|ФГАУ"
    r"|ФГБУ|ФКУ|ГБУ|МБУ|АНО|НКО|РНКО|ПК|ГК"
)
_FULL = "|".join(
    r"\s+".join(re.escape(word) for word in form.split())
    for form in sorted(FORMS, key=len, reverse=True)
)
_FORM = re.compile(
    rf"(?<![А-Яа-яЁёA-Za-z])(?:(?P<full>(?i:{_FULL}))|(?P<short>{_SHORT}))"
    r"(?![А-Яа-яЁёA-Za-z])"
)
_OPENING = {"«": "»", "„": "“", "“": "”", '"': '"', "'": "'", "‘": "’", "”": "”"}
_WORDS = re.compile(r"[ ]*[A-Za-zА-ЯЁ0-9][^\n\t,;:«»\"]{0,60}")
BANK = re.compile(
    r"банк|(?<!\w)(?:ПАО|АО|филиал)\W+сбер|(?<!\w)ВТБ(?!\w)|(?<!\w)УФК(?!\w)"
    r"|казначейств|(?<!\w)Р?НКО(?!\w)",
    re.IGNORECASE,
)

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_CAPITALS = r"[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})?"
_PATRONYMIC = r"(?:[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|вича|вны|ичны|ьича))"
PERSON = re.compile(
    rf"(?<![А-Яа-яЁё])(?:"
    rf"{_WORD}\s+{_WORD}\s+(?:{_PATRONYMIC}|{_WORD}\s+(?:оглы|кызы))"
    rf"|{_WORD}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\."
    rf"|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_WORD}"
    rf"|{_CAPITALS}\s+{_CAPITALS}\s+[А-ЯЁ]+(?:ВИЧ|ВНА|ИЧНА|ЬИЧ)"
    rf"|{_CAPITALS}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\."
    rf")(?![а-яё])"
)
_SHORT_PERSON = re.compile(r"([А-ЯЁ])\.\s?([А-ЯЁ])\.\s?([А-ЯЁа-яё-]{2,})")
_INDEX = re.compile(r"(?<![0-9])[1-6][0-9]{5}(?![0-9])")
_CITY = re.compile(
    r"(?<![а-яё])(?:г\.?\s?о\.\s*)?(?:г(?:ор(?:од|\.)?|\.|(?=\s+[А-ЯЁ]))(?:\s?о\.)?|пгт\.?|пос(?:[её]лок|\.)"
    r"|дер(?:евня|\.)|д\.(?=\s*[А-ЯЁ])|с\.(?=\s*[А-ЯЁ])|рп\.?|р\.п\.|ст-ца)\s*"
    r"([А-ЯЁ][А-Яа-яЁё-]+(?:\s[А-ЯЁ][а-яё]+(?!\S*\.))?)"
)
_CAPITAL_CITIES = ("Москва", "Санкт-Петербург", "Севастополь")
_COUNTRY = re.compile(r"^(?:Россия|Российская Федерация|РФ)$", re.IGNORECASE)
_SAME = re.compile(
    r"^\W*(?:тот\s+же|совпадает|он\s+же|см\W|соответствует)", re.IGNORECASE
)


def find_companies(text, start=0, end=None):
    """Spans (start, end, is_full) of company names with their legal form."""
    found = []
    for form in _FORM.finditer(text, start, len(text) if end is None else end):
        if found and form.start() < found[-1][1]:
            continue
        last = _find_name_end(text, form.end(), end)
        if last:
            found.append((form.start(), last, bool(form["full"])))
    return found


def _find_name_end(text, start, end):
    """Where the name after a legal form ends: at its closing quote, else at a comma."""
    line_end = text.find("\n", start)
    limit = min(len(text) if line_end < 0 else line_end, start + 160)
    limit = limit if end is None else min(limit, end)
    opening = start + len(text[start:limit]) - len(text[start:limit].lstrip(" "))
    if opening < limit and text[opening] in _OPENING:
        return _find_closing(text, opening, limit)
    person = PERSON.match(text, opening, limit)
    words = _WORDS.match(text, start, limit)
    if person:
        return person.end()
    match = words
    if not match or not match.group().strip():
        return 0
    return match.start() + len(match.group().rstrip(" .-–("))


def _find_closing(text, opening, limit):
    closing = _OPENING[text[opening]]
    if closing != text[opening]:
        depth = 0
        for place in range(opening, limit):
            depth += (text[place] == text[opening]) - (text[place] == closing)
            if not depth:
                return place + 1
        # a quote inside was closed for both
        return text.find(closing, opening, limit) + 1
    place = text.find(closing, opening + 1, limit)
    if place < 0:
        return 0
    inner = text[place - 1] == " " and text[place + 1 : place + 2].strip()
    if inner:  # "НПП "Точприбор"" and "НПП "Точприбор"
        place = text.find(closing, place + 1, limit)
        if place < 0:
            return 0
    if text[place + 1 : place + 2] == closing:
        place += 1
    return place + 1


def shorten_company(name):
    """«ООО «Ромашка»» of the full legal name; one without a known form stays."""
    form = _FORM.match(name)
    if not form or not form["full"]:
        return name
    known = re.sub(r"\s+", " ", form["full"]).lower()
    return f"{FORMS[known]} {name[form.end() :].strip()}"


def tidy_person(name):
    """«Иванов Иван Иванович», «Иванов И. И.»: no capitals, surname first."""
    words = [
        "-".join(part.capitalize() for part in word.split("-"))
        if word.isupper() and len(word) > 2 and "." not in word
        else word
        for word in name.split()
    ]
    name = " ".join(words)
    first = _SHORT_PERSON.fullmatch(name)
    if first:
        return f"{first[3]} {first[1]}. {first[2]}."
    return re.sub(r"\.(?=[А-ЯЁ])", ". ", name)


def is_same_address(text):
    """«Тот же», «совпадает с юридическим»: no address of its own."""
    return bool(_SAME.match(text))


def find_address(text, start, end):
    """Span of an address without a label: it begins with the index of a post office."""
    for index in _INDEX.finditer(text, start, end):
        line_end = text.find("\n", index.end())
        line_end = end if line_end < 0 else min(line_end, end)
        if re.search(r"[А-ЯЁа-яё]{3}", text[index.end() : line_end]):
            return index.start(), line_end
    return None


def split_address(address):
    """Index, city and the rest (street) of an address in one line.

    The region is left out of the street: the legal address keeps it.

    :return: (zip, city, street), each "" when it is not found
    """
    index = _INDEX.search(address)
    code = index.group() if index else ""
    parts = [
        part.strip(" .")
        for part in (address.replace(code, "", 1) if code else address).split(",")
    ]
    parts = [part for part in parts if part and not _COUNTRY.match(part)]
    for place, part in enumerate(parts):
        city = _CITY.match(part)
        if city:
            rest = part[city.end() :].strip(" .")
            return code, city[1], ", ".join(filter(None, [rest, *parts[place + 1 :]]))
        if part in _CAPITAL_CITIES:
            return code, part, ", ".join(parts[place + 1 :])
    return code, "", ""
