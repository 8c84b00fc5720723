from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestRequirementPaths(DealCommon):
    """Each kind of rule holds on each way a deal is written, for one deal and for many.

    The deals stand in the selection; the stage after it is ``negotiation``, made for
    these tests, so that nothing but the rule in question is asked.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.selection = cls.env.ref("sales_process.stage_selection")
        cls.selection.requirement_ids.unlink()
        cls.selection.task_ids.unlink()
        cls.negotiation = cls.env["crm.stage"].create(
            {
                "name": "Negotiation",
                "kind": "selection",
                "sequence": cls.selection.sequence + 1,
                "team_ids": [(6, 0, cls.team.ids)],
            }
        )
        cls.selection.auto_leave = False
        field = cls.env["ir.model.fields"]._get("crm.lead", "application_area_id")
        cls.area = cls.env["sales.application.area"].create({"name": "Space"})
        lacking = {"expected_revenue": 0, "application_area_id": False}
        # kind of rule -> its values, what makes a deal meet it
        cls.rules = {
            "field": (
                {"type": "field", "field_id": field.id},
                {"application_area_id": cls.area.id},
            ),
            "domain": (
                {"type": "domain", "domain": "[('expected_revenue', '>', 100)]"},
                {"expected_revenue": 200},
            ),
            "check": (
                {"type": "check", "check": "competitor"},
                {"competitor_id": cls.competitor.id},
            ),
        }
        cls.lacking = lacking

    def _rule(self, kind, **values):
        return self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.selection.id,
                "message": f"Rule {kind}",
                **self.rules[kind][0],
                **values,
            }
        )

    def _deals(self, count):
        return self.env["crm.lead"].concat(
            *(self._create_deal(name=f"Deal {n}", **self.lacking) for n in range(count))
        )

    # ---- the ways ------------------------------------------------------------------

    def _by_form(self, deals, target):
        for deal in deals:
            form = Form(deal, "crm.crm_lead_view_form")
            form.stage_id = target
            form.save()

    def _by_write(self, deals, target):
        deals.write({"stage_id": target.id})

    def _by_drag(self, deals, target):
        """A card dropped into another column, or many lines edited in a list."""
        for deal in deals:
            deal.web_save({"stage_id": target.id}, {"stage_id": {}})

    def _by_rpc(self, deals, target):
        call_kw(
            self.env["crm.lead"].with_user(self.salesperson),
            "write",
            [deals.ids, {"stage_id": target.id}],
            {},
        )

    def _by_import(self, deals, target):
        ids = deals.get_external_id()
        for deal in deals:
            if not ids.get(deal.id):
                self.env["ir.model.data"].create(
                    {
                        "module": "__export__",
                        "name": f"deal_{deal.id}",
                        "model": "crm.lead",
                        "res_id": deal.id,
                    }
                )
        result = (
            self.env["crm.lead"]
            .with_user(self.salesperson)
            .load(
                ["id", "stage_id/.id"],
                [[f"__export__.deal_{deal.id}", str(target.id)] for deal in deals],
            )
        )
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    def _by_automation(self, deals, target):
        """A server action, as an automation rule runs it: with all rights."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Move",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "object_write",
                "update_path": "stage_id",
                "value": str(target.id),
                "resource_ref": f"crm.stage,{target.id}",
            }
        )
        action.with_context(active_model="crm.lead", active_ids=deals.ids).run()

    def _by_button(self, deals, target):
        for deal in deals:
            deal.action_next_stage()

    WAYS = ("form", "write", "drag", "rpc", "import", "automation", "button")

    # ---- the tests -----------------------------------------------------------------

    def test_every_rule_on_every_way(self):
        deal = self._deals(1)
        for kind in self.rules:
            for when in ("leave", "enter"):
                stage = self.selection if when == "leave" else self.negotiation
                rule = self._rule(kind, when=when, stage_id=stage.id)
                for way in self.WAYS:
                    with self.subTest(kind=kind, when=when, way=way):
                        self._assert_stopped(way, deal, f"Rule {kind}")
                        self._assert_passes(way, deal, self.rules[kind][1])
                rule.unlink()

    def _assert_stopped(self, way, deals, message):
        move = getattr(self, f"_by_{way}")
        self.assertRefused([message], move, deals, self.negotiation)
        self.assertEqual(deals.stage_id, self.selection)

    def _assert_passes(self, way, deals, cure):
        deals.write(cure)

        getattr(self, f"_by_{way}")(deals, self.negotiation)

        self.assertEqual(deals.stage_id, self.negotiation)
        deals.write({"stage_id": self.selection.id, **self.lacking})
        deals.competitor_id = False

    def test_fifty_deals_at_once(self):
        deals = self._deals(50)
        for kind in self.rules:
            rule = self._rule(kind)
            good, bad = deals[:49], deals[49]
            good.write(self.rules[kind][1])
            with self.subTest(kind=kind):
                self.assertRefused(
                    [f"“{bad.name}”"], self._by_write, deals, self.negotiation
                )
                bad.write(self.rules[kind][1])
                self._by_write(deals, self.negotiation)
                self.assertEqual(deals.stage_id, self.negotiation)
                rows = deals.log_ids.filtered(lambda row: not row.date_out)
                self.assertEqual(len(rows), 50)
            deals.write({"stage_id": self.selection.id, **self.lacking})
            deals.competitor_id = False
            rule.unlink()

    def test_all_that_is_missing_is_named_at_once(self):
        for kind in self.rules:
            self._rule(kind)
        both = self._deals(2)

        self.assertRefused(
            ["“Deal 0”", "“Deal 1”", "Rule field", "Rule domain", "Rule check"],
            self._by_write,
            both,
            self.negotiation,
        )

    def test_rule_that_is_switched_off_asks_nothing(self):
        rule = self._rule("field")
        rule.active = False
        deal = self._deals(1)

        self._by_write(deal, self.negotiation)

        self.assertEqual(deal.stage_id, self.negotiation)

    def test_only_the_deals_it_is_meant_for_are_asked(self):
        self._rule("field", condition_domain="[('without_offer', '=', True)]")
        free, asked = self._deals(2)
        asked.without_offer = True

        self._by_write(free, self.negotiation)
        self.assertRefused(["Rule field"], self._by_write, asked, self.negotiation)

        self.assertEqual(free.stage_id, self.negotiation)

    def test_rule_written_a_moment_ago_holds(self):
        deal = self._deals(1)
        self.assertEqual(deal.missing_count, 0)

        self._rule("field")

        deal.invalidate_recordset(["missing_count"])
        self.assertEqual(deal.missing_count, 1)
        self._assert_stopped("write", deal, "Rule field")

    def test_backwards_only_what_entering_asks(self):
        deal = self._deals(1)
        self._by_write(deal, self.negotiation)
        self._rule("field", when="enter")
        self._rule("check", stage_id=self.negotiation.id)

        self.assertRefused(["Rule field"], self._by_write, deal, self.selection)

        deal.write({"application_area_id": self.area.id, "stage_id": self.selection.id})
        self.assertEqual(deal.stage_id, self.selection)

    def test_stage_that_does_not_apply_is_refused(self):
        self.negotiation.apply_domain = "[('without_offer', '=', False)]"
        deal = self._deals(1)
        deal.without_offer = True

        for way in ("form", "write", "drag", "rpc", "automation"):
            with self.subTest(way=way):
                self.assertRefused(
                    ["does not go through"],
                    getattr(self, f"_by_{way}"),
                    deal,
                    self.negotiation,
                )

    def test_stage_of_nobody_is_refused(self):
        foreign = self.env["crm.stage"].create({"name": "Foreign"})
        deal = self._deals(1)

        self.assertRefused(
            ["no stage of the department"], self._by_write, deal, foreign
        )

    def test_stage_that_stops_applying_is_left_forward(self):
        self.negotiation.apply_domain = "[('without_offer', '=', False)]"
        deal = self._deals(1)
        self._by_write(deal, self.negotiation)

        deal.without_offer = True

        self.assertStage(deal, "stock")

    def test_change_that_would_strand_the_deal_is_refused(self):
        self.negotiation.apply_domain = "[('without_offer', '=', False)]"
        self._rule("field", when="enter", stage_id=self.env.ref(
            "sales_process.stage_stock").id)  # fmt: skip
        deal = self._deals(1)
        self._by_write(deal, self.negotiation)

        self.assertRefused(
            ["out of the stage", "Rule field"], deal.write, {"without_offer": True}
        )

        self.assertFalse(deal.without_offer)
        self.assertEqual(deal.stage_id, self.negotiation)

    def test_changed_rules_move_deals_out_of_stages_not_meant_for_them(self):
        deal = self._deals(1)
        self._by_write(deal, self.negotiation)

        self.negotiation.apply_domain = "[('without_offer', '=', True)]"
        self.env.cr.flush()

        self.assertStage(deal, "stock")

    def test_what_the_process_keeps_is_not_written_by_hand(self):
        deal = self._deals(1)
        for name, value in (
            ("stage_deadline", "2030-01-01 00:00:00"),
            ("stage_held", True),
            ("escalation_state", "called"),
            ("stage_log_id", False),
        ):
            with self.subTest(name=name):
                self.assertRefused(
                    ["kept by the process"],
                    deal.with_user(self.salesperson).write,
                    {name: value},
                )
        self.assertRefused(
            ["kept by the process"],
            self.env["crm.lead"].with_user(self.salesperson).create,
            {"name": "x", "stage_deadline": "2030-01-01 00:00:00"},
        )


