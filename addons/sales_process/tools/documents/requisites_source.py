"""A pasted text made ready to be read: its parts, without the reader's own company."""

import re

from . import requisites_names as names
from .requisites_labels import cut_into_parts
from .requisites_numbers import read_number

LONGEST = 20000  # characters of a letter that are read
_BLANKS = dict.fromkeys(
    map(ord, "\u00a0\u1680\u2002\u2003\u2007\u2009\u200a\u202f\u3000|\r\f\v"), " "
)
_QUOTES = re.compile(r"^[> ]*>", re.MULTILINE)  # of a letter that is answered
TRIM = " \t\n,;:.-–—|/"
_INITIALS = re.compile(r"(?<=\s)[А-ЯЁ]\.\s?[А-ЯЁ]$")  # lost their last dot


class Source:
    """The text with its parts; places stay those of the text that was pasted."""

    def __init__(self, text, own):
        self.text = _QUOTES.sub(
            lambda match: " " * len(match[0]), text[:LONGEST].translate(_BLANKS)
        )
        self.own = own
        if not self._hide_own_column():
            self._hide_own_block()
        self.parts = cut_into_parts(self.text)

    def _get_parts(self, *kinds):
        return [part for part in self.parts if part.kind in kinds]

    # ---- what belongs to a label -------------------------------------------------------

    def _get_line(self, part):
        """The first line that is not empty after the label."""
        start = part.label_end + _count_lead(self.text[part.label_end : part.end])
        line_end = self.text.find("\n", start)
        return start, part.end if line_end < 0 else min(part.end, line_end)

    def _get_block(self, part):
        """All lines after the label up to an empty one."""
        start = part.label_end + _count_lead(self.text[part.label_end : part.end])
        return self._get_lines(start, part.end)

    def _get_lines(self, start, end):
        empty = re.compile(r"\n[ \t]*\n").search(self.text, start, end)
        return start, empty.start() if empty else end

    # ---- the reader's own company ------------------------------------------------------

    def _hide_own_column(self):
        """Blank out the column of the reader's company in a table of two parties.

        :return: whether there is such a table
        """
        for line in self.text.split("\n"):
            cells = line.split("\t")
            owners = [self._is_own_cell(cell) for cell in cells]
            if True in owners and False in owners:
                kept = owners.index(False)
                self.text = "\n".join(
                    _keep_cell(row, kept, len(cells)) for row in self.text.split("\n")
                )
                return True
        return False

    def _is_own_cell(self, cell):
        """None for a cell without an INN."""
        number = read_number("inn", cell)
        return number.value in self.own if number and number.is_right else None

    def _hide_own_block(self):
        """Blank out what belongs to the reader's company when both are in the text."""
        starts = [
            part.start
            for part in cut_into_parts(self.text)
            if part.kind in ("inn", "inn_kpp")
        ]
        for place, start in enumerate(starts):
            number = read_number("inn", self.text, start, start + 60)
            if len(starts) < 2 or not number or number.value not in self.own:
                continue
            first = self._find_block_start(starts[place - 1] if place else 0, start)
            last = len(self.text)
            if place + 1 < len(starts):
                last = self._find_block_start(start, starts[place + 1])
            hidden = re.sub(r"[^\n]", " ", self.text[first:last])
            self.text = self.text[:first] + hidden + self.text[last:]

    def _find_block_start(self, after, inn):
        """Where the company of an INN begins: at its name or after an empty line."""
        companies = [
            start
            for start, *_ in names.find_companies(self.text, after, inn)
            if not names.BANK.search(self.text[start : start + 60])
        ]
        empty = self.text.rfind("\n\n", after, inn)
        return max([*companies[-1:], empty, after if after == 0 else after + 12])


def _keep_cell(row, kept, count):
    """The row with blanks in place of its other cells, all places unchanged."""
    cells = row.split("\t")
    if len(cells) != count:
        return row
    return "\t".join(
        cell if place == kept else " " * len(cell) for place, cell in enumerate(cells)
    )


def _count_lead(piece):
    return len(piece) - len(piece.lstrip(TRIM + "№)"))


def one_line(piece):
    """The piece without line ends and without the signs that part it from others."""
    value = re.sub(r"\s+", " ", piece).strip(TRIM).rstrip("( ")
    if _INITIALS.search(value):
        value += "."
    if value.count("(") < value.count(")"):
        value = value.rstrip(") ")
    return value + ")" if value.count("(") > value.count(")") else value
