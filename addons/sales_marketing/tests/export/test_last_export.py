import os
import random
import tempfile

from odoo.tests.common import BaseCase

from ...tools.export.last_export import SearchedExport, SortedExport, digest


class TestLastExport(BaseCase):
    """Both ways to find a row of the last export, against a plain dictionary."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def _write(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def _keep(self, kind, rows):
        """Write the rows as an export does, and read them as the next one does."""
        digests = b"".join(
            kind.record(key, digest(cells)) for key, cells in rows.items()
        )
        labels = b"".join(key + b"\n" for key in rows)
        return kind(self._write("digests", digests), self._write("labels", labels))

    def _check(self, kind, before, now):
        last = self._keep(kind, before)
        self.assertEqual(bool(last), bool(before))
        found = {key: last.find(key) for key in now}
        self.assertEqual(
            found,
            {key: digest(before[key]) if key in before else None for key in now},
        )
        self.assertEqual(
            list(last.rest()),
            [key.decode() for key in before if key not in found],
        )

    def _draw(self, dice, count):
        names = {f"person{dice.randrange(60)}@пример.example" for _n in range(count)}
        return {
            name.encode(): f"{name},{dice.randrange(3)}".encode()
            for name in dice.sample(sorted(names), len(names))
        }

    def test_random_rows_in_any_order(self):
        dice = random.Random(20)
        for count in (0, 1, 7, 8, 9, 40) * 5:
            before, now = self._draw(dice, count), self._draw(dice, 30)
            self._check(SearchedExport, before, now)

    def test_random_rows_in_the_order_of_keys(self):
        dice = random.Random(21)
        for count in (0, 1, 7, 8, 9, 40) * 5:
            before, now = self._draw(dice, count), self._draw(dice, 30)
            now[b""] = b"no address"
            self._check(
                SortedExport, dict(sorted(before.items())), dict(sorted(now.items()))
            )

    def test_a_key_asked_twice_is_found_twice(self):
        last = self._keep(SortedExport, {b"a": b"1", b"b": b"2"})

        self.assertEqual([last.find(b"a"), last.find(b"a")], [digest(b"1")] * 2)
        self.assertEqual(list(last.rest()), ["b"])

    def test_without_a_last_export(self):
        for kind in (SortedExport, SearchedExport):
            last = kind(None, None)
            self.assertFalse(last)
            self.assertIsNone(last.find(b"a"))
            self.assertEqual(list(last.rest()), [])
