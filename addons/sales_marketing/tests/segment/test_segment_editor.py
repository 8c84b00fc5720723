from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentEditor(SegmentCommon):
    def _open(self):
        """The form of a new segment, as a marketer sees it."""
        form = Form(self.env["marketing.segment"].with_user(self.marketer))
        form.name = "Typed"
        return form

    def test_count_and_sample_of_a_new_segment(self):
        lead = self._create_lead(contact_name="Orlova Vera")
        form = self._open()
        form.partner_domain = f"[('id', '=', {self.person.id})]"
        form.partner_scope = "contact"
        form.lead_domain = f"[('id', '=', {lead.id})]"

        self.assertEqual((form.contact_count, form.lead_count), (1, 1))
        for text in (
            "Kovalev Igor",
            "Termomash",
            "kovalev@termomash.example",
            "+7 495 600-12-34",
            "Orlova Vera",
            "orlova@zavod.example",
        ):
            self.assertIn(text, form.sample)

        form.category_ids.add(self.tag)  # leads have no tags
        self.assertEqual((form.contact_count, form.lead_count), (1, 0))
        self.assertNotIn("Orlova Vera", form.sample)

        form.has_email = True
        form.silent_days = 30
        form.order_when = "ever"
        self.assertEqual(form.member_count, 0)
        self.assertIn("Nobody fits yet", form.sample)

    def test_every_question_is_in_the_editor(self):
        with self._open() as form:
            form.order_when = "lapsed"
            form.order_months = 6
            form.order_sum_min = 100
            form.order_count_min = 1
            form.order_period_from = "2020-01-01"
            form.service_contract = "no"
            form.certificate_days = 30
            form.silent_unit = "months"
            form.deal_state = "won"
            for field in (
                "team_ids",
                "equipment_type_ids",
                "application_area_ids",
                "material_ids",
                "stage_ids",
                "source_ids",
                "state_ids",
                "country_ids",
                "salesperson_ids",
                "without_category_ids",
            ):
                self.assertFalse(getattr(form, field)[:])
        self.assertEqual(form.record.order_months, 6)

    def test_sample_is_mixed(self):
        for number in range(15):
            self._create_person(f"Person {number}", email=f"p{number}@x.example")
        leads = self.env["crm.lead"].union(
            *(self._create_lead(contact_name=f"Lead {number}") for number in range(15)),
        )
        segment = self._create_segment(
            include_leads=True,
            lead_domain=f"[('id', 'in', {leads.ids})]",
        )

        rows = segment._get_sample()
        self.assertEqual(len(rows), 10)
        self.assertEqual(sum(row["is_lead"] for row in rows), 5)
        self.assertIn("and 22 more", segment.sample)

        segment.include_leads = False
        self.assertEqual(len(segment._get_sample()), 10)
        segment.write({"include_leads": True, "include_partners": False})
        self.assertEqual(len(segment._get_sample()), 10)

    def test_names_in_the_sample_are_text(self):
        self.person.name = "<script>alert(1)</script>"

        self.assertNotIn("<script>", self._create_segment().sample)

    def test_an_error_is_told_while_editing(self):
        form = self._open()
        form.partner_domain = "[('gone_field', '=', 1)]"

        self.assertIn("gone_field", form.domain_error)
        self.assertIn("“Typed”", form.domain_error)
        self.assertEqual(form.member_count, 0)

    def test_fields_that_cannot_be_searched_by_are_told(self):
        form = self._open()
        for domain in (
            "[('contact_address', '=', 'Moscow')]",
            "[('name', 'ilike', 5, 6)]",
            "[('sale_order_ids.amount_total', '>', 5)]",
            "[('create_date', '>', 'yesterday evening')]",
        ):
            with self.subTest(domain=domain):
                form.partner_domain = domain
                self.assertTrue(form.domain_error)

    @mute_logger("odoo.sql_db")
    def test_a_value_that_the_database_refuses_is_told(self):
        form = self._open()

        form.partner_domain = r"[('name', '=', 'nothing \x00')]"
        self.assertIn("impossible", form.domain_error)

        form.partner_domain = "[]"
        self.assertFalse(form.domain_error)

    def _get_summary(self, segment):
        return segment.with_context(lang="en_US").summary

    def test_summary(self):
        team, tag = self.team, self.tag
        other = self._create_segment(name="Old friends")
        for values, expected in (
            ({}, "Prospects and clients without leads."),
            ({"include_leads": True}, "Prospects and clients."),
            (
                {"include_partners": False},
                "Nobody: neither contacts nor leads are taken.",
            ),
            (
                {"include_partners": False, "include_leads": True},
                "Leads without a contact.",
            ),
            (
                {"client_state": "client", "team_ids": team.ids, "deal_state": "lost"},
                "Clients without leads; departments: Furnaces test; "
                "result of the deal: Lost.",
            ),
            (
                {"category_ids": tag.ids, "has_email": True, "silent_days": 3},
                "Prospects and clients without leads; has one of the tags: "
                "Marketing test; has an e-mail; silent for 3 days.",
            ),
            (
                {"order_when": "within", "silent_days": 3, "silent_unit": "months"},
                "Prospects and clients without leads; ordered in the last 12 months; "
                "silent for 3 months.",
            ),
            (
                {"order_when": "never", "service_contract": "no"},
                "Prospects and clients without leads; have never ordered; without a "
                "service contract.",
            ),
            (
                {
                    "order_when": "between",
                    "order_date_from": "2026-02-01",
                    "certificate_days": 30,
                    "service_contract": "yes",
                },
                "Prospects and clients without leads; last order from 02/01/2026; with "
                "a service contract; a certificate expires within 30 days.",
            ),
            (
                {"order_count_min": 2, "order_count_max": 4},
                "Prospects and clients without leads; number of orders from 2 to 4.",
            ),
            (
                {
                    "base": "empty",
                    "line_ids": [
                        Command.create({"operation": "or", "other_id": other.id}),
                    ],
                    "include_partner_ids": self.person.ids,
                    "exclude_partner_ids": self.other_person.ids,
                },
                "Only lists and other segments; or in “Old friends”; added by hand: 1; "
                "left out by hand: 1.",
            ),
        ):
            with self.subTest(values=values):
                segment = self._create_segment(**{"partner_domain": "[]", **values})
                self.assertEqual(self._get_summary(segment), expected)

    def test_summary_of_sums(self):
        segment = self._create_segment(
            order_sum_min=50000,
            order_period_from="2026-01-01",
        )
        summary = self._get_summary(segment)

        symbol = segment.currency_id.symbol
        self.assertIn(f"sum of orders from 50,000 {symbol}", summary)
        self.assertIn("counted from 01/01/2026", summary)
        self.assertIn("a precise filter", summary)

    def test_a_long_list_is_cut_in_the_summary(self):
        tags = self.env["res.partner.category"].create(
            [{"name": f"Tag {number}"} for number in range(8)],
        )

        segment = self._create_segment(category_ids=tags.ids)

        self.assertIn("Tag 4, and 3 more", segment.summary)


