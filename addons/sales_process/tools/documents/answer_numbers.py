"""Numbers as engineers type them, without a database."""

import re
from decimal import Decimal

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
DASHES = str.maketrans("−–—‑‐", "-----")
# letters that look the same: units are typed on either keyboard
LOOKALIKES = str.maketrans("АВСЕНКМОРТХасеорху", "ABCEHKMOPTXaceopxy")
POWER = re.compile(
    r"""^(?:(?P<mantissa>.+?)\s?[·×∙⋅*xXхХ]\s?)?
        10(?:(?:\^|\*\*)\s?(?P<exponent>[-+]?\d{1,2})|(?P<signed>[-+]\d{1,2}))$""",
    re.VERBOSE,
)
SCIENTIFIC = re.compile(r"^(?P<mantissa>.+?)[eEеЕ](?P<exponent>[-+]?\d{1,2})$")
GROUPS = r"\d{1,3}(?:%s\d{3})+"
RANGE_SIGNS = re.compile(r"\s*(?:…|\.{2,3}|÷|\bto\b|\bдо\b)\s*", re.IGNORECASE)
RANGE_BEGIN = re.compile(r"^(?:from|от)\b\s*", re.IGNORECASE)
LARGE, SMALL = Decimal("1e9"), Decimal("1e-4")
MAX_DIGITS = 40


def read_number(text, point=",", unit=""):
    """The number that a text means, or None.

    :param str point: decimal sign of the language: "1,000" is one in Russian and a
        thousand in English; a full stop is a decimal sign everywhere
    :param str unit: may stand behind the number
    """
    text = _without_unit(_flatten(text), unit)
    power = POWER.match(text)
    if power:
        exponent = int(power["exponent"] or power["signed"])
        mantissa = _read_plain(power["mantissa"] or "1", point)
    elif scientific := SCIENTIFIC.match(text):
        exponent = int(scientific["exponent"])
        mantissa = _read_plain(scientific["mantissa"], point)
    else:
        exponent, mantissa = 0, _read_plain(text, point)
    return None if mantissa is None else mantissa.scaleb(exponent)


def split_range(text, point=",", unit=""):
    """The two numbers of "-60 … 180", "от 10 до 20", "10-20", or None."""
    text = RANGE_BEGIN.sub("", _flatten(text))
    parts = RANGE_SIGNS.split(text)
    if len(parts) == 2:
        ends = [read_number(part, point, unit) for part in parts]
        return tuple(ends) if None not in ends else None
    for place in (match.start() for match in re.finditer("-", text)):
        ends = (
            read_number(text[:place], point, unit),
            read_number(text[place + 1 :], point, unit),
        )
        if place and None not in ends:
            return ends
    return None


def format_number(number, point=","):
    """A number as it is shown: no superfluous zeros, powers of ten when very small or
    very large ("1,3·10⁻⁵")."""
    number = number.normalize()
    if not number:
        return "0"
    if SMALL <= abs(number) < LARGE:
        return f"{number:f}".replace(".", point)
    exponent = number.adjusted()
    mantissa = f"{number.scaleb(-exponent):f}".replace(".", point)
    power = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{power}"


def _flatten(text):
    """Plain dashes and blanks; superscripts after a caret."""
    text = re.sub(
        "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+",
        lambda match: "^" + match[0].translate(SUPERSCRIPTS),
        text,
    )
    return " ".join(text.translate(DASHES).split())


def _without_unit(text, unit):
    """Only the unit that is asked for may follow, in any case and on any keyboard."""

    def plain(value):
        value = _flatten(value).replace("^", "").translate(LOOKALIKES)
        return "".join(value.casefold().split())

    if not unit or not plain(text).endswith(plain(unit)):
        return text
    wanted = plain(unit)
    for place in range(1, len(text)):
        if plain(text[place:]) == wanted:
            return text[:place].rstrip()
    return text


def _read_plain(text, point):
    sign = -1 if text.startswith("-") else 1
    body = text[1:].strip() if text[:1] in ("-", "+") else text
    body = _without_groups(body, point)
    if body is None or len(body) > MAX_DIGITS:
        return None
    if not re.fullmatch(r"\d+(?:\.\d*)?|\.\d+", body, re.ASCII):
        return None
    return sign * Decimal(body)


def _without_groups(body, point):
    """Digits with at most one full stop; None when the signs make no sense."""
    whole = re.sub(r"[.,]\d*$", "", body)
    if " " in whole:
        if not re.fullmatch(GROUPS % " ", whole):
            return None
        body = body.replace(" ", "")
    commas, stops = body.count(","), body.count(".")
    if commas and stops:
        last = max(body.rfind(","), body.rfind("."))
        return _drop_groups(body[:last], body[last + 1 :])
    if commas > 1 or stops > 1:
        return _drop_groups(body, "")
    if commas and point == "." and re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
        return body.replace(",", "")
    return body.replace(",", ".")


def _drop_groups(whole, fraction):
    sign = "," if "," in whole else "."
    if not re.fullmatch(GROUPS % re.escape(sign), whole):
        return None
    return f"{whole.replace(sign, '')}.{fraction}"
