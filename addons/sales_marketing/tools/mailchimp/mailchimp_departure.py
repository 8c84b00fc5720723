"""Who has left in Mailchimp: read from the files of its audience export.

Mailchimp gives a ZIP of ``subscribed_…csv``, ``unsubscribed_…csv``, ``cleaned_…csv``
and ``nonsubscribed_…csv``. Times are in UTC. Only the unsubscribed and the cleaned
(addresses that bounced) have left; the non-subscribed have never agreed to anything in
Mailchimp, which is no objection.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime

from ..table_file import TableError, read_table
from .mailchimp_api import parse_time

MAX_ZIP = 20 * 2**20
MAX_FILES = 50
MAX_UNPACKED = 100 * 2**20
KINDS = ("unsubscribed", "cleaned")
#: files of people who have not left, by the start of their names
OTHERS = ("nonsubscribed", "subscribed")
EMAIL_HEADERS = ("email address", "email", "e-mail", "адрес электронной почты")
TIMES = {"unsubscribed": "unsub_time", "cleaned": "clean_time"}
CAMPAIGNS = {"unsubscribed": "unsub_campaign_title", "cleaned": "clean_campaign_title"}
MAX_TEXT = 200
MAX_PROBLEMS = 1000


class DepartureError(ValueError):
    """The file cannot be used.

    ``code`` is one of ``TableError`` or ``zip_large``, ``zip_broken``, ``no_file``,
    ``no_kind``, ``no_email``; ``name`` is the file in question.
    """

    def __init__(self, code, name=""):
        super().__init__(code)
        self.code = code
        self.name = name


@dataclass(frozen=True, slots=True)
class Departure:
    """One address that is not to be written to any more.

    ``kind`` is ``unsubscribed`` or ``cleaned``; ``date`` is in UTC without a zone, None
    when unknown.
    """

    email: str
    kind: str
    date: datetime | None = None
    reason: str = ""
    campaign: str = ""


@dataclass(slots=True)
class Departures:
    """What the files say: who has left, and rows that cannot be read.

    ``problems`` are ``(file, row number, cell)``, the first thousand.
    """

    rows: list[Departure] = field(default_factory=list)
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    skipped_files: list[str] = field(default_factory=list)


def read_departures(file_name, content, kind=""):
    """Read a ZIP of Mailchimp or one of its CSV files.

    :param str kind: what a single file holds; "" finds out by its name and headers
    :raise DepartureError: see there
    """
    result = Departures()
    is_zip = content[:4] == b"PK\x03\x04" and not file_name.lower().endswith(".xlsx")
    files = unpack(content) if is_zip else [(file_name, content)]
    is_used = False
    for name, data in files:
        stem = _stem(name)
        if is_zip and stem.startswith(OTHERS):
            result.skipped_files.append(name)
            continue
        is_used = True
        _read_file(result, name, data, "" if is_zip else kind)
    if not is_used:
        raise DepartureError("no_file")
    return result


def unpack(content):
    """CSV files of an archive as ``(name, bytes)``; sizes that it claims are not
    believed.

    :raise DepartureError: ``zip_large`` or ``zip_broken``
    """
    if len(content) > MAX_ZIP:
        raise DepartureError("zip_large")
    files, left = [], MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_FILES:
                raise DepartureError("zip_large")
            for info in filter(_is_csv, archive.infolist()):
                with archive.open(info) as file:
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise DepartureError("zip_large", info.filename)
                files.append((info.filename, data))
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        # RuntimeError: the archive has a password
        raise DepartureError("zip_broken") from error
    return files


def _is_csv(info):
    name = info.filename.lower()
    is_waste = name.startswith("__macosx/") or _stem(name).startswith(".")
    return name.endswith((".csv", ".txt")) and not info.is_dir() and not is_waste


def _stem(name):
    return name.replace("\\", "/").rpartition("/")[2].lower()


def _read_file(result, name, content, kind):
    try:
        table = read_table(name, content)
    except TableError as error:
        if error.code == "empty":
            return
        raise DepartureError(error.code, name) from error
    headers = [header.strip().lower() for header in table.headers]
    kind = kind or _find_kind(name, headers)
    if not kind:
        raise DepartureError("no_kind", name)
    email_header = next((h for h in EMAIL_HEADERS if h in headers), None)
    if not email_header:
        raise DepartureError("no_email", name)
    for number, row in zip(table.numbers, table.rows, strict=True):
        _read_row(result, name, number, _record(headers, row), email_header, kind)


def _record(headers, row):
    """Cells by header; the first filled one of equal headers (Mailchimp repeats some)."""
    record = {}
    for header, cell in zip(headers, row, strict=True):
        if cell and not record.get(header):
            record[header] = cell
    return record


def _find_kind(name, headers):
    by_name = next((kind for kind in KINDS if _stem(name).startswith(kind)), "")
    if by_name or _stem(name).startswith(OTHERS):
        return by_name
    found = [kind for kind in KINDS if TIMES[kind] in headers]
    return found[0] if len(found) == 1 else ""


def _read_row(result, name, number, record, email_header, kind):
    address = record.get(email_header, "").lower()
    if "@" not in address.strip("@") or " " in address:
        if len(result.problems) < MAX_PROBLEMS:
            result.problems.append((name, number, address[:MAX_TEXT]))
        return
    moment = parse_time(record.get(TIMES[kind])) or parse_time(
        record.get("last_changed")
    )
    reasons = (record.get("unsub_reason"), record.get("unsub_reason_other"))
    result.rows.append(
        Departure(
            email=address,
            kind=kind,
            date=moment,
            reason=": ".join(filter(None, reasons))[:MAX_TEXT],
            campaign=record.get(CAMPAIGNS[kind], "")[:MAX_TEXT],
        )
    )
