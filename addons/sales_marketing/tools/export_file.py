"""The two files of an export, written row by row: memory does not grow with rows."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from . import mailchimp, phone_list
from .csv_guard import csv_line, guard

XLSX_MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No text may become a formula, a link or a number, whatever it looks like
XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH = 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """One column list for both files.

    :param title: name of the sheet
    :param headers: texts of the first line
    :param cells: function of a contact that gives the raw cells
    :param protect: function of raw cells that gives the cells for CSV
    """

    title: str
    headers: list[str]
    cells: Callable
    protect: Callable


def mailchimp_sheet(segment, tags):
    """Sheet of the file that Mailchimp imports."""
    return Sheet(
        title="Mailchimp",
        headers=[header for header, _name, _kind in mailchimp.COLUMNS],
        cells=lambda contact: mailchimp.row(contact, segment, tags),
        protect=mailchimp.guarded,
    )


def phone_sheet(segment, headers):
    """Sheet of the list for calls; ``headers`` maps columns to translated texts."""
    kinds = phone_list.kinds()
    return Sheet(
        title=headers["phone"],
        headers=[headers[name] for name in phone_list.COLUMNS],
        cells=lambda contact: phone_list.row(contact, segment),
        protect=lambda cells: [guard(*pair) for pair in zip(cells, kinds, strict=True)],
    )


class ExportFile:
    """Writes accepted contacts to CSV and XLSX, refused ones to a second sheet.

    Use as a context manager: the temporary files go away with it.

    :param Sheet sheet: what the rows look like
    :param dict refused: ``title``, ``headers`` and ``reasons`` (code to text) of the
        second sheet
    """

    def __init__(self, sheet, refused):
        self.sheet = sheet
        self.refused = refused
        self.row_count = 0
        self.refused_count = 0

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="marketing_export_")
        self._csv = open(self._path("csv"), "w", encoding="utf-8", newline="")
        self._book = xlsxwriter.Workbook(
            self._path("xlsx"),
            {**XLSX_OPTIONS, "tmpdir": self._folder.name},
        )
        self._bold = self._book.add_format({"bold": True})
        self._rows = self._add_sheet(self.sheet.title, self.sheet.headers)
        self._refusals = self._add_sheet(
            self.refused["title"],
            self.refused["headers"],
        )
        self._csv.write(csv_line(self.sheet.headers))
        return self

    def __exit__(self, *_exception):
        self._csv.close()
        if not self._book.fileclosed:
            self._book.close()
        self._folder.cleanup()

    def add(self, contact):
        """Write an accepted contact into both files."""
        cells = self.sheet.cells(contact)
        self._csv.write(csv_line(self.sheet.protect(cells)))
        self.row_count += 1
        self._write_row(self._rows, self.row_count, cells)

    def refuse(self, contact, reason):
        """Write a refused contact with its reason into the second sheet."""
        self.refused_count += 1
        self._write_row(
            self._refusals,
            self.refused_count,
            (
                contact.company,
                contact.name,
                contact.email,
                contact.phone,
                self.refused["reasons"][reason],
            ),
        )

    def contents(self):
        """Finish the files; return a list of extension, MIME type and bytes."""
        self._csv.close()
        self._book.close()
        return [
            ("csv", "text/csv", self._read("csv")),
            ("xlsx", XLSX_MIMETYPE, self._read("xlsx")),
        ]

    def _add_sheet(self, title, headers):
        sheet = self._book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headers) - 1, WIDTH)
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, self._bold)
        return sheet

    def _write_row(self, sheet, number, cells):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(number, column, cell)

    def _path(self, extension):
        return os.path.join(self._folder.name, f"export.{extension}")

    def _read(self, extension):
        with open(self._path(extension), "rb") as file:
            return file.read()
