from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentHistory(SegmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["marketing.segment.line"].search([]).unlink()
        cls.env["marketing.segment"].search([]).active = False
        cls.segment = cls._create_segment()
        cls.server_day = fields.Date.context_today(cls.env["marketing.segment"])

    def _count(self):
        with patch.object(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda *args, **kwargs: 60,
        ):
            self.env["marketing.segment"].sudo()._cron_count()

    def _create_count(self, days_ago, members):
        return self.env["marketing.segment.count"].create(
            {
                "segment_id": self.segment.id,
                "date": self.today - timedelta(days=days_ago),
                "member_count": members,
            },
        )

    def test_one_row_a_day(self):
        self._count()
        self._create_person("New", email="new@x.example")
        self._count()

        row = self.segment.count_ids
        self.assertEqual(
            (row.date, row.contact_count, row.lead_count, row.member_count),
            (self.server_day, 2, 0, 2),
        )

    def test_the_scheduled_action(self):
        cron = self.env.ref("sales_marketing.ir_cron_segment_count")

        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

        self.assertEqual(self.segment.count_ids.member_count, 2)

    def test_counted_as_the_owner(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.other_person.company_id = company

        self._count()

        self.assertEqual(self.segment.count_ids.member_count, 1)

    def test_without_an_owner_with_rights_nothing_is_counted(self):
        self.marketer.group_ids -= self.env.ref("sales_marketing.group_marketer")
        self._count()
        self.assertFalse(self.segment.sudo().count_ids)

        self.segment.sudo().user_id = False
        self._count()
        self.assertFalse(self.segment.sudo().count_ids)

    def test_a_broken_segment_stops_no_other(self):
        broken = self._create_segment(sequence=1)
        self.env.cr.execute(
            "UPDATE marketing_segment SET partner_domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()

        with mute_logger(
            "odoo.addons.sales_marketing.models.segment.marketing_segment_count"
        ):
            self._count()

        self.assertFalse(broken.count_ids)
        self.assertEqual(self.segment.count_ids.member_count, 2)

    def test_the_time_of_a_run_is_over(self):
        """What is left is counted by the next run."""
        self._create_segment()
        with patch.object(
            self.registry["ir.cron"],
            "_commit_progress",
            lambda *args, **kwargs: 0,
        ):
            self.env["marketing.segment"].sudo()._cron_count()
        domain = [("date", "=", self.server_day)]
        self.assertEqual(self.env["marketing.segment.count"].search_count(domain), 1)

        self._count()

        self.assertEqual(self.env["marketing.segment.count"].search_count(domain), 2)

    def test_growth(self):
        self.assertFalse(self.segment.growth)
        self._create_count(45, 100)
        self._create_count(30, 5)
        self._create_count(10, 1)

        self.segment.invalidate_recordset()
        self.assertEqual(self.segment.growth, "−3 in 30 days")

    def test_growth_of_a_young_segment(self):
        self._create_count(0, 2)
        self.assertFalse(self.segment.growth)
        self._create_count(3, 1)
        self.segment.invalidate_recordset()
        self.assertEqual(self.segment.growth, "+1 in 3 days")
        self._create_count(4, 2)
        self.segment.invalidate_recordset()
        self.assertEqual(self.segment.growth, "±0 in 4 days")

    def test_growth_takes_as_many_queries_for_many_segments(self):
        segments = self.segment
        for _number in range(20):
            segments |= self._create_segment()

        def count_queries(records):
            records.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._get_counts_before()
            return self.env.cr.sql_log_count - before

        self._create_count(3, 1)
        count_queries(segments)
        self.assertEqual(count_queries(self.segment), count_queries(segments))

    def test_history_is_shown_and_not_written_by_hand(self):
        row = self._create_count(3, 1)
        action = self.segment.action_open_history()

        rows = self.env["marketing.segment.count"].with_user(self.marketer)
        self.assertEqual(rows.search(action["domain"]), row)
        for function in (
            lambda: row.with_user(self.marketer).write({"member_count": 9}),
            row.with_user(self.marketer).unlink,
            lambda: rows.create({"segment_id": self.segment.id, "date": self.today}),
        ):
            with self.assertRaises(AccessError):
                function()

    def test_history_goes_with_its_segment(self):
        row = self._create_count(3, 1)

        self.segment.unlink()

        self.assertFalse(row.exists())
