from odoo.tests import BaseCase, tagged

from odoo.addons.sales_process.tools.process.shares import Group, share_out


@tagged("post_install", "-at_install")
class TestShares(BaseCase):
    """How a book is shared: equally, repeatably, a client to one person."""

    def _share(self, sizes, people="ab", by_amount=False):
        groups = [
            Group(f"k{index:04}", count, amount)
            for index, (count, amount) in enumerate(sizes)
        ]
        return share_out(groups, list(people), by_amount=by_amount)

    def _count(self, shares):
        found = list(shares.values())
        return {person: found.count(person) for person in set(found)}

    def test_one_person_takes_everything(self):
        shares = self._share([(1, 0), (5, 10)], people="a")

        self.assertEqual(set(shares.values()), {"a"})

    def test_nobody_and_nothing(self):
        self.assertEqual(self._share([]), {})
        self.assertEqual(self._share([], people=""), {})

    def test_equal_by_number_of_clients(self):
        for clients in (2, 7, 100):
            shares = self._share([(1, 0)] * clients, people="abc")
            counts = self._count(shares)
            with self.subTest(clients=clients):
                self.assertLessEqual(max(counts.values()) - min(counts.values()), 1)

    def test_by_number_documents_are_balanced_too(self):
        shares = self._share([(9, 0), (8, 0), (2, 0), (1, 0)])

        self.assertEqual(shares["k0000"], shares["k0003"])
        self.assertEqual(shares["k0001"], shares["k0002"])

    def test_equal_by_amount(self):
        shares = self._share([(1, 100), (1, 60), (1, 40)], by_amount=True)

        self.assertEqual(shares["k0001"], shares["k0002"])
        self.assertNotEqual(shares["k0000"], shares["k0001"])

    def test_by_amount_clients_without_revenue_are_shared_by_number(self):
        sizes = [(1, 100), *[(1, 0)] * 9]

        counts = self._count(self._share(sizes, by_amount=True))

        self.assertEqual(counts, {"a": 5, "b": 5})

    def test_same_book_gives_same_shares(self):
        groups = [Group(f"k{index}", index % 3, index % 7) for index in range(50)]
        for by_amount in (False, True):
            first = share_out(groups, ["a", "b", "c"], by_amount=by_amount)
            again = share_out(groups[::-1], ["a", "b", "c"], by_amount=by_amount)
            with self.subTest(by_amount=by_amount):
                self.assertEqual(first, again)
