"""Reads the requisites of a company out of the text that clients send.

One line or many, tables copied with tabs, labels with and without colons, blanks in
numbers, the noise of a letter around it: the labels say what is what, numbers without
a label are known by their structure and check digits. Nothing is guessed that has
neither: an empty field is better than a wrong one.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from ..intake.phones import valid_phones
from . import requisites_names as names
from .requisites import find_account_problem, find_correspondent_problem
from .requisites_numbers import RULES, read_broken, read_number
from .requisites_signatory import find_basis, find_signatory
from .requisites_source import TRIM, Source, one_line

# kind of the label -> field, for numbers
_NUMBERS = {
    "inn": "inn",
    "kpp": "kpp",
    "ogrn": "ogrn",
    "okpo": "okpo",
    "bic": "bic",
    "account": "account",
    "corr": "corr_account",
}
_CHECKED = ("inn", "ogrn", "account", "corr_account")  # hardly right by accident
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[A-Za-zА-Яа-я0-9-]+(?:\.[A-Za-zА-Яа-я0-9-]+)+"
)
_SITE = re.compile(
    r"(?:https?://|www\.)[^\s,;<>()]+|(?<![\w@.])[a-zа-я0-9-]+(?:\.[a-zа-я0-9-]+)*\."
    r"(?:ru|рф|com|org|net|su|pro|tech)(?![\w@])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d/])(?:\+7|8(?=[\s(-]))[\s(-]*\d{3}[\d\s()-]{6,14}\d")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_SWIFT = re.compile(r"(?<![A-Z])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Z])")
_IN_BANK = re.compile(r"^[\s,.;(]*(?:в|in)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A detail with its place in the text.

    ``problem``: "" when it is right or cannot be wrong; "wrong" for numbers whose
    length or check digits do not hold; for accounts also the codes of
    `find_account_problem`.
    """

    value: str
    start: int
    end: int
    problem: str = ""


def read_requisites(text, own=()):
    """The details of the company that a text describes.

    :param text: as it was pasted, of any length (the first 20000 characters count)
    :param own: numbers, addresses and names of the reader's own company: they stand
        in many letters and are never the client's
    :return: ``{field: Found}`` of inn, kpp, ogrn, okpo, ogrnip_date (ISO), name,
        full_name, legal_address, postal_address, account, bank, bic, corr_account,
        swift, signatory_name, signatory_position, signatory_genitive, acting_basis,
        phone, email, website
    """
    return _Reader(text or "", frozenset(own)).read()


