"""What the client signs, as one canonical text, and the fingerprint of it.

Nothing here knows the database: plain values come in, a text comes out. The same
content always gives the same text, whatever the order of its keys, the time zone of
the person or the way in which a letter with an accent is composed.
"""

import hashlib
import json
import unicodedata
from datetime import date, datetime
from math import isfinite

DIGITS = 12  # significant digits of a number: more is noise of the machine


def canonical(content):
    """The content as one text: JSON with sorted keys and without spaces.

    :raises TypeError: a value that has no canonical form, a set for example
    :raises ValueError: a number that is not finite
    """
    return json.dumps(
        _normalise(content),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def fingerprint(content):
    """SHA-256 of the canonical text of the content, 64 hexadecimal digits."""
    return fingerprint_text(canonical(content))


def fingerprint_text(text):
    """SHA-256 of a text that is canonical already."""
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before, after):
    """Names of the parts of the content that are not the same, sorted.

    :param dict before: content as ``json.loads`` of a canonical text gives it
    :param dict after: content, canonical or not
    """
    return sorted(
        name
        for name in before.keys() | after.keys()
        if canonical(before.get(name)) != canonical(after.get(name))
    )


def _normalise(value):
    if isinstance(value, dict):
        return {str(key): _normalise(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalise(item) for item in value]
    return _normalise_single(value)


def _normalise_single(value):
    """A single value: empty is null, but 0, False of a switch and "no" are values."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    if isinstance(value, float):
        return _normalise_number(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"No canonical form of {type(value).__name__}")


def _normalise_number(value):
    """A whole number is the same number whether it was kept with a fraction or not."""
    if not isfinite(value):
        raise ValueError("Not a finite number")
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded
