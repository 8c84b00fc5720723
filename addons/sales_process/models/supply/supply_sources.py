"""The open documents that supply an order: a value object, no model."""

from collections import defaultdict

from odoo import fields


class Sources:
    """Manufacturing orders, purchase lines and goods on their way into the stock.

    :param productions: open ``mrp.production``
    :param purchases: open ``purchase.order.line``
    :param storing: open ``stock.move`` from the production or the receipt into stock
    :param ends: manufacturing order -> when it is expected to end, None: nobody knows
    """

    def __init__(self, productions, purchases, storing, ends):
        self.ends = ends
        self.productions = productions
        self.purchases = purchases
        self.storing = storing
        self.made = storing.filtered(lambda move: move._comes_from_production())
        self.brought = storing - self.made
        self._groups = None

    def of_products(self, products):
        """The part of the documents that supplies some products."""
        if self._groups is None:  # once: an order of 200 lines asks 200 times
            documents = (self.productions, self.purchases, self.storing)
            self._groups = [
                (records.browse(), records.grouped("product_id"))
                for records in documents
            ]
        chosen = [
            none.union(*(groups[one] for one in products if one in groups))
            for none, groups in self._groups
        ]
        return Sources(*chosen, self.ends)

    def sum_making(self):
        """product id -> still to be made, or made and not stored yet"""
        return self._sum(self.productions, self.made)

    def sum_buying(self):
        """product id -> still to be received, or received and not stored yet"""
        return self._sum(self.purchases, self.brought)

    def _sum(self, *documents):
        pool = defaultdict(float)
        for records in documents:
            for record in records:
                pool[record.product_id.id] += record._get_open_qty()
        return pool

    def get_making_percent(self):
        """Readiness of what is made, 0-100; what only has to be stored is made."""
        shares = [
            (production._get_open_qty(), production._get_work_percent())
            for production in self.productions
        ]
        shares += [(move._get_open_qty(), 100.0) for move in self.made]
        total = sum(quantity for quantity, _percent in shares)
        if not total:
            return 0.0
        return sum(quantity * percent for quantity, percent in shares) / total

    def get_dates(self, split):
        """document -> when it is expected on stock, or None: nobody knows.

        Only the documents of what is really open for the line.
        """
        dates = {}
        if split.making > 0:
            dates |= {order: self.ends[order] for order in self.productions}
            dates |= {move: move.date for move in self.made}
        if split.buying > 0:
            dates |= {line: line._get_expected_date() for line in self.purchases}
            dates |= {move: move.date for move in self.brought}
        return dates

    def get_date(self, split):
        """The date on which the last open part is expected; never one in the past.

        :return: date; False when all is there, or when nobody knows
        """
        dates = self.get_dates(split)
        if not dates or None in dates.values() or split.missing or split.unplanned:
            return False
        last = fields.Datetime.context_timestamp(self.productions, max(dates.values()))
        return max(last.date(), fields.Date.context_today(self.productions))
