from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestStageGuard(DealCommon):
    def test_lead_begins_in_qualification(self):
        lead = self._create_lead()

        self.assertStage(lead, "qualification")

    def test_conversion_names_all_that_is_missing(self):
        self.client.write({"vat": False, "street": False})
        lead = self._create_lead(need=False).with_user(self.salesperson)

        self.assertRefused(["needs of the client", "legal entity"], lead.action_convert)

        self.assertEqual(lead.type, "lead")

    def test_converted_lead_moves_to_selection(self):
        deal = self._create_deal()

        self.assertEqual(deal.type, "opportunity")
        self.assertStage(deal, "selection")

    def test_only_the_salesperson_or_the_head_converts(self):
        lead = self._create_lead()

        self.assertRefused(
            ["Only the salesperson"],
            lead.with_user(self.engineer).sudo(False)._check_may_convert,
        )
        lead.with_user(self.head).action_convert()

        self.assertStage(lead, "selection")

    def test_deal_stays_in_its_department(self):
        """Whoever takes it over, unless he works in another department."""
        director = self.env.ref("base.user_admin")
        lead = self._create_lead(user_id=director.id)

        lead.action_convert()
        self.assertEqual(lead.team_id, self.team)
        lead.user_id = self.other_head

        self.assertEqual(lead.team_id, self.team)
        self.env["crm.team.member"].create(
            {"crm_team_id": self.other_team.id, "user_id": self.other_head.id},
        )
        lead.user_id = self.salesperson
        lead.user_id = self.other_head
        self.assertEqual(lead.team_id, self.other_team)

    def test_core_conversion_is_guarded_too(self):
        lead = self._create_lead(need=False)

        self.assertRefused(["needs"], lead.convert_opportunity, self.client)

    def test_every_write_path_is_guarded(self):
        """Form, RPC write, write of several deals, creation in a later stage."""
        deal = self._create_deal()
        target = self.env.ref("sales_process.stage_service")
        form = Form(deal, "crm.crm_lead_view_form")
        form.stage_id = target

        self.assertRefused(["confirm the order"], form.save)
        self.assertRefused(["Ship all goods"], deal.write, {"stage_id": target.id})
        both = deal | self._create_deal(name="Second")
        self.assertRefused(["“Second”", "“Lead”"], both.write, {"stage_id": target.id})
        with self.assertRaises(UserError):
            self._create_lead(stage_id=target.id, type="opportunity")

    def test_guard_holds_for_the_administrator(self):
        deal = self._create_deal().with_user(self.env.ref("base.user_admin"))

        self.assertRefused(["confirm the order"], deal.action_next_stage)

    def test_requirement_met_in_the_same_write_counts(self):
        lead = self._create_lead(need=False)

        lead.write({"type": "opportunity", "need": "A pump"})

        self.assertStage(lead, "selection")

    def test_stage_that_does_not_apply_is_skipped(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])

        self.assertStage(deal, "stock")
        kinds = deal.log_ids.mapped("kind")
        self.assertNotIn("production", kinds)

    def test_deal_does_not_go_back_behind_a_confirmed_order(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        selection = self.env.ref("sales_process.stage_selection")

        self.assertRefused(
            ["Cancel the contract"], deal.write, {"stage_id": selection.id}
        )

        deal.action_cancel_contract()
        self.assertStage(deal, "selection")
        self.assertEqual(deal.order_ids.state, "cancel")
        self.assertEqual(deal.won_status, "pending")

    def test_shipped_contract_is_not_cancelled(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._ship(deal)

        self.assertRefused(["make a return"], deal.action_cancel_contract)

    def test_checklist_says_what_is_next(self):
        deal = self._create_deal(without_offer=True)

        self.assertEqual(deal.next_stage_id.kind, "stock")
        self.assertEqual(deal.missing_count, 1)
        missing = [item for item in deal.process_panel["items"] if not item["done"]]
        self.assertIn("confirm the order", missing[0]["text"])
        self.assertEqual(missing[0]["link"]["name"], "action_view_sale_quotation")

    def test_next_step_is_obligatory_where_the_stage_says_so(self):
        stage = self.env.ref("sales_process.stage_qualification")
        stage.require_next_step = True
        lead = self._create_lead()

        self.assertRefused(["Plan the next step"], lead.action_convert)

        lead.activity_schedule("mail.mail_activity_data_call", user_id=self.head.id)
        lead.action_convert()
        self.assertStage(lead, "selection")

    def test_teams_of_others_keep_their_stages(self):
        team = self.env["crm.team"].create({"name": "Other"})
        lead = self.env["crm.lead"].create(
            {"name": "Foreign", "type": "opportunity", "team_id": team.id},
        )

        self.assertFalse(lead.stage_id.kind)
        self.assertFalse(lead.log_ids)
        lead.action_set_won()
        self.assertEqual(lead.won_status, "won")

    def test_losing_needs_a_reason(self):
        deal = self._create_deal()

        self.assertRefused(["reason", "competitor"], deal.action_set_lost)

        self._lose(deal)
        self.assertEqual(deal.won_status, "lost")

    def test_lost_prospect_is_unfit_and_open_tasks_end(self):
        deal = self._create_deal()
        deal.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.salesperson.id,
        )

        self._lose(deal)

        self.assertEqual(self.client.client_state, "unfit")
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", deal.id)],
        )
        self.assertEqual(tasks.user_id, self.head, "only the head's task is open")

    def test_prospect_with_another_open_deal_stays(self):
        deal = self._create_deal()
        self._create_deal(name="Second")

        self._lose(deal)

        self.assertEqual(self.client.client_state, "prospect")

    def test_guard_queries_do_not_grow_with_each_deal(self):
        """A batch costs a constant per deal far below a single move."""
        target = self.env.ref("sales_process.stage_stock")

        def count(number):
            deals = self.env["crm.lead"].concat(
                *(self._create_deal(name=f"Deal {index}") for index in range(number)),
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertRefused(["confirm"], deals.write, {"stage_id": target.id})
            return self.env.cr.sql_log_count - before

        count(1)
        single, batch = count(1), count(10)
        self.assertLess(batch, single + 9 * 6)
