"""Columns of the age, made before the fields: else each row would be computed alone."""

from odoo.tools import sql

COLUMNS = {"age_date": "timestamp", "age_order": "varchar"}


def add_age_columns(cr):
    for name, kind in COLUMNS.items():
        if not sql.column_exists(cr, "stock_quant", name):
            sql.create_column(cr, "stock_quant", name, kind)
