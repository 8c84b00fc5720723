from odoo.tests import HttpCase

from .common import ScannerCommon


class PhoneCase(HttpCase, ScannerCommon):
    """Tours of a storekeeper without other rights, in Russian, on a phone."""

    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env["ir.module.module"].search(
            [("name", "=", "warehouse_barcode")]
        )._update_translations(["ru_RU"])
        cls.storekeeper.lang = "ru_RU"