@tagged("post_install", "-at_install")
class TestSegmentQueries(SegmentCommon):
    """What is shown takes as many queries for 50 contacts as for one."""

    def _count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_counts_sample_and_summary(self):
        segment = self._create_segment(
            include_leads=True,
            order_when="never",
            silent_days=1000,
            team_ids=self.team.ids,
        )
        fields = ["contact_count", "lead_count", "sample", "summary", "growth"]
        self._create_deal()

        def read():
            segment.with_env(self.env(user=self.marketer)).read(fields)

        self._count_queries(read)  # caches of the registry
        one = self._count_queries(read)
        for number in range(50):
            person = self._create_person(f"Person {number}", email=f"p{number}@x.ru")
            self._create_deal(person)
            self._create_lead(contact_name=f"Lead {number}")
        self._count_queries(read)
        fifty = self._count_queries(read)

        self.assertEqual(one, fifty)

    def test_one_query_a_count(self):
        segment = self._create_segment(include_leads=True, order_sum_min=5)
        segment.partner_domain = "[]"
        segment.read()

        def count():
            segment._count_contacts()
            segment._count_leads()

        segment.read(["member_count"])
        before = self.env.cr.sql_log_count
        count()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)  # leads have no orders

    def test_many_segments(self):
        """Two counts a segment, and nothing else that grows with their number."""

        def make(count):
            return self.env["marketing.segment"].union(
                *(
                    self._create_segment(partner_domain="[]", silent_days=5)
                    for _number in range(count)
                ),
            )

        def read(segments):
            return lambda: segments.read(["member_count", "summary", "growth"])

        few, many = make(2), make(12)
        read(few)()
        difference = self._count_queries(read(many)) - self._count_queries(read(few))

        self.assertLessEqual(difference, 2 * 10)
