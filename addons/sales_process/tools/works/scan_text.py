"""Which serial number may be meant by what was typed, scanned or photographed."""

import re

# a scanner types keys: with the Russian layout switched on they give Russian letters
LAYOUT = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?",
)
PREFIX = re.compile(
    r"^\s*(?:s\s*/\s*n|sn|serial(?:\s+(?:no|number))?|lot|"
    r"зав(?:одской)?\.?|серийный(?:\s+номер)?|сер\.?|серия|партия)"
    r"(?:\s*(?:№|#|n|no|номер)\.?)?\s*[:.\s№#]\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
SYMBOLOGY = re.compile(r"^\][A-Za-z]\d")
SEPARATOR = "\x1d"
READABLE = re.compile(r"\((\d{2,4})\)([^()]+)")
# at the beginning of a GS1 code: GTIN, dates (all of fixed length), then lot or serial
FIXED = {"01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6}
FREE = {"10", "21"}


def get_candidates(text):
    """What the serial number may be, the likeliest first.

    :param str text: of a scanner, a camera or a keyboard
    :return: (names, GTIN or None); names without doubles, the text itself among them
    """
    text = text.strip().strip(SEPARATOR)
    names, gtin = parse_gs1(text)
    names.append(text)
    prefixed = PREFIX.match(text)
    if prefixed:
        names.append(prefixed["name"].strip())
    names += [name.translate(LAYOUT) for name in names if not name.isascii()]
    return [name for name in dict.fromkeys(names) if name], gtin


def parse_gs1(text):
    """Serial and lot of a GS1 code, also of one written with brackets.

    :return: ([serial, lot], GTIN or None); both empty when it is no such code
    """
    if READABLE.match(text):
        found = dict(READABLE.findall(text))
    else:
        found = _split(SYMBOLOGY.sub("", text).lstrip(SEPARATOR))
    names = [found[code].strip() for code in ("21", "10") if found.get(code)]
    return names, found.get("01") or found.get("02")


def _split(text):
    """Elements of a GS1 code; none of a text that does not begin with a GTIN."""
    found = {}
    if not re.match(r"0[12]\d{14}", text):
        return found
    while text:
        code, text = text[:2], text[2:]
        if code in FIXED:
            value, text = text[: FIXED[code]], text[FIXED[code] :].lstrip(SEPARATOR)
        elif code in FREE:
            value, _, text = text.partition(SEPARATOR)
        else:
            break
        found[code] = value
    return found
