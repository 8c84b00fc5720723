"""Series that have no age yet and all quantities get it from the history."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["stock.lot"]._init_first_in_date()
