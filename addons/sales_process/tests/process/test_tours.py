from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestTours(HttpCase, DealCommon):
    """The screens are driven as a salesperson and as a head, in any language."""

    def test_lead_becomes_a_deal(self):
        lead = self._create_lead(
            name="Chamber for the tour",
            need=False,
            equipment_type_ids=[(6, 0, self.chamber.ids)],
        )

        self.start_tour(
            "/odoo/equipment-leads",
            "sales_process_lead_to_deal",
            login=self.salesperson.login,
        )

        lead.invalidate_recordset()
        self.assertEqual(lead.type, "opportunity")
        self.assertStage(lead, "selection")

    def test_head_assigns_in_one_click(self):
        inquiry = self.env["sales.inquiry"].create(
            {
                "channel": "form",
                "subject": "Chamber for the tour",
                "email_from": "tour@tour.example",
                "contact_name": "Tour",
                "body": "A chamber",
                "team_id": self.team.id,
            },
        )
        inquiry._process_new()
        action = self.env.ref("sales_process.sales_inquiry_action_triage")

        self.start_tour(
            f"/odoo/action-{action.id}",
            "sales_process_assign",
            login=self.head.login,
        )

        inquiry.invalidate_recordset()
        self.assertIn(inquiry.user_id, self.head | self.salesperson | self.colleague)
        self.assertEqual(inquiry.lead_id.user_id, inquiry.user_id)


@tagged("post_install", "-at_install")
class TestRussianTours(HttpCase, DealCommon):
    """The process as a salesperson and as a head work with it, in Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._speak_russian()
        (cls.salesperson | cls.head | cls.planner).lang = "ru_RU"
        cls.selection = cls.env.ref("sales_process.stage_selection")

    def _start(self, url, tour, user):
        self.start_tour(url, tour, login=user.login, timeout=120)

    def _create_tour_deal(self, **values):
        """A deal in Equipment selection, as its salesperson."""
        lead = self._create_lead(name="Насос для тура", **values)
        lead.with_user(self.salesperson).action_convert()
        self.assertStage(lead, "selection")
        return lead

    def test_salesperson_is_led_and_calls_the_head(self):
        deal = self._create_tour_deal(without_offer=True)

        self._start(
            "/odoo/equipment-deals", "sales_process_salesperson", self.salesperson
        )

        deal.invalidate_recordset()
        self.assertStage(deal, "selection")
        self.assertEqual(deal.escalation_state, "called")
        self.assertEqual(deal.escalation_reason, "Клиент просит отсрочку")
        self.assertEqual(deal.activity_ids.filtered("summary").user_id, self.head)

    def test_head_gives_a_day_in_one_click(self):
        deal = self._create_tour_deal(equipment_type_ids=[(6, 0, self.pump.ids)])
        self._make_late(deal)

        self._start("/odoo/equipment-decisions", "sales_process_head", self.head)

        deal.invalidate_recordset()
        self.assertFalse(deal.escalation_state)
        self.assertEqual(deal.decision_ids.kind, "more_time")
        self.assertEqual(deal.decision_ids.user_id, self.head)

    def _make_late(self, deal):
        """The limit is long over and the scheduled action has run."""
        past = datetime(2020, 1, 6)
        row = deal.stage_log_id
        row.write({"date_in": past, "deadline": past + timedelta(days=1)})
        deal._keep({"stage_deadline": past + timedelta(days=1)})
        row.next_due = past + timedelta(days=1)
        row._apply_time_rules()
        self.assertEqual(deal.escalation_state, "late")

    def test_head_lets_a_deal_through(self):
        deal = self._create_tour_deal(
            equipment_type_ids=[(6, 0, self.pump.ids)], without_offer=True
        )

        self._start(
            f"/odoo/equipment-deals/{deal.id}", "sales_process_head_override", self.head
        )

        deal.invalidate_recordset()
        self.assertStage(deal, "stock")
        self.assertEqual(deal.stage_log_id.override_reason, "Заказ подпишут завтра")
        self.assertEqual(deal.decision_ids.kind, "override")

    def test_head_tries_a_limit_on_history(self):
        self.selection.sla_hours = 100
        self.env.cr.flush()
        deal = self._create_tour_deal(equipment_type_ids=[(6, 0, self.pump.ids)])
        # it came a week ago: late by a limit of two hours, not by one of a hundred
        week = datetime.now() - timedelta(days=7)
        deal.stage_log_id.date_in = week
        others = self.env["crm.stage.log"].search([("lead_id", "!=", deal.id)])
        others.lead_id.team_id = self.other_team
        action = self.env.ref("sales_process.crm_stage_action_process")

        self._start(
            f"/odoo/action-{action.id}", "sales_process_head_rehearsal", self.head
        )

        self.selection.invalidate_recordset()
        self.assertEqual(self.selection.sla_hours, 100)

    def test_everybody_reads_the_process(self):
        self._start("/odoo/equipment-process", "sales_process_page", self.planner)
