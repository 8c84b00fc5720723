"""What the rows of the last export were: the mark of "new and changed".

Two files: ``labels`` has the words by which people know a row, a line a row; ``digests``
tells what its cells were, and by what the row is found where the labels do not tell.
"""

import os
from array import array
from bisect import bisect_left
from hashlib import blake2b

_SIZE = 8


def digest(content):
    """Short digest of bytes."""
    return blake2b(content, digest_size=_SIZE).digest()


class _LastExport:
    """The rows of the last export, and which of them are there again: a bit a row."""

    #: bytes of ``digests`` for a row
    record_size = _SIZE

    def __init__(self, digests=None, labels=None):
        """
        :param str digests: path of the file, or None: there was no last export
        :param str labels: path of the file
        """
        self._labels = labels
        self._count = os.path.getsize(digests) // self.record_size if digests else 0
        self._seen = bytearray(self._count // 8 + 1)

    def __bool__(self):
        return bool(self._count)

    def _note(self, row):
        self._seen[row // 8] |= 1 << row % 8

    def rest(self):
        """Yield the labels of the rows that were not found."""
        if not self._count:
            return
        with open(self._labels, encoding="utf-8") as file:
            for row, label in enumerate(file):
                if not self._seen[row // 8] >> row % 8 & 1:
                    yield label.rstrip("\n")


class SortedExport(_LastExport):
    """Rows in the order of their keys, which are their labels: both exports are walked
    through side by side, and nothing but a bit a row is kept in memory."""

    def __init__(self, digests=None, labels=None):
        super().__init__(digests, labels)
        self._rows = self._read(digests) if self else iter(())
        self._go_on()

    def _read(self, digests):
        with open(self._labels, "rb") as keys, open(digests, "rb") as cells:
            for row, key in enumerate(keys):
                yield row, key.rstrip(b"\n"), cells.read(_SIZE)

    def _go_on(self):
        self._row, self._key, self._cells = next(self._rows, (None, None, None))

    @staticmethod
    def record(_key, cells):
        """What ``digests`` keeps of a row.

        :param bytes cells: digest of the cells
        """
        return cells

    def find(self, key):
        """Digest of the cells of a row, None when it was not there.

        The row counts as found: ``rest`` leaves it out.

        :param bytes key: not before the key of the last call
        """
        while self._key is not None and self._key < key:
            self._go_on()
        if self._key != key:
            return None
        self._note(self._row)
        return self._cells


class SearchedExport(_LastExport):
    """Rows in any order: the digests of their keys, sorted, and of their cells are in
    memory, 16 bytes a row."""

    record_size = 2 * _SIZE

    def __init__(self, digests=None, labels=None):
        super().__init__(digests, labels)
        self._keys, self._cells = array("Q"), array("Q")
        self._order = array("L")
        if self:
            self._load(digests)

    def _load(self, path):
        keys, cells = array("Q"), array("Q")
        with open(path, "rb") as file:
            while content := file.read(self.record_size * 4096):
                records = array("Q", content)
                keys.extend(records[0::2])
                cells.extend(records[1::2])
        self._order = array("L", sorted(range(len(keys)), key=keys.__getitem__))
        self._keys = array("Q", map(keys.__getitem__, self._order))
        self._cells = array("Q", map(cells.__getitem__, self._order))

    @staticmethod
    def record(key, cells):
        """As ``SortedExport.record``."""
        return digest(key) + cells

    def find(self, key):
        """As ``SortedExport.find``, but the keys may come in any order."""
        number = int.from_bytes(digest(key), "little")
        place = bisect_left(self._keys, number)
        if place == len(self._keys) or self._keys[place] != number:
            return None
        self._note(self._order[place])
        return self._cells[place].to_bytes(_SIZE, "little")
