from odoo.tests import HttpCase, tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentTour(SegmentCommon, HttpCase):
    def test_marketer_makes_a_segment(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.marketer.lang = "ru_RU"
        self.tag.name = "Выставка теста"
        self.person.name = "Ковалёв Игорь"
        self._create_segment(
            name="Уже обзвонили",
            partner_domain=f"[('id', '=', {self.other_person.id})]",
        )

        self.start_tour(
            "/odoo/action-sales_marketing.marketing_segment_action",
            "sales_marketing_make_segment",
            login=self.marketer.login,
        )

        segment = self.env["marketing.segment"].search(
            [("name", "=", "Гости выставки")],
        )
        self.assertEqual(segment.user_id, self.marketer)
        self.assertMembers(segment.with_user(self.marketer), [self.person])
