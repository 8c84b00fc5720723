from odoo.tests import HttpCase, tagged

from ..models.export import marketing_export
from .common import MarketingCommon


@tagged("post_install", "-at_install")
class TestMarketerTour(MarketingCommon, HttpCase):
    def test_marketer_exports_a_segment(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.marketer.lang = "ru_RU"
        company = self._create_company("Завод «Прогресс»")
        self._create_person("Орлов Пётр", parent_id=company.id)
        self._create_person(
            "Без согласия",
            email="bez@zavod.example",
            consent_date=False,
        )
        segment = self._create_segment(name="Печи: клиенты для письма")

        self.start_tour(
            "/odoo",
            "sales_marketing_export_segment",
            login=self.marketer.login,
        )

        export = segment.export_ids
        self.assertEqual((export.state, export.row_count), ("done", 1))
        self.assertEqual(export.user_id, self.marketer)
        self.assertEqual(export.refusal_ids.reason, "no_consent")

    def test_long_export_goes_on_after_the_page_is_closed(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.marketer.lang = "ru_RU"
        self.patch(marketing_export, "AT_ONCE", 1)
        self._create_person("Орлов Пётр")
        self._create_person(
            "Без согласия", email="bez@zavod.example", consent_date=False
        )
        segment = self._create_segment(name="Печи: клиенты для письма")
        self.start_tour(
            "/odoo",
            "sales_marketing_export_in_background",
            login=self.marketer.login,
        )
        export = segment.export_ids
        self.assertEqual(export.state, "queued")

        with self.enter_registry_test_mode():
            self.env.ref("sales_marketing.ir_cron_make_exports").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(export.state, "done")

        self.start_tour(
            f"/odoo/marketing.export/{export.id}",
            "sales_marketing_export_ready",
            login=self.marketer.login,
        )
