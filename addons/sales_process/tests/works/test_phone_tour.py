from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestPhoneTour(HttpCase, WorkCommon):
    """A work from the list to the signature on a phone, a part of it offline."""

    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_russian()
        cls.engineer.write({"lang": "ru_RU", "tz": "UTC"})
        cls.client.write({"name": "Клиент тура", "phone": "+7 495 123-45-67"})

    def test_an_engineer_does_a_work_on_his_phone(self):
        work = self._create_work(
            date_planned=fields.Datetime.now(),
            check_ids=[
                Command.create({"name": name}) for name in ("Заземление", "Осмотр")
            ],
            measure_ids=[
                Command.create({"name": "Давление", "has_max": True, "value_max": 5})
            ],
        )
        work.action_plan()

        self.start_tour(
            "/odoo/engineer-works",
            "sales_process_engineer_work",
            login=self.engineer.login,
            timeout=180,
        )

        work.invalidate_recordset()
        self.assertEqual(work.state, "signed")
        self.assertEqual(work.signed_by, "Кузнецова Е. В.")
        self.assertEqual(work.check_ids.mapped("answer"), ["yes", "no"])
        self.assertEqual(work.check_ids[1].note, "Царапина")
        self.assertEqual(work.measure_ids.value, 4.5)
        self.assertEqual(work.defect_ids.name, "Нет крышки")
        self.assertEqual(work.remark, "Всё показано")
        kinds = (
            self.env["equipment.work.operation"]
            .search([("work_id", "=", work.id)])
            .mapped("kind")
        )
        self.assertEqual(kinds.count("defect_add"), 1)
        self.assertEqual(kinds.count("done"), 1)
