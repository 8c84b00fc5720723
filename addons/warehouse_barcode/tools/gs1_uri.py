"""GS1 digital links and EPC URIs as lists of (identifier, value)."""

import re
from urllib.parse import unquote

from . import gs1_table
from .gtin import check_digit

# blanks are spelled out: the two languages understand \s and . differently
LINK = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://[^/?# \t\r\n\v\f]+([^?# \t\r\n\v\f]*)"
    r"(?:\?([^# \t\r\n\v\f]*))?(?:#[^\n]*)?\Z"
)
PRIMARY = ("00", "01", "253", "255", "401", "402", "414", "415", "417")
PRIMARY += ("8003", "8004", "8006", "8010", "8013", "8017", "8018")
NAMES = {
    "gtin": "01",
    "itip": "8006",
    "gmn": "8013",
    "cpid": "8010",
    "sscc": "00",
    "gln": "414",
    "cpv": "22",
    "lot": "10",
    "ser": "21",
}
EPC = re.compile(r"urn:epc:(id|class|tag):([a-z0-9-]+):([^\n]+)\Z")


def read(text):
    """Return the elements of the URI, or nothing when the text is not one."""
    if found := LINK.match(text):
        return _read_link(found[1], found[2] or "")
    if found := EPC.match(text):
        return _read_epc(found[1], found[2], found[3])
    return None


def _read_link(path, query):
    segments = path.split("/")[1:]
    start = _primary_position(segments)
    if start is None:
        return None
    rest = segments[start:]
    pairs = [
        (NAMES.get(key, key), value)
        for key, value in zip(rest[::2], rest[1::2], strict=False)
    ]
    pairs += _query_pairs(query)
    return [(ai, _pad(ai, unquote(value))) for ai, value in pairs]


def _primary_position(segments):
    """Where the identifiers begin: the last primary key that pairs up to the end."""
    for index in range(len(segments) - 2, -1, -2):
        if NAMES.get(segments[index], segments[index]) in PRIMARY:
            return index
    return None


def _query_pairs(query):
    """Identifiers of the query in its order; other parameters mean nothing to us."""
    table = gs1_table.load()
    pairs = (word.partition("=") for word in re.split(r"[&;]", query))
    named = ((NAMES.get(key, key), value) for key, _equals, value in pairs)
    return [(ai, value) for ai, value in named if ai in table]


def _pad(ai, value):
    return value.rjust(14, "0") if ai in ("01", "02") and len(value) > 7 else value


def _read_epc(kind, scheme, body):
    if kind == "tag":
        body = body.partition(".")[2]
        scheme = scheme.rpartition("-")[0]
    parts = [unquote(part) for part in body.split(".", 2)]
    reader = EPC_SCHEMES.get(scheme)
    if not reader or len(parts) < reader[0] or not all(map(_is_number, parts[:2])):
        return None
    return reader[1](parts)


def _is_number(text):
    return bool(re.match(r"[0-9]+\Z", text))


def _with_check(digits):
    return digits + check_digit(digits)


def _epc_sscc(parts):
    prefix, reference = parts[:2]
    return [("00", _with_check(reference[0] + prefix + reference[1:]))]


def _gtin(prefix, reference):
    return _with_check(reference[0] + prefix + reference[1:])


def _epc_sgtin(parts):
    return [("01", _gtin(*parts[:2])), ("21", parts[2])]


def _epc_lgtin(parts):
    return [("01", _gtin(*parts[:2])), ("10", parts[2])]


def _epc_sgln(parts):
    elements = [("414", _with_check(parts[0] + parts[1]))]
    return elements if parts[2] == "0" else [*elements, ("254", parts[2])]


EPC_SCHEMES = {
    "sscc": (2, _epc_sscc),
    "sgtin": (3, _epc_sgtin),
    "lgtin": (3, _epc_lgtin),
    "sgln": (3, _epc_sgln),
}
