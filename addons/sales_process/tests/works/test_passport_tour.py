from odoo.tests import HttpCase, tagged

from ..passport_common import PassportCommon


@tagged("post_install", "-at_install")
class TestPassportTour(HttpCase, PassportCommon):
    """The page of the passport as people use it, in Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        for user in (cls.salesperson, cls.colleague, cls.engineer):
            user.lang = "ru_RU"

    def setUp(self):
        super().setUp()
        part = self._receive_lot(self.gauge, "TOUR-G-1", 5)
        inner = self._make(self.block, "TOUR-B-1", parts={part: 1})
        self.lot = self._make(self.unit, "TOUR-U-1", parts={inner: 1})
        self._sell(self.lot, name="Сделка тура")

    def test_salesperson_searches_and_opens_the_deal(self):
        self.start_tour(
            "/odoo/equipment-passport",
            "sales_process_passport_salesperson",
            login=self.salesperson.login,
        )

    def test_colleague_sees_no_client(self):
        self.start_tour(
            f"/odoo/equipment-passport/{self.lot.id}",
            "sales_process_passport_colleague",
            login=self.colleague.login,
        )

    def test_stranger_gets_a_message(self):
        self.stranger.lang = "ru_RU"
        self.start_tour(
            f"/odoo/equipment-passport/{self.lot.id}",
            "sales_process_passport_stranger",
            login=self.stranger.login,
        )
