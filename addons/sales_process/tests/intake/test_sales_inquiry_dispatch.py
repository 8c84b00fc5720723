from odoo.tests import tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesInquiryDispatch(SalesProcessCommon):
    """A known client gets no new lead; several candidates are asked about."""

    def test_known_client_with_a_salesperson(self):
        client = self._create_client(
            email="buyer@client.example", user_id=self.seller.id
        )
        leads = self.env["crm.lead"].search_count([])

        inquiry = self._create_inquiry(
            email_from="buyer@client.example", body="Two pumps"
        )

        self.assertEqual(self.env["crm.lead"].search_count([]), leads)
        self.assertTrue(inquiry.is_known_client)
        self.assertEqual(inquiry.partner_id, client)
        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(inquiry.state, "work")
        self.assertIn("Two pumps", "".join(client.message_ids.mapped("body")))
        self.assertTask(inquiry, "mail_activity_answer_client", self.seller)

    def test_known_client_with_one_open_deal(self):
        client = self._create_client(phone="+7 999 000-11-22")
        deal = self._create_lead(partner_id=client.id, user_id=self.colleague.id)

        inquiry = self._create_inquiry(
            phone="8 999 000 11 22", body="Where is my pump?"
        )

        self.assertEqual(inquiry.lead_id, deal)
        self.assertEqual(inquiry.user_id, self.colleague)
        self.assertEqual(inquiry.team_id, self.vacuum)
        bodies = deal.message_ids.mapped("body")
        self.assertEqual(sum("Where is my pump?" in body for body in bodies), 1)

    def test_the_text_is_never_posted_twice(self):
        client = self._create_client(email="buyer@client.example")
        inquiry = self._create_inquiry(email_from="buyer@client.example", body="Once")

        inquiry._post_history()

        bodies = client.message_ids.mapped("body")
        self.assertEqual(sum("Once" in body for body in bodies), 1)

    def test_several_open_deals_are_not_guessed(self):
        client = self._create_client(
            email="buyer@client.example", user_id=self.seller.id
        )
        self._create_lead(partner_id=client.id)
        self._create_lead(partner_id=client.id)

        inquiry = self._create_inquiry(email_from="buyer@client.example")

        self.assertFalse(inquiry.lead_id)
        self.assertEqual(inquiry.user_id, self.seller)

    def test_nobody_responsible_the_head_answers(self):
        client = self._create_client(email="buyer@client.example")
        self._create_lead(partner_id=client.id)

        inquiry = self._create_inquiry(email_from="buyer@client.example")

        self.assertFalse(inquiry.user_id)
        self.assertEqual(inquiry.state, "new")
        self.assertTask(inquiry, "mail_activity_answer_client", self.head)

    def test_an_archived_salesperson_is_not_responsible(self):
        self._create_client(email="buyer@client.example", user_id=self.seller.id)
        self.seller.active = False

        inquiry = self._create_inquiry(email_from="buyer@client.example")

        self.assertTask(inquiry, "mail_activity_answer_client", self.triage)

    def test_a_prospect_without_a_lead_gets_a_new_one(self):
        prospect = self._create_client(
            email="buyer@client.example", client_state="unfit", is_company=False
        )

        inquiry = self._create_inquiry(email_from="buyer@client.example")

        self.assertEqual(inquiry.partner_id, prospect)
        self.assertEqual(inquiry.lead_id.partner_id, prospect)
        self.assertFalse(inquiry.is_known_client)

    def test_the_second_letter_of_a_prospect_joins_his_lead(self):
        first = self._create_inquiry(email_from="buyer@client.example")

        second = self._create_inquiry(email_from="buyer@client.example", body="And oil")

        self.assertEqual(second.lead_id, first.lead_id)
        self.assertIn("And oil", "".join(first.lead_id.message_ids.mapped("body")))

    def test_the_same_person_by_another_channel_is_one_client(self):
        first = self._create_inquiry(
            email_from="buyer@client.example", phone="8 999 000-11-22"
        )
        second = self._create_inquiry(channel="chat", phone="+7 999 000 11 22")
        self.assertEqual(second.partner_id, first.partner_id)

    def test_a_new_person_of_a_company_known_by_its_inn(self):
        client = self._create_client(vat="7707083893")

        inquiry = self._create_inquiry(
            email_from="new@client.example", inn="7707083893", contact_name="Olga"
        )

        self.assertEqual(inquiry.partner_id.parent_id, client)
        self.assertEqual(inquiry.partner_id.name, "Olga")
        self.assertTrue(inquiry.is_known_client)

    def _create_asked(self):
        first = self._create_client(email="shared@mail.ru", user_id=self.seller.id)
        second = self._create_client(name="Other", email="shared@mail.ru")
        return first, second, self._create_inquiry(email_from="shared@mail.ru")

    def test_several_candidates_are_asked(self):
        first, second, inquiry = self._create_asked()

        self.assertEqual(inquiry.candidate_ids, first | second)
        self.assertFalse(inquiry.partner_id | inquiry.lead_id.partner_id)
        self.assertEqual(inquiry.state, "new")
        self.assertTask(inquiry, "mail_activity_assign", self.triage)

    def test_one_click_chooses_the_client(self):
        first, _second, inquiry = self._create_asked()

        first.with_user(self.triage).with_context(
            sales_process_inquiry_id=inquiry.id
        ).action_choose_for_inquiry()

        self.assertEqual(inquiry.partner_id, first)
        self.assertFalse(inquiry.candidate_ids)
        self.assertTask(inquiry, "mail_activity_answer_client", self.seller)

    def test_none_of_the_candidates(self):
        _first, _second, inquiry = self._create_asked()

        inquiry.with_user(self.triage).action_no_candidate()

        self.assertEqual(inquiry.lead_id.type, "lead")
        self.assertEqual(inquiry.partner_id.client_state, "prospect")

    def test_a_stranger_is_no_candidate(self):
        _first, _second, inquiry = self._create_asked()

        inquiry.action_choose_candidate(self._create_client().id)

        self.assertFalse(inquiry.partner_id)

    def test_the_mail_domain_suggests_a_company(self):
        client = self._create_client(email="info@client.example")
        inquiry = self._create_inquiry(email_from="new@client.example")
        self.assertEqual(inquiry.partner_suggestion_id, client)
        self.assertTrue(inquiry.is_lead_created)

        inquiry.with_user(self.triage).action_accept_partner_suggestion()

        self.assertEqual(inquiry.partner_id.parent_id, client)

    def test_the_head_is_a_follower_of_no_lead_of_others(self):
        inquiry = self._create_inquiry(
            email_from="x@new.example", body="вакуумный насос"
        )
        self.assertFalse(inquiry.lead_id.user_id)
        self.assertEqual(inquiry.lead_id.team_id, self.vacuum)

    def test_no_task_is_without_a_user(self):
        self.env.ref("sales_process.group_triage").user_ids = False
        inquiry = self._create_inquiry(email_from="x@new.example")
        self.assertTrue(inquiry.activity_ids.user_id)

    def test_many_inquiries_take_a_bounded_number_of_queries(self):
        def queries(count, start):
            inquiries = self.Inquiry.create(
                [
                    {
                        "subject": "S",
                        "email_from": f"a{start + n}@new-{start + n}.example",
                    }
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            inquiries._identify()
            return self.env.cr.sql_log_count - before

        queries(1, 0)
        self.assertLessEqual(queries(50, 100) - queries(1, 10), 2)
