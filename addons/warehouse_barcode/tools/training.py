"""The made-up goods of the training: one table for the paper and for the screen.

Nothing of it exists in the database. The numbers are in the range that GS1 keeps for
use inside a company (prefixes 200-299, General Specifications 1.4), so no article of the
trade can have them. Dates are counted from today, expiries to the end of a year: a sheet
that was printed in one year is still good in the next.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools.translate import LazyTranslate

from . import labels
from .gtin import check_digit

_lt = LazyTranslate(__name__)


def _gtin(digits):
    return digits + check_digit(digits)


@dataclass(frozen=True)
class Product:
    key: str
    name: object
    barcode: str
    tracking: str
    use_expiration: bool = False
    ordered: int = 1


@dataclass(frozen=True)
class Lot:
    """``first_in`` in days from today, ``expires`` at the end of a year from this one."""

    key: str
    product: str
    name: str
    first_in: int
    expires: int | None
    location: str
    quantity: int


@dataclass(frozen=True)
class Location:
    key: str
    name: str
    barcode: str


PRODUCTS = (
    Product("filter", _lt("Training filter"), _gtin("299990000001"), "none", ordered=2),
    Product("oil", _lt("Training oil, 1 l"), _gtin("299990000002"), "lot", True, 3),
    Product("pump", _lt("Training pump"), _gtin("299990000003"), "serial", ordered=2),
)
LOTS = (
    Lot("old", "oil", "TR-OLD-1", -200, 1, "a", 10),
    Lot("new", "oil", "TR-NEW-2", -20, 3, "b", 10),
    Lot("expired", "oil", "TR-EXP-3", -400, -1, "b", 2),
    Lot("pump1", "pump", "TR-SN-001", -60, None, "a", 1),
    Lot("pump2", "pump", "TR-SN-002", -60, None, "a", 1),
    Lot("pump3", "pump", "TR-SN-003", -60, None, "a", 1),
)
LOCATIONS = (
    Location("a", "T-01", "TRAIN-T-01"),
    Location("b", "T-02", "TRAIN-T-02"),
)
UNKNOWN_CODE = _gtin("299990000009")


@dataclass(frozen=True)
class Card:
    """One code of the sheet and what the screen answers to it in a delivery."""

    title: object
    expect: object
    code: labels.Code


def get_product(key):
    return next(product for product in PRODUCTS if product.key == key)


def get_expiry(lot, today):
    return None if lot.expires is None else date(today.year + lot.expires, 12, 31)


def lot_code(lot, today):
    product = get_product(lot.product)
    return labels.lot_code(
        lot.name, product.tracking, product.barcode, get_expiry(lot, today)
    )


def get_cards(today):
    """The cards of the sheet, in the order of the exercise."""
    old, new, expired, *pumps = LOTS
    shelf = LOCATIONS[0]
    cards = [
        Card(
            _lt("Shelf"),
            _lt("The screen shows the shelf: what you scan next comes from it."),
            labels.plain_code(shelf.barcode),
        ),
        Card(
            _lt("Product without series"),
            _lt(
                "Green: one piece more. Scan it twice, then a third time: the screen asks."
            ),
            labels.product_code(get_product("filter").barcode),
        ),
        Card(
            _lt("Older series, GS1 DataMatrix"),
            _lt("Green: product, series and expiry came from one code."),
            lot_code(old, today),
        ),
        Card(
            _lt("Older series, GS1-128"),
            _lt("The same as before: one more piece of the older series."),
            labels.gs1_code("gs1_128", lot_code(old, today).content),
        ),
        Card(
            _lt("Newer series"),
            _lt(
                "Stop: the screen says which series is older and on which shelf it lies."
            ),
            lot_code(new, today),
        ),
        Card(
            _lt("Expired series"),
            _lt("Red: the expiry has passed, the series is refused."),
            lot_code(expired, today),
        ),
        Card(
            _lt("Unknown code"),
            _lt("Red: nothing has this code. It can be given to a product or ignored."),
            labels.product_code(UNKNOWN_CODE),
        ),
    ]
    serials = [
        (
            _lt("Serial number 1"),
            _lt("Green. Scan it again: red, the same number is not taken twice."),
        ),
        (_lt("Serial number 2"), _lt("Green: the second pump, the line is complete.")),
        (
            _lt("Serial number 3"),
            _lt("One more than ordered: the screen asks. Answer with the code No."),
        ),
    ]
    cards += [
        Card(title, expect, lot_code(lot, today))
        for (title, expect), lot in zip(serials, pumps, strict=True)
    ]
    return cards
