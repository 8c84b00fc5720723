"""Words of a file against the names of dictionaries."""

from .import_values import word_key


class Dictionary:
    """Names of records, found without regard to case, blanks and the letter ё.

    :param pairs: iterable of (id, name); the first of equal names wins
    :param key: function that makes the key of a name
    """

    def __init__(self, pairs, key=word_key):
        self._key = key
        self._ids = {}
        for record_id, name in pairs:
            self._ids.setdefault(key(name), record_id)

    def find(self, name):
        """Id of the record of this name, or 0."""
        return self._ids.get(self._key(name), 0) if name else 0

    def add(self, name, record_id):
        """Remember a record that has been made."""
        self._ids.setdefault(self._key(name), record_id)


def person_key(name):
    """Name of a person whatever the order of its words: Belova Anna, Anna Belova."""
    return " ".join(sorted(word_key(name).split()))
