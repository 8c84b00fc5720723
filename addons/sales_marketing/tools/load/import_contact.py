"""One row of a base of contacts, read and checked without a database."""

from dataclasses import dataclass, field
from datetime import date

from odoo.addons.sales_process.tools.intake.companies import company_key

from .import_values import (
    clean,
    person_name,
    read_date,
    read_email,
    read_inn,
    read_kpp,
    read_phones,
    split_inn_kpp,
    split_list,
    word_key,
)

#: letters that a field of the base takes; longer texts are mistakes of a column
LIMITS = {
    "company": 250,
    "name": 250,
    "position": 128,
    "city": 128,
    "address": 250,
    "website": 250,
    "zip": 24,
    "comment": 10000,
    "consent_source": 250,
}
#: remarks: they are shown and stop nothing
REMARKS = frozenset(
    ("inn_mended", "kpp", "in_company", "branch", "several_found", "more_emails")
)
#: nothing can be made of such a row
FATAL = frozenset(("no_name",))


@dataclass(slots=True)
class ContactRow:
    """A row of the base: a company, a person, or a person of a company."""

    number: int
    company: str = ""
    #: name of the company without legal form, case and signs
    company_key: str = ""
    inn: str = ""
    kpp: str = ""
    name: str = ""
    position: str = ""
    email: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)
    city: str = ""
    region: str = ""
    zip: str = ""
    address: str = ""
    website: str = ""
    tags: list[str] = field(default_factory=list)
    source: str = ""
    salesperson: str = ""
    comment: str = ""
    consent_date: date | None = None
    consent_basis: str = ""
    consent_source: str = ""
    equipment_type: list[str] = field(default_factory=list)
    application_area: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def e164(self):
        return tuple(number for _written, number in self.phones)

    @property
    def is_company(self):
        """Whether the row names a company and nobody in it."""
        return bool(self.company and not self.name)

    @property
    def has_problem(self):
        return any(code not in REMARKS for code, _cell in self.problems)

    @property
    def is_fatal(self):
        return any(code in FATAL for code, _cell in self.problems)


def read_contact(number, values, today):
    """Read the cells of one row; what is wrong is left out and named in ``problems``.

    :param dict values: cells by field
    :param date today: a consent dated later is a problem
    """
    row = ContactRow(number=number)
    _read_names(row, values)
    _read_numbers(row, values)
    _read_reach(row, values)
    _read_consent(row, values, today)
    row.tags = split_list(values.get("tags"))
    row.equipment_type = split_list(values.get("equipment_type"))
    row.application_area = split_list(values.get("application_area"))
    row.region = clean(values.get("region"))
    row.source = clean(values.get("source"))
    row.salesperson = clean(values.get("salesperson"))
    _check_whole(row)
    return row


def _read_names(row, values):
    texts = {
        name: clean(values.get(name))
        for name in ("company", "position", "city", "address", "website", "zip")
    }
    texts["name"] = person_name(values)
    texts["comment"] = (values.get("comment") or "").strip()
    texts["consent_source"] = clean(values.get("consent_source"))
    for name, text in texts.items():
        if len(text) > LIMITS[name]:
            row.problems.append(("too_long", f"{text[:40]}…"))
        setattr(row, name, text[: LIMITS[name]])
    row.company_key = company_key(row.company)


def _read_numbers(row, values):
    written, kpp = split_inn_kpp(values.get("inn"))
    row.inn, problem = read_inn(written)
    if problem:
        row.problems.append((problem, written[:40]))
    elif row.inn and row.inn != written.replace(" ", ""):
        row.problems.append(("inn_mended", f"{written} → {row.inn}"))
    kpp = clean(values.get("kpp")) or kpp
    row.kpp, problem = read_kpp(kpp, row.inn)
    if problem:
        row.problems.append((problem, kpp[:40]))


def _read_reach(row, values):
    written = clean(values.get("email"))
    row.email, problem = read_email(written)
    if problem:
        row.problems.append((problem, written[:60]))
    elif written.count("@") > 1:
        row.problems.append(("more_emails", written[:120]))
    cells = (values.get("phone"), values.get("other_phone"))
    row.phones, problem = read_phones(*cells)
    if problem:
        row.problems.append((problem, "; ".join(filter(None, cells))[:60]))


def _read_consent(row, values, today):
    written = clean(values.get("consent_date"))
    row.consent_date, problem = read_date(written, today)
    if problem:
        code = "consent_future" if problem == "future" else "consent_date"
        row.problems.append((code, written[:40]))
    row.consent_basis = clean(values.get("consent_basis"))


def _check_whole(row):
    if not (row.company or row.name or row.email):
        row.problems.append(("no_name", ""))
    if not (row.email or row.phones):
        row.problems.append(("no_contact", ""))


#: words of a file for the bases of 152-FZ, article 6
BASIS_WORDS = {
    "consent": ("согласие", "consent", "opt-in", "подписка", "согласие субъекта"),
    "contract": ("договор", "контракт", "contract", "исполнение договора"),
    "interest": ("законный интерес", "действующий клиент", "клиент",
                 "legitimate interest", "client"),
    "law": ("закон", "требование закона", "law", "legal obligation"),
    "public": ("общедоступные данные", "открытый источник", "опубликовано", "сайт",
               "public", "published"),
}  # fmt: skip
_BASES = {word: basis for basis, words in BASIS_WORDS.items() for word in words}


def find_basis(text):
    """Code of the basis that a cell names: ``consent`` when the cell is empty, an empty
    string when the word is not known."""
    return _BASES.get(word_key(text), "") if text else "consent"
