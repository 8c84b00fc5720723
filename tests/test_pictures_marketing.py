"""Screens of the marketer and of the caller, photographed for their guides."""

from base64 import b64encode

from odoo import Command
from odoo.tests import tagged

from .pictures_common import PicturesCommon

#: company, town, person, post, e-mail, phone, whether he agreed to letters and calls
CLIENTS = (
    (
        "АО «Точприбор»", "Ижевск", "Андреева Галина Николаевна",
        "начальник лаборатории", "andreeva@tochpribor.example", "+7 341 290-15-15", True,
    ),
    (
        "ООО «Термомаш»", "Москва", "Ковалёв Игорь Петрович", "главный инженер",
        "kovalev@termomash.example", "+7 495 600-12-34", True,
    ),
    (
        "АО «Уралгеофизика»", "Екатеринбург", "Сомов Андрей Ильич", "главный механик",
        "snab@uralgeofizika.example", "+7 343 278-90-11", True,
    ),
    (
        "НИИ «Вакуум»", "Томск", "Лебедева Анна Сергеевна", "научный сотрудник",
        "support@niivakuum.example", "+7 382 290-00-01", True,
    ),
    (
        "ООО «Печи Поволжья»", "Самара", "Орлов Виктор Иванович", "директор",
        "orlov@pechi.example", "+7 846 200-00-02", False,
    ),
)  # fmt: skip

BASE = """\
Компания;ИНН;ФИО;Должность;E-mail;Телефон
ООО «Новый завод»;7707083893;Зайцева Ольга;снабжение;zaytseva@zavod.example;84951112233
ООО «Термомаш»;;Ковалёв Игорь;;kovalev@termomash.example;
АО «Прибор»;123;Волков Пётр;;volkov;
"""


@tagged("post_install", "-at_install")
class TestPicturesOfMarketing(PicturesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer.partner_id.write({"lang": "ru_RU", "name": "Мария Маркетологова"})
        cls.team.with_context(lang="ru_RU").name = "Высокий вакуум"
        cls.tag = cls.env["res.partner.category"].create({"name": "Выставка «Вакуум»"})
        for client in CLIENTS:
            cls._make_client(*client)
        cls.segment = cls._make_segment()

    @classmethod
    def _make_client(cls, company, city, person, post, email, phone, agreed):
        place = {"country_id": cls.env.ref("base.ru").id, "city": city}
        head = cls.env["res.partner"].create(
            {
                "name": company,
                "is_company": True,
                "client_state": "client",
                "category_id": cls.tag.ids,
                **place,
            }
        )
        contact = cls.env["res.partner"].create(
            {
                "name": person,
                "parent_id": head.id,
                "function": post,
                "email": email,
                "phone": phone,
                "lang": "ru_RU",
                "user_id": cls.salesperson.id,
                **place,
            }
        )
        if agreed:
            cls.env["marketing.consent"]._record(
                contact, ("email", "phone"), source="Анкета на выставке"
            )

    @classmethod
    def _make_segment(cls):
        return (
            cls.env["marketing.segment"]
            .with_user(cls.marketer)
            .create(
                {
                    "name": "Выставка: клиенты",
                    "tag": "vystavka",
                    "note": "Рассказать о новых камерах",
                    "client_state": "client",
                    "category_ids": [Command.set(cls.tag.ids)],
                    "include_leads": False,
                }
            )
        )

    def _open(self, name, action, record=None, user=None, ready=None, **options):
        action = self.env.ref(f"sales_marketing.{action}")
        url = f"/odoo/action-{action.id}" + (f"/{record.id}" if record else "")
        ready = ready or "!!document.querySelector('.o_form_saved, .o_form_view')"
        self._photograph(name, url, ready, user or self.marketer, **options)

    def test_segment(self):
        self._open(
            "marketing-segment",
            "marketing_segment_action",
            self.segment,
            size="1366x1000",
        )

    def test_checked_export(self):
        export = (
            self.env["marketing.export"]
            .with_user(self.marketer)
            .create({"segment_id": self.segment.id, "layout": "mailchimp"})
        )
        export.action_check()
        self.assertTrue(export.refused_count)

        self._open(
            "marketing-export",
            "marketing_export_action",
            export,
            size="1366x1000",
        )

    def _start_campaign(self):
        campaign = (
            self.env["marketing.call.campaign"]
            .with_user(self.marketer)
            .create(
                {
                    "name": "Новые камеры",
                    "segment_id": self.segment.id,
                    "hour_from": 0,
                    "hour_to": 24,
                    "user_ids": [Command.set(self.salesperson.ids)],
                    "script": "<p>Здравствуйте! Мы выпускаем новые камеры тепла-холода: "
                    "от −70 до +180 °C, с аттестацией на месте.</p>",
                }
            )
        )
        campaign.action_start()
        lines = campaign.sudo().line_ids
        # on a day off only who has asked for the call has hours of calls
        lines.write(
            {"undo_step": False, "callback_at": "2020-01-01", "result": "callback"}
        )
        return campaign

    def test_campaign(self):
        self._open(
            "marketing-campaign",
            "marketing_call_campaign_action",
            self._start_campaign(),
            size="1366x1000",
        )

    def _photograph_calls(self, name, size):
        self._start_campaign()

        self._open(
            name,
            "marketing_call_worklist_action",
            user=self.salesperson,
            ready="!!document.querySelector('.o_sales_calls_card')",
            size=size,
        )

    def test_screen_of_the_caller(self):
        self._photograph_calls("marketing-calls", "1366x900")

    def test_screen_of_the_caller_on_a_phone(self):
        self._photograph_calls("marketing-calls-phone", "400x860")

    def test_checked_base(self):
        load = (
            self.env["marketing.import"]
            .with_user(self.marketer)
            .create(
                {
                    "file": b64encode(BASE.encode()),
                    "file_name": "база.csv",
                }
            )
        )
        load.action_read()
        load.action_check()

        self._open(
            "marketing-import", "marketing_import_action", load, size="1366x1000"
        )

    def test_page_of_the_client(self):
        contact = self.env["res.partner"].search(
            [("email", "=", "kovalev@termomash.example")]
        )
        url = contact.marketing_preference_url
        path = "/" + url.split("/", 3)[3]

        self._photograph(
            "marketing-preferences",
            path,
            "!!document.querySelector('form')",
            self.marketer,
            size="400x860",
        )
