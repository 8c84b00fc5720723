"""A shelf as something the scanner works on: it is counted, or goods are taken from it."""

MODEL = "stock.location"


class ShelfSubject:
    """A location with what the scanner asks of a document.

    :param record: ``stock.location``
    :param key: ``count_id`` or ``shelf_id``
    """

    def __init__(self, record, key):
        self.record = record
        self.key = key

    def __getattr__(self, name):
        return getattr(self.record, name)

    def __getitem__(self, name):
        return self.record[name]

    def __eq__(self, other):
        same = isinstance(other, ShelfSubject) and other.record == self.record
        return same and other.key == self.key

    def __hash__(self):
        return hash((self.record, self.key))

    @property
    def company_id(self):
        return self.record.company_id or self.record.env.company

    def _get_scanner_ref(self):
        return {self.key: self.record.id}

    def _get_scanner_flow(self):
        return {"count_id": "count", "shelf_id": "shelf"}[self.key]

    def _get_scanner_state(self):
        return "open"

    def _get_scanner_moves(self):
        return self.record.env["stock.move"]

    def _watches_age(self):
        return False
