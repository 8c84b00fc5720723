"""Rows of one file that are the same person or the same company."""

from .import_values import word_key


class Repeats:
    """Remembers the rows of a file, in their order.

    The same person: an e-mail met before; or, when one of both rows has no e-mail, a
    number met before with the same name (or with no name). Several people of one
    company are no repeats, even when they share the number of the office.
    """

    def __init__(self):
        self._emails = {}
        self._phones = {}
        self._inns = {}
        self._names = {}
        self._companies = {}

    def look(self, row):
        """Return (number of the first row of the same contact or 0, number of the first
        row of the same company or 0), and remember the row."""
        company = self._company_number(row)
        same = self._same_contact(row, company)
        self._remember(row, company)
        return same, company

    def _same_contact(self, row, company):
        if row.email in self._emails:
            return self._emails[row.email]
        for phone in row.e164:
            for number, name, email in self._phones.get(phone, ()):
                has_both = email and row.email
                if not has_both and _may_be_one(name, row.name):
                    return number
        return self._companies.get(company, 0) if row.is_company else 0

    def _remember(self, row, company):
        if row.email:
            self._emails.setdefault(row.email, row.number)
        for phone in row.e164:
            entry = (row.number, row.name, row.email)
            self._phones.setdefault(phone, []).append(entry)
        if row.is_company:
            self._companies.setdefault(company, row.number)

    def _company_number(self, row):
        if not row.company:
            return 0
        number = self._by_inn(row) or self._by_name(row) or row.number
        if row.inn:
            self._inns.setdefault(row.inn, []).append((row.kpp, number))
        if row.company_key:
            self._names.setdefault(row.company_key, []).append((row.inn, number))
        return number

    def _by_inn(self, row):
        known = self._inns.get(row.inn, ()) if row.inn else ()
        return _first_fitting(known, row.kpp)

    def _by_name(self, row):
        known = self._names.get(row.company_key, ()) if row.company_key else ()
        is_branch = row.inn in self._inns
        return 0 if is_branch else _first_fitting(known, row.inn)


def _first_fitting(known, mark):
    """The row with the same mark, else one of two that has no mark."""
    same = [number for other, number in known if other == mark]
    open_ones = [number for other, number in known if not other or not mark]
    return next(iter(same or open_ones), 0)


def _may_be_one(name, other):
    return not name or not other or word_key(name) == word_key(other)
