"""People with Russian names, and a deal whose goods are agreed, for pictures."""

from odoo import Command

from .flow_common import FlowCommon
from .photography import Photography


class PicturesCommon(Photography, FlowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        people = cls.head | cls.salesperson | cls.triage | cls.storekeeper
        people.partner_id.lang = "ru_RU"
        for user, name in (
            (cls.head, "Елена Руководова"),
            (cls.salesperson, "Павел Менеджеров"),
            (cls.storekeeper, "Семён Кладовщиков"),
        ):
            user.partner_id.name = name
        for product, name in (
            (cls.seal, "Уплотнение вакуумное NBR-160"),
            (cls.chamber, "Камера тепла-холода КТХ-1000"),
            (cls.oil, "Масло вакуумное ВМ-6"),
        ):
            product.name = name
            product.with_context(lang="ru_RU").name = name
        cls.equipment.name = "Климатическая камера"

    def _make_deal(self):
        client = self.env["res.partner"].create(
            {
                "name": "АО «Точмаш»",
                "is_company": True,
                "country_id": self.env.ref("base.ru").id,
                "vat": "7707083893",
                "l10n_ru_kpp": "773601001",
                "street": "Заводская ул., 1",
                "city": "Ижевск",
                "email": "snab@client.example",
                "bank_ids": [Command.create({"acc_number": "40702810900000000001"})],
            },
        )
        lead = (
            self.env["crm.lead"]
            .create(
                {
                    "name": "Камера тепла-холода для лаборатории",
                    "type": "lead",
                    "team_id": self.team.id,
                    "user_id": self.salesperson.id,
                    "partner_id": client.id,
                    "expected_revenue": 6500000,
                    "need": "Камера 1000 л, от −70 до +180 °C, с аттестацией и обучением.",
                    "equipment_type_ids": [Command.set(self.equipment.ids)],
                },
            )
            .with_user(self.salesperson)
        )
        lead.action_convert()
        self._offer(lead)
        lead.action_agree()
        return lead
