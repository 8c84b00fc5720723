from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..questionnaire_common import QuestionnaireCommon

SHIPPED = ("vacuum", "chamber", "space", "furnace", "compressor")


@tagged("post_install", "-at_install")
class TestQuestionnaireTemplate(QuestionnaireCommon):
    """What the head writes on the screen; and the five lists that are there."""

    def _get_shipped(self, name):
        return self.env.ref(f"sales_process.questionnaire_{name}")

    def test_the_lists_are_there_and_each_has_its_equipment(self):
        for name in SHIPPED:
            with self.subTest(name=name):
                template = self._get_shipped(name)
                self.assertTrue(template.equipment_type_ids)
                self.assertTrue(template.intro)
                self.assertGreater(template.question_count, 10)
                kinds = template._get_lines().mapped("kind")
                self.assertEqual(kinds[0], "section")
                self.assertTrue(template._get_lines().filtered("is_required"))

    def test_the_space_simulator_asks_all_of_the_chamber_and_more(self):
        chamber, space = self._get_shipped("chamber"), self._get_shipped("space")

        lines = space._get_lines()
        self.assertEqual(lines[: len(chamber.line_ids)], chamber.line_ids)
        self.assertEqual(lines - chamber.line_ids, space.line_ids)
        self.assertEqual(space.all_line_ids, lines)

    def test_the_units_of_the_lists_are_the_ones_of_the_specification(self):
        for name, question, unit in (
            ("vacuum", "working_pressure", "Pa"),
            ("vacuum", "gas_inflow", "Pa·m³/s"),
            ("chamber", "heating_rate", "°C/min"),
            ("chamber", "humidity", "% RH"),
            ("space", "solar_flux", "W/m²"),
            ("furnace", "floor_load", "kg/m²"),
            ("compressor", "capacity", "m³/min"),
        ):
            with self.subTest(question=question):
                line = self.env.ref(f"sales_process.questionnaire_{name}_{question}")
                self.assertEqual(line.unit, unit)

    def test_a_change_of_the_included_list_counts_for_new_questionnaires(self):
        whole = self._create_template(
            "Whole", self.chamber, [{"name": "Own"}], included_id=self.template.id
        )
        before = self._make(self._create_deal(self.chamber))
        self.template.line_ids = [Command.create({"name": "Added", "sequence": 99})]
        after = self._make(self._create_deal(self.chamber))

        self.assertEqual(before.line_ids.mapped("name")[-2:], ["Medium", "Own"])
        self.assertEqual(after.line_ids.mapped("name")[-2:], ["Added", "Own"])
        self.assertEqual(whole.question_count, 9)

    def test_a_list_does_not_begin_with_itself(self):
        other = self._create_template("Other", included_id=self.template.id)
        for included in (self.template, other):
            with (
                self.subTest(included=included.name),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                self.template.included_id = included

    def test_bad_lines_are_refused(self):
        for values, words in (
            ({"kind": "choice", "options": "One"}, "at least two"),
            ({"kind": "choices", "options": "  \n"}, "at least two"),
            ({"kind": "choice", "options": "a; b\nc"}, "“;”"),
            (
                {
                    "kind": "number",
                    "has_min": True,
                    "value_min": 2,
                    "has_max": True,
                    "value_max": 1,
                },
                "above",
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self.template.line_ids = [Command.create({"name": "Bad", **values})]

    def test_a_copy_has_the_lines_and_another_name(self):
        copy = self.template.copy()

        self.assertEqual(copy.name, "Pump questions (copy)")
        self.assertEqual(
            copy.line_ids.mapped("name"), self.template.line_ids.mapped("name")
        )

    def test_the_first_list_of_a_type_wins(self):
        first = self._create_template("First", self.pump, [{"name": "A"}], sequence=1)

        found = self.env["sales.questionnaire.template"]._get_for(
            self.pump | self.chamber
        )
        self.assertEqual(found[self.pump], first)
        self.assertFalse(found[self.chamber])
        first.active = False
        found = self.env["sales.questionnaire.template"]._get_for(self.pump)
        self.assertEqual(found[self.pump], self.template)
