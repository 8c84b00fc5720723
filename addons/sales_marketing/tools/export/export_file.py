"""The files of an export, written row by row: memory does not grow with rows.

The rows go into CSV files first; a workbook is made of these files, so both say the
same.
"""

import csv
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ..csv_guard import csv_line, guard, unguard

XLSX_MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows of a sheet, with that of the headers
MAX_ROWS = 1_048_576
# No text may become a formula, a link or a number, whatever it looks like
XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# what XML and Excel do not take as it is, and blanks that would be lost
_TO_ESCAPE = re.compile(
    r"[\x00-\x1f\x7f&<>\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|(?:^|\|) | (?:\||$)"
)
_MAX_TEXT = 32_767
WIDTH = 24
MAX_TITLE = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "       ")
_A4 = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows of a file look like.

    :param headers: texts of the first line
    :param line: function of a contact: the line of CSV (bytes), what of it is compared
        with the last export (bytes), whether a text was cut
    """

    headers: list[str]
    line: Callable


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, made of a CSV file with headers.

    :param title: name of the sheet
    :param path: the CSV file
    :param widths: of the columns, in characters; the rest has the usual width
    :param printed: number of columns that are printed; 0: nobody prints the sheet
    :param hidden: numbers of the columns that nobody sees
    :param choices: column number to the values that may be chosen in it
    :param dates: numbers of the columns that take a date
    """

    title: str
    path: str
    widths: list[int] = field(default_factory=list)
    printed: int = 0
    hidden: list[int] = field(default_factory=list)
    choices: dict[int, list[str]] = field(default_factory=dict)
    dates: list[int] = field(default_factory=list)


class ExportFiles:
    """Writes rows, refused contacts and those that have gone to CSV files.

    Use as a context manager: the temporary files go away with it.

    :param dict headers: name of the file (``rows``, ``refused``, ``gone``) to headers
    """

    def __init__(self, headers):
        self._headers = headers

    def __enter__(self):
        self._open = ExitStack()
        self._folder = tempfile.TemporaryDirectory(prefix="marketing_export_")
        self._files = {}
        for name, headers in self._headers.items():
            file = open(self.path(name), "wb")
            self._files[name] = self._open.enter_context(file)
            if headers:
                file.write(csv_line(headers).encode())
        return self

    def __exit__(self, *_exception):
        self.close()
        self._folder.cleanup()

    def path(self, name, extension="csv"):
        """Where a file lies until the end of the ``with`` block."""
        return os.path.join(self._folder.name, f"{name}.{extension}")

    def writer(self, name):
        """Function that writes a line (bytes) into a file."""
        return self._files[name].write

    def write_texts(self, name, texts):
        """Write a row of texts that are not guarded yet."""
        self._files[name].write(csv_line([guard(text) for text in texts]).encode())

    def close(self):
        """Finish the CSV files."""
        self._open.close()


class TextSheet(Worksheet):
    """A sheet that takes a row of texts at once.

    XlsxWriter looks at each cell as if it could be anything; a row in which nothing has
    to be escaped is written as it would write it, and any other row by XlsxWriter.
    """

    def write_texts(self, number, cells, styles):
        """Write row ``number`` (from 0); rows must come in order.

        :param styles: format or None per column; empty cells with a format are framed
        """
        text = "|".join(cells)
        if _TO_ESCAPE.search(text) or len(text) > _MAX_TEXT:
            self._write_by_cell(number, cells, styles)
            return
        self._check_dimensions(number, len(cells) - 1)
        self._write_single_row(number)  # what was written before
        row = number + 1
        parts = [f'<row r="{row}">']
        for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            if cell or style:
                look = f' s="{style._get_xf_index()}"' if style else ""
                start = f'<c r="{_letters(column)}{row}"{look}'
                content = f' t="inlineStr"><is><t>{cell}</t></is></c>'
                parts.append(start + (content if cell else "/>"))
        parts.append("</row>")
        self.row_data_fh.write("".join(parts))

    def _write_by_cell(self, number, cells, styles):
        for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            if cell:
                self.write_string(number, column, cell, style)
            elif style:
                self.write_blank(number, column, None, style)


_letters = lru_cache(xl_col_to_name)


def write_workbook(path, sheets):
    """Make a workbook of CSV files.

    :raise OverflowError: a sheet would have more rows than Excel can show
    """
    options = {**XLSX_OPTIONS, "tmpdir": os.path.dirname(path)}
    with xlsxwriter.Workbook(path, options) as book:
        formats = _prepare_formats(book)
        titles = set()
        for sheet in sheets:
            title = _free_title(sheet.title, titles)
            _write_sheet(book.add_worksheet(title, TextSheet), sheet, formats)


def _free_title(title, taken):
    """Title without signs that Excel forbids, 31 letters, once in the workbook."""
    clean = title.translate(_FORBIDDEN).strip(" '")[:MAX_TITLE].strip(" '") or "List"
    number = 1
    free = clean
    while free.lower() in taken or free.lower() == "history":
        number += 1
        free = f"{clean[: MAX_TITLE - 4]} {number}"
    taken.add(free.lower())
    return free


def _prepare_formats(book):
    frame = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
    head = {"bold": True, "bg_color": "#E9ECEF", "text_wrap": True, "valign": "top"}
    return {
        "head": book.add_format({"bold": True}),
        "printed_head": book.add_format({**frame, **head}),
        "printed": book.add_format({**frame, "text_wrap": True, "num_format": "@"}),
        "date": book.add_format({**frame, "num_format": "yyyy-mm-dd"}),
        "plain": None,
    }


def _write_sheet(worksheet, sheet, formats):
    printed = [*["printed"] * sheet.printed]
    with open(sheet.path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        headers = next(rows)
        rest = len(headers) - len(printed)
        styles = [formats[name] for name in printed] + [None] * rest
        for column in sheet.dates:
            styles[column] = formats["date"]
        _prepare_columns(worksheet, sheet, len(headers))
        head = formats["printed_head" if sheet.printed else "head"]
        for column, header in enumerate(headers):
            worksheet.write_string(0, column, header, head)
        number = _write_rows(worksheet, rows, styles)
    _finish(worksheet, sheet, number, len(headers))


def _prepare_columns(worksheet, sheet, count):
    worksheet.freeze_panes(1, 0)
    for column in range(count):
        width = sheet.widths[column] if column < len(sheet.widths) else WIDTH
        options = {"hidden": True} if column in sheet.hidden else {}
        worksheet.set_column(column, column, width, None, options)


def _write_rows(worksheet, rows, styles):
    """Number of the last row that was written."""
    number = 0
    for number, cells in enumerate(rows, start=1):
        if number >= MAX_ROWS:
            raise OverflowError
        worksheet.write_texts(number, list(map(unguard, cells)), styles)
    return number


def _finish(worksheet, sheet, last_row, count):
    if not sheet.printed:
        return
    for column, values in sheet.choices.items():
        worksheet.data_validation(
            1, column, max(last_row, 1), column, {"validate": "list", "source": values}
        )
    worksheet.autofilter(0, 0, max(last_row, 1), count - 1)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.print_area(0, 0, max(last_row, 1), sheet.printed - 1)
    worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    worksheet.set_header("&L&A&R&D")
    worksheet.set_footer("&C&P / &N")
