from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .segment_common import SegmentCommon


@tagged("post_install", "-at_install")
class TestSegmentCombination(SegmentCommon):
    """Three segments: of the one person, of the other one, and of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._create_segment(name="One", **cls._only(cls.person))
        cls.two = cls._create_segment(name="Two", **cls._only(cls.other_person))
        cls.both = cls._create_segment(name="Both")

    @classmethod
    def _only(cls, partner):
        return {"partner_domain": f"[('id', '=', {partner.id})]"}

    @classmethod
    def _combine(cls, *steps, **values):
        """A segment with steps, each an operation and a segment."""
        lines = [
            Command.create(
                {"sequence": number, "operation": operation, "other_id": other.id},
            )
            for number, (operation, other) in enumerate(steps)
        ]
        return cls._create_segment(line_ids=lines, **values)

    def test_operations(self):
        one, two, both = self.one, self.two, self.both
        for steps, expected in (
            ([("and", one)], self.person),
            ([("not", one)], self.other_person),
            ([("or", one)], self.person | self.other_person),
            ([("and", one), ("and", two)], self.person.browse()),
            ([("and", one), ("or", two)], self.person | self.other_person),
            ([("or", two), ("and", one)], self.person),
            ([("not", both), ("or", one)], self.person),
            ([("and", both), ("not", two)], self.person),
        ):
            with self.subTest(steps=[(step, other.name) for step, other in steps]):
                self.assertMembers(self._combine(*steps), expected)

    def test_the_order_of_lines_matters(self):
        segment = self._combine(("not", self.one), ("or", self.one))
        self.assertMembers(segment, [self.person, self.other_person])

        first, last = segment.line_ids
        first.sequence, last.sequence = 9, 1

        self.assertMembers(segment, [self.other_person])

    def test_begin_with_nobody(self):
        segment = self._combine(("or", self.one), base="empty")

        self.assertMembers(segment, [self.person])

    def test_nested(self):
        inner = self._combine(("or", self.one), ("or", self.two), base="empty")
        middle = self._combine(("and", inner), ("not", self.two))
        outer = self._combine(("or", middle), base="empty")

        self.assertMembers(outer, [self.person])

    def test_other_segments_count_with_their_lists(self):
        listed = self._create_segment(
            base="empty",
            include_partner_ids=self.person.ids,
        )

        self.assertMembers(self._combine(("and", listed)), [self.person])

    def test_leads(self):
        first, second = self._create_lead(), self._create_lead()
        segment = self._create_lead_segment(first)
        wider = self._create_lead_segment(
            first | second,
            line_ids=[Command.create({"operation": "not", "other_id": segment.id})],
        )

        self.assertMembers(wider, [second])

    def test_kinds_that_a_segment_does_not_take(self):
        """A segment of leads only has no contacts to cross with."""
        leads = self._create_lead_segment(self._create_lead())

        self.assertMembers(self._combine(("and", leads)), [])
        self.assertMembers(
            self._combine(("not", leads)),
            [self.person, self.other_person],
        )

    def test_a_segment_is_no_part_of_itself(self):
        with self.assertRaisesRegex(ValidationError, "part of itself"):
            self.one.line_ids = [Command.create({"other_id": self.one.id})]

    def test_a_circle_is_refused(self):
        middle = self._combine(("and", self.one), name="Middle")
        outer = self._combine(("and", middle), name="Outer")

        with self.assertRaisesRegex(ValidationError, "“One” would be part of itself"):
            self.one.line_ids = [Command.create({"other_id": outer.id})]

    def test_a_circle_made_by_two_people_at_once_is_told_in_words(self):
        outer = self._combine(("and", self.one))
        self.env.cr.execute(
            "INSERT INTO marketing_segment_line"
            " (segment_id, other_id, operation, sequence) VALUES (%s, %s, 'and', 1)",
            [self.one.id, outer.id],
        )
        self.env.invalidate_all()

        self.assertIn("part of itself", outer.domain_error)
        self.assertEqual(outer.member_count, 0)
        with self.assertRaises(UserError):
            self.assertTrue(list(outer._iterate_members()))

    def test_a_circle_is_told_while_editing(self):
        outer = self._combine(("and", self.one))

        form = Form(self.one)
        with form.line_ids.new() as line:
            line.other_id = outer

        self.assertIn("part of itself", form.domain_error)
        self.assertEqual(form.member_count, 0)

    def test_an_error_of_another_segment_is_told(self):
        outer = self._combine(("and", self.one))
        self.env.cr.execute(
            "UPDATE marketing_segment SET partner_domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", self.one.id],
        )
        self.env.invalidate_all()

        self.assertIn("“One”", outer.domain_error)
        self.assertIn("gone_field", outer.domain_error)

    def test_a_used_segment_does_not_vanish(self):
        self._combine(("and", self.one), name="User")

        self.assertEqual(self.one.used_count, 1)
        for action in (self.one.unlink, self.one.action_archive):
            with self.assertRaisesRegex(UserError, "“User”"), self.cr.savepoint():
                action()
        action = self.one.action_open_users()
        users = self.env["marketing.segment"].search(action["domain"])
        self.assertEqual(users.mapped("name"), ["User"])

    def test_exports_keep_their_segment(self):
        self._export(self.one)

        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.one.unlink()
        self.one.action_archive()

    def test_a_copy_has_the_same_members(self):
        segment = self._combine(("and", self.one))
        copy = segment.with_user(self.colleague).copy()

        self.assertEqual(copy.user_id, self.colleague)
        self.assertMembers(copy, [self.person])

    def test_count_while_editing(self):
        form = Form(self.env["marketing.segment"].with_user(self.marketer))
        form.name = "Typed"
        form.include_leads = False
        form.base = "empty"
        self.assertEqual(form.member_count, 0)
        with form.line_ids.new() as line:
            line.operation = "or"
            line.other_id = self.one

        self.assertEqual(form.member_count, 1)
        self.assertIn("or in “One”", form.summary)
        self.assertMembers(form.save(), [self.person])
