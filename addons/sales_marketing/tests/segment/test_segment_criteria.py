from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestDealCriteria(SegmentCommon):
    def test_material(self):
        steel = self.env["sales.material"].create({"name": "Test steel"})
        self._create_deal(material_ids=steel.ids)
        self._create_deal(self.other_person)

        self.assertFits([self.person], material_ids=steel.ids)

    def test_stage(self):
        stage = self._create_deal().stage_id
        other_stage = self.env["crm.stage"].search([("id", "!=", stage.id)], limit=1)

        self.assertFits([self.person], stage_ids=stage.ids, team_ids=self.team.ids)
        self.assertFits([self.person], stage_ids=(stage | other_stage).ids)
        self.assertFits([], stage_ids=other_stage.ids)

    def test_result_of_the_deal(self):
        self._create_deal(active=False, probability=0)
        self._write_raw(self._create_deal(self.other_person), won_status="won")

        self.assertFits([self.person], deal_state="lost")
        self.assertFits([self.other_person], deal_state="won")
        self.assertFits([], deal_state="pending", team_ids=self.team.ids)
        self._create_deal(probability=10)
        self.assertFits([self.person], deal_state="pending")

    def test_everything_about_deals_is_asked_of_one_deal(self):
        team = self.env["crm.team"].create({"name": "Pumps", "is_department": True})
        self._create_deal(active=False, probability=0)
        self._create_deal(team_id=team.id)

        self.assertFits([self.person], deal_state="lost", team_ids=self.team.ids)
        self.assertFits([], deal_state="lost", team_ids=team.ids)

    def test_lost_leads_are_members_only_when_asked_for(self):
        lead = self._create_lead()
        lost = self._create_lead(name="Lost", active=False, probability=0)

        self.assertMembers(self._create_lead_segment(lead | lost), [lead])
        segment = self._create_lead_segment(lead | lost, deal_state="lost")
        self.assertMembers(segment, [lost])
        action = segment.action_open_leads()
        leads = self.env["crm.lead"].with_context(**action["context"])
        self.assertEqual(leads.search(action["domain"]), lost)

    def test_source_of_a_deal_or_of_an_inquiry(self):
        source = self.env["utm.source"].create({"name": "Fair of tests"})
        values = {"source_ids": source.ids}
        self.assertFits([], **values)

        self._create_deal(source_id=source.id)
        self.assertFits([self.person], **values)
        self.env["sales.inquiry"].create(
            {
                "channel": "manual",
                "partner_id": self.other_company.id,
                "source_id": source.id,
            },
        )
        self.assertFits([self.person, self.other_person], **values)

    def test_source_of_a_lead(self):
        source = self.env["utm.source"].create({"name": "Fair of tests"})
        own = self._create_lead(source_id=source.id)
        asked = self._create_lead(name="By its inquiry")
        none = self._create_lead(name="None")
        self.env["sales.inquiry"].create(
            {"channel": "manual", "lead_id": asked.id, "source_id": source.id},
        )

        segment = self._create_lead_segment(
            own | asked | none,
            source_ids=source.ids,
        )

        self.assertMembers(segment, [own, asked])


