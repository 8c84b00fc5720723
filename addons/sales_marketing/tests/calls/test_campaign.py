from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestCampaignStart(MarketingCommon):
    def test_owner_calls_his_clients_others_are_shared_evenly(self):
        company = self._create_company(user_id=self.salesperson.id)
        own = self._create_person(parent_id=company.id)
        orphans = [self._create_person(f"Orphan {n}") for n in range(4)]

        campaign = self._start_campaign(
            self._create_segment(),
            user_ids=[
                fields.Command.set((self.salesperson | self.other).ids),
            ],
        )

        callers = {line.partner_id: line.user_id for line in campaign.line_ids}
        self.assertEqual(callers[own], self.salesperson)
        shared = [callers[orphan] for orphan in orphans]
        self.assertEqual(shared.count(self.salesperson), 2)
        self.assertEqual(shared.count(self.other), 2)
        self.assertEqual(campaign.state, "running")

    def test_one_task_per_line_with_the_deadline(self):
        self._create_person(user_id=self.salesperson.id)
        deadline = fields.Date.today() + timedelta(days=3)

        campaign = self._start_campaign(self._create_segment(), deadline=deadline)

        task = campaign.line_ids.activity_ids
        call = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(task.activity_type_id, call)
        self.assertEqual((task.date_deadline, task.summary), (deadline, "Spring"))

    def test_no_letter_is_sent_about_the_tasks(self):
        self._create_person(user_id=self.salesperson.id)
        before = self.env["mail.mail"].sudo().search_count([])

        self._start_campaign(self._create_segment())

        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_second_click_makes_no_second_task(self):
        self._create_person(user_id=self.salesperson.id)
        campaign = self._start_campaign(self._create_segment())

        campaign.action_start()

        self.assertEqual(len(campaign.line_ids.activity_ids), 1)

    def test_who_cannot_be_called_is_left_out(self):
        self.env["phone.blacklist"].create({"number": "+74956001299"})
        self._create_person(user_id=self.salesperson.id)
        self._create_person("Blocked", phone="8(495)600-12-99")
        self._create_person("No phone", phone=False)

        campaign = self._start_campaign(self._create_segment())

        self.assertEqual((campaign.line_count, campaign.refused_count), (1, 2))

    def test_called_in_another_campaign_lately_is_left_out(self):
        self._create_person(user_id=self.salesperson.id)
        segment = self._create_segment()
        first = self._start_campaign(segment)
        first.line_ids.with_user(self.salesperson).result = "not_interested"

        with self.assertRaisesRegex(UserError, "1 members"):
            self._start_campaign(segment, not_called_days=10)
        again = self._start_campaign(segment, not_called_days=0)

        self.assertEqual(again.line_count, 1)

    def test_nobody_to_share_among_is_said(self):
        self._create_person()

        with self.assertRaisesRegex(UserError, "1 contacts have no salesperson"):
            self._start_campaign(self._create_segment())

    def test_owner_who_is_no_salesperson_or_gone_is_replaced(self):
        gone = self._create_user("gone", "sales_process.group_salesperson")
        self._create_person("B", user_id=gone.id)
        engineer = self._create_user("engineer", "sales_process.group_engineer")
        self._create_person("C", user_id=engineer.id)
        gone.active = False

        campaign = self._start_campaign(
            self._create_segment(),
            user_ids=[fields.Command.set(self.other.ids)],
        )

        callers = {line.partner_id.name: line.user_id for line in campaign.line_ids}
        self.assertEqual((callers["B"], callers["C"]), (self.other, self.other))

    def test_leads_are_called_too(self):
        lead = self._create_lead(user_id=self.salesperson.id)
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        line = self._start_campaign(segment).line_ids

        self.assertEqual((line.lead_id, line.user_id), (lead, self.salesperson))
        self.assertEqual(line.contact_name, "Orlova Vera")
        self.assertEqual(line.phone, "8 903 123-45-67")

    def test_started_campaign_cannot_be_deleted(self):
        self._create_person(user_id=self.salesperson.id)
        campaign = self._start_campaign(self._create_segment())

        with self.assertRaises(UserError):
            campaign.unlink()

    def test_finish_takes_open_tasks_away_and_keeps_results(self):
        self._create_person("A", user_id=self.salesperson.id)
        self._create_person("B", user_id=self.salesperson.id)
        campaign = self._start_campaign(self._create_segment())
        first, second = campaign.line_ids
        first.with_user(self.salesperson).result = "not_interested"

        campaign.action_finish()

        self.assertFalse(second.activity_ids)
        self.assertEqual((campaign.state, first.result), ("done", "not_interested"))
        with self.assertRaises(UserError):
            second.with_user(self.salesperson).result = "interested"

    def test_form_of_the_marketer(self):
        segment = self._create_segment()

        with Form(
            self.env["marketing.call.campaign"].with_user(self.marketer),
        ) as form:
            form.name = "Autumn"
            form.segment_id = segment
        campaign = form.record

        self.assertEqual(
            (campaign.state, campaign.manager_id), ("draft", self.marketer)
        )
        self.assertEqual(
            campaign.action_open_lines()["domain"],
            [("campaign_id", "=", campaign.id)],
        )


