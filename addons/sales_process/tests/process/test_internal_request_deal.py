from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..request_common import MONDAY, RequestCommon


@tagged("post_install", "-at_install")
class TestInternalRequestDeal(RequestCommon):
    """What requests do to the deal, and the deal to its requests."""

    def test_number_of_open_requests(self):
        deal = self._create_deal()
        self._create_request(deal)
        self.assertEqual(deal.open_request_count, 0)

        request = self._create_request(deal)
        request.action_ask()
        self.assertEqual(deal.open_request_count, 1)
        self._answer(request, datetime(2026, 3, 2, 9))
        self.assertEqual(deal.open_request_count, 1)
        request.action_accept()

        self.assertEqual(deal.open_request_count, 0)
        action = deal.action_view_requests()
        found = self.Request.search(action["domain"])
        self.assertEqual(found, deal.sudo().request_ids)

    def test_the_requirement_waits_for_the_answer(self):
        stage = self.env.ref("sales_process.stage_selection")
        requirement = self.env["crm.stage.requirement"].create(
            {
                "stage_id": stage.id,
                "type": "check",
                "check": "requests_answered",
                "message": "Wait for the answers of the departments",
            }
        )
        self.env.cr.flush()  # the rule is in force
        deal = self._create_deal()

        def is_done():
            deal.invalidate_recordset(["process_panel"])
            items = deal.process_panel["items"]
            (done,) = [i["done"] for i in items if i["text"] == requirement.message]
            return done

        self.assertTrue(is_done())
        request = self._create_request(deal)
        self.assertTrue(is_done())
        request.action_ask()
        self.assertFalse(is_done())
        self._answer(request, datetime(2026, 3, 2, 9))
        self.assertTrue(is_done())
        self._return(request, datetime(2026, 3, 2, 9, 30))
        self.assertFalse(is_done())

        request.action_cancel()
        self.assertTrue(is_done())

    def test_the_answer_moves_the_deal_on(self):
        stage = self.env.ref("sales_process.stage_selection")
        stage.auto_leave = True
        stage.requirement_ids.unlink()
        later = self.env["crm.stage"].create(
            {
                "name": "Contract",
                "kind": "selection",
                "sequence": stage.sequence + 1,
                "team_ids": [(6, 0, self.team.ids)],
            }
        )
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": stage.id,
                "type": "check",
                "check": "assigned",
                "message": "-",
            }
        )
        stage.requirement_ids.write({"check": "requests_answered"})
        lead = self._create_lead(equipment_type_ids=[(6, 0, self.pump.ids)])
        request = self._ask(deal=lead)
        lead.with_user(self.salesperson).action_convert()
        self.assertEqual(lead.stage_id, stage)

        self._answer(request, datetime(2026, 3, 2, 9))

        self.assertEqual(lead.stage_id, later)

    def test_lost_deal_needs_no_answers(self):
        deal = self._create_deal()
        asked, draft = self._ask(deal=deal), self._create_request(deal)
        accepted = self._ask(deal=deal)
        self._answer(accepted, datetime(2026, 3, 2, 9))
        accepted.action_accept()

        with freeze_time(MONDAY):
            self._lose(deal)

        requests = asked | draft | accepted
        self.assertEqual(
            requests.mapped("state"), ["cancelled", "cancelled", "accepted"]
        )
        self.assertFalse(self._get_tasks(asked))
        self.assertTrue(self._get_notices(self.leader, "No answer is needed"))

    def test_the_head_loses_the_deal_of_a_salesperson(self):
        request = self._ask()

        self._lose(request.lead_id.with_user(self.head))

        self.assertEqual(request.state, "cancelled")

    def test_merged_leads_keep_their_requests(self):
        keep, other = self._create_deal(), self._create_deal()
        request = self._ask(deal=other)

        (keep | other).sudo().merge_opportunity(auto_unlink=True)

        remaining = (keep | other).exists()
        self.assertEqual(len(remaining), 1)
        self.assertEqual(request.lead_id, remaining)

    def test_deleted_deal_leaves_nothing_behind(self):
        request = self._ask()
        task = self._get_tasks(request)

        request.sudo().lead_id.unlink()

        self.assertFalse(request.exists() or task.exists())

    def test_dialog_of_the_deal(self):
        deal = self._create_deal()

        action = deal.action_ask_department()
        self.assertEqual(action["context"], {"default_lead_id": deal.id})
        self.assertEqual(action["target"], "new")

        for user in (self.planner, self.colleague):
            with self.subTest(user.login):
                self.assertRefused(
                    ["salesperson"], deal.with_user(user).action_ask_department
                )

    def test_company_is_that_of_the_deal(self):
        company = self.env["res.company"].create({"name": "Second"})
        deal = self._create_lead(
            company_id=company.id,
            team_id=self.other_team.id,
            user_id=False,
            partner_id=False,
        )

        request = self.Request.create(
            {
                "lead_id": deal.id,
                "subject": "Price",
                "department_id": self.laboratory.id,
            }
        )

        self.assertEqual(request.company_id, company)
