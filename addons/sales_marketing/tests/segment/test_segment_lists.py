from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentLists(SegmentCommon):
    def _choose(self, records, segment, operation, user=None):
        """The action of a list of contacts or leads."""
        wizard = (
            self.env["marketing.segment.list"]
            .with_user(user or self.marketer)
            .with_context(active_model=records._name, active_ids=records.ids)
            .create({"segment_id": segment.id, "operation": operation})
        )
        return wizard.action_apply()

    def test_always_in(self):
        segment = self._create_segment(
            partner_domain="[('name', '=', 'Nobody at all')]",
            include_partner_ids=self.person.ids,
        )

        self.assertMembers(segment, [self.person])

    def test_left_out_is_stronger(self):
        segment = self._create_segment(
            include_partner_ids=self.person.ids,
            exclude_partner_ids=(self.person | self.other_person).ids,
        )

        self.assertMembers(segment, [])

    def test_a_list_makes_no_member_of_who_cannot_be_reached(self):
        silent = self._create_person("No address", email=False, phone=False)
        archived = self._create_person("Archived", active=False)
        employee = self.salesperson.partner_id

        segment = self._create_segment(
            base="empty",
            include_partner_ids=(silent | archived | employee | self.person).ids,
        )

        self.assertMembers(segment, [self.person])

    def test_companies_by_hand(self):
        """By hand the mailbox of a company is taken beside its people."""
        self.company.email = "info@termomash.example"
        segment = self._create_segment(
            base="empty",
            include_partner_ids=(self.company | self.person).ids,
        )

        self.assertMembers(segment, [self.company, self.person])

    def test_leads(self):
        one, two, three = (self._create_lead(name=name) for name in "123")
        segment = self._create_lead_segment(
            one | two,
            include_lead_ids=three.ids,
            exclude_lead_ids=two.ids,
        )

        self.assertMembers(segment, [one, three])

    def test_a_lead_that_got_a_contact_stays_in_the_lists(self):
        lead, other = self._create_lead(), self._create_lead()
        added = self._create_segment(base="empty", include_lead_ids=lead.ids)
        left_out = self._create_segment(exclude_lead_ids=other.ids)

        lead.partner_id = self.person
        other.partner_id = self.other_person

        self.assertMembers(added, [self.person])
        self.assertMembers(left_out, [self.person])

    def test_merged_leads_stay_in_the_lists(self):
        first, second = self._create_lead(), self._create_lead(probability=1)
        segment = self._create_segment(
            base="empty",
            include_leads=True,
            include_lead_ids=second.ids,
        )

        merged = (first | second).merge_opportunity()

        self.assertIn(merged, segment.include_lead_ids)
        self.assertMembers(segment, [merged])

    def test_contacts_are_chosen_in_their_list(self):
        segment = self._create_segment(base="empty")

        self._choose(self.person | self.other_person, segment, "include")
        self.assertMembers(segment, [self.person, self.other_person])
        self._choose(self.person, segment, "exclude")
        self.assertMembers(segment, [self.other_person])
        self.assertNotIn(self.person, segment.include_partner_ids)
        self._choose(self.person, segment, "include")
        self.assertMembers(segment, [self.person, self.other_person])
        self._choose(self.person, segment, "forget")
        self.assertMembers(segment, [self.other_person])
        self.assertFalse(segment.exclude_partner_ids)

    def test_leads_are_chosen_in_their_list(self):
        lead = self._create_lead()
        deal = self._create_deal()
        segment = self._create_segment(base="empty", include_leads=True)

        self._choose(lead | deal, segment, "include")

        self.assertEqual(segment.include_lead_ids, lead)
        self.assertEqual(segment.include_partner_ids, self.person)
        self.assertMembers(segment, [lead, self.person])

    def test_who_cannot_be_reached_is_told(self):
        silent = self._create_person("No address", email=False, phone=False)
        segment = self._create_segment(base="empty")

        answer = self._choose(silent | self.person, segment, "include")
        self.assertIn(": 2", answer["params"]["message"])
        self.assertIn("employees: 1", answer["params"]["message"])

        answer = self._choose(self.person, segment, "include")
        self.assertNotIn("employees", answer["params"]["message"])

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self._choose(self.person.browse(), self._create_segment(), "include")

    def test_a_new_list_begins_with_nobody(self):
        segments = self.env["marketing.segment"].with_user(self.marketer)
        segment_id, _name = segments.with_context(default_base="empty").name_create(
            "Guests of the fair",
        )
        segment = segments.browse(segment_id)

        self._choose(self.person, segment, "include")

        self.assertMembers(segment, [self.person])

    def test_lists_of_others_are_not_changed(self):
        segment = self._create_segment(base="empty")

        with self.assertRaises(AccessError):
            self._choose(self.person, segment, "include", self.colleague)

    def test_only_marketers_have_the_action(self):
        for user in (self.salesperson, self._create_user("user", "base.group_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._choose(self.person, self._create_segment(), "include", user)

        action = self.env.ref("sales_marketing.marketing_segment_list_action")
        for user, expected in ((self.marketer, True), (self.salesperson, False)):
            bound = action.with_user(user).sudo(False).get_bindings("res.partner")
            ids = [item["id"] for item in bound.get("action", ())]
            self.assertEqual(action.id in ids, expected)

    def test_contacts_and_leads_are_searched_by_segment(self):
        lead = self._create_lead()
        segment = self._create_segment(include_lead_ids=lead.ids, include_leads=True)
        partners = self.env["res.partner"].with_user(self.marketer)
        leads = self.env["crm.lead"].with_user(self.marketer)
        domain = [("marketing_segment_ids", "in", segment.ids)]

        self.assertEqual(partners.search(domain), self.person | self.other_person)
        self.assertIn(lead, leads.search(domain))
        by_name = [("marketing_segment_ids", "=", segment.name)]
        self.assertEqual(partners.search(by_name), self.person | self.other_person)
        self.assertIn(
            segment, self.person.with_user(self.marketer).marketing_segment_ids
        )
        with self.assertRaises(UserError):
            partners.search([("marketing_segment_ids", "=", False)])

    def test_others_do_not_search_by_segment(self):
        segment = self._create_segment()

        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesperson).search(
                [("marketing_segment_ids", "in", segment.ids)],
            )
        self.assertNotIn(
            "marketing_segment_ids",
            self.env["res.partner"].with_user(self.salesperson).fields_get(),
        )
