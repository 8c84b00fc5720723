"""Reads Russian amounts in words back, knowing nothing of how they are written."""

import re
from decimal import Decimal

ROOTS = {
    "ноль": 0, "один": 1, "одна": 1, "одно": 1, "два": 2, "две": 2, "три": 3,
    "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17,
    "восемнадцать": 18, "девятнадцать": 19, "двадцать": 20, "тридцать": 30,
    "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70,
    "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200, "триста": 300,
    "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700,
    "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip
STEMS = (
    "миллион",
    "миллиард",
    "триллион",
    "квадриллион",
    "квинтиллион",
    "секстиллион",
    "септиллион",
    "октиллион",
    "нониллион",
)
# the forms after 1, 2 and 5, the value, the gender
SCALES = [(("тысяча", "тысячи", "тысяч"), 10**3, "f")]
SCALES += [
    ((stem, f"{stem}а", f"{stem}ов"), 10**power, "m")
    for stem, power in zip(STEMS, range(6, 33, 3), strict=True)
]
SCALE_WORDS = {
    word: (value, forms, gender) for forms, value, gender in SCALES for word in forms
}


class Unreadable(ValueError):
    """Words that are no number, or not as a Russian would say it."""


def read_number(words, gender, forms=None, form=None):
    """Return the whole number; what is counted follows in one of its forms.

    :raises Unreadable: for unknown words, scales out of order, a wrong gender or form
    """
    total = group = 0
    last, scale = None, 10**33
    for word in words:
        if word in SCALE_WORDS:
            value, scale_forms, scale_gender = SCALE_WORDS[word]
            _require(value < scale and group, words)
            _require_agreement(last, scale_gender, scale_forms, word)
            total, group, scale, last = total + group * value, 0, value, None
        else:
            _require(word in ROOTS, words)
            _require(last is None or _fits(ROOTS[last], ROOTS[word]), words)
            group, last = group + ROOTS[word], word
    _require(words and (words == ["ноль"] or total + group), words)
    if forms:
        _require_agreement(last, gender, forms, form)
    return total + group


def read_amount(text, forms):
    """Return the amount of a text as Decimal.

    :param forms: of the currency, as the file of the vectors has them
    """
    _require(text[0].isupper() and "  " not in text, text)
    found = _pattern(forms).fullmatch(text[0].lower() + text[1:])
    _require(found, text)
    units = read_number(
        found["units"].split(" "), forms["unit_gender"], forms["unit"], found["unit"]
    )
    subunits = _read_subunits(found, forms) if forms["subunit"] else 0
    return Decimal(f"{'-' if found['minus'] else ''}{units}.{subunits:02d}")


def _read_subunits(found, forms):
    words, counted = found["subunits"], (forms["subunit"], found["subunit"])
    if re.fullmatch("[0-9]{2}", words):
        number = int(words)
        _require(counted[1] == _form(number, counted[0]), found[0])
        return number
    return read_number(words.split(" "), forms["subunit_gender"], *counted)


def _pattern(forms):
    text = rf"(?P<minus>минус )?(?P<units>.+?) (?P<unit>{'|'.join(forms['unit'])})"
    if forms["subunit"]:
        text += rf" (?P<subunits>.+?) (?P<subunit>{'|'.join(forms['subunit'])})"
    return re.compile(text)


def _fits(before, word):
    """Hundreds are followed by tens, tens by ones: «сто двадцать один»."""
    if before >= 100:
        return 0 < word < 100
    return before >= 20 and 0 < word < 10


def _require_agreement(last, gender, forms, form):
    number = ROOTS.get(last, 0)
    _require(form == _form(number, forms), (last, form))
    genders = {"один": "m", "одна": "f", "одно": "n", "две": "f"}
    if last == "два":
        _require(gender in "mn", (last, form))
    elif last in genders:
        _require(gender == genders[last], (last, form))


def _form(number, forms):
    if 10 < number < 20 or number % 10 in (0, 5, 6, 7, 8, 9):
        return forms[2]
    return forms[0] if number % 10 == 1 else forms[1]


def _require(condition, words):
    if not condition:
        raise Unreadable(words)
