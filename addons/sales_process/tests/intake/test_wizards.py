import base64

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SalesProcessCommon, read_eml


@tagged("post_install", "-at_install")
class TestIntakeWizards(SalesProcessCommon):
    def _inquiries(self, count=1):
        return self.Inquiry.union(
            *(
                self._create_inquiry(
                    email_from=f"a{n}@new-{n}.example", team_id=self.vacuum.id
                )
                for n in range(count)
            )
        )

    # ---- assign ------------------------------------------------------------------

    def _open_assign(self, inquiries, user):
        action = inquiries.with_user(user).action_assign()
        wizard = self.env["sales.inquiry.assign"].with_user(user)
        return Form(wizard.with_context(**action["context"]))

    def _people(self, form):
        return [person["name"] for person in form.people]

    def test_load_of_each_salesperson_is_shown(self):
        self._create_lead(user_id=self.colleague.id)

        form = self._open_assign(self._inquiries(), self.triage)

        people = {person["id"]: person for person in form.people}
        everybody = self.head | self.seller | self.colleague
        self.assertEqual(set(people), set(everybody.ids))
        self.assertEqual(people[self.colleague.id]["deals"], 1)
        self.assertEqual(self._people(form)[-1], self.colleague.name)

    def test_chosen_salesperson_deadline_and_comment(self):
        inquiry = self._inquiries()
        form = self._open_assign(inquiry, self.triage)
        form.user_id = self.colleague
        form.date_deadline = fields.Date.add(fields.Date.today(), days=2)
        form.comment = "Bring the catalogue"

        form.save().action_assign()

        task = inquiry.lead_id.activity_ids
        self.assertEqual(task.user_id, self.colleague)
        self.assertEqual(
            task.date_deadline, fields.Date.add(fields.Date.today(), days=2)
        )
        self.assertIn("Bring the catalogue", task.note)

    def test_another_department_shows_its_people_and_assigns(self):
        inquiries = self._inquiries(2)
        form = self._open_assign(inquiries, self.triage)
        form.user_id = self.seller
        form.team_id = self.thermal
        self.assertFalse(form.user_id, "nobody of the old department stays chosen")
        self.assertEqual(
            self._people(form),
            sorted([self.other_head.name, self.other_seller.name]),
        )
        form.user_id = self.other_seller

        form.save().action_assign()

        self.assertEqual(inquiries.user_id, self.other_seller)
        self.assertEqual(inquiries.lead_id.user_id, self.other_seller)
        self.assertEqual(inquiries.lead_id.team_id, self.thermal)

    def test_nobody_chosen(self):
        wizard = self._open_assign(self._inquiries(), self.triage).save()
        with self.assertRaises(UserError):
            wizard.action_assign()

    def test_somebody_else_was_faster(self):
        inquiry = self._inquiries()
        form = self._open_assign(inquiry, self.triage)
        form.user_id = self.seller
        inquiry.with_user(self.head).triage_assign(self.colleague.id)

        with self.assertRaisesRegex(UserError, self.colleague.name):
            form.save().action_assign()

        self.assertEqual(inquiry.user_id, self.colleague)

    def test_an_inquiry_in_work_is_given_to_another(self):
        inquiry = self._inquiries()
        inquiry._assign(self.seller)
        form = self._open_assign(inquiry, self.head)
        form.user_id = self.colleague

        form.save().action_assign()

        self.assertEqual(inquiry.user_id, self.colleague)

    # ---- reject ------------------------------------------------------------------

    def test_rejection_of_several(self):
        inquiries = self._inquiries(2)
        action = inquiries.with_user(self.triage).action_reject()
        wizard = self.env["sales.inquiry.reject"].with_user(self.triage)
        form = Form(wizard.with_context(**action["context"]))
        form.reason_id = self.env.ref("sales_process.reject_reason_supplier")

        form.save().action_reject()

        self.assertEqual(set(inquiries.mapped("state")), {"rejected"})

    # ---- voice form --------------------------------------------------------------

    def _open_phone(self, user):
        return Form(self.env["sales.inquiry.phone"].with_user(user))

    def test_the_number_fills_the_form(self):
        client = self._create_client(name="Works", user_id=self.seller.id)
        person = self.env["res.partner"].create(
            {
                "name": "Petr",
                "parent_id": client.id,
                "phone": "+7 999 000-11-22",
                "email": "petr@works.example",
            }
        )
        form = self._open_phone(self.triage)
        form.number = "8 999 0001122"

        self.assertEqual(form.partner_id, person)
        self.assertEqual(form.contact_name, "Petr")
        self.assertEqual(form.company_name, "Works")
        self.assertEqual(form.email, "petr@works.example")
        self.assertEqual(form.client_user_id, self.seller)

    def test_an_unknown_caller_of_a_salesperson_is_his(self):
        form = self._open_phone(self.seller)
        form.number = "8 999 000-55-66"
        form.contact_name = "Ivan"
        form.company_name = "New works"
        form.text = "A furnace for 1300 degrees"

        action = form.save().action_create()

        inquiry = self.Inquiry.browse(action["res_id"])
        self.assertEqual(inquiry.channel, "phone")
        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(inquiry.lead_id.user_id, self.seller)
        self.assertEqual(inquiry.lead_id.partner_name, "New works")
        self.assertEqual(inquiry.call_id.user_id, self.seller)
        self.assertEqual(inquiry.partner_id.parent_id.name, "New works")

    def test_triage_registers_for_others(self):
        form = self._open_phone(self.triage)
        form.number = "8 999 000-55-66"
        form.text = "Нужен вакуумный насос"

        action = form.save().action_create()

        inquiry = self.Inquiry.browse(action["res_id"])
        self.assertFalse(inquiry.user_id)
        self.assertEqual(inquiry.team_id, self.vacuum)

    def test_a_known_caller_goes_to_his_salesperson(self):
        client = self._create_client(
            phone="+7 999 000-11-22", user_id=self.colleague.id
        )
        form = self._open_phone(self.triage)
        form.number = "8 999 000-11-22"
        form.text = "When is it ready?"

        action = form.save().action_create()

        inquiry = self.Inquiry.browse(action["res_id"])
        self.assertEqual(inquiry.partner_id, client)
        self.assertEqual(inquiry.user_id, self.colleague)
        self.assertFalse(inquiry.is_lead_created)

    def test_the_equipment_and_the_words_suggest_the_department(self):
        kind = self.env["sales.equipment.type"].create(
            {"name": "Furnaces", "team_id": self.thermal.id, "keywords": "furnace"}
        )
        form = self._open_phone(self.triage)
        form.number = "8 999 000-55-66"
        form.text = "Нужен вакуумный насос"
        self.assertEqual(form.team_id, self.vacuum)
        form.equipment_type_id = kind
        self.assertEqual(form.team_id, self.thermal)

        action = form.save().action_create()

        inquiry = self.Inquiry.browse(action["res_id"])
        self.assertEqual(inquiry.team_id, self.thermal)
        self.assertEqual(inquiry.lead_id.equipment_type_ids, kind)

    def test_the_next_form_is_empty(self):
        form = self._open_phone(self.seller)
        form.number = "8 999 000-55-66"
        form.text = "A furnace"
        action = form.save().action_create_and_new()
        self.assertEqual(action["res_model"], "sales.inquiry.phone")
        self.assertFalse(action.get("res_id"))
        self.assertEqual(self.Inquiry.search([]).body, "A furnace")

    def test_open_deals_of_the_caller_are_named(self):
        client = self._create_client(phone="+7 999 000-11-22")
        deals = self._create_lead(partner_id=client.id, name="First deal")
        deals |= self._create_lead(partner_id=client.id, name="Second deal")
        form = self._open_phone(self.triage)
        form.number = "8 999 000-11-22"
        self.assertIn("First deal", form.deals_info)
        self.assertIn("Second deal", form.deals_info)

    def test_a_deal_of_others_is_named_by_its_salesperson(self):
        client = self._create_client(phone="+7 999 000-11-22")
        self._create_lead(
            partner_id=client.id,
            name="Secret deal",
            team_id=self.thermal.id,
            user_id=self.other_seller.id,
        )
        form = self._open_phone(self.seller)
        form.number = "8 999 000-11-22"
        self.assertNotIn("Secret", form.deals_info)
        self.assertIn(self.other_seller.name, form.deals_info)

    def _ring(self, **values):
        return self.Call.register(
            {
                "provider": "pbx",
                "external_id": "ring",
                "number": "8 999 000-77-88",
                "user_id": self.seller.id,
                **values,
            }
        )

    def _open_from_call(self, call):
        wizard = self.env["sales.inquiry.phone"].with_user(self.seller)
        context = {"default_call_id": call.id, "default_number": call.number}
        return Form(wizard.with_context(**context))

    def test_a_call_of_an_unknown_number_is_completed(self):
        call = self._ring(state="missed")
        inquiry, lead = call.inquiry_id, call.inquiry_id.lead_id
        form = self._open_from_call(call)
        self.assertEqual(form.number, call.number)
        form.text = "A pump, 3 pieces"
        form.contact_name = "Ivan"
        form.company_name = "New works"

        action = form.save().action_create()

        self.assertEqual(action["res_id"], inquiry.id)
        self.assertEqual(self.Call.search_count([]), 1)
        self.assertEqual(inquiry.call_id, call)
        self.assertIn("3 pieces", inquiry.body)
        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(lead.contact_name, "Ivan")
        self.assertEqual(lead.partner_name, "New works")
        self.assertEqual(lead.user_id, self.seller)
        self.assertEqual(inquiry.partner_id.name, "Ivan")

    def test_a_call_of_a_known_client_gets_its_inquiry(self):
        client = self._create_client(phone="+7 999 000-77-88", user_id=self.seller.id)
        call = self._ring()
        self.assertFalse(call.inquiry_id)
        form = self._open_from_call(call)
        form.text = "When is it ready?"

        inquiry = self.Inquiry.browse(form.save().action_create()["res_id"])

        self.assertEqual(call.inquiry_id, inquiry)
        self.assertEqual(inquiry.partner_id, client)
        self.assertEqual(inquiry.date_first_answer, inquiry.date)
        self.assertEqual(self.Call.search_count([]), 1)

    # ---- try on this message -----------------------------------------------------

    def _try(self, **values):
        wizard = (
            self.env["sales.inquiry.template.try"].with_user(self.head).create(values)
        )
        wizard.action_try()
        return {line.label: line.value for line in wizard.line_ids}, wizard

    def test_try_a_letter_from_a_file(self):
        eml = base64.b64encode(read_eml("04_form_bitrix_webform_qp.eml"))

        taken, wizard = self._try(eml=eml)

        self.assertEqual(taken["Contact name"], "Николай")
        self.assertEqual(taken["Phones"], "+73432789011 (5)")
        self.assertEqual(
            wizard.used_template_id,
            self.env.ref("sales_process.inquiry_template_bitrix_webform"),
        )
        self.assertFalse(self.Inquiry.search_count([]))

    def test_try_a_broken_letter(self):
        eml = base64.b64encode(read_eml("13_form_php_raw_headers_bad_charset.eml"))
        taken, _wizard = self._try(eml=eml)
        self.assertEqual(taken["Contact name"], "Игорь")

    def test_try_pasted_text(self):
        template = self.env.ref("sales_process.inquiry_template_tilda")

        taken, wizard = self._try(
            template_id=template.id, text="Name: Timur\nphone: 8 999 000-11-22"
        )

        self.assertEqual(taken["Contact name"], "Timur")
        self.assertTrue(wizard.is_other_template)

    def test_nothing_to_try(self):
        with self.assertRaises(UserError):
            self._try()
