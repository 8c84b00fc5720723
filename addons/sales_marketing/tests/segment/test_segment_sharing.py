from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentSharing(SegmentCommon):
    def _as(self, user, segment):
        return segment.with_user(user)

    def test_a_private_segment_is_its_owners_only(self):
        segment = self._create_segment(
            sharing="private",
            line_ids=[Command.create({"other_id": self._create_segment().id})],
        )
        line = segment.line_ids
        count = self.env["marketing.segment.count"].create(
            {"segment_id": segment.id, "date": self.today},
        )

        for record in (segment, line, count):
            with self.subTest(model=record._name):
                self.assertTrue(record.with_user(self.marketer).has_access("read"))
                self.assertFalse(record.with_user(self.colleague).has_access("read"))
        with self.assertRaises(AccessError):
            self._as(self.colleague, segment).read(["name"])
        found = self.env["marketing.segment"].with_user(self.colleague).search([])
        self.assertNotIn(segment, found)

    def test_a_shared_segment_is_used_by_all_and_changed_by_its_owner(self):
        segment = self._create_segment()
        foreign = self._as(self.colleague, segment)

        self.assertEqual(foreign.member_count, 2)
        for action in (
            lambda: foreign.write({"name": "Mine"}),
            lambda: foreign.write({"line_ids": [Command.create({})]}),
            foreign.action_archive,
            foreign.unlink,
        ):
            with self.assertRaises(AccessError):
                action()
        line = {"segment_id": segment.id, "other_id": self._create_segment().id}
        with self.assertRaises(AccessError):
            self.env["marketing.segment.line"].with_user(self.colleague).create(line)

    def test_a_segment_for_all_is_changed_by_all(self):
        segment = self._as(self.colleague, self._create_segment(sharing="edit"))

        segment.write({"silent_days": 30})
        segment.line_ids = [Command.create({"other_id": self._create_segment().id})]

        self.assertEqual(len(segment.line_ids), 1)

    def test_what_an_owner_who_left_has_made_is_everybodys(self):
        segment = self._create_segment(sharing="private")
        self.marketer.active = False

        segment = self._as(self.colleague, segment)
        self.assertEqual(segment.member_count, 2)
        segment.user_id = self.colleague
        self.assertEqual(segment.user_id, self.colleague)

    def test_an_owner_hands_his_segment_over(self):
        segment = self._create_segment(sharing="private")

        segment.user_id = self.colleague

        self.assertTrue(self._as(self.colleague, segment).has_access("write"))
        self.assertFalse(self._as(self.marketer, segment).has_access("read"))

    def test_nobody_makes_segments_for_others(self):
        segments = self.env["marketing.segment"].with_user(self.colleague)

        with self.assertRaises(AccessError):
            segments.create({"name": "Foreign", "user_id": self.marketer.id})

    def test_a_private_segment_of_another_is_not_used(self):
        private = self._create_segment(sharing="private", name="Secret plan")

        with self.assertRaises(ValidationError) as caught:
            self.env["marketing.segment"].with_user(self.colleague).create(
                {"name": "X", "line_ids": [Command.create({"other_id": private.id})]},
            )
        self.assertNotIn("Secret plan", str(caught.exception))

    def test_a_shared_segment_uses_no_private_one(self):
        private = self._create_segment(sharing="private")
        lines = [Command.create({"other_id": private.id})]

        with self.assertRaisesRegex(ValidationError, "others cannot see"):
            self._create_segment(line_ids=lines)
        own = self._create_segment(sharing="private", line_ids=lines)
        self.assertEqual(own.member_count, 2)
        with self.assertRaisesRegex(ValidationError, "others cannot see"):
            own.sharing = "read"
        with self.assertRaises(ValidationError):
            private.user_id = self.colleague

    def test_a_segment_that_others_use_stays_shared(self):
        segment = self._create_segment()
        self._as(self.colleague, segment).browse().create(
            {
                "name": "Secret plan",
                "sharing": "private",
                "line_ids": [Command.create({"other_id": segment.id})],
            },
        )

        with self.assertRaises(ValidationError) as caught:
            segment.sharing = "private"
        self.assertIn("private ones", str(caught.exception))
        self.assertNotIn("Secret plan", str(caught.exception))
        self.assertEqual(segment.used_count, 1)

    def test_an_unseen_segment_is_told_in_words(self):
        private = self._create_segment(sharing="private", name="Secret plan")
        segment = self._create_segment()
        self.env.cr.execute(
            "INSERT INTO marketing_segment_line"
            " (segment_id, other_id, operation, sequence) VALUES (%s, %s, 'and', 1)",
            [segment.id, private.id],
        )
        self.env.invalidate_all()

        foreign = self._as(self.colleague, segment)

        self.assertIn("others cannot see", foreign.domain_error)
        self.assertNotIn("Secret plan", foreign.domain_error)
        self.assertEqual(foreign.member_count, 0)
        self.assertFalse(segment.domain_error)

    def test_other_roles_read_no_segments(self):
        segment = self._create_segment(sharing="edit")
        for group in (
            "sales_process.group_salesperson",
            "sales_process.group_head",
            "sales_process.group_director",
            "sales_process.group_accountant",
            "base.group_user",
        ):
            user = self._create_user(group, group)
            for model in (
                "marketing.segment",
                "marketing.segment.line",
                "marketing.segment.count",
                "marketing.segment.list",
            ):
                with self.subTest(group=group, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                self._as(user, segment).action_open_contacts()

    def test_lines_of_segments_of_other_companies_are_hidden(self):
        company = self.env["res.company"].create({"name": "Another"})
        segment = self.env["marketing.segment"].create(
            {
                "name": "Foreign",
                "company_id": company.id,
                "sharing": "edit",
                "line_ids": [Command.create({"other_id": self._create_segment().id})],
            },
        )
        count = self.env["marketing.segment.count"].create(
            {"segment_id": segment.id, "date": self.today},
        )

        for record in (segment, segment.line_ids, count):
            with self.subTest(model=record._name):
                self.assertFalse(record.with_user(self.marketer).has_access("read"))

    def test_the_criteria_give_no_right_to_what_they_ask(self):
        self._create_order(amount=5000)
        segment = self._create_segment(order_sum_min=5000)

        self.assertMembers(segment, [self.person])
        for model in ("sale.order", "sales.service.contract", "equipment.work"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.marketer).search([])
