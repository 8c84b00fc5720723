from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..triage_common import TriageCommon

ARRIVAL = datetime(2026, 3, 16, 6)


@tagged("post_install", "-at_install")
class TestInquiryReport(TriageCommon):
    """Counts, averages and medians of what has happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Report = cls.env["sales.inquiry.report"]
        cls.inquiries = cls.Inquiry.create(
            [
                {
                    "subject": "S",
                    "date": ARRIVAL,
                    "channel": channel,
                    "team_id": team.id,
                    "user_id": user.id,
                    "state": state,
                }
                for channel, team, user, state in (
                    ("email", cls.vacuum, cls.seller, "work"),
                    ("email", cls.vacuum, cls.seller, "work"),
                    ("email", cls.vacuum, cls.colleague, "work"),
                    ("phone", cls.thermal, cls.other_seller, "done"),
                    ("phone", cls.thermal, cls.other_seller, "rejected"),
                )
            ]
        )
        one, two, three, four, _rejected = cls.inquiries
        one.date_first_answer = datetime(2026, 3, 16, 6, 10)
        two.date_first_answer = datetime(2026, 3, 16, 6, 20)
        four.date_first_answer = datetime(2026, 3, 17, 13)
        three.date_assigned = datetime(2026, 3, 16, 7, 30)
        one.lead_id = cls._create_lead()
        cls.env.flush_all()

    def _group(self, by, *aggregates, user=None):
        report = self.Report.with_user(user or self.director)
        domain = [("inquiry_id", "in", self.inquiries.ids)]
        return report._read_group(domain, [by], aggregates)

    def test_counts(self):
        rows = self._group(
            "channel",
            "__count",
            "answered_count:sum",
            "answered_late_count:sum",
            "sorted_late_count:sum",
            "deal_count:sum",
        )
        self.assertEqual(
            sorted(rows), [("email", 3, 2, 1, 1, 1), ("phone", 1, 1, 1, 0, 0)]
        )

    def test_average_and_median_leave_out_what_has_not_happened(self):
        last = self.inquiries[2]
        last.date_first_answer = datetime(2026, 3, 16, 8)
        self.env.flush_all()
        rows = self._group(
            "channel",
            "answer_minutes:avg",
            "answer_minutes_median:median",
            "sort_minutes_median:median",
            "deal_rate:avg",
        )
        mail = next(row for row in rows if row[0] == "email")
        self.assertEqual(mail[1], 50)
        self.assertEqual(mail[2], 20)
        self.assertEqual(mail[3], 90)
        self.assertAlmostEqual(mail[4], 33.33, 1)

    def test_the_median_of_the_pivot(self):
        rows = self.Report.with_user(self.director).formatted_read_grouping_sets(
            [("inquiry_id", "in", self.inquiries.ids)],
            [["team_id"], []],
            ["answer_minutes_median:median", "__count"],
        )
        self.assertEqual(rows[1][0]["__count"], 4)

    def test_months_people_and_sources(self):
        for by in ("date:month", "user_id", "source_id", "team_id", "state"):
            with self.subTest(by):
                self.assertEqual(sum(row[1] for row in self._group(by, "__count")), 4)

    def test_who_sees_what(self):
        cases = {
            self.seller: 2,
            self.colleague: 1,
            self.head: 3,
            self.other_head: 1,
            self.other_seller: 1,
            self.triage: 4,
            self.director: 4,
        }
        for user, expected in cases.items():
            with self.subTest(user.name):
                found = self.Report.with_user(user).search_count(
                    [("inquiry_id", "in", self.inquiries.ids)]
                )
                self.assertEqual(found, expected)
        with self.assertRaises(AccessError):
            self.Report.with_user(self.storekeeper).search([])

    def test_nobody_reads_a_row_of_others(self):
        foreign = self.Report.browse(self.inquiries[3].id)
        for user in (self.seller, self.head):
            with self.subTest(user.name), self.assertRaises(AccessError):
                foreign.with_user(user).read(["user_id"])