@tagged("post_install", "-at_install")
class TestCallResult(MarketingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["utm.source"].create({"name": "Test calls"})
        cls.company = cls._create_company(user_id=cls.salesperson.id)
        cls.person = cls._create_person(parent_id=cls.company.id)

    def _start(self, **values):
        campaign = self._start_campaign(
            self._create_segment(),
            source_id=self.source.id,
            **values,
        )
        return campaign.line_ids.with_user(self.salesperson)

    def _get_tasks(self, line):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [("res_model", "=", line._name), ("res_id", "=", line.id)],
            )
        )

    def test_final_results_close_the_task(self):
        for result in ("interested", "not_interested", "wrong_number"):
            with self.subTest(result=result):
                line = self._start(not_called_days=0)

                line.result = result

                task = self._get_tasks(line)
                self.assertFalse(line.activity_ids)
                self.assertEqual((task.active, bool(task.date_done)), (False, True))
                self.assertEqual(line.state, "done")
                self.assertEqual(line.campaign_id.sudo().progress, 100)

    def test_callback_moves_the_task(self):
        line = self._start()
        day = fields.Date.today() + timedelta(days=20)

        line.write({"result": "callback", "callback_date": day})

        self.assertEqual(line.activity_ids.date_deadline, day)
        self.assertEqual((line.state, line.attempts), ("open", 1))

    def test_callback_needs_a_day(self):
        line = self._start()

        with self.assertRaises(ValidationError):
            line.result = "callback"

    def test_callback_day_can_be_changed_later(self):
        line = self._start()
        day = fields.Date.today() + timedelta(days=20)
        line.write({"result": "callback", "callback_date": day})

        line.callback_date = day + timedelta(days=1)

        self.assertEqual(line.activity_ids.date_deadline, day + timedelta(days=1))
        self.assertEqual(line.attempts, 1)

    @freeze_time("2026-03-10 09:00:00")
    def test_no_answer_is_tried_again_the_next_day_until_attempts_end(self):
        line = self._start(max_attempts=2)

        line.result = "no_answer"
        self.assertEqual(line.state, "open")
        self.assertEqual(str(line.activity_ids.date_deadline), "2026-03-11")
        self.assertFalse(line.call_date)
        line.action_no_answer()

        self.assertEqual((line.state, line.attempts), ("done", 2))
        self.assertFalse(line.activity_ids)

    def test_interested_makes_one_cold_inquiry_of_the_client(self):
        self.company.client_state = "client"
        line = self._start()

        line.write({"result": "interested", "note": "Wants a furnace of 1200 °C"})

        inquiry = line.sudo().inquiry_id
        self.assertEqual(inquiry.channel, "cold")
        self.assertEqual(inquiry.partner_id, self.person)
        self.assertEqual(inquiry.user_id, self.salesperson)
        self.assertEqual(inquiry.source_id, self.source)
        self.assertEqual(inquiry.body, "Wants a furnace of 1200 °C")
        self.assertEqual(
            inquiry.external_key,
            f"marketing.call.campaign.line,{line.id}",
        )

    def test_interested_stranger_becomes_a_prospect_with_a_lead(self):
        line = self._start()

        line.result = "interested"

        self.assertEqual(self.company.client_state, "prospect")

        lead = line.sudo().inquiry_id.lead_id
        self.assertEqual(lead.partner_id, self.person)
        self.assertEqual(
            (lead.user_id, lead.source_id), (self.salesperson, self.source)
        )

    def test_interested_buyer_gets_no_new_lead(self):
        order = self.env["sale.order"].create({"partner_id": self.company.id})
        order.state = "sale"
        line = self._start()

        line.result = "interested"

        inquiry = line.sudo().inquiry_id
        self.assertTrue(inquiry.is_known_client)
        self.assertFalse(inquiry.lead_id)
        self.assertFalse(self.company.client_state)

    def test_interested_lead_gets_the_inquiry(self):
        lead = self._create_lead(user_id=self.salesperson.id)
        segment = self._create_segment(
            include_partners=False,
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )
        line = self._start_campaign(segment).line_ids.with_user(self.salesperson)

        line.result = "interested"

        self.assertEqual(line.sudo().inquiry_id.lead_id, lead)

    def test_result_is_in_the_history_of_the_client(self):
        line = self._start()

        line.write({"result": "not_interested", "note": "<b>No</b> budget"})

        note = self.person.message_ids[0]
        self.assertIn("Spring", note.body)
        self.assertIn("&lt;b&gt;No&lt;/b&gt; budget", note.body)
        self.assertEqual(note.author_id, self.salesperson.partner_id)

    def test_finished_call_keeps_its_result(self):
        line = self._start()
        line.result = "not_interested"

        with self.assertRaises(UserError):
            line.result = "interested"

    def test_progress(self):
        for name in ("B", "C", "D"):
            self._create_person(name, parent_id=self.company.id)
        lines = self._start()
        campaign = lines.campaign_id.with_user(self.marketer)

        lines[0].result = "interested"
        lines[1].result = "no_answer"

        self.assertEqual((campaign.line_count, campaign.done_count), (4, 1))
        self.assertEqual((campaign.interested_count, campaign.progress), (1, 25))

    def test_inquiry_opens(self):
        line = self._start()
        line.result = "interested"

        action = line.action_open_inquiry()

        self.assertEqual(action["res_id"], line.sudo().inquiry_id.id)