@tagged("post_install", "-at_install")
class TestOrderCriteria(SegmentCommon):
    def test_when_the_last_order_was(self):
        self._create_order(days_ago=10)
        self._create_order(self.other_person, days_ago=400)
        both, lately, long_ago = (
            [self.person, self.other_person],
            [self.person],
            [self.other_person],
        )
        never = self._create_person("Never", email="never@x.example")

        for values, expected in (
            ({"order_when": "ever"}, both),
            ({"order_when": "never"}, [never]),
            ({"order_when": "within", "order_months": 12}, lately),
            ({"order_when": "within", "order_months": 24}, both),
            ({"order_when": "lapsed", "order_months": 12}, long_ago),
            ({"order_when": "not_within", "order_months": 12}, [*long_ago, never]),
        ):
            with self.subTest(values=values):
                self.assertFits(expected, **values)

    def test_last_order_in_a_period(self):
        self._create_order(days_ago=100)
        self._create_order(self.other_person, days_ago=100)
        self._create_order(self.other_person, days_ago=10)
        long_ago = self.today - timedelta(days=120)
        lately = self.today - timedelta(days=50)

        for values, expected in (
            ({"order_date_from": long_ago, "order_date_to": lately}, [self.person]),
            ({"order_date_to": lately}, [self.person]),
            ({"order_date_from": lately}, [self.other_person]),
            ({"order_date_from": long_ago}, [self.person, self.other_person]),
        ):
            with self.subTest(values=values):
                self.assertFits(expected, order_when="between", **values)

    def test_the_days_of_a_period_are_those_of_the_user(self):
        """Ten at night in London is the next day in Moscow."""
        order = self._create_order()
        order.date_order = "2026-03-09 22:00:00"

        for day, expected in (("2026-03-10", [self.person]), ("2026-03-09", [])):
            with self.subTest(day=day):
                self.assertFits(
                    expected,
                    order_when="between",
                    order_date_from=day,
                    order_date_to=day,
                )

    def test_quotations_are_no_orders(self):
        self._create_order().state = "draft"

        self.assertFits([], order_when="ever")
        self.assertFits([], order_count_min=1)

    def test_sum_of_orders_of_the_whole_company(self):
        self._create_order(self.company, amount=600)
        self._create_order(self.person, amount=500)
        self._create_order(self.other_person, amount=300)

        for values, expected in (
            ({"order_sum_min": 1000}, [self.person]),
            ({"order_sum_min": 1100, "order_sum_max": 1100}, [self.person]),
            ({"order_sum_min": 1101}, []),
            ({"order_sum_max": 300}, [self.other_person]),
            (
                {"order_sum_min": 100, "order_sum_max": 2000},
                [
                    self.person,
                    self.other_person,
                ],
            ),
        ):
            with self.subTest(values=values):
                self.assertFits(expected, **values)

    def test_sum_is_in_the_currency_of_the_company(self):
        order = self._create_order(amount=1000)
        order.currency_rate = 0.01

        self.assertFits([self.person], order_sum_min=100000)

    def test_number_of_orders(self):
        for _number in range(3):
            self._create_order()
        self._create_order(self.other_person)

        self.assertFits([self.person], order_count_min=2)
        self.assertFits([self.other_person], order_count_max=2)
        self.assertFits(
            [self.person, self.other_person],
            order_count_min=1,
            order_count_max=3,
        )

    def test_period_of_sum_and_number(self):
        self._create_order(days_ago=400, amount=900)
        self._create_order(days_ago=5, amount=200)
        year = self.today - timedelta(days=365)

        self.assertFits([self.person], order_sum_min=1000)
        self.assertFits([], order_sum_min=1000, order_period_from=year)
        self.assertFits(
            [self.person],
            order_sum_min=200,
            order_count_min=1,
            order_period_from=year,
            order_period_to=self.today,
        )
        self.assertFits([self.person], order_sum_min=900, order_period_to=year)

    def test_orders_of_other_companies_do_not_count(self):
        company = self.env["res.company"].create({"name": "Another"})
        order = self._create_order()
        self._write_raw(order, company_id=company.id)

        self.assertFits([], order_when="ever")
        self.assertFits([], order_count_min=1)

    def test_leads_have_no_orders(self):
        lead = self._create_lead()

        for values, expected in (
            ({"order_when": "ever"}, []),
            ({"order_when": "within"}, []),
            ({"order_sum_min": 1}, []),
            ({"order_count_min": 1}, []),
            ({"order_when": "never"}, [lead]),
            ({"order_when": "not_within"}, [lead]),
            ({"order_count_max": 3}, [lead]),
        ):
            with self.subTest(values=values):
                segment = self._create_lead_segment(lead, **values)
                self.assertMembers(segment, expected)


