"""Marks of an advertisement: utm_source, utm_medium, utm_campaign."""

import re
from urllib.parse import unquote_plus

NAMES = ("source", "medium", "campaign")
_UTM = re.compile(
    r"utm_(source|medium|campaign)\s*[=:]\s*([^&\s,;#\"'<>()\[\]]+)", re.IGNORECASE
)
# a place of the advertising system that was not filled in: {campaign_id}
_UNFILLED = re.compile(r"[{}]|%7[BD]", re.IGNORECASE)


def find_utm(*texts):
    """Return {name: value} of the marks in an address or in running text.

    The first text that names a mark wins: the field of the form, then the page, then
    the words of the visitor, who may have put another link into them.
    """
    for text in texts:
        found = {}
        for name, value in _UTM.findall(text or ""):
            if not _UNFILLED.search(value):
                found.setdefault(name.lower(), unquote_plus(value).strip())
        if found:
            return found
    return {}
