from odoo.fields import Command

from .deal_common import DealCommon


class QuestionnaireCommon(DealCommon):
    """A questionnaire with a question of each kind, for the equipment ``pump``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.lang = "en_US"
        cls.template = cls._create_template(
            "Pump questions",
            cls.pump,
            [
                {"kind": "section", "name": "Vacuum"},
                {
                    "kind": "number",
                    "name": "Pressure",
                    "unit": "Pa",
                    "is_required": True,
                    "has_min": True,
                    "has_max": True,
                    "value_max": 100000,
                },
                {"kind": "range", "name": "Temperature", "unit": "°C"},
                {"kind": "choice", "name": "Flange", "options": "KF\nISO-K"},
                {"kind": "choices", "name": "Hazards", "options": "Dust\nAcid\nHeat"},
                {"kind": "section", "name": "Rest"},
                {"kind": "boolean", "name": "Oil-free"},
                {"kind": "date", "name": "Wanted"},
                {"kind": "text", "name": "Medium", "is_required": True},
            ],
        )

    @classmethod
    def _create_template(cls, name, kinds=None, lines=(), **values):
        return cls.env["sales.questionnaire.template"].create(
            {
                "name": name,
                "equipment_type_ids": [Command.set(kinds.ids if kinds else [])],
                "line_ids": [
                    Command.create({"sequence": number, **line})
                    for number, line in enumerate(lines, start=1)
                ],
                **values,
            }
        )

    def _make(self, deal=None, user=None):
        """The questionnaires that the button of a deal makes."""
        deal = deal or self._create_deal()
        deal.with_user(user or self.salesperson).action_make_questionnaires()
        return deal.questionnaire_ids

    def _get_line(self, questionnaire, name):
        return questionnaire.line_ids.filtered(lambda line: line.name == name)

    def _answer(self, questionnaire, **answers):
        """Answers by the names of the questions, spaces as underscores."""
        for name, answer in answers.items():
            self._get_line(questionnaire, name.replace("_", " ")).answer = answer

    def _fill(self, questionnaire, **answers):
        self._answer(questionnaire, **{"Pressure": "5", "Medium": "air", **answers})
        questionnaire.action_fill()
        return questionnaire
