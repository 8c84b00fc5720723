"""Amounts and numbers in Russian words, for documents and their totals.

The words of a number come from num2words, of which only masculine cardinals are used:
they are right in all its versions that Odoo works with. Its own feminine spoils millions
("одна миллион"), its money takes whole numbers for kopecks, knows five currencies and
rounds as a float does; so currencies, genders and rounding are here.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from num2words import num2words

# num2words has no word for a thousand of nonillions
LIMIT = 10**33
# the usual 28 digits are too few for a nonillion with kopecks
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
LAST_WORDS = {
    "m": {},
    "f": {"один": "одна", "два": "две"},
    "n": {"один": "одно"},
}


@dataclass(frozen=True)
class Currency:
    """Forms of a currency after 1, 2 and 5, and the gender of both of its words."""

    unit: tuple
    gender: str
    subunit: tuple = ()
    subunit_gender: str = "m"

    @property
    def digits(self):
        return 2 if self.subunit else 0


KOPECKS = ("копейка", "копейки", "копеек")
CENTS = ("цент", "цента", "центов")
CURRENCIES = {
    "RUB": Currency(("рубль", "рубля", "рублей"), "m", KOPECKS, "f"),
    "USD": Currency(("доллар США", "доллара США", "долларов США"), "m", CENTS),
    "EUR": Currency(("евро", "евро", "евро"), "m", CENTS),
    "CNY": Currency(("юань", "юаня", "юаней"), "m", ("фэнь", "фэня", "фэней")),
    "KZT": Currency(("тенге", "тенге", "тенге"), "m", ("тиын", "тиына", "тиынов")),
    "BYN": Currency(
        ("белорусский рубль", "белорусских рубля", "белорусских рублей"),
        "m",
        KOPECKS,
        "f",
    ),
    "UZS": Currency(("сум", "сума", "сумов"), "m", ("тийин", "тийина", "тийинов")),
    "KGS": Currency(("сом", "сома", "сомов"), "m", ("тыйын", "тыйына", "тыйынов")),
    "AMD": Currency(("драм", "драма", "драмов"), "m", ("лума", "лумы", "лум"), "f"),
    "TRY": Currency(
        ("турецкая лира", "турецкие лиры", "турецких лир"),
        "f",
        ("куруш", "куруша", "курушей"),
    ),
    "GBP": Currency(
        ("фунт стерлингов", "фунта стерлингов", "фунтов стерлингов"),
        "m",
        ("пенс", "пенса", "пенсов"),
    ),
    "JPY": Currency(("иена", "иены", "иен"), "f"),
}


def amount_in_words(amount, code, full=False):
    """Return an amount as documents write it: «Одна тысяча рублей 50 копеек».

    Rounded half up to the subunit as a decimal number: 1.005 is one kopeck more than a
    rouble. A negative amount keeps its sign; what is rounded to zero has none.

    :param amount: int, float, Decimal or text of a number, in units
    :param code: of the currency by ISO 4217
    :param full: kopecks in words too
    :raises KeyError: for a currency without forms
    :raises ValueError: when the amount is no number, or has no word: from 10**33 on
    """
    currency = CURRENCIES[code]
    total = _count_subunits(amount, currency.digits)
    units, subunits = divmod(abs(total), 10**currency.digits)
    words = [number_in_words(units, currency.gender), plural(units, currency.unit)]
    if total < 0:
        words.insert(0, "минус")
    if currency.subunit:
        words.append(
            number_in_words(subunits, currency.subunit_gender)
            if full
            else f"{subunits:02d}"
        )
        words.append(plural(subunits, currency.subunit))
    text = " ".join(words)
    return text[0].upper() + text[1:]


def number_in_words(number, gender="m"):
    """Return a whole number in words; its last word takes the gender (m, f, n).

    Thousands and millions keep their own gender: «одна тысяча два», «один миллион две».

    :raises ValueError: for a number that has no word: from 10**33 on
    """
    if number < 0:
        return f"минус {number_in_words(-number, gender)}"
    if number >= LIMIT:
        raise ValueError("A number of more than 33 digits has no words.")
    words = num2words(int(number), lang="ru")
    before, blank, last = words.rpartition(" ")
    return before + blank + LAST_WORDS[gender].get(last, last)


def plural(number, forms):
    """Return the form that goes with a number: of those after 1, 2 and 5.

    A fraction takes the second one: «2,5 места».
    """
    one, few, many = forms
    if number != int(number):
        return few
    tens, ones = divmod(int(abs(number)) % 100, 10)
    if tens == 1 or ones == 0 or ones > 4:
        return many
    return one if ones == 1 else few


def _count_subunits(amount, digits):
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= LIMIT:
        raise ValueError(f"No amount that has words: {amount!r}")
    return int(number.scaleb(digits, EXACT).to_integral_value(context=EXACT))
