"""The formats of our labels as core's wizards and operation types offer them."""

PREFIX = "scan_"
ZPL_PREFIX = "scan_zpl_"
DEFAULT = "scan_58x40"
# context key: core prints by itself because a transfer was validated
AUTOPRINT = "warehouse_barcode_autoprint"
PRINT_FORMATS = [
    ("scan_58x40", "Barcode label 58 x 40 mm"),
    ("scan_100x50", "Barcode label 100 x 50 mm"),
    ("scan_a4", "Barcode labels, A4 sheet 3 x 8"),
    ("scan_zpl_58x40", "Barcode label 58 x 40 mm (ZPL)"),
    ("scan_zpl_100x50", "Barcode label 100 x 50 mm (ZPL)"),
]
LOT_FORMATS = [
    ("scan_58x40_lots", "Barcode label 58 x 40 mm - One per series"),
    ("scan_58x40_units", "Barcode label 58 x 40 mm - One per unit"),
    ("scan_100x50_lots", "Barcode label 100 x 50 mm - One per series"),
    ("scan_100x50_units", "Barcode label 100 x 50 mm - One per unit"),
    ("scan_a4_lots", "Barcode labels, A4 sheet 3 x 8 - One per series"),
    ("scan_a4_units", "Barcode labels, A4 sheet 3 x 8 - One per unit"),
    ("scan_zpl_58x40_lots", "Barcode label 58 x 40 mm (ZPL) - One per series"),
    ("scan_zpl_58x40_units", "Barcode label 58 x 40 mm (ZPL) - One per unit"),
    ("scan_zpl_100x50_lots", "Barcode label 100 x 50 mm (ZPL) - One per series"),
    ("scan_zpl_100x50_units", "Barcode label 100 x 50 mm (ZPL) - One per unit"),
]


def is_ours(print_format):
    return bool(print_format) and print_format.startswith(PREFIX)


def split(print_format):
    """``(label format, is_zpl)`` of one of our print formats."""
    is_zpl = print_format.startswith(ZPL_PREFIX)
    return print_format.removeprefix(ZPL_PREFIX if is_zpl else PREFIX), is_zpl
