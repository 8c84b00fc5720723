"""Who signs for the company and by which authority, in a block of requisites."""

import re

from .requisites_names import PERSON, tidy_person

_GENITIVE = re.compile(
    r"(?:директора|руководителя|президента|ректора|начальника|председателя|врача"
    r"|управляющего|предпринимателя)(?![а-яё])",
    re.IGNORECASE,
)
_OTHER_ROLE = re.compile(
    r"(?:коммерческ|техническ|финансов|исполнительн|зам)|\sпо\s|менеджер", re.IGNORECASE
)
_GENERIC = re.compile(r"руководител", re.IGNORECASE)
_GENERAL = re.compile(r"^ген\.?\s*дир", re.IGNORECASE)
_NEAR = 160  # characters between a position and its person
REFUSED = 3
# nominative as it stands after a colon -> genitive as the phrase needs it
_BASES = (
    (re.compile(r"устав[а]?(?![а-яё])", re.IGNORECASE), "Устава"),
    (re.compile(r"положени[ея](?![а-яё])", re.IGNORECASE), "Положения"),
)
_PAPERS = {
    "доверенность": "доверенности",
    "свидетельство": "свидетельства",
    "лист": "листа",
    "приказ": "приказа",
    "решение": "решения",
    "протокол": "протокола",
}
_PAPER = re.compile(
    r"(доверенност[ьи]|свидетельств[оа]|листа?(?=\s+запис)|приказа?|решени[ея]"
    r"|протокола?)(?![а-яё])(?:[^,;\n().]|\.(?!\s+[А-ЯЁ])|,(?=\s*(?:выдан|от\s+\d)))*",
    re.IGNORECASE,
)


def find_signatory(text, parts):
    """Position and person that sign contracts.

    :return: ``{field: (start, end, value)}`` of signatory_name, signatory_position;
        signatory_genitive instead of both when the text has only the phrase in the
        genitive («в лице генерального директора Иванова…»)
    """
    found = []
    for place, part in enumerate(parts):
        if part.kind in ("director", "person"):
            person = _find_person(text, part)
            rank = _get_rank(text, parts, place)
            if person and rank < REFUSED:
                found.append((rank, place, person))
    if not found:
        return {}
    _rank, place, person = min(found, key=lambda row: row[:2])
    part = parts[place]
    position = _find_position(text, parts, place, person)
    label = text[part.start : part.label_end]
    if part.kind == "director" and _GENITIVE.search(label):
        phrase = f"{_lower(label)} {tidy_person(person.group())}"
        return {"signatory_genitive": (part.start, person.end(), phrase)}
    result = {"signatory_name": (*person.span(), tidy_person(person.group()))}
    if position:
        result["signatory_position"] = position
    return result


def _find_person(text, part):
    return PERSON.search(text, part.label_end, min(part.end, part.label_end + _NEAR))


def _get_rank(text, parts, place):
    """0 for the head of the company, 1 for other roles, 2 for the head who signs the
    letter; another role that signs a letter signs no contracts."""
    part = parts[place]
    rank = int(bool(_OTHER_ROLE.search(text[part.start : part.label_end])))
    if any(earlier.kind == "sign" for earlier in parts[:place]):
        return 2 + rank
    return rank


def _find_position(text, parts, place, person):
    """The words of the label; those after it when the label says only «руководитель»."""
    part = parts[place]
    if part.kind == "director" and not _GENERIC.search(
        text[part.start : part.label_end]
    ):
        return part.start, part.label_end, _tidy_position(text, part)
    after = [
        other
        for other in parts
        if other.kind == "director"
        and (other.start == person.end() or abs(other.start - part.end) < 3)
    ]
    before = [other for other in reversed(parts[:place]) if other.kind == "director"]
    for other in after + before:
        if _is_bare_position(text, other):
            return other.start, other.label_end, _tidy_position(text, other)
    if part.kind == "director":
        return part.start, part.label_end, "Руководитель"
    return None


def _is_bare_position(text, part):
    """A position in the nominative that has no person of its own."""
    label = text[part.start : part.label_end]
    return not (
        _find_person(text, part) or _GENERIC.search(label) or _GENITIVE.search(label)
    )


def _tidy_position(text, part):
    label = " ".join(text[part.start : part.label_end].split())
    if _GENERAL.match(label):
        return "Генеральный директор"
    return label[:1].upper() + label[1:].lower()


def _lower(label):
    label = " ".join(label.split())
    return label[:1].lower() + label[1:]


def find_basis(text, parts):
    """The paper that gives the authority, in the genitive: (start, end, value)."""
    for part in parts:
        if part.kind != "basis":
            continue
        end = min(part.end, part.label_end + _NEAR)
        for pattern, value in _BASES:
            match = pattern.search(text, part.label_end, end)
            if match and match.start() - part.label_end < 20:
                return *match.span(), value
        match = _PAPER.search(text, part.label_end, end)
        if match:
            return *match.span(), _to_genitive(match)
    return None


def _to_genitive(match):
    value = " ".join(match.group().split()).rstrip(" .,:-–").removesuffix(" г")
    word = match[1]
    genitive = _PAPERS.get(word.lower(), word.lower())
    return genitive + value[len(word) :]
