"""What Mailchimp's Marketing API (3.0) takes and answers; no database, no network.

Source: mailchimp.com/developer/marketing, "Fundamentals", "Errors" and "Lists".
"""

import hashlib
import json
import re
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime

from ..csv_guard import cut_bytes, guard
from ..segment.mailchimp import COLUMNS, MAX_BYTES, guarded, row

_KEY = re.compile(r"([0-9A-Za-z]{8,128})-([a-z]{2,8}[0-9]{1,4})")
#: the member does not receive our mailings, and only the person can change that
ENDED = ("unsubscribed", "cleaned")
#: seconds to wait after so many failures in a row: doubled each time, an hour at most
DELAYS = (60, 120, 240, 480, 960, 1920, 3600)
MAX_RETRY_AFTER = 6 * 3600
_COMPLIANCE = ("compliance state", "permanently deleted", "was deleted")


def data_centre(key):
    """Data centre at the end of an API key (``us21``), or "" when it is no key."""
    match = _KEY.fullmatch(key or "")
    return match[2] if match else ""


def key_hint(key):
    """What may be shown of a key: its last four signs and the data centre."""
    match = _KEY.fullmatch(key or "")
    return f"…{match[1][-4:]}-{match[2]}" if match else ""


def base_url(centre):
    """Address of the API in a data centre."""
    return f"https://{centre}.api.mailchimp.com/3.0"


def member_hash(address):
    """Name of a member in paths: MD5 of the address in lower case."""
    return _md5(address.lower())


def fingerprint(values):
    """MD5 of what is sent: equal values have equal fingerprints."""
    return _md5(json.dumps(values, sort_keys=True, ensure_ascii=False))


def _md5(text):
    # Mailchimp chose MD5; it protects nothing here
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def member_values(contact, mapping):
    """What is sent about a contact, as in the file for its importer.

    :param Contact contact: an accepted contact
    :param dict mapping: merge tag of the audience to name of our value
    :return: ``merge_fields`` (all of ``mapping``, perhaps empty) and ``language``
    """
    names = [name for _header, name, _kind in COLUMNS]
    cells = dict(zip(names, guarded(row(contact, "", "")), strict=True))
    cells["position"] = cut_bytes(guard(contact.position), MAX_BYTES)
    return {
        "merge_fields": {tag: cells[name] for tag, name in mapping.items()},
        "language": cells["language"],
    }


def member_body(values, *, wipe):
    """Body about a member without its status.

    :param bool wipe: send empty fields too: right only for members that we made,
        since it takes away what Mailchimp knew before us
    """
    merge_fields = {
        tag: text for tag, text in values["merge_fields"].items() if text or wipe
    }
    body = {"merge_fields": merge_fields}
    if values["language"]:
        body["language"] = values["language"]
    return body


def opt_in_time(day, today):
    """Time of the opt-in for a new member, or None.

    A time in the future is refused: a consent of today is left to Mailchimp's clock.
    """
    if not day or day >= today:
        return None
    return datetime.combine(day, time(), UTC).isoformat()


def retry_delay(failures, retry_after=None):
    """Seconds until the next try.

    :param int failures: failures in a row, this one included
    :param retry_after: seconds that the server asks for, or None
    """
    delay = DELAYS[min(max(failures, 1), len(DELAYS)) - 1]
    return min(max(delay, retry_after or 0), MAX_RETRY_AFTER)


def parse_retry_after(text, now):
    """Seconds of a header Retry-After: a number or a date; None when unreadable."""
    text = (text or "").strip()
    if text.isdecimal() and text.isascii():
        return int(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if not moment.tzinfo:
        moment = moment.replace(tzinfo=UTC)
    return max(0, int((moment - now).total_seconds()))


def error_kind(status, headers, problem):
    """What an error means for whoever asked.

    :param int status: HTTP status
    :param dict problem: the decoded body, empty when it is no JSON object
    :return: ``key``, ``forbidden``, ``gone``, ``throttle``, ``server`` or ``refused``
    """
    if status == 429:
        return "throttle"
    if status >= 500:
        return "server"
    if status == 403:
        return "throttle" if _is_throttled(headers, problem) else "forbidden"
    return {401: "key", 404: "gone"}.get(status, "refused")


def _is_throttled(headers, problem):
    """The gate before the API answers 403 without its JSON when one asks too fast."""
    if not problem or headers.get("Retry-After"):
        return True
    words = f"{problem.get('title')} {problem.get('detail')}".lower()
    return any(word in words for word in ("too many", "throttl", "rate limit"))


def refusal_reason(title, detail):
    """Why Mailchimp does not take one member: ``compliance``, ``invalid``, ``other``."""
    words = f"{title} {detail}".lower()
    if any(word in words for word in _COMPLIANCE):
        return "compliance"
    if "valid email" in words or "looks fake" in words or "merge field" in words:
        return "invalid"
    return "other"


def parse_time(text):
    """A moment as Mailchimp writes it, in UTC without a zone; None when unreadable."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment.replace(microsecond=0)
