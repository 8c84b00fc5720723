"""The main screens in Russian: they open without an error and are photographed."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .pictures_common import PicturesCommon

INQUIRIES = [
    ("email", "ООО «Криолаб»", "Откачной пост", "Нужен откачной пост 300 л, 5·10⁻⁴ Па"),
    ("form", "АО «Точмаш»", "Камера тепла-холода", "Камера 1000 л с аттестацией"),
    ("phone", "ИП Соколов", "Масло для насоса", "Два литра вакуумного масла"),
    ("chat", "НИИ Материалов", "Течеискатель", "Есть ли гелиевый на складе?"),
    ("email", "ООО «Пневмо»", "Компрессор", "Винтовой компрессор 3 м³/мин"),
]


@tagged("post_install", "-at_install")
class TestPictures(PicturesCommon):
    def _make_inquiries(self):
        now = fields.Datetime.now()
        for index, (channel, company, subject, body) in enumerate(INQUIRIES):
            self.env["sales.inquiry"].create(
                {
                    "channel": channel,
                    "company_name": company,
                    "contact_name": company,
                    "subject": subject,
                    "body": body,
                    "phone": f"+7 999 000-00-{10 + index}",
                    "date": now - timedelta(hours=index * 9),
                    "team_id": self.team.id,
                },
            )._process_new()

    def test_triage(self):
        self._make_inquiries()
        action = self.env.ref("sales_process.sales_inquiry_action_triage")

        self._photograph(
            "triage",
            f"/odoo/action-{action.id}",
            "!!document.querySelector('.o_kanban_record')",
            self.head,
        )

    def test_deal(self):
        deal = self._make_deal()
        action = self.env.ref("sales_process.crm_lead_action_deal")

        self._photograph(
            "deal",
            f"/odoo/action-{action.id}/{deal.id}",
            "!!document.querySelector('.o_sales_panel') && "
            "!!document.querySelector('.o-mail-Chatter')",
            self.salesperson,
        )

    def test_process(self):
        self._photograph(
            "process",
            "/odoo/equipment-process",
            "document.querySelectorAll('.o_process_content h3, .o_process_content h4')"
            ".length > 5",
            self.salesperson,
        )

    def test_deals(self):
        self._make_deal()
        action = self.env.ref("sales_process.crm_lead_action_deal")

        self._photograph(
            "deals",
            f"/odoo/action-{action.id}",
            "!!document.querySelector('.o_kanban_record')",
            self.salesperson,
        )

    def test_scanner(self):
        deal = self._make_deal()
        self._manufacture(deal)
        self._receive(deal)
        deal.sudo().order_ids.picking_ids.action_assign()

        self._photograph(
            "scanner",
            "/odoo/scanner",
            "!!document.querySelector('.o_action_manager button')",
            self.storekeeper,
            size="375x760",
        )
