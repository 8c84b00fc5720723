from odoo.tests import HttpCase, tagged

from ..questionnaire_common import QuestionnaireCommon


@tagged("post_install", "-at_install")
class TestQuestionnaireTour(HttpCase, QuestionnaireCommon):
    """A client fills the questionnaire in on his telephone, in Russian."""

    browser_size = "360x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_russian()
        cls.client.lang = "ru_RU"
        cls.template.line_ids[1].with_context(lang="ru_RU").unit = "Па"

    def test_a_client_fills_it_in_on_his_telephone(self):
        questionnaire = self._make().sudo()
        questionnaire.action_open_for_client()

        self.start_tour(
            questionnaire.get_portal_url(), "sales_process_questionnaire", timeout=120
        )

        questionnaire.invalidate_recordset()
        self.env.invalidate_all()
        self.assertEqual(questionnaire.state, "filled")
        self.assertEqual(questionnaire.filled_by, "Иванов И. И., технолог")
        for name, answer in (
            ("Pressure", "1,5"),
            ("Temperature", "-60 … 180"),
            ("Hazards", "Dust"),
            ("Oil-free", "Да"),
            ("Medium", "Воздух"),
        ):
            with self.subTest(name=name):
                self.assertEqual(self._get_line(questionnaire, name).answer, answer)
