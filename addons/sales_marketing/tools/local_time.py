"""What time it is where a client sits, and whether he may be called there now.

The address says it best: every federal subject of Russia has one time zone here (the
codes are those of Odoo's ``res.country.state``). Without a region the number says it:
a code of a town lies in one zone, a mobile number may be anywhere in Russia. Nothing
is guessed: what is not known stays unknown, and the caller is told so.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytz
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

RUSSIAN_ZONES = {
    "Europe/Kaliningrad": "KGD",
    "Europe/Moscow": (
        "AD ARK BEL BRY CE CU DA IN IVA KB KL KLU KC KR KIR KO KOS KDA KRS LEN LIP "
        "ME MO MOS MOW MUR NIZ NGR ORL PNZ PSK ROS RYA SPE SE SMO STA TAM TA TUL TVE "
        "VLA VGG VLG VOR YAR NEN"
    ),
    "Europe/Samara": "SAM UD",
    "Europe/Saratov": "SAR",
    "Europe/Astrakhan": "AST",
    "Europe/Ulyanovsk": "ULY",
    "Asia/Yekaterinburg": "BA CHE KGN KHM ORE PER SVE TYU YAN",
    "Asia/Omsk": "OMS",
    "Asia/Novosibirsk": "NVS",
    "Asia/Barnaul": "AL ALT",
    "Asia/Tomsk": "TOM",
    "Asia/Novokuznetsk": "KEM",
    "Asia/Krasnoyarsk": "KYA KK TY",
    "Asia/Irkutsk": "IRK BU",
    # by far most people of Yakutia live in the zone of its capital
    "Asia/Yakutsk": "SA AMU",
    "Asia/Chita": "ZAB",
    "Asia/Vladivostok": "PRI KHA YEV",
    "Asia/Magadan": "MAG",
    "Asia/Sakhalin": "SAK",
    "Asia/Kamchatka": "KAM",
    "Asia/Anadyr": "CHU",
}
ZONE_OF_SUBJECT = {
    code: zone for zone, codes in RUSSIAN_ZONES.items() for code in codes.split()
}
# several names in the database of zones, one time in daily life (Kazakhstan: since
# 1 March 2024)
ZONE_OF_COUNTRY = {
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "KZ": "Asia/Almaty",
    "UA": "Europe/Kiev",
    "UZ": "Asia/Tashkent",
}
# libphonenumber has no zone of Kaliningrad: its own changes to summer time
ZONE_OF_NUMBER = {"Europe/Bucharest": "Europe/Kaliningrad"}
_SATURDAY = 5
_SOON = 60  # days: no run of holidays is as long


def zone_of(country_code, state_code, phone_e164):
    """Time zone of a client: by his region, else country, else number.

    :param str country_code: ISO code of the country, maybe empty
    :param str state_code: code of the region in ``res.country.state``, maybe empty
    :param str phone_e164: number that is dialled, maybe empty
    :return: IANA name, or an empty string when it is not known
    """
    return _zone_of_address(country_code, state_code) or _zone_of_phone(phone_e164)


def _zone_of_address(country, state):
    if country == "RU":
        return ZONE_OF_SUBJECT.get(state or "", "")
    return _zone_of_country(country)


def _zone_of_country(country):
    zones = pytz.country_timezones.get(country, ()) if country else ()
    return ZONE_OF_COUNTRY.get(country) or (zones[0] if len(zones) == 1 else "")


def _zone_of_phone(number):
    """The zone of a number, when all its zones have one and the same time."""
    try:
        parsed = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return ""
    country = phonenumbers.region_code_for_number(parsed)
    return _zone_of_country(country) or _zone_of_code(country, parsed)


def _zone_of_code(country, number):
    zones = time_zones_for_number(number)
    if UNKNOWN_TIMEZONE in zones or len(set(map(_offsets, zones))) != 1:
        return ""
    return ZONE_OF_NUMBER.get(zones[0], zones[0]) if country == "RU" else zones[0]


def _offsets(zone):
    """Distance from UTC in winter and in summer."""
    return tuple(
        datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7)
    )


def local_time(zone, moment):
    """Time on the client's clock.

    :param str zone: IANA name; empty: not known
    :param datetime moment: UTC without a zone, as Odoo keeps it
    :return: aware datetime, or None when the zone is not known
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) if zone else None


def is_working_time(zone, moment, hour_from, hour_to, days_off=()):
    """Whether a client may be called: a workday, between two hours of his clock.

    :param str zone: IANA name; who does not know it passes his own
    :param datetime moment: UTC without a zone
    :param float hour_from: first hour of calls, 9.5 is 9:30
    :param float hour_to: hour at which calls end; not included
    :param days_off: dates that are no workdays
    """
    local = local_time(zone, moment)
    start, end = _day_bounds(local, hour_from, hour_to)
    return _is_workday(local.date(), days_off) and start <= local < end


def next_working_time(zone, moment, hour_from, hour_to, days_off=()):
    """First moment, not before ``moment``, at which the client may be called.

    Parameters are those of ``is_working_time``.

    :return: UTC without a zone
    """
    local = local_time(zone, moment)
    for days in range(_SOON):
        day = local + timedelta(days=days)
        start, end = _day_bounds(day, hour_from, hour_to)
        if _is_workday(day.date(), days_off) and local < end:
            return _to_utc(max(local, start))
    return moment


def moment_at(zone, day, hour):
    """When the client's clock shows ``hour`` (9.5 is 9:30) of ``day``, UTC."""
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone))
    return _to_utc(_at(noon, hour))


def _is_workday(day, days_off):
    return day.weekday() < _SATURDAY and day not in days_off


def _day_bounds(local, *hours):
    return [_at(local, hour) for hour in hours]


def _at(local, hour):
    """The moment of that day at which its clock shows the hour; 24 is midnight."""
    minutes = round(hour * 60)
    day = local.date() + timedelta(days=minutes // (24 * 60))
    clock = time(minutes // 60 % 24, minutes % 60)
    return datetime.combine(day, clock, tzinfo=local.tzinfo)


def _to_utc(local):
    return local.astimezone(UTC).replace(tzinfo=None)
