"""Tables that people load: CSV of any usual kind, and XLSX, as rows of texts.

No Odoo here: errors are codes, whoever shows them translates them.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

import openpyxl

from .csv_guard import CONTROLS, SIGNS

MAX_BYTES = 50 * 2**20
#: what a workbook may grow to when unpacked: more is an archive made to hurt
MAX_UNPACKED = 500 * 2**20
MAX_ROWS = 200_000
MAX_COLUMNS = 200
DELIMITERS = ",;\t|"
SAMPLE = 64 * 1024
SAMPLE_LINES = 50
#: the start of an old workbook (.xls)
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRINGS = "xl/sharedStrings.xml"
# longer than any cell of a spreadsheet (32,767 characters)
csv.field_size_limit(2**20)


class TableError(ValueError):
    """The file is no table that can be read.

    ``code`` is ``empty``, ``too_large``, ``old_excel``, ``broken``, ``encoding``,
    ``too_many_rows``, ``too_many_columns`` or ``no_header``.
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Table:
    """A table with its headers.

    ``rows`` have as many cells as there are headers; ``numbers`` are their numbers in
    the file, from 1, as a spreadsheet shows them; ``header_number`` is that of the
    headers.
    """

    headers: list[str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    header_number: int = 1

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the number of a row and its cells by header; the first of two equal
        headers wins."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            pairs = zip(reversed(self.headers), reversed(row), strict=True)
            yield number, dict(pairs)


def read_table(file_name, content, header_number=None):
    """Read a file with headers; empty rows are left out.

    :param str file_name: tells nothing but the kind of a text file (``.tsv``)
    :param bytes content: the file
    :param int header_number: number of the row with the headers; None: the first row
        that has two filled cells, or the first filled row when no row has two
    :raise TableError: see there
    """
    filled = [
        (number, cells) for number, cells in read_rows(file_name, content) if any(cells)
    ]
    if not filled:
        raise TableError("empty")
    start = _find_header(filled, header_number)
    number, headers = filled[start]
    width = max(index for index, cell in enumerate(headers) if cell) + 1
    body = filled[start + 1 :]
    return Table(
        headers=headers[:width],
        rows=[(cells + [""] * width)[:width] for _number, cells in body],
        numbers=[row_number for row_number, _cells in body],
        header_number=number,
    )


def _find_header(filled, header_number):
    if header_number:
        for index, (number, _cells) in enumerate(filled):
            if number == header_number:
                return index
        raise TableError("no_header")
    return next(
        (
            index
            for index, (_n, cells) in enumerate(filled)
            if sum(map(bool, cells)) > 1
        ),
        0,
    )


def read_rows(file_name, content):
    """Yield ``(number, cells)`` of every row, cells as clean texts.

    Dates become ISO texts, whole numbers have no fraction, blanks at the ends go. An
    apostrophe that guards a formula in a CSV file is taken off again.

    :raise TableError: see there
    """
    if not content:
        raise TableError("empty")
    if len(content) > MAX_BYTES:
        raise TableError("too_large")
    if content.startswith(OLD_EXCEL):
        raise TableError("old_excel")
    rows = (
        _read_xlsx(content) if content[:2] == b"PK" else _read_csv(file_name, content)
    )
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise TableError("too_many_rows")
        yield number, _trimmed(cells)


def _trimmed(cells):
    """Formats far to the right make empty columns; filled ones are too many."""
    if len(cells) <= MAX_COLUMNS:
        return cells
    if any(cells[MAX_COLUMNS:]):
        raise TableError("too_many_columns")
    return cells[:MAX_COLUMNS]


# ---- text files ----------------------------------------------------------------------


def _read_csv(file_name, content):
    text = decode(content)
    if "\0" in text:
        raise TableError("broken")
    delimiter = "\t" if file_name.lower().endswith(".tsv") else _delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_unguarded(cell.strip()) for cell in row]
    except csv.Error as error:
        raise TableError("broken") from error


def decode(content):
    """Text of a file in UTF-8 or UTF-16 with or without a mark, else windows-1251.

    :raise TableError: ``encoding``
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("encoding")


def _delimiter(text):
    """The sign that most lines have equally often, outside of quotes."""
    lines = list(filter(str.strip, text[:SAMPLE].splitlines()))[:SAMPLE_LINES]
    outside = ["".join(line.split('"')[::2]) for line in lines]

    def fits(sign):
        counts = Counter(filter(None, (line.count(sign) for line in outside)))
        return max(((lines, count) for count, lines in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=fits)


def _unguarded(cell):
    is_guarded = cell[:1] == "'" and (cell[1:2] in SIGNS or cell[1:2] in CONTROLS)
    return cell[1:] if is_guarded and len(cell) > 1 else cell


# ---- workbooks -----------------------------------------------------------------------


def _read_xlsx(content):
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(_checked_archive(content)), read_only=True, data_only=True
        )
        for row in _first_sheet(book).iter_rows(values_only=True):
            yield [cell_text(value) for value in row]
    except (
        zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError,
        AttributeError, ParseError, EOFError, NotImplementedError,
    ) as error:  # fmt: skip
        if isinstance(error, TableError):
            raise
        raise TableError("broken") from error


def _first_sheet(book):
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise TableError("empty")
    # a wrong size in the file (1C writes A1) would hide the rows
    for sheet in sheets:
        sheet.reset_dimensions()
    return sheets[0]


def _checked_archive(content):
    """The workbook, its strings under the name that the reader knows (1C writes
    ``xl/SharedStrings.xml``).

    :raise TableError: ``too_large`` when it would unpack to more than allowed
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise TableError("too_large")
        names = {info.filename for info in infos}
        other = next((n for n in names if n.lower() == STRINGS.lower()), STRINGS)
        if STRINGS in names or other == STRINGS:
            return content
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as renamed:
            for info in infos:
                name = STRINGS if info.filename == other else info.filename
                renamed.writestr(name, archive.read(info))
        return result.getvalue()


def cell_text(value):
    """A value of a spreadsheet as a clean text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
