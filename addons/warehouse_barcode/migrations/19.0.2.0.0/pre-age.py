"""Quantities get an age: empty columns now, filled by one statement at the end."""

from odoo.addons.warehouse_barcode.tools.age_columns import add_age_columns


def migrate(cr, version):
    add_age_columns(cr)
