"""Which form of the transfer document is valid on a day, and its pages. No database."""

from datetime import date

from .pages import row_height, split_pages

# decree 26 of 23.01.2026: line 5б, the entrepreneur signs with his OGRNIP
NEW_FORM = date(2026, 4, 1)
DASH = "—"
CAPTION = (
    "Приложение № 1 к постановлению Правительства Российской Федерации "
    "от 26 декабря 2011 г. № 1137\n(в редакции постановления Правительства "
    "Российской Федерации от {})"
)
CURRENCIES = {
    "RUB": "российский рубль",
    "USD": "доллар США",
    "EUR": "евро",
    "CNY": "юань",
    "KZT": "тенге",
    "BYN": "белорусский рубль",
    "UZS": "узбекский сум",
    "KGS": "сом",
    "AMD": "армянский драм",
    "TRY": "турецкая лира",
    "GBP": "фунт стерлингов",
    "JPY": "иена",
}


def is_new_form(day):
    """Whether the form of decree 26 is valid on the day of the document."""
    return day >= NEW_FORM


def form_caption(day):
    """The words at the top right of the form that is valid on the day."""
    edition = (
        "23 января 2026 г. № 26" if is_new_form(day) else "16 августа 2024 г. № 1096"
    )
    return CAPTION.format(edition)


def transfer_numbers(day):
    """Numbers of the twelve fields of the transfer part: 10-21, before 8-19."""
    first = 10 if is_new_form(day) else 8
    return list(range(first, first + 12))


def currency_text(code, number, name=""):
    """Line 7: name of the currency and its numeric code, «российский рубль, 643»."""
    return f"{CURRENCIES.get(code) or name or code}, {number:03d}"


def page_rows(heights, first, rest, last):
    """`split_pages` for a table that ends with a total and signatures.

    When the only row of the last page leaves no room for them, they get a page with
    the header of the table and the total, so signatures never stand alone.
    """
    pages = split_pages(heights, first, rest, last)
    end = pages[-1]
    room = first if len(pages) == 1 else rest
    if len(end) == 1 and heights[end[0]] + last > room:
        pages.append(range(end.stop, end.stop))
    return pages


def text_height(texts, line_mm=2.9):
    """Height in mm of lines of a heading: pairs of a text and characters in a line."""
    return sum(row_height(text, chars, line_mm, 0.4) for text, chars in texts)
