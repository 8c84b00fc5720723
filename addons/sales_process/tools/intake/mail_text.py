"""Text of a letter: HTML to lines, and where the quoted part and the signature start."""

import re
from html.parser import HTMLParser
from itertools import pairwise

_BLOCKS = {
    "address", "blockquote", "dd", "div", "dl", "dt", "fieldset", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
_SILENT = {"head", "script", "style", "title"}

_QUOTE_STARTS = (
    re.compile(r"^-{2,}\s*(?:Original Message|Исходное сообщение)", re.IGNORECASE),
    re.compile(r"(?:пишет|написал[аи]?(?:\(а\))?|wrote)\s*:\s*$", re.IGNORECASE),
    re.compile(r"^_{10,}\s*$"),
)
_HEADER_LINE = re.compile(
    r"^(?:\*)?(?:От|From|Кому|To|Отправлено|Sent|Дата|Date|Тема|Subject|Копия|Cc)"
    r"(?:\*)?\s*:",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(r"^(?:\*)?(?:От|From)(?:\*)?\s*:", re.IGNORECASE)
_SIGNATURE_STARTS = re.compile(
    r"^(?:--\s*$|с\s+(?:глубоким\s+|искренним\s+)?уважением|с\s+наилучшими|"
    r"best\s+regards|kind\s+regards|regards|sincerely|спасибо[,!. ]*с\s+уважением)",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 15
_BLANK = {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": ""}


class _TextBuilder(HTMLParser):
    """Writes blocks as lines and rows of a table as `label: value`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.silent = 0
        self.preformatted = 0
        self.cells = None

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "tr":
            self.cells = []
            self.parts.append("\n")
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append(len(self.parts))
        elif tag in _BLOCKS:
            self.preformatted += tag == "pre"
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "tr" and self.cells is not None:
            self._close_row()
        elif tag in _BLOCKS:
            self.preformatted -= tag == "pre" and self.preformatted > 0
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silent:
            text = data if self.preformatted else re.sub(r"[ \t\r\n]+", " ", data)
            self.parts.append(text)

    def _close_row(self):
        starts = [*self.cells, len(self.parts)]
        pairs = pairwise(starts)
        cells = ["".join(self.parts[a:b]).strip() for a, b in pairs]
        if len(cells) > 1:
            del self.parts[starts[0] :]
            label = cells[0].rstrip(": ")
            values = " ".join(cell for cell in cells[1:] if cell)
            self.parts.append(f"{label}: {values}")
        self.cells = None
        self.parts.append("\n")


def html_to_text(html):
    """Return the visible text of HTML; a two-cell table row reads `label: value`."""
    builder = _TextBuilder()
    builder.feed(html or "")
    builder.close()
    return clean_text("".join(builder.parts))


def clean_text(text):
    """Unify blanks and line ends, strip the lines, keep at most one empty line."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for letter, blank in _BLANK.items():
        text = text.replace(letter, blank)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def split_quote(text):
    """Return (what the sender wrote, the quoted letters below)."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _starts_quote(lines, index, line):
            return "\n".join(lines[:index]).strip(), "\n".join(lines[index:])
    return text.strip(), ""


def split_signature(text):
    """Return (the letter, its signature block).

    The first sign-off near the end counts: a banner may follow the name.
    """
    lines = text.split("\n")
    for index, line in enumerate(lines):
        rest = [item for item in lines[index:] if item.strip()]
        if len(rest) <= _SIGNATURE_LINES and _SIGNATURE_STARTS.match(line.strip()):
            return "\n".join(lines[:index]).strip(), "\n".join(rest)
    return text.strip(), ""


def is_header_block(lines, index):
    """Whether a forwarded letter's headers (От:, Дата:, Тема:) start at this line."""
    if not _FROM_LINE.match(lines[index]):
        return False
    following = [line for line in lines[index + 1 : index + 8] if line.strip()][:3]
    return any(_HEADER_LINE.match(line) for line in following)


def _starts_quote(lines, index, line):
    if line.startswith(">"):
        return True
    if any(pattern.search(line) for pattern in _QUOTE_STARTS):
        return True
    return index > 0 and is_header_block(lines, index)