@tagged("post_install", "-at_install")
class TestServiceCriteria(SegmentCommon):
    def _create_contract(self, **values):
        contract = self.env["sales.service.contract"].create(
            {"partner_id": self.company.id, "date_start": self.today, **values},
        )
        self._write_raw(contract, state="active")
        return contract

    def test_service_contract_in_force(self):
        self._create_contract(date_end=self.today)

        self.assertFits([self.person], service_contract="yes")
        self.assertFits([self.other_person], service_contract="no")

    def test_contract_of_another_time_is_not_in_force(self):
        tomorrow = self.today + timedelta(days=1)
        past = self.today - timedelta(days=10)
        self._create_contract(date_start=tomorrow, date_first=tomorrow)
        self._create_contract(
            partner_id=self.other_company.id,
            date_start=past,
            date_first=past,
            date_end=past,
        )

        self.assertFits([], service_contract="yes")
        self.assertFits([self.person, self.other_person], service_contract="no")

    def _create_certificate(self, days):
        work = self.env["equipment.work"].create(
            {"kind": "certification", "partner_id": self.company.id, "result": "fit"},
        )
        valid_until = self.today + timedelta(days=days)
        self._write_raw(work, state="done", valid_until=valid_until)
        return work

    def test_certificate_that_expires(self):
        work = self._create_certificate(30)

        self.assertFits([self.person], certificate_days=30)
        self.assertFits([], certificate_days=29)

        self.env["equipment.work"].create(
            {
                "kind": "certification",
                "partner_id": self.company.id,
                "previous_id": work.id,
            },
        )
        self.assertFits([], certificate_days=30)

    def test_certificate_that_has_expired_or_failed(self):
        self._create_certificate(-1)
        work = self._create_certificate(10)
        self._write_raw(work, result="unfit")

        self.assertFits([], certificate_days=30)

    def test_leads_have_neither(self):
        lead = self._create_lead()

        for values, expected in (
            ({"service_contract": "yes"}, []),
            ({"service_contract": "no"}, [lead]),
            ({"certificate_days": 30}, []),
        ):
            with self.subTest(values=values):
                segment = self._create_lead_segment(lead, **values)
                self.assertMembers(segment, expected)


