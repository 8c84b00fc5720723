from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .call_common import CallCommon


@tagged("post_install", "-at_install")
class TestPlan(CallCommon):
    def _get_reasons(self, campaign):
        return {row.name: (row.reason, row.detail) for row in campaign.refusal_ids}

    def test_preview_shows_who_calls_and_who_is_left_out(self):
        self._create_person("Mine", user_id=self.salesperson.id)
        self._create_person("Free")
        self._create_person("No phone", phone=False)
        campaign = self._create_campaign("owner", self.other)

        campaign.action_preview()

        self.assertEqual((campaign.state, campaign.line_count), ("draft", 0))
        self.assertEqual(campaign.refused_count, 1)
        self.assertEqual(self._get_reasons(campaign), {"No phone": ("no_phone", "")})
        self.assertEqual(
            sorted(campaign.plan["shares"]),
            sorted([[self.salesperson.id, 1], [self.other.id, 1]]),
        )
        for text in ("Test seller", "Test other", "No phone number"):
            self.assertIn(text, campaign.plan_html)

    def test_plan_is_forgotten_when_the_choice_changes(self):
        self._create_person("No phone", phone=False)
        campaign = self._create_campaign()
        campaign.action_preview()

        campaign.name = "Other name"
        self.assertTrue(campaign.plan)
        campaign.not_called_days = 5

        self.assertFalse(
            campaign.plan or campaign.refusal_ids or campaign.refused_count
        )

    def test_second_preview_replaces_the_first(self):
        person = self._create_person("No phone", phone=False)
        campaign = self._create_campaign()
        campaign.action_preview()
        person.phone = "+7 495 600-12-34"

        campaign.action_preview()

        self.assertFalse(campaign.refusal_ids)
        self.assertEqual(campaign.plan["shares"], [[self.salesperson.id, 1]])

    def test_left_out_are_listed_after_the_start_too(self):
        self._create_person("A")
        self._create_person("No phone", phone=False)

        campaign = self._start_calls()

        self.assertEqual(list(self._get_reasons(campaign)), ["No phone"])
        action = campaign.action_open_refusals()
        self.assertEqual(action["domain"], [("campaign_id", "=", campaign.id)])
        opened = campaign.refusal_ids.action_open_contact()
        self.assertEqual(opened["res_id"], campaign.refusal_ids.partner_id.id)

    def test_open_call_of_another_campaign_is_not_doubled(self):
        self._create_person("A")
        self._start_calls(name="First")
        campaign = self._create_campaign()

        campaign.action_preview()

        self.assertEqual(self._get_reasons(campaign), {"A": ("in_campaign", "First")})
        with self.assertRaises(UserError):
            campaign.action_start()

    def test_called_lately_says_when(self):
        self._create_person("A")
        first = self._start_calls()
        first.line_ids.with_user(self.salesperson).result = "not_interested"
        campaign = self._create_campaign(not_called_days=10)

        campaign.action_preview()

        today = str(fields.Date.context_today(campaign))
        self.assertEqual(self._get_reasons(campaign), {"A": ("called", today)})

    def test_finished_campaign_blocks_nobody(self):
        self._create_person("A")
        self._start_calls().action_finish()

        self.assertEqual(self._start_calls().line_count, 1)

    def test_ways_to_share(self):
        for number in range(4):
            self._create_person(f"P{number}", user_id=self.other.id)
        both = self.salesperson | self.other
        for way, users, expected in (
            ("owner", both, [4]),
            ("even", both, [2, 2]),
            ("one", self.salesperson, [4]),
        ):
            with self.subTest(way=way):
                campaign = self._start_calls(way, users, not_called_days=0)

                groups = campaign.line_ids.grouped("user_id")
                self.assertEqual([len(lines) for lines in groups.values()], expected)
                self.assertEqual(len(campaign.line_ids.activity_ids), 4)
        pool = self._start_calls("pool", both, not_called_days=0)
        self.assertFalse(pool.line_ids.user_id | pool.line_ids.activity_ids.user_id)

    def test_callers_must_be_chosen(self):
        self._create_person("A", user_id=self.salesperson.id)
        for way in ("even", "one", "pool"):
            campaign = self._create_campaign(way, self.env["res.users"])
            campaign.user_ids = False
            with (
                self.subTest(way=way),
                self.assertRaisesRegex(UserError, "Shared among"),
            ):
                campaign.action_start()

    def test_all_to_one_is_one(self):
        with self.assertRaisesRegex(ValidationError, "choose one"):
            self._create_campaign("one", self.salesperson | self.other)

    def test_zones_of_regions_companies_leads_and_numbers(self):
        (person,) = self._create_clients("PRI")
        company = self._create_company(
            country_id=person.country_id.id,
            state_id=self.env.ref("base.state_ru_sve").id,
        )
        child = self._create_person(
            "Child", parent_id=company.id, phone="+7 903 000-00-01"
        )
        unknown = self._create_person("Unknown", phone="+7 903 000-00-02")
        by_code = self._create_person("Code", phone="+7 846 212-34-56")
        lead = self._create_lead(phone="+7 4012 12-34-56")
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        lines = self._start_calls(segment_id=segment.id).line_ids

        zones = {line.partner_id or line.lead_id: line.zone for line in lines}
        self.assertEqual(zones[person], "Asia/Vladivostok")
        self.assertEqual(zones[child], "Asia/Yekaterinburg")
        self.assertFalse(zones[unknown])
        self.assertEqual(zones[by_code], "Europe/Samara")
        self.assertEqual(zones[lead], "Europe/Kaliningrad")

    def test_wrong_hours_are_refused(self):
        for hours in ((18, 9), (-1, 9), (9, 25)):
            with (
                self.subTest(hours=hours),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                campaign = self._create_campaign(hour_from=hours[0], hour_to=hours[1])
                campaign.flush_recordset()

    def test_changed_deadline_reaches_the_calls(self):
        self._create_person("A")
        campaign = self._start_calls()
        day = fields.Date.today() + timedelta(days=30)

        campaign.deadline = day

        self.assertEqual(campaign.line_ids.deadline, day)


@tagged("post_install", "-at_install")
class TestFigures(CallCommon):
    def test_funnel_from_the_call_to_the_won_deal(self):
        self._create_clients("MOW", "MOW", "MOW", "MOW")
        utm = self.env["utm.campaign"].create({"name": "Autumn furnaces"})
        source = self.env["utm.source"].create({"name": "Calls of autumn"})
        campaign = self._start_calls(source_id=source.id, campaign_id=utm.id)
        lines = campaign.line_ids.with_user(self.salesperson)

        lines[0].result = "interested"
        lines[1].result = "not_interested"
        lines[2].result = "no_answer"
        lead = lines[0].sudo().inquiry_id.lead_id
        lead.convert_opportunity(lead.partner_id)
        lead.expected_revenue = 500
        lead.action_set_won()

        figures = campaign.read(
            ["line_count", "called_count", "reached_count", "interested_count",
             "inquiry_count", "deal_count", "won_count", "done_count", "progress"],
        )[0]  # fmt: skip
        del figures["id"]
        self.assertEqual(list(figures.values()), [4, 3, 2, 1, 1, 1, 1, 2, 50])
        self.assertEqual((lead.source_id, lead.campaign_id), (source, utm))
        self.assertEqual(lead.medium_id, campaign.medium_id)
        self.assertEqual(campaign.with_user(self.env.user).won_amount, 500)

    def test_known_client_goes_to_his_open_deal_which_the_campaign_did_not_begin(self):
        (person,) = self._create_clients("MOW", client_state="client")
        deal = self._create_lead(
            type="opportunity",
            partner_id=person.id,
            user_id=self.salesperson.id,
        )
        # later than the deal: one transaction has one time
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '1 day' "
            "WHERE id = %s",
            [deal.id],
        )
        deal.invalidate_recordset()
        campaign = self._start_calls()

        campaign.line_ids.with_user(self.salesperson).result = "interested"

        self.assertEqual(campaign.line_ids.inquiry_id.lead_id, deal)
        self.assertEqual((campaign.inquiry_count, campaign.deal_count), (1, 0))

    def test_marketer_sees_no_sums(self):
        campaign = self._create_campaign()

        self.assertNotIn("won_amount", campaign.fields_get())
        self.assertNotIn("won_amount", campaign.get_view(view_type="form")["arch"])
        report = self.env["marketing.call.report"].with_user(self.marketer)
        self.assertNotIn("won_amount", report.fields_get())

    def test_report_by_caller_and_day(self):
        self._create_clients("MOW", "MOW")
        campaign = self._start_calls("even", self.salesperson | self.other)
        for line in campaign.line_ids:
            line.with_user(line.user_id).result = "not_interested"

        report = self.env["marketing.call.report"].with_user(self.marketer)
        rows = report.formatted_read_group(
            [("campaign_id", "=", campaign.id)],
            ["user_id", "date:day"],
            ["called_count:sum"],
        )

        self.assertEqual([row["called_count:sum"] for row in rows], [1, 1])

    def test_marketers_are_told_over_the_bus(self):
        self._create_clients("MOW")
        campaign = self._start_calls()
        bus = self.env["bus.bus"].sudo()
        last = bus.search([], order="id desc", limit=1).id or 0
        campaign.line_ids.with_user(self.salesperson).result = "no_answer"
        self.env.cr.precommit.run()

        notes = bus.search(
            [("id", ">", last), ("message", "like", "sales_marketing/calls")]
        )

        self.assertTrue(notes)
        self.assertIn(f"[{campaign.id}]", notes[-1].message)
        self.assertIn("res.groups", notes[-1].channel)

    def test_buttons(self):
        campaign = self._create_campaign()
        for action in (
            campaign.action_open_lines(),
            campaign.action_open_interested(),
            campaign.action_open_answers(),
            campaign.action_open_report(),
        ):
            self.assertIn(("campaign_id", "=", campaign.id), action["domain"])
