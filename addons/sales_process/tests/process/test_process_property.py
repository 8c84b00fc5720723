import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..process_common import ProcessCommon

CASES = 25
MOVES = 25
# condition -> the same by hand
CONDITIONS = {
    "[]": lambda deal: True,
    "[('without_offer', '=', True)]": lambda deal: deal.without_offer,
    "[('without_offer', '=', False)]": lambda deal: not deal.without_offer,
    "[('needs_installation', '=', True)]": lambda deal: deal.needs_installation,
    "[('expected_revenue', '>', 100)]": lambda deal: deal.expected_revenue > 100,
    "['|', ('priority', '=', '2'), ('expected_revenue', '<=', 100)]": lambda deal: (
        deal.priority == "2" or deal.expected_revenue <= 100
    ),
}
HEAD = ("fa-gavel", "fa-life-ring", "fa-search", "fa-share")  # tasks of the head
FIELDS = ("need", "application_area_id", "competitor_id", "equipment_type_ids")
CHECKS = {
    "is_deal": lambda deal: deal.type == "opportunity",
    "assigned": lambda deal: bool(deal.user_id),
    "competitor": lambda deal: bool(deal.competitor_id),
    "next_step": lambda deal: bool(
        deal.activity_ids.filtered(lambda task: task.activity_type_id.icon not in HEAD)
    ),
}


