from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportTour(ImportCommon, HttpCase):
    def test_marketer_imports_a_base(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.marketer.lang = "en_US"
        self._create_person()

        self.start_tour(
            "/odoo/action-sales_marketing.marketing_import_action",
            "sales_marketing_import_base",
            login=self.marketer.login,
        )
        self._run()

        record = self.env["marketing.import"].search(
            [("user_id", "=", self.marketer.id)]
        )
        self.assertEqual((record.state, record.made_count), ("done", 2))
        made = self._get_made(record)
        self.assertEqual(
            made.mapped("name"), ["ООО «Крио»", "Орлова Вера", "Белов Пётр"]
        )
        self.assertEqual(made[0].vat, "0018314456")
