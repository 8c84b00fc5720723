from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..common import MarketingCommon


@tagged("post_install", "-at_install")
class TestSegmentMembers(MarketingCommon):
    def test_company_brings_its_persons_and_not_itself(self):
        company = self._create_company(email="info@termomash.example")
        person = self._create_person(parent_id=company.id, category_id=False)
        segment = self._create_segment(partner_scope="company")

        self.assertMembers(segment, [person])

    def test_company_without_persons_is_a_member_itself(self):
        company = self._create_company(email="snab@uralgeo.example")
        self._create_person(
            "No address", parent_id=company.id, email=False, phone=False
        )
        self._create_person("Delivery", parent_id=company.id, type="delivery")

        self.assertMembers(self._create_segment(partner_scope="company"), [company])

    def test_filter_about_the_person_leaves_colleagues_out(self):
        company = self._create_company()
        person = self._create_person(parent_id=company.id)
        self._create_person("Colleague", parent_id=company.id, category_id=False)

        self.assertMembers(self._create_segment(), [person])

    def test_phone_alone_is_enough(self):
        person = self._create_person(email=False)
        self._create_person("Nothing", email=False, phone=False)

        self.assertMembers(self._create_segment(), [person])

    def test_employees_own_company_and_archived_stay_out(self):
        self.salesperson.partner_id.category_id = self.tag
        self.env.company.partner_id.category_id = self.tag
        self._create_person("Colleague", parent_id=self.env.company.partner_id.id)
        self._create_person("Archived", active=False)
        gone = self._create_company("Gone", active=False)
        self._create_person("Of a gone company", parent_id=gone.id)

        self.assertMembers(self._create_segment(), [])

    def test_leads_without_contact_are_members(self):
        lead = self._create_lead()
        self._create_lead(partner_id=self._create_person(category_id=False).id)
        self._create_lead(email_from=False, phone=False)

        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('team_id', '=', {self.team.id})]",
        )

        self.assertMembers(segment, [lead])

    def test_new_contact_is_a_member_at_once(self):
        segment = self._create_segment()
        self.assertMembers(segment, [])

        person = self._create_person()

        self.assertMembers(segment, [person])

    def test_segment_of_a_company_takes_its_contacts_and_common_ones(self):
        common = self._create_person()
        own = self._create_person("Own", company_id=self.env.company.id)
        stranger = self.env["res.company"].create({"name": "Another"})
        self._create_person("Stranger", company_id=stranger.id)

        segment = self._create_segment(company_id=self.env.company.id)

        self.assertMembers(segment, [common, own])


@tagged("post_install", "-at_install")
class TestSegmentCriteria(MarketingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._create_company()
        cls.person = cls._create_person(parent_id=cls.company.id)
        cls.stranger = cls._create_person("Stranger", email="stranger@x.example")

    def _create_deal(self, **values):
        return self._create_lead(
            type="opportunity",
            partner_id=self.person.id,
            **values,
        )

    def test_state_of_the_client(self):
        self.company.client_state = "client"
        self.stranger.client_state = "unfit"

        self.assertMembers(self._create_segment(client_state="client"), [self.person])
        self.assertMembers(self._create_segment(client_state="unfit"), [self.stranger])
        self.assertMembers(self._create_segment(), [self.person])

    def test_who_only_sells_to_us_is_no_client(self):
        self.company.client_state = False
        self.assertMembers(self._create_segment(), [self.person, self.stranger])

        self.company.supplier_rank = 3
        self.assertMembers(self._create_segment(), [self.stranger])

        self.company.customer_rank = 1
        self.assertMembers(self._create_segment(), [self.person, self.stranger])
        self.company.write({"customer_rank": 0, "client_state": "prospect"})
        self.assertMembers(self._create_segment(), [self.person, self.stranger])

    def test_only_prospects_take_leads(self):
        lead = self._create_lead()
        values = {
            "include_leads": True,
            "include_partners": False,
            "lead_domain": f"[('team_id', '=', {self.team.id})]",
        }

        for state, expected in (
            (False, [lead]),
            ("prospect", [lead]),
            ("client", []),
            ("unfit", []),
        ):
            with self.subTest(state=state):
                segment = self._create_segment(client_state=state, **values)
                self.assertMembers(segment, expected)

    def test_department_equipment_and_area_of_one_deal(self):
        kind = self.env["sales.equipment.type"].create({"name": "Test furnace"})
        area = self.env["sales.application.area"].create({"name": "Test area"})
        self._create_deal(equipment_type_ids=kind.ids)
        self._create_deal(application_area_id=area.id)

        for values, expected in (
            ({"team_ids": self.team.ids}, [self.person]),
            ({"equipment_type_ids": kind.ids}, [self.person]),
            ({"application_area_ids": area.ids}, [self.person]),
            (
                {"equipment_type_ids": kind.ids, "team_ids": self.team.ids},
                [self.person],
            ),
            (
                {"equipment_type_ids": kind.ids, "application_area_ids": area.ids},
                [],
            ),
        ):
            with self.subTest(values=values):
                self.assertMembers(self._create_segment(**values), expected)

    def test_lost_deals_count(self):
        self._create_deal(active=False, probability=0)

        self.assertMembers(
            self._create_segment(team_ids=self.team.ids),
            [self.person],
        )

    def test_silence_ends_with_an_order(self):
        segment = self._create_segment(silent_days=30)
        self.assertMembers(segment, [self.person, self.stranger])

        order = self.env["sale.order"].create({"partner_id": self.person.id})
        self.assertMembers(segment, [self.person, self.stranger])
        order.state = "sale"

        self.assertMembers(segment, [self.stranger])

    def test_silence_ends_with_an_inquiry(self):
        inquiry = self.env["sales.inquiry"].create(
            {"channel": "manual", "partner_id": self.company.id, "date": "2020-01-01"},
        )
        segment = self._create_segment(silent_days=30)
        self.assertMembers(segment, [self.person, self.stranger])

        inquiry.date = "2999-01-01"

        self.assertMembers(segment, [self.stranger])

    def test_silent_leads_came_before_the_term(self):
        lead = self._create_lead()
        segment = self._create_segment(
            include_leads=True,
            include_partners=False,
            silent_days=30,
            lead_domain=f"[('team_id', '=', {self.team.id})]",
        )
        self.assertMembers(segment, [])

        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2020-01-01' WHERE id = %s",
            [lead.id],
        )
        lead.invalidate_recordset()

        self.assertMembers(segment, [lead])


