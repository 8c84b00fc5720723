"""Values of outside services: any of them may be absent or of another type.

Nothing here raises for a value that `json.loads` can return.
"""

import math
import re
from datetime import UTC, datetime, timedelta

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WEB = re.compile(r"https?://[^\s<>\"'`]+$", re.IGNORECASE)
_TEXT_LIMIT = 250
_INT_LIMIT = 10**30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MOMENT = 1_262_304_000  # 2010: an earlier time is a mistake
_LAST_MOMENT = 4_102_444_800  # 2100
_MILLISECONDS = 1000


def as_dict(value):
    """The dictionary, or the first one of a list; of anything else an empty one."""
    if isinstance(value, list):
        value = next((item for item in value[:1] if isinstance(item, dict)), None)
    return value if isinstance(value, dict) else {}


def as_list(value, *marks):
    """The items of a list; a dictionary is one item when it has one of these keys.

    A dictionary without them is a list with names for its items ({"0": ...}).
    """
    if isinstance(value, dict):
        is_item = any(mark in value for mark in marks)
        return [value] if is_item else list(value.values())
    return value if isinstance(value, list) else []


def as_text(value, limit=_TEXT_LIMIT):
    """One line of text of a string or a number, without control characters."""
    return " ".join(as_lines(value, limit).split())


def as_lines(value, limit=_TEXT_LIMIT):
    """Text of several lines of a string or a number; of anything else it is empty.

    Control characters and halves of surrogate pairs, which a database refuses, are
    taken out.
    """
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < _INT_LIMIT else ""
    if not isinstance(value, str):
        return ""
    return _CONTROL.sub("", value[: limit * 2]).strip()[:limit].strip()


def as_url(value, limit=2000):
    """An address of the web, else an empty string (`javascript:` is none)."""
    text = as_text(value, limit)
    return text if _WEB.match(text) else ""


def as_moment(value):
    """The moment (UTC, naive) of seconds or milliseconds since 1970, else None."""
    if isinstance(value, str):
        value = value.strip()
        value = int(value) if re.fullmatch(r"\d{1,14}", value, re.ASCII) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # false for what is not a number too
    if not _FIRST_MOMENT <= value < _LAST_MOMENT * _MILLISECONDS:
        return None
    seconds = value / _MILLISECONDS if value >= _LAST_MOMENT else value
    if seconds < _FIRST_MOMENT:
        return None
    moment = _EPOCH + timedelta(seconds=int(seconds))
    return moment.replace(tzinfo=None)


def as_json(value, depth=40):
    """The same value without what a database refuses to keep as JSON.

    Control characters, halves of surrogate pairs and numbers that are none are taken
    out; what lies deeper than `depth` is dropped.
    """
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (dict, list)) and not depth:
        return None
    if isinstance(value, dict):
        return {_CONTROL.sub("", k): as_json(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [as_json(item, depth - 1) for item in value]
    return value
