"""A workbook of texts, written row by row: nothing in it is a formula or a link."""

import io

import xlsxwriter

from .export_file import XLSX_OPTIONS

WIDTH = 24
MAX_CELL = 32_000  # a cell of Excel takes 32,767 characters


class TextWorkbook:
    """Use as a context manager, then take ``content``."""

    def __init__(self):
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, XLSX_OPTIONS)
        self._bold = self._book.add_format({"bold": True, "bg_color": "#E9ECEF"})

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._book.close()

    @property
    def content(self):
        """The finished workbook, bytes."""
        return self._buffer.getvalue()

    def add_sheet(self, title, headers, rows, widths=()):
        """Write a sheet; ``rows`` may be a generator.

        :param str title: cut to 31 characters
        :param rows: iterable of texts or numbers; empty cells are left empty
        """
        sheet = self._book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            width = widths[column] if column < len(widths) else WIDTH
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, self._bold)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                self._write(sheet, number, column, cell)

    def _write(self, sheet, number, column, cell):
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            sheet.write_number(number, column, cell)
        elif cell:
            sheet.write_string(number, column, str(cell)[:MAX_CELL])