@tagged("post_install", "-at_install")
class TestProcessProperty(ProcessCommon):
    """Whatever the rules and the moves, these things hold after each move:

    1. a deal that is worked on has one open stay, of its present stage; a lost one
       has none; stays follow each other without a gap;
    2. the present stage applies to the deal;
    3. nothing that was asked for a move forward was missing, unless it was let
       through by somebody who may.

    The rules are read here by hand, apart from the program.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages = cls.env["crm.stage"].search([("kind", "!=", False)])
        cls.area = cls.env["sales.application.area"].create({"name": "Space"})
        cls.variant_team = cls.other_team

    # ---- random rules --------------------------------------------------------------

    def _configure(self, chance):
        """Random rules for all stages; the first one stays open to every lead."""
        self.stages.requirement_ids.unlink()
        self.stages.task_ids.unlink()
        for stage in self.stages:
            is_first = stage == self.stages.sorted(lambda one: one._position())[0]
            stage.write(
                {
                    "auto_leave": chance.random() < 0.3,
                    "require_next_step": chance.random() < 0.2,
                    "apply_domain": "[]"
                    if is_first or chance.random() < 0.5
                    else chance.choice(list(CONDITIONS)),
                }
            )
            for _number in range(chance.randint(0, 2)):
                self._add_rule(stage, chance, is_first)
        self.env.cr.flush()

    def _add_rule(self, stage, chance, is_first):
        values = {
            "stage_id": stage.id,
            "when": "leave" if is_first else chance.choice(("leave", "enter")),
            "message": "Something",
            "condition_domain": chance.choice([*CONDITIONS, "[]", "[]", "[]"]),
            "type": chance.choice(("field", "domain", "check")),
            "field_id": self.env["ir.model.fields"]
            ._get("crm.lead", chance.choice(FIELDS))
            .id,
            "domain": chance.choice(list(CONDITIONS)),
            "check": chance.choice(list(CHECKS)),
        }
        try:
            with self.env.cr.savepoint():
                self.env["crm.stage.requirement"].create(values)
                self.env.cr.flush()
        except UserError:
            # a rule that can never hold is refused: the next one, then
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    # ---- random moves --------------------------------------------------------------

    def _move_to_some_stage(self, deal, chance):
        deal.stage_id = chance.choice(list(self.stages))

    def _move_on(self, deal, chance):
        deal.action_next_stage()

    def _convert(self, deal, chance):
        deal.action_convert()

    def _let_through(self, deal, chance):
        user = chance.choice((self.head, self.salesperson, self.other_head))
        deal.with_user(user).with_context(sales_process_override="Because").write(
            {"stage_id": chance.choice(list(self.stages)).id}
        )

    def _change(self, deal, chance):
        deal.write(
            chance.choice(
                (
                    {"without_offer": not deal.without_offer},
                    {"expected_revenue": chance.choice((0, 50, 500))},
                    {"priority": chance.choice(("0", "2"))},
                    {"need": chance.choice((False, "A pump"))},
                    {"competitor_id": chance.choice((False, self.competitor.id))},
                    {"application_area_id": chance.choice((False, self.area.id))},
                    {
                        "equipment_type_ids": [
                            (6, 0, chance.choice(([], self.pump.ids, self.chamber.ids)))
                        ]
                    },
                )
            )
        )

    def _plan(self, deal, chance):
        deal.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesperson.id
        )

    def _finish(self, deal, chance):
        deal.activity_ids[:1].action_feedback()

    def _lose_it(self, deal, chance):
        self._lose(deal)

    def _restore(self, deal, chance):
        deal.action_restore()

    def _change_department(self, deal, chance):
        team = chance.choice((self.team, self.other_team))
        deal.sudo().write({"team_id": team.id, "user_id": deal.user_id.id})

    MOVES = (
        _move_to_some_stage, _move_to_some_stage, _move_on, _move_on, _convert,
        _let_through, _change, _change, _change, _plan, _finish, _lose_it, _restore,
        _change_department,
    )  # fmt: skip

    def test_random_rules_and_moves(self):
        done = 0
        for seed in range(CASES):
            chance = random.Random(seed)
            self._configure(chance)
            deal = self._create_lead(name=f"Deal {seed}")
            for number in range(MOVES):
                move = chance.choice(self.MOVES)
                before = deal.sudo().log_ids
                try:
                    with self.env.cr.savepoint():
                        move(self, deal.with_user(self.salesperson), chance)
                        self.env.flush_all()
                    done += 1
                except UserError:
                    self.env.invalidate_all()
                with self.subTest(seed=seed, number=number, move=move.__name__):
                    self._check(deal.sudo(), before)
        self.assertGreater(done, CASES * MOVES / 5, "hardly anything was allowed")

    # ---- what has to hold ----------------------------------------------------------

    def _check(self, deal, before):
        rows = deal.log_ids.sorted(lambda row: (row.date_in, row.id))
        open_rows = rows.filtered(lambda row: not row.date_out)
        self.assertEqual(deal.stage_log_id, open_rows)
        if not deal.active:
            self.assertFalse(open_rows)
            return
        self.assertEqual(len(open_rows), 1)
        self.assertEqual(open_rows.stage_id, deal.stage_id)
        self.assertEqual(open_rows, rows[-1])
        self._check_applies(deal)
        for row in rows - before:
            earlier = rows.filtered(lambda one, row=row: one.id < row.id)[-1:]
            if earlier and not row.override_reason:
                self._check_move(deal, earlier, row)

    def _check_applies(self, deal):
        stage = deal.stage_id
        self.assertIn(deal.team_id, stage.team_ids)
        self.assertTrue(CONDITIONS[stage.apply_domain](deal), stage.apply_domain)

    def _check_move(self, deal, earlier, row):
        """Everything that was asked for the move is there."""
        origin, target = earlier.stage_id, row.stage_id
        if earlier.outcome == "lost" or origin._position() >= target._position():
            return
        for stage in self.stages:
            passed = origin._position() <= stage._position() < target._position()
            if passed and CONDITIONS[stage.apply_domain](deal):
                self._check_rules(deal, stage, "leave")
        self._check_rules(deal, target, "enter")

    def _check_rules(self, deal, stage, when):
        for rule in stage.requirement_ids.filtered(lambda one: one.when == when):
            if CONDITIONS[rule.condition_domain](deal):
                self.assertTrue(self._is_met(deal, rule), rule.subject)

    def _is_met(self, deal, rule):
        if rule.type == "field":
            return bool(deal[rule.field_id.name])
        if rule.type == "domain":
            return CONDITIONS[rule.domain](deal)
        return CHECKS[rule.check](deal)
