"""HTML of a letter as the lines that a person sees."""

import re
from html.parser import HTMLParser
from itertools import pairwise

_BLOCKS = {
    "address", "blockquote", "dd", "div", "dl", "dt", "fieldset", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "ul",
}  # fmt: skip
_SILENT = {"head", "script", "style", "title"}
_QUOTE_CLASS = re.compile(r"gmail_quote|yahoo_quoted|protonmail_quote", re.IGNORECASE)
_LABEL_LIMIT = 60  # characters of a label in a table; a longer cell is a text
# a quoted block begins and ends with these, so that its lines can be marked
_OPEN, _CLOSE = "\ue000", "\ue001"


class TextBuilder(HTMLParser):
    """Writes blocks as lines, rows of a table as `label: value`, quotes with `>`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.silent = 0
        self.preformatted = 0
        self.tables = []  # of each open table: where the cells of its row begin
        self.quotes = []  # of each open blockquote: whether it is a quotation

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("table", "tr", "td", "th"):
            self._open_table_part(tag)
        elif tag in _BLOCKS:
            self.preformatted += tag == "pre"
            self.parts.append("\n")
            if tag == "blockquote":
                self._open_quote(dict(attrs))

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "tr":
            self._close_row()
        elif tag == "table" and self.tables:
            self._close_row()
            self.tables.pop()
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self.preformatted -= tag == "pre" and self.preformatted > 0
            if tag == "dt":
                self._end_term()
            if tag == "blockquote" and self.quotes and self.quotes.pop():
                self.parts.append(f"\n{_CLOSE}")
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silent:
            data = data.replace(_OPEN, "").replace(_CLOSE, "")
            text = data if self.preformatted else re.sub(r"[ \t\r\n]+", " ", data)
            self.parts.append(text)

    def text(self):
        """All that was written, quoted lines marked."""
        while self.tables:
            self._close_row()
            self.tables.pop()
        return _mark_quotes("".join(self.parts))

    def _open_quote(self, attrs):
        cited = attrs.get("type") == "cite" or attrs.get("cite") is not None
        cited = cited or bool(_QUOTE_CLASS.search(attrs.get("class") or ""))
        self.quotes.append(cited)
        if cited:
            self.parts.append(f"{_OPEN}\n")

    def _open_table_part(self, tag):
        if tag == "table":
            self.tables.append(None)
            self.parts.append("\n")
        elif tag == "tr":
            self._close_row()
            if self.tables:
                self.tables[-1] = []
            self.parts.append("\n")
        elif self.tables and self.tables[-1] is not None:
            self.tables[-1].append(len(self.parts))
        else:
            self.parts.append("\n")

    def _close_row(self):
        cells = self.tables[-1] if self.tables else None
        if cells is None:
            return
        starts = [*cells, len(self.parts)]
        texts = ["".join(self.parts[a:b]).strip() for a, b in pairwise(starts)]
        if len(texts) > 1:
            del self.parts[starts[0] :]
            self.parts.append(_write_row(texts))
        self.tables[-1] = None
        self.parts.append("\n")

    def _end_term(self):
        if not "".join(self.parts[-3:]).rstrip().endswith(":"):
            self.parts.append(":")


def _write_row(cells):
    """A row of a form is a label and its value; columns of a layout are lines."""
    label = cells[0].rstrip(": ")
    values = [cell for cell in cells[1:] if cell]
    if "\n" in label or len(label) > _LABEL_LIMIT or (len(cells) > 2 and not label):
        return "\n".join([label, *values])
    if not label:
        return "\n".join(values)
    return f"{label}: {' '.join(values)}"


def _mark_quotes(text):
    if _OPEN not in text:
        return text
    lines, depth = [], 0
    for line in text.split("\n"):
        depth += line.count(_OPEN)
        closed = line.count(_CLOSE)
        plain = line.replace(_OPEN, "").replace(_CLOSE, "")
        lines.append(f"> {plain}" if depth > 0 and plain.strip() else plain)
        depth = max(0, depth - closed)
    return "\n".join(lines)
