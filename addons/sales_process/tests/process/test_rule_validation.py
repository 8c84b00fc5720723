from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestRuleValidation(DealCommon):
    """What cannot be meant is refused when it is saved, with an explanation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.qualification = cls.env.ref("sales_process.stage_qualification")
        cls.selection = cls.env.ref("sales_process.stage_selection")
        cls.stock = cls.env.ref("sales_process.stage_stock")
        cls.certification = cls.env.ref("sales_process.stage_certification")
        cls.rules = cls.env["crm.stage.requirement"].with_user(cls.head)
        cls.tasks = cls.env["crm.stage.task"].with_user(cls.head)

    def _field(self, name):
        return self.env["ir.model.fields"]._get("crm.lead", name).id

    def _require(self, stage, **values):
        """A requirement as the head saves it, checked to the end of the transaction."""
        rule = self.rules.create({"stage_id": stage.id, "message": "Do it", **values})
        self.env.cr.flush()
        return rule

    def _task(self, **values):
        return self.tasks.create(
            {
                "stage_id": self.selection.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": "Do it",
                **values,
            }
        )

    def _assert_refused(self, words, function, *args, **kwargs):
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            function(*args, **kwargs)
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    # ---- one rule ------------------------------------------------------------------

    def test_condition_that_cannot_be_read(self):
        for text in ("[(", "[('no_such', '=', 1)]", "env.user", "[('need', 'is', 1)]"):
            with self.subTest(text=text):
                self._assert_refused(
                    ["cannot be read"], self._require, self.selection,
                    type="domain", domain=text,
                )  # fmt: skip

    def test_rule_about_the_stages_goes_round_in_a_circle(self):
        for name in ("stage_id", "missing_count", "next_stage_id", "won_status"):
            with self.subTest(name=name):
                self._assert_refused(
                    ["circle"],
                    self._require,
                    self.selection,
                    type="domain",
                    domain=f"[('{name}', '!=', False)]",
                )
        self._assert_refused(
            ["circle"],
            self._require,
            self.selection,
            type="field",
            field_id=self._field("process_stage_ids"),
        )
        self._assert_refused(
            ["circle"],
            self.certification.with_user(self.head).write,
            {"apply_domain": "[('stage_id.kind', '=', 'stock')]"},
        )

    def test_impossible_condition(self):
        self._assert_refused(
            ["no deal can ever meet it", "100", "50"],
            self._require,
            self.selection,
            type="domain",
            domain="[('expected_revenue', '>', 100), ('expected_revenue', '<', 50)]",
        )
        self._assert_refused(
            ["no deal can ever meet it"],
            self.certification.with_user(self.head).write,
            {"apply_domain": "[('need', '=', False), ('need', '!=', False)]"},
        )

    def test_author_asks_only_about_what_he_may_see(self):
        """Neither hidden fields nor other people's documents, also step by step."""
        for path in (
            "stage_log_id.facts",
            "partner_id.opportunity_ids.expected_revenue",
            "team_id.member_ids.login",
            "order_ids.stock_reference_ids.purchase_ids.amount_total",
        ):
            with self.subTest(path=path):
                self._assert_refused(
                    ["no right to see"],
                    self._require,
                    self.selection,
                    type="domain",
                    domain=f"[('{path}', '!=', False)]",
                )
        self._require(
            self.selection, type="domain", domain="[('partner_id.vat', '!=', False)]"
        )
        self._require(
            self.selection, type="domain", domain="[('order_ids.state', '=', 'sent')]"
        )

    def test_who_sees_the_field_may_ask_about_it(self):
        rules = self.env["crm.stage.requirement"].with_user(
            self.env.ref("base.user_admin")
        )
        values = {
            "stage_id": self.selection.id,
            "message": "x",
            "type": "domain",
            "domain": "[('order_ids.stock_reference_ids', '!=', False)]",
        }
        with self.assertRaises(ValidationError):
            rules.create(values)
        rules.create({**values, "domain": "[('stage_log_id.facts', '!=', False)]"})

    def test_field_of_another_model(self):
        other = self.env["ir.model.fields"]._get("res.partner", "name").id

        self._assert_refused(
            ["field of the deal"],
            self._require,
            self.selection,
            type="field",
            field_id=other,
        )

    # ---- several rules together ----------------------------------------------------

    def test_requirements_that_exclude_each_other(self):
        self._require(
            self.selection, type="domain", domain="[('expected_revenue', '>', 100)]"
        )

        self._assert_refused(
            ["never be met together"],
            self._require,
            self.selection,
            type="domain",
            domain="[('expected_revenue', '<', 50)]",
        )

    def test_requirement_that_excludes_the_deals_of_the_stage(self):
        self._assert_refused(
            ["Certification", "never be met together"],
            self._require,
            self.certification,
            type="domain",
            domain="[('needs_certification', '=', False)]",
        )

    def test_field_filled_and_empty(self):
        self._require(self.selection, type="field", field_id=self._field("need"))

        self._assert_refused(
            ["never be met together"],
            self._require,
            self.selection,
            type="domain",
            domain="[('need', '=', False)]",
        )

    def test_requirements_of_different_deals_do_not_clash(self):
        for condition, domain in (
            ("[('without_offer', '=', True)]", "[('expected_revenue', '<', 50)]"),
            ("[('without_offer', '=', False)]", "[('expected_revenue', '>', 100)]"),
        ):
            self._require(
                self.selection,
                type="domain",
                domain=domain,
                condition_domain=condition,
            )

    def test_before_the_contract_nothing_is_asked_that_the_contract_brings(self):
        for check in ("delivered", "paid"):
            with self.subTest(check=check):
                self._assert_refused(
                    ["comes only with the contract"],
                    self._require,
                    self.selection,
                    type="check",
                    check=check,
                )
        self._require(self.stock, type="check", check="paid")

    def test_first_stage_is_for_every_lead(self):
        self._assert_refused(
            ["first stage has to apply to all"],
            self._change,
            self.qualification,
            apply_domain="[('need', '!=', False)]",
        )
        self._assert_refused(
            ["nothing can be required on entering"],
            self._require,
            self.qualification,
            when="enter",
            type="field",
            field_id=self._field("need"),
        )

    def _change(self, stage, **values):
        stage.with_user(self.head).write(values)
        self.env.cr.flush()

    def test_nothing_is_open_after_the_contract(self):
        self._assert_refused(
            ["comes after", "mark it as “After the contract” too"],
            self._change,
            self.certification,
            is_won=False,
        )
        self._assert_refused(
            ["comes after"], self._change, self.selection, sequence=500
        )

    def test_stages_are_put_in_another_order_step_by_step(self):
        """Only the order at the end counts: in between two stages stand wrongly."""
        production = self.env.ref("sales_process.stage_production")
        first, second = production.sequence, self.stock.sequence
        self.stock.with_user(self.head).sequence = first - 100
        self.stock.with_user(self.head).sequence = first
        production.with_user(self.head).sequence = second

        self.env.cr.flush()

        kinds = self.team._get_stages().mapped("kind")
        self.assertLess(kinds.index("stock"), kinds.index("production"))

    # ---- tasks ---------------------------------------------------------------------

    def test_task_after_a_delay_needs_one(self):
        self.assertTrue(self._task(trigger="after", delay=3))
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._task(trigger="after", delay=0)

    def test_task_that_would_never_be_given(self):
        for stage, trigger in ((self.stock, "lost"), (self.selection, "won")):
            with self.subTest(trigger=trigger):
                self._assert_refused(
                    ["never be given"], self._task_flushed, stage, trigger
                )

    def _task_flushed(self, stage, trigger):
        self._task(stage_id=stage.id, trigger=trigger)
        self.env.cr.flush()

    def test_types_that_follow_each_other_never_end(self):
        first, second = self.env["mail.activity.type"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        first.write({"chaining_type": "trigger", "triggered_next_type_id": second.id})
        self._task(activity_type_id=first.id)
        second.write({"chaining_type": "trigger", "triggered_next_type_id": first.id})

        self._assert_refused(["never end"], self._task, activity_type_id=second.id)

    def test_type_of_other_documents(self):
        other = self.env["mail.activity.type"].create(
            {"name": "Other", "res_model": "res.partner"}
        )

        self._assert_refused(
            ["belong to other documents"], self._task, activity_type_id=other.id
        )

    # ---- allowed, but perhaps not meant --------------------------------------------

    def test_notes(self):
        self.selection.write({"sla_hours": 0, "remind_hours": 0})
        self.assertIn("unnoticed", self.selection.check_notes)
        self.selection.write({"sla_hours": 5, "remind_hours": 9})
        self.assertIn("as soon as a deal enters", self.selection.check_notes)
        self.stock.requirement_ids.unlink()
        self.assertIn("only pass through", self.stock.check_notes)