@tagged("post_install", "-at_install")
class TestSegmentDomains(MarketingCommon):
    def test_bad_filters_are_refused_with_the_reason(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('name', '=', __import__('os').getcwd())]",
            "not a domain",
            "[('name', 'no operator', 1)]",
            "[('child_ids', 'any!', [])]",
            "{}",
        ):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._create_segment(partner_domain=domain)

    def test_money_is_no_filter_for_a_marketer(self):
        with self.assertRaisesRegex(
            ValidationError, "expected_revenue|Expected Revenue"
        ):
            self._create_segment(lead_domain="[('expected_revenue', '>', 1000)]")

    def test_filter_that_broke_later_is_shown_and_stops_nothing(self):
        segment = self._create_segment()
        good = self._create_segment(name="Good")
        self._create_person()
        self.env.cr.execute(
            "UPDATE marketing_segment SET partner_domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", segment.id],
        )
        segment.invalidate_recordset()

        rows = (segment | good).read(["member_count", "domain_error"])

        self.assertEqual([row["member_count"] for row in rows], [0, 1])
        self.assertIn("gone_field", rows[0]["domain_error"])
        with self.assertRaises(ValidationError):
            self._export(segment)

    def test_count_is_live_while_editing(self):
        self._create_person()
        segment = self._create_segment()

        with Form(segment.with_user(self.marketer)) as form:
            self.assertEqual(form.contact_count, 1)
            form.partner_domain = "[('name', '=', 'Nobody at all')]"
            self.assertEqual(form.contact_count, 0)

    def test_lists_show_exactly_the_members(self):
        person = self._create_person()
        lead = self._create_lead()
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', '=', {lead.id})]",
        )

        contacts = segment.action_open_contacts()
        leads = segment.action_open_leads()

        self.assertEqual(self.env["res.partner"].search(contacts["domain"]), person)
        self.assertEqual(self.env["crm.lead"].search(leads["domain"]), lead)

    def test_buttons_open_exports_and_campaign(self):
        segment = self._create_segment()

        for action, layout in (
            (segment.action_export_mailchimp(), "mailchimp"),
            (segment.action_export_phone(), "phone"),
        ):
            export = self.env["marketing.export"].browse(action["res_id"])
            self.assertEqual((export.segment_id, export.layout), (segment, layout))
        campaign = segment.action_new_campaign()
        self.assertEqual(campaign["res_model"], "marketing.call.campaign")
        self.assertEqual(
            self.env["marketing.export"].search(
                segment.action_open_exports()["domain"]
            ),
            segment.export_ids,
        )
