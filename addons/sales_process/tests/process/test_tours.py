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
