"""The list for calling: one row per contact, ready to print and to load back."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from odoo.addons.sales_process.tools.intake.phones import format_phone

from ..csv_guard import csv_line, guard
from ..local_time import zone_of

#: name of the column (translated where the file is written) and its width, in the order
#: of cells; after ``next_call`` come columns that are not printed
COLUMNS = {
    "company": 24,
    "contact": 18,
    "position": 15,
    "phone": 17,
    "extension": 7,
    "other_phones": 17,
    "local_time": 16,
    "call_time": 12,
    "last_call": 11,
    "last_result": 13,
    "salesperson": 14,
    "reason": 18,
    "result": 15,
    "comment": 28,
    "next_call": 12,
    "number": 15,
    "segment": 18,
    "consent": 11,
    "key": 5,
}
NAMES = tuple(COLUMNS)
PRINTED = NAMES.index("next_call") + 1
#: columns that the caller fills in
FILLED = ("result", "comment", "next_call")
#: when a client may be called, on his own clock
HOURS = (9, 18)
MOSCOW = "Europe/Moscow"


def cells(contact, segment, reason, results, key, locale, day):
    """Cells of one contact, in the order of ``COLUMNS``, not guarded yet.

    :param dict results: code of a result to its text
    :param str key: what the row is found by when the list is loaded back
    :param str locale: language of the names of towns
    :param date day: of the difference to Moscow
    """
    zone = zone_of_contact(contact)
    return (
        contact.company,
        contact.name if contact.is_person else "",
        contact.position,
        spoken(contact.phone_e164),
        contact.extension,
        ", ".join(map(spoken, contact.phones[1:])),
        zone_text(zone, locale, day),
        call_hours(zone, day),
        contact.last_call.isoformat() if contact.last_call else "",
        results.get(contact.last_result, contact.last_result),
        contact.salesperson,
        reason,
        "",
        "",
        "",
        contact.phone_e164,
        segment,
        contact.phone_consent_date.isoformat() if contact.phone_consent_date else "",
        key,
    )


def zone_of_contact(contact):
    """Time zone of a contact, or an empty string."""
    return _zone_of(contact.country, contact.region, contact.phone_e164[:8])


@lru_cache(maxsize=8192)
def _zone_of(country, region, prefix):
    # the code of a town is in the first digits: the rest would only fill the cache
    return zone_of(country, region, prefix.ljust(12, "0") if prefix else "")


def spoken(number):
    """A number as people read it: +7 495 123-45-67."""
    if number.startswith("+7") and len(number) == 12:
        return f"+7 {number[2:5]} {number[5:8]}-{number[8:10]}-{number[10:]}"
    return _spoken_abroad(number) if number else ""


@lru_cache(maxsize=4096)
def _spoken_abroad(number):
    return format_phone(number)


@lru_cache(maxsize=512)
def zone_text(zone, locale, day):
    """Time zone in words: «UTC+5 (Екатеринбург)»; empty when it is not known."""
    if not zone:
        return ""
    hours = _offset(zone, day)
    city = get_timezone_location(zone, locale=locale, return_city=True)
    return f"UTC{hours:+g} ({city})"


@lru_cache(maxsize=512)
def call_hours(zone, day):
    """When to call, on the clock of Moscow: «07:00–16:00»; empty when not known."""
    if not zone:
        return ""
    shift = _offset(MOSCOW, day) - _offset(zone, day)
    return "–".join(_clock(hour + shift) for hour in HOURS)


def _offset(zone, day):
    noon = datetime.combine(day, time(12), tzinfo=UTC).astimezone(ZoneInfo(zone))
    return noon.utcoffset() / timedelta(hours=1)


def _clock(hour):
    minutes = round(hour * 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def guarded(raw):
    """Cells of a row for CSV: no formula; numbers stay as they are."""
    return [
        guard(cell, "phone" if name in ("number", "phone") else "text")
        for name, cell in zip(NAMES, raw, strict=True)
    ]


def line(raw):
    """The line of a row (bytes), and what of it is compared with the last export: the
    key names the export, and is another every time."""
    safe = guarded(raw)
    compared = csv_line(safe[:-1]).encode()
    return csv_line(safe).encode(), compared
