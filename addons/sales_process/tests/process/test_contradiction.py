from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ...tools.process.contradiction import find_contradiction
from ...tools.process.domain import field_paths


@tagged("post_install", "-at_install")
class TestContradiction(TransactionCase):
    """What no deal can ever meet, and what only looks like it."""

    def _find(self, *conditions):
        domain = Domain(list(conditions)).optimize(self.env["crm.lead"])
        return find_contradiction(domain, {"equipment_type_ids", "tag_ids"})

    def test_impossible(self):
        for conditions in (
            [("expected_revenue", ">", 100), ("expected_revenue", "<", 50)],
            [("expected_revenue", ">", 100), ("expected_revenue", "<=", 100)],
            [("expected_revenue", "=", 10), ("expected_revenue", ">=", 20)],
            [("need", "=", False), ("need", "!=", False)],
            [("type", "=", "lead"), ("type", "=", "opportunity")],
            [("type", "=", "lead"), ("type", "!=", "lead")],
            [("priority", "in", ("1", "2")), ("priority", "in", ("3",))],
            [("needs_installation", "=", True), ("needs_installation", "=", False)],
            [("equipment_type_ids", "=", False), ("equipment_type_ids", "!=", False)],
            [("equipment_type_ids", "=", False), ("equipment_type_ids", "in", [3])],
            ["|", ("expected_revenue", ">", 9), ("expected_revenue", "=", 8),
             ("expected_revenue", "<", 7)],
            ["!", "|", ("need", "!=", False), ("need", "=", False)],
            [("partner_id.city", "=", "A"), ("partner_id.city", "=", "B")],
            [(0, "=", 1)],
        ):  # fmt: skip
            with self.subTest(conditions=conditions):
                self.assertTrue(self._find(*conditions))

    def test_possible(self):
        for conditions in (
            [],
            [("expected_revenue", ">", 100), ("expected_revenue", "<", 500)],
            [("expected_revenue", ">=", 100), ("expected_revenue", "<=", 100)],
            [("expected_revenue", "=", 0), ("expected_revenue", "<", 5)],
            [("need", "ilike", "pump"), ("need", "!=", False)],
            [("equipment_type_ids", "in", [1]), ("equipment_type_ids", "in", [2])],
            ["|", ("type", "=", "lead"), ("need", "=", False), ("need", "!=", False)],
            [("order_ids.state", "=", "A"), ("order_ids.state", "=", "B")],
            [("date_deadline", ">", "2026-01-01"), ("date_deadline", "<", "today")],
        ):
            with self.subTest(conditions=conditions):
                self.assertIsNone(self._find(*conditions))

    def test_too_many_alternatives_are_taken_for_possible(self):
        pairs = []
        for number in range(12):
            pairs += [
                "|",
                ("expected_revenue", "=", number),
                ("name", "=", f"{number}"),
            ]

        self.assertIsNone(self._find(*pairs))

    def test_paths_are_found_at_every_depth(self):
        domain = Domain(
            [
                "|",
                ("need", "!=", False),
                ("order_ids", "any", [("partner_id.vat", "=", "1")]),
            ]
        )

        self.assertEqual(set(field_paths(domain)), {"need", "order_ids.partner_id.vat"})