@tagged("post_install", "-at_install")
class TestPersonCriteria(SegmentCommon):
    def test_tags_of_the_contact_or_of_its_company(self):
        vip, rival = self.env["res.partner.category"].create(
            [{"name": "VIP test"}, {"name": "Rival test"}],
        )
        self.company.category_id |= vip
        self.other_person.category_id |= rival

        self.assertFits([self.person], category_ids=vip.ids)
        self.assertFits([self.other_person], category_ids=rival.ids)
        self.assertFits([self.person], without_category_ids=rival.ids)
        self.assertFits([self.other_person], without_category_ids=vip.ids)
        self.assertFits([], category_ids=vip.ids, without_category_ids=vip.ids)

    def test_leads_have_no_tags(self):
        lead = self._create_lead()
        segment = self._create_lead_segment(lead, category_ids=self.tag.ids)
        self.assertMembers(segment, [])
        segment = self._create_lead_segment(lead, without_category_ids=self.tag.ids)
        self.assertMembers(segment, [lead])

    def test_salesperson_of_the_contact_else_of_its_company(self):
        self.company.user_id = self.salesperson
        self.other_company.user_id = self.salesperson
        self.other_person.user_id = self.other

        self.assertFits([self.person], salesperson_ids=self.salesperson.ids)
        self.assertFits([self.other_person], salesperson_ids=self.other.ids)

    def test_salesperson_of_a_lead(self):
        own = self._create_lead(user_id=self.salesperson.id)
        free = self._create_lead()
        segment = self._create_lead_segment(
            own | free,
            salesperson_ids=self.salesperson.ids,
        )

        self.assertMembers(segment, [own])

    def test_addresses(self):
        self.person.email = False
        self.other_person.phone = False

        self.assertFits([self.person, self.other_person])
        self.assertFits([self.person], has_phone=True)
        self.assertFits([self.other_person], has_email=True)
        self.assertFits([], has_email=True, has_phone=True)

    def test_addresses_of_a_lead(self):
        mail = self._create_lead(phone=False)
        phone = self._create_lead(email_from=False)

        for values, expected in (
            ({"has_email": True}, mail),
            ({"has_phone": True}, phone),
        ):
            with self.subTest(values=values):
                segment = self._create_lead_segment(mail | phone, **values)
                self.assertMembers(segment, [expected])

    def test_region_and_country_of_the_contact_or_of_its_company(self):
        russia, kazakhstan = self.env.ref("base.ru"), self.env.ref("base.kz")
        region = self.env["res.country.state"].create(
            {"name": "Test region", "code": "TST", "country_id": russia.id},
        )
        self.company.write({"state_id": region.id, "country_id": russia.id})
        self.person.write({"state_id": False, "country_id": False})
        self.other_person.country_id = kazakhstan

        self.assertFits([self.person], state_ids=region.ids)
        self.assertFits([self.person], country_ids=russia.ids)
        self.assertFits([self.other_person], country_ids=kazakhstan.ids)
        self.assertFits(
            [self.person, self.other_person],
            state_ids=region.ids,
            country_ids=kazakhstan.ids,
        )

    def test_region_of_a_lead(self):
        region = self.env["res.country.state"].search([], limit=1)
        near = self._create_lead(state_id=region.id)
        far = self._create_lead()
        segment = self._create_lead_segment(near | far, state_ids=region.ids)

        self.assertMembers(segment, [near])

    def test_silence_in_months(self):
        self._create_order(days_ago=70)

        self.assertFits(
            [self.other_person],
            silent_days=3,
            silent_unit="months",
        )
        self.assertFits(
            [self.person, self.other_person],
            silent_days=2,
            silent_unit="months",
        )

    def test_an_answered_call_ends_the_silence_and_a_missed_one_does_not(self):
        calls = self.env["sales.call"].create(
            [
                {"number": "1", "state": state, "partner_id": partner.id}
                for state, partner in (
                    ("answered", self.person),
                    ("missed", self.other_company),
                )
            ],
        )
        self.assertEqual(len(calls), 2)

        self.assertFits([self.other_person], silent_days=30)


@tagged("post_install", "-at_install")
class TestAnswers(SegmentCommon):
    def test_impossible_answers_are_refused_in_words(self):
        for values in (
            {"order_when": "within", "order_months": 0},
            {"order_when": "between"},
            {
                "order_when": "between",
                "order_date_from": "2026-02-01",
                "order_date_to": "2026-01-01",
            },
            {"order_sum_min": 10, "order_sum_max": 5},
            {"order_count_min": 3, "order_count_max": 1},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._create_segment(**values)

    def test_negative_numbers_are_refused(self):
        for field in ("silent_days", "certificate_days", "order_count_min"):
            with (
                self.subTest(field=field),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._create_segment(**{field: -1})

    def test_begin_with_nobody(self):
        self.assertFits([], base="empty")

    def test_an_archived_answer_is_still_an_answer(self):
        tag = self.env["res.partner.category"].create({"name": "Old fair"})
        self.person.category_id |= tag
        segment = self._create_segment(category_ids=tag.ids)

        tag.active = False
        self.env.invalidate_all()

        self.assertMembers(segment, [self.person])

    def test_an_answer_that_is_used_is_not_deleted(self):
        tag = self.env["res.partner.category"].create({"name": "Old fair"})
        self._create_segment(category_ids=tag.ids)

        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            tag.unlink()

    def test_who_may_not_be_read_is_no_member(self):
        stranger = self.env["res.company"].create({"name": "Another"})
        self.other_person.company_id = stranger
        order = self._create_order(self.person)
        self._create_order(self.other_company)

        self.assertTrue(order)
        self.assertFits([self.person], order_when="ever")