@tagged("post_install", "-at_install")
class TestCallAccess(MarketingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._create_person(user_id=cls.salesperson.id)

    def test_salesperson_sees_only_own_calls_and_their_campaign(self):
        self._create_person("B", user_id=self.other.id)
        campaign = self._start_campaign(self._create_segment())
        foreign = self._start_campaign(
            self._create_segment(
                partner_domain="[('name', '=', 'B')]",
            ),
            not_called_days=0,
        )

        lines = self.env["marketing.call.campaign.line"].with_user(self.salesperson)
        campaigns = self.env["marketing.call.campaign"].with_user(self.salesperson)

        self.assertEqual(lines.search([]).partner_id, self.person)
        self.assertEqual(campaigns.search([]), campaign)
        with self.assertRaises(AccessError):
            foreign.line_ids.with_user(self.salesperson).result = "interested"

    def test_salesperson_enters_the_result_and_nothing_else(self):
        line = self._start_campaign(self._create_segment()).line_ids
        line = line.with_user(self.salesperson)

        line.write({"result": "no_answer", "note": "Later"})
        for values in (
            {"user_id": self.other.id},
            {"partner_id": self.other.partner_id.id},
            {"state": "done"},
            {"result": "interested", "attempts": 0},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.campaign_id.write({"name": "Mine"})

    def test_contact_of_a_foreign_lead_can_be_called(self):
        lead = self._create_lead(user_id=self.other.id)
        segment = self._create_segment(
            include_partners=False,
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )
        campaign = self._start_campaign(segment)
        campaign.line_ids.user_id = self.salesperson

        line = campaign.line_ids.with_user(self.salesperson)
        line.invalidate_recordset()

        self.assertEqual(line.contact_name, "Orlova Vera")
        line.result = "not_interested"
        self.assertIn("Spring", lead.message_ids[0].body)

    def test_salesperson_starts_no_campaign(self):
        campaign = self.env["marketing.call.campaign"].create(
            {"name": "X", "segment_id": self._create_segment().id},
        )

        with self.assertRaises(AccessError):
            campaign.with_user(self.salesperson).action_start()

    def test_views_open_for_the_salesperson(self):
        self._start_campaign(self._create_segment())
        lines = self.env["marketing.call.campaign.line"].with_user(self.salesperson)

        rows = lines.web_search_read(
            [],
            {
                "contact_name": {},
                "phone": {},
                "campaign_id": {"fields": {"display_name": {}}},
                "inquiry_id": {"fields": {"display_name": {}}},
                "script": {},
            },
        )

        self.assertEqual(rows["records"][0]["contact_name"], "Kovalev Igor")
        for view_type in ("list", "form", "search"):
            self.assertTrue(lines.get_view(view_type=view_type)["arch"])