class _Reader(Source):
    def __init__(self, text, own):
        super().__init__(text, own)
        self.found = {}

    def read(self):
        for field in RULES:
            self._read_labelled(field)
        for field in ("corr_account", "account", "bic", "inn", "ogrn", "kpp"):
            if field not in self.found:
                self._read_unlabelled(field)
        self._drop_numbers_of_others()
        self._read_bank()
        self._read_names()
        self._read_addresses()
        self._read_signatory()
        self._read_contacts()
        self._check_accounts()
        return {name: found for name, found in self.found.items() if found.value}

    def _add(self, field, span, value=None):
        """Keep a piece of the text; a field that is known already stays."""
        start, end = span
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip(TRIM))
        value = one_line(piece) if value is None else value
        if value and value not in self.own and field not in self.found:
            self.found[field] = Found(value, start, end)

    # ---- numbers -----------------------------------------------------------------------

    def _read_labelled(self, field):
        numbers = []
        for part in self.parts:
            start = part.label_end
            if part.kind == "inn_kpp" and field in ("inn", "kpp"):
                number = self._read_pair(field, part)
            elif _NUMBERS.get(part.kind) == field:
                number = read_number(field, self.text, start, part.end, self.own)
                number = number or self._read_wrong(field, part)
            else:
                continue
            if number:
                numbers.append(number)
        right = [number for number in numbers if number.is_right]
        for number in (right or numbers)[:1]:
            self._keep_number(field, number)

    def _read_pair(self, field, part):
        inn = read_number("inn", self.text, part.label_end, part.end, self.own)
        if field == "inn":
            return inn or read_broken(self.text, part.label_end, part.end)
        start = inn.end if inn else part.label_end
        return read_number("kpp", self.text, start, part.end, self.own)

    def _read_wrong(self, field, part):
        """A number of the wrong length, right behind its label."""
        line_end = self.text.find("\n", part.label_end + 2)
        end = part.end if line_end < 0 else min(part.end, line_end)
        number = read_broken(self.text, part.label_end, end)
        if not number or number.value in self.own:
            return None
        between = self.text[part.label_end : number.start]
        others = [read_number(other, number.value) for other in _CHECKED]
        is_other = any(other and other.is_right for other in others)
        return None if is_other or re.search(r"\w{3}", between) else number

    def _keep_number(self, field, number):
        problem = "" if number.is_right else "wrong"
        self.found[field] = Found(number.value, number.start, number.end, problem)

    def _read_unlabelled(self, field):
        for part in self.parts:
            if part.kind in ("phone", "skip", "contact", "ogrn_date", "sign"):
                continue
            number = read_number(field, self.text, part.start, part.end, self.own)
            if number and self._is_telling(field, number):
                self._keep_number(field, number)
                return

    def _is_telling(self, field, number):
        """Whether a number without a label can be nothing else."""
        if not number.is_right or any(
            found.start < number.end and number.start < found.end
            for found in self.found.values()
        ):
            return False
        before = self.text[max(number.start - 3, 0) : number.start]
        if not field.endswith("account") and re.search("[+№]", before):
            return False
        if field == "bic":
            return number.value.startswith(("04", "01"))
        if field == "kpp":
            return bool(re.search(r"(?:01|02|43|45|50)[0-9]{3}$", number.value))
        return True

    def _drop_numbers_of_others(self):
        """An entrepreneur has no KPP; zeros stand there instead."""
        inn, kpp = self.found.get("inn"), self.found.get("kpp")
        if inn and kpp and len(inn.value) == 12 and kpp.problem:
            del self.found["kpp"]

    def _check_accounts(self):
        bic = self.found.get("bic")
        code = bic.value if bic and not bic.problem else ""
        for field, find in (
            ("account", find_account_problem),
            ("corr_account", find_correspondent_problem),
        ):
            if field in self.found:
                found = self.found[field]
                self.found[field] = replace(found, problem=find(found.value, code))

    # ---- texts -------------------------------------------------------------------------

    def _read_bank(self):
        for part in self._get_parts("bank"):
            self._add("bank", self._get_block(part))
        for part in self._get_parts("account", "bic", "corr"):
            start = self._get_number_end(part)
            piece = self.text[start : part.end]
            led = _IN_BANK.match(piece)
            line = piece[led.end() :] if led else piece
            start += len(piece) - len(line)
            if led or names.BANK.search(line):
                self._add("bank", self._get_lines(start, part.end))
        for part in self.parts:
            if part.kind in ("skip", "head", "kpp", "inn", "inn_kpp", "ogrn"):
                self._read_bank_line(part)
        if "swift" not in self.found:
            for part in self._get_parts("swift"):
                code = _SWIFT.search(self.text, part.label_end, part.end)
                if code:
                    self._add("swift", code.span())

    def _read_bank_line(self, part):
        """A line of its own that can only be a bank, when a BIC is known."""
        if "bic" not in self.found or part.kind == "head":
            return
        place = self._get_number_end(part)
        for line in self.text[place : part.end].split("\n"):
            if names.BANK.search(line) and len(line) < 120:
                self._add("bank", (place, place + len(line)))
            place += len(line) + 1

    def _get_number_end(self, part):
        ends = [
            found.end
            for found in self.found.values()
            if part.label_end <= found.start < part.end
        ]
        return max(ends, default=part.label_end)

    def _read_names(self):
        for kind, field in (
            ("full_name", "full_name"),
            ("short_name", "name"),
            ("name", "name"),
        ):
            for part in self._get_parts(kind):
                companies = names.find_companies(self.text, part.label_end, part.end)
                span = companies[0][:2] if companies else self._get_line(part)
                is_full = bool(companies) and companies[0][2]
                self._add("full_name" if is_full else field, span)
        for start, end, is_full in names.find_companies(self.text):
            if not self._is_bank(start, end):
                self._add("full_name" if is_full else "name", (start, end))
        if "full_name" in self.found:
            found = self.found["full_name"]
            name = found.value[:1].upper() + found.value[1:]
            self.found["full_name"] = found = replace(found, value=name)
        if "full_name" in self.found and "name" not in self.found:
            self.found["name"] = replace(
                found, value=names.shorten_company(found.value)
            )

    def _is_bank(self, start, end):
        bank = self.found.get("bank")
        if bank and bank.start < end and start < bank.end:
            return True
        is_banky = bool(names.BANK.search(self.text[start:end]))
        part = next(part for part in self.parts if part.start <= start < part.end)
        if part.kind in ("account", "bic", "corr", "bank", "swift"):
            # a company further down is not the bank
            return is_banky or "\n" not in self.text[part.label_end : start].lstrip()
        inn = self.found.get("inn")
        if "bic" not in self.found or (inn and end <= inn.start):
            return False
        return is_banky

    def _read_addresses(self):
        for kinds, field in (
            (("legal",), "legal_address"),
            (("postal",), "postal_address"),
            (("address",), "legal_address"),
        ):
            for part in self._get_parts(*kinds):
                span = self._cut_at_number(*self._get_block(part))
                if not names.is_same_address(self.text[slice(*span)]):
                    self._add(field, span)
        if "legal_address" not in self.found:
            for part in self.parts:
                if part.kind in ("postal", "delivery", "skip", "sign", "bank"):
                    continue
                span = names.find_address(self.text, part.start, part.end)
                if span:
                    self._add("legal_address", span)

    def _cut_at_number(self, start, end):
        """An address ends before the sentence that holds another detail."""
        numbers = [f.start for f in self.found.values() if start < f.start < end]
        if not numbers:
            return start, end
        stop = min(numbers)
        sentence = max(self.text.rfind(sign, start, stop) for sign in ("\n", ". "))
        return start, sentence if sentence > start else stop

    def _read_signatory(self):
        for field, (start, end, value) in find_signatory(self.text, self.parts).items():
            self._add(field, (start, end), value)
        basis = find_basis(self.text, self.parts)
        if basis:
            self._add("acting_basis", basis[:2], basis[2])
        name = self.found.get("name")
        if name and name.value.startswith("ИП ") and "signatory_name" not in self.found:
            person = names.PERSON.search(self.text, name.start, name.end)
            if person:
                self._add("signatory_name", person.span(), names.tidy_person(person[0]))

    def _read_contacts(self):
        for match in _EMAIL.finditer(self.text):
            self._add("email", match.span(), match.group().lower().rstrip("."))
        for part in self._get_parts("phone"):
            span = self._get_line(part)
            self._read_phone(span)
        for match in _PHONE.finditer(self.text):
            self._read_phone(match.span())
        sites = [*self._get_parts("site"), *self.parts]
        for part in sites:
            match = _SITE.search(self.text, part.label_end, part.end)
            if match:
                self._add("website", match.span(), match.group().rstrip("./").lower())
        for part in self._get_parts("ogrn_date", "ogrn"):
            day = _DATE.search(self.text, part.label_end, part.end)
            ogrn = self.found.get("ogrn")
            if day and ogrn and len(ogrn.value) == 15:
                self._add("ogrnip_date", day.span(), _to_iso(day))

    def _read_phone(self, span):
        for phone in valid_phones(self.text[slice(*span)])[:1]:
            self._add("phone", span, phone.e164)


def _to_iso(match):
    """The date in ISO form; "" for one that no calendar has."""
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
