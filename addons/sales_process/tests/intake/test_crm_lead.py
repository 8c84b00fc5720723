from odoo.tests import Form, tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestCrmLeadIntake(SalesProcessCommon):
    def test_needs_follow_the_equipment(self):
        chamber = self.env.ref("sales_process.equipment_type_climatic_chamber")
        oil = self.env.ref("sales_process.equipment_type_oil_seal")
        lead = self._create_lead(equipment_type_ids=oil.ids)
        self.assertFalse(lead.needs_certification or lead.needs_installation)

        lead.equipment_type_ids += chamber

        self.assertTrue(lead.needs_certification and lead.needs_installation)
        chamber.needs_certification = False
        self.assertFalse(lead.needs_certification)

    def test_merging_moves_inquiries_and_calls(self):
        first = self._create_lead(need="Pump", probability=50)
        second = self._create_lead(need="Oil")
        inquiry = self._create_inquiry(email_from="a@new.example")
        inquiry.lead_id = second
        call = self.Call.create({"number": "1", "lead_id": second.id})

        merged = (first | second).merge_opportunity()

        self.assertEqual(inquiry.lead_id, merged)
        self.assertEqual(call.lead_id, merged)
        self.assertIn("Pump", merged.need)
        self.assertIn("Oil", merged.need)

    def test_leads_of_other_teams_look_as_before(self):
        team = self.env["crm.team"].create({"name": "Other"})
        lead = self._create_lead(team_id=team.id)
        self.assertFalse(lead.is_department)
        with Form(lead.with_user(self.director)) as form:
            self.assertTrue(form._get_modifier("need", "invisible"))

    def test_fields_of_the_need_are_on_a_department_s_form(self):
        lead = self._create_lead(user_id=self.seller.id)
        with Form(lead.with_user(self.seller)) as form:
            form.need = "Three pumps"
        self.assertEqual(lead.need, "Three pumps")

    def test_buttons_open_what_they_count(self):
        inquiry = self._create_inquiry(email_from="a@new.example")
        lead = inquiry.lead_id
        self.Call.create({"number": "1", "lead_id": lead.id})

        self.assertEqual((lead.inquiry_count, lead.call_count), (1, 1))
        for action, model in (
            (lead.action_view_inquiries(), "sales.inquiry"),
            (lead.action_view_calls(), "sales.call"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(self.env[model].search_count(action["domain"]), 1)

    def test_counts_of_a_company_include_its_people(self):
        client = self._create_client()
        person = self.env["res.partner"].create({"name": "P", "parent_id": client.id})
        self.Inquiry.create({"subject": "S", "partner_id": person.id})

        self.assertEqual(client.inquiry_count, 1)
        self.assertEqual(person.inquiry_count, 1)

    def test_existing_partners_have_no_state(self):
        self.assertFalse(self.env["res.partner"].create({"name": "P"}).client_state)
