"""What the rows of the last export were: the mark of "new and changed".

Two files: ``digests`` has 16 bytes a row (of its key and of its cells), ``labels`` the
words for people, a line a row. They are read into two arrays and a bit a row, so that
memory grows by 17 bytes a row.
"""

from array import array
from bisect import bisect_left
from hashlib import blake2b

_SIZE = 8
_RECORD = 2 * _SIZE


def digest(content):
    """Short digest of bytes."""
    return blake2b(content, digest_size=_SIZE).digest()


class LastExport:
    """The rows of the last export, and which of them are there again.

    :param str digests: path of the file, or None: there was no last export
    :param str labels: path of the file
    """

    def __init__(self, digests=None, labels=None):
        self._labels = labels
        self._keys, self._cells = array("Q"), array("Q")
        self._order = array("L")
        if digests:
            self._load(digests)
        self._seen = bytearray(len(self._keys) // 8 + 1)

    def _load(self, path):
        keys, cells = array("Q"), array("Q")
        with open(path, "rb") as file:
            while content := file.read(_RECORD * 4096):
                records = array("Q", content)
                keys.extend(records[0::2])
                cells.extend(records[1::2])
        self._order = array("L", sorted(range(len(keys)), key=keys.__getitem__))
        self._keys = array("Q", map(keys.__getitem__, self._order))
        self._cells = array("Q", map(cells.__getitem__, self._order))

    def __bool__(self):
        return bool(self._keys)

    def find(self, key):
        """Digest of the cells of a row, None when it was not there.

        The row counts as found: ``rest`` leaves it out.
        """
        number = int.from_bytes(key, "little")
        place = bisect_left(self._keys, number)
        if place == len(self._keys) or self._keys[place] != number:
            return None
        row = self._order[place]
        self._seen[row // 8] |= 1 << row % 8
        return self._cells[place].to_bytes(_SIZE, "little")

    def rest(self):
        """Yield the labels of the rows that were not found."""
        if not self._keys:
            return
        with open(self._labels, encoding="utf-8") as file:
            for row, label in enumerate(file):
                if not self._seen[row // 8] >> row % 8 & 1:
                    yield label.rstrip("\n")