@tagged("post_install", "-at_install")
class TestOverride(DealCommon):
    """A head lets a deal through with a reason; nobody else does."""

    def _let_through(self, deal, user, reason="The client is in a hurry"):
        wizard = (
            self.env["crm.stage.decide"]
            .with_user(user)
            .create(
                {"lead_ids": [(6, 0, deal.ids)], "kind": "override", "comment": reason}
            )
        )
        wizard.action_apply()
        return wizard

    def test_head_lets_through_and_it_is_kept(self):
        lead = self._create_lead(need=False)

        wizard = self._let_through(lead, self.head)

        self.assertEqual(lead.type, "opportunity")
        self.assertStage(lead, "selection")
        row = lead.stage_log_id
        self.assertEqual(row.override_reason, "The client is in a hurry")
        self.assertIn("needs of the client", row.override_missing)
        self.assertEqual(row.user_id, self.head)
        self.assertEqual(lead.decision_ids.kind, "override")
        self.assertEqual(lead.decision_ids.user_id, self.head)
        self.assertTrue(wizard.exists())

    def test_nobody_else_lets_through(self):
        lead = self._create_lead(need=False)
        for user in (self.salesperson, self.other_head, self.planner, self.accountant):
            with self.subTest(user=user.login):
                self.assertRefused([], self._let_through, lead, user)
                self.assertStage(lead, "qualification")
        # neither by the context of a call
        context = {"sales_process_override": "I want it"}
        self.assertRefused(
            ["needs of the client"],
            lead.with_user(self.salesperson).with_context(**context).action_convert,
        )

    def test_deputy_of_an_absent_head_lets_through(self):
        self.head.sudo().write(
            {"sales_absent_until": "2099-01-01", "sales_deputy_id": self.colleague.id}
        )
        lead = self._create_lead(need=False)
        self.assertTrue(lead.with_user(self.colleague).sudo(False)._may_decide())

    def test_reason_is_needed(self):
        lead = self._create_lead(need=False)

        self.assertRefused(["Write why"], self._let_through, lead, self.head, "  ")

    def test_what_is_out_of_the_question_is_not_overridden(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        selection = self.env.ref("sales_process.stage_selection")
        certification = self.env.ref("sales_process.stage_certification")
        head = deal.with_user(self.head).with_context(sales_process_override="x")

        self.assertRefused(
            ["Cancel the contract"], head.write, {"stage_id": selection.id}
        )
        self.assertRefused(
            ["does not go through"], head.write, {"stage_id": certification.id}
        )

    def test_administrator_imports_deals_in_any_stage(self):
        admin = self.env.ref("base.user_admin")
        target = self.env.ref("sales_process.stage_service")
        rows = [["Old deal", "opportunity", str(self.team.id), str(target.id)]]
        columns = ["name", "type", "team_id/.id", "stage_id/.id"]

        def load(user, **context):
            return (
                self.env["crm.lead"]
                .with_user(user)
                .with_context(**context)
                .load(columns, rows)
            )

        self.assertIn("Missing", load(admin)["messages"][0]["message"])
        self.assertIn(
            "Missing",
            load(self.salesperson, import_file=True)["messages"][0]["message"],
        )
        result = load(admin, import_file=True)
        self.assertFalse(result["messages"])
        deal = self.env["crm.lead"].browse(result["ids"])
        self.assertStage(deal, "service")
        self.assertEqual(deal.stage_log_id.override_reason, "Import of a file")
