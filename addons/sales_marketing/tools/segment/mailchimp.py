"""What Mailchimp's importer takes: columns, limits and the addresses it refuses.

Source: Mailchimp help, "Format guidelines for your import file" and "Limits on
role-based addresses".
"""

import re
from functools import lru_cache

from ..csv_guard import csv_cell, csv_line, cut_bytes, guard, quoted
from ..names import split_name

#: header, attribute of ``Row``, kind of cell
COLUMNS = (
    ("Email Address", "email", "text"),
    ("First Name", "first_name", "text"),
    ("Last Name", "last_name", "text"),
    ("Company", "company", "text"),
    ("Phone Number", "phone", "phone"),
    ("Segment", "segment", "text"),
    ("Salesperson", "salesperson", "text"),
    ("Language", "language", "text"),
    ("Tags", "tags", "text"),
)
_KINDS = tuple(kind for _header, _name, kind in COLUMNS)
MAX_BYTES = 255
# the first cells of a row are of the contact itself, the rest is alike for many
_OWN_CELLS = 5
# nothing that is guarded, quoted or cut: 63 letters are at most 252 bytes
_SHORT = 63
_SHORT_PLAIN = re.compile(r"(?:\w[\w @.+-]{0,62})?")
_NUMBER = re.compile(r"\+[0-9]{8,15}")
MAX_TAG = 100
MAX_LOCAL = 64
MAX_ADDRESS = 254
ROLES = frozenset((
    "abuse", "admin", "billing", "compliance", "devnull", "dns", "ftp", "hostmaster",
    "inoc", "ispfeedback", "ispsupport", "list", "list-request", "maildaemon", "noc",
    "no-reply", "noreply", "null", "phish", "phishing", "postmaster", "privacy",
    "registrar", "root", "security", "spam", "support", "sysadmin", "tech",
    "undisclosed-recipients", "unsubscribe", "usenet", "uucp", "webmaster", "www",
))  # fmt: skip
# RFC 5322 dot-atom. "=", "+" and "-" may not come first: such an address is legal,
# but the cell would start a formula and a prefix would make it another address.
_ATEXT = r"A-Za-z0-9!#$%&'*/=?^_`{|}~+-"
_LOCAL = re.compile(rf"(?![=+-])[{_ATEXT}]+(\.[{_ATEXT}]+)*")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
# nearly all addresses: well formed by this alone when they are short
_USUAL = re.compile(
    r"([a-z0-9_]+(?:[.-][a-z0-9_]+)*)@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}"
)


def email_problem(address):
    """Why the importer would skip ``address``: a reason code, or None when it is fine.

    :return: ``no_email``, ``non_ascii``, ``malformed`` or ``role``
    """
    usual = _USUAL.fullmatch(address)
    if usual and len(address) <= MAX_LOCAL:
        return "role" if usual[1] in ROLES else None
    if not address:
        return "no_email"
    local, at, host = address.rpartition("@")
    if at and local and not local.isascii():
        return "non_ascii"
    if not _is_well_formed(local, host) or len(address) > MAX_ADDRESS:
        return "malformed"
    return "role" if is_role(local) else None


def is_role(local):
    """Whether the part before ``@`` names a function; ``noreply+crm`` counts too."""
    return local.partition("+")[0].lower() in ROLES


def _is_well_formed(local, host):
    return len(local) <= MAX_LOCAL and bool(_LOCAL.fullmatch(local)) and _is_host(host)


@lru_cache(maxsize=4096)
def _is_host(host):
    labels = host.split(".")
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) and "_" not in label for label in labels)
        and not labels[-1].isdigit()
    )


def tags_cell(tags):
    """Tags in one cell: comma-separated, one with a comma in double quotes.

    Each is cut to 100 characters; blanks at the ends, empty tags, repeated tags and
    symbols such as emoji are dropped.
    """
    clean = dict.fromkeys(filter(None, map(clean_tag, tags)))
    return ", ".join(f'"{tag}"' if "," in tag else tag for tag in clean)


def clean_tag(tag):
    """A tag as Mailchimp accepts it: no emoji, no double quotes, 100 characters."""
    letters = "".join(char for char in tag or "" if _is_tag_char(char))
    return " ".join(letters.split())[:MAX_TAG].strip()


def _is_tag_char(char):
    return ord(char) <= 0xFFFF and not 0x2190 <= ord(char) <= 0x2BFF and char != '"'


def row(contact, segment, tags):
    """Cells of one contact, in the order of ``COLUMNS``, not guarded yet.

    :param Contact contact: a reachable contact
    :param str segment: name of the segment
    :param str tags: the ready cell of tags
    """
    first, last = split_name(contact.name) if contact.is_person else ("", "")
    return (
        contact.email.lower(),
        first,
        last,
        contact.company,
        contact.phone_e164 or contact.phone,
        segment,
        contact.salesperson,
        contact.language[:2],
        tags,
    )


def guarded(cells):
    """Cells of a row for the CSV file: no formula, at most 255 bytes each."""
    return [
        cut_bytes(guard(cell, kind), MAX_BYTES)
        for cell, kind in zip(cells, _KINDS, strict=True)
    ]


def is_cut(cells):
    """Whether a cell is longer than the importer takes (the guard counts, too)."""
    return any(
        len(guard(cell, kind).encode()) > MAX_BYTES
        for cell, kind in zip(cells, _KINDS, strict=True)
    )


class RowMaker:
    """Makes the lines of a file, the same as ``guarded(row(...))``, but quickly.

    Names and companies come again and again, so do the cells after those of the contact
    itself: they are made once. An address or a number is looked at once.
    """

    def __init__(self, segment, tags):
        self._segment, self._tags = segment, tags
        self._tails = {}

    def line(self, contact):
        """The line of a contact (bytes), and whether a cell had to be cut."""
        first, last = split_name(contact.name) if contact.is_person else ("", "")
        key = contact.salesperson, contact.language
        tail = self._tails.get(key)
        if not tail:
            tail = self._tails[key] = self._make_tail(contact)
        email, is_long = _write(contact.email.lower())
        first, is_first_long = _write_again(first)
        last, is_last_long = _write_again(last)
        company, is_company_long = _write_again(contact.company)
        number = contact.phone_e164 or contact.phone
        phone, is_phone_long = (
            (number, False) if _NUMBER.fullmatch(number) else _write(number)
        )
        line = f"{email},{first},{last},{company},{phone}{tail[0]}".encode()
        is_cut = is_long or is_first_long or is_last_long or is_company_long
        return line, is_cut or is_phone_long or tail[1]

    def _make_tail(self, contact):
        cells = row(contact, self._segment, self._tags)
        same = [""] * _OWN_CELLS + list(cells[_OWN_CELLS:])
        return csv_line(guarded(same))[_OWN_CELLS - 1 :], is_cut(same)


def _write(text):
    """A text as it stands in the file, and whether it was cut."""
    if _SHORT_PLAIN.fullmatch(text):
        return text, False
    if len(text) <= _SHORT and text[:1].isalnum():  # a company, mostly
        return quoted(text), False
    safe = guard(text)
    short = cut_bytes(safe, MAX_BYTES)
    return csv_cell(short), short != safe


_write_again = lru_cache(maxsize=16384)(_write)
