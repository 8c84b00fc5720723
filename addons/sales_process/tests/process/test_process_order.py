from odoo.tests import BaseCase, tagged

from odoo.addons.sales_process.tools.process.rules import (
    LEAVE,
    Process,
    Requirement,
    StageRules,
    asked_on_move,
    next_stage,
)

KINDS = ("selection", "stock", "certification", "installation", "service")


@tagged("-at_install", "post_install")
class TestProcessOrder(BaseCase):
    """Certification before or behind the installation: plain rules."""

    def _make(self, kinds=KINDS):
        return Process(
            tuple(
                StageRules(
                    number,
                    number * 10,
                    kind,
                    requirements=(Requirement(number, LEAVE, "check", check=kind),),
                )
                for number, kind in enumerate(kinds, 1)
            )
        )

    def _kinds(self, process):
        return [stage.kind for stage in process.stages]

    def test_before_is_the_order_of_the_department(self):
        process = self._make()

        for order in ("before", "", False, None):
            with self.subTest(order=order):
                self.assertIs(process.ordered(order), process)

    def test_after_puts_certification_right_behind_the_installation(self):
        for kinds, expected in (
            (KINDS, ["selection", "stock", "installation", "certification", "service"]),
            (
                ("certification", "certification", "installation", "installation"),
                ["installation", "installation", "certification", "certification"],
            ),
            (("installation", "certification"), ["installation", "certification"]),
            (("stock", "certification"), ["stock", "certification"]),
            ((), []),
        ):
            with self.subTest(kinds=kinds):
                process = self._make(kinds)
                self.assertEqual(self._kinds(process.ordered("after")), expected)

    def test_two_certifications_keep_their_own_order(self):
        process = self._make(("certification", "certification", "installation"))

        self.assertEqual(
            [stage.id for stage in process.ordered("after").stages], [3, 1, 2]
        )

    def test_it_is_made_once(self):
        process = self._make()

        self.assertIs(process.ordered("after"), process.ordered("after"))

    def test_stages_of_the_same_sequence_stay_apart(self):
        stages = tuple(
            StageRules(number, 10, kind) for number, kind in enumerate(KINDS, 1)
        )

        process = Process(stages).ordered("after")

        self.assertEqual(
            self._kinds(process)[-3:], ["installation", "certification", "service"]
        )

    def test_next_stage_follows_the_way(self):
        for order, expected in (
            ("before", ["stock", "certification", "installation", "service"]),
            ("after", ["stock", "installation", "certification", "service"]),
        ):
            with self.subTest(order=order):
                process = self._make().ordered(order)
                stage, walked = process.first, []
                while stage := next_stage(process.stages, stage.position):
                    walked.append(stage.kind)
                self.assertEqual(walked, expected)

    def test_leaving_both_is_asked_in_either_order(self):
        for order, expected in (
            ("before", ["stock", "certification", "installation"]),
            ("after", ["stock", "installation", "certification"]),
        ):
            with self.subTest(order=order):
                process = self._make().ordered(order)
                asked = asked_on_move(
                    process.stages, process.get(2).position, process.get(5)
                )
                self.assertEqual([rule.check for _stage, rule in asked], expected)
