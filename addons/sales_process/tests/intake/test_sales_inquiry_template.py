from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools.intake.letter import Letter
from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesInquiryTemplate(SalesProcessCommon):
    """Kinds of letters are records that the head edits."""

    def _create_template(self, **values):
        return (
            self.env["sales.inquiry.template"]
            .with_user(self.head)
            .create(
                {
                    "name": "Catalogue robot",
                    "sequence": 1,
                    "sender_masks": "catalogue@*",
                    **values,
                }
            )
        )

    def test_a_template_of_one_s_own_reads_letters(self):
        self._create_template(
            team_id=self.thermal.id,
            line_ids=[
                (0, 0, {"field_name": "contact_name", "labels": "Buyer"}),
                (0, 0, {"field_name": "text", "labels": "Wish, Wishes"}),
                (
                    0,
                    0,
                    {
                        "field_name": "product",
                        "kind": "pattern",
                        "pattern": r"Article\s+(\S+)",
                    },
                ),
            ],
        )
        inquiry = self._process_mail(
            self._make_mail(
                From="catalogue@portal.example",
                text="Buyer: Oleg\nWishes: soon\nNote: cheap\nArticle ZX-5",
            )
        )
        self.assertEqual(inquiry.contact_name, "Oleg")
        self.assertEqual(inquiry.body, "soon\nNote: cheap\nArticle ZX-5")
        self.assertEqual(inquiry.product, "ZX-5")
        self.assertEqual(inquiry.team_id, self.thermal)

    def test_the_order_of_templates_decides(self):
        first = self._create_template()
        second = self._create_template(sequence=2)
        letter = Letter(sender_email="catalogue@portal.example")
        templates = self.env["sales.inquiry.template"]

        self.assertEqual(templates._find_template(letter), first)
        first.active = False
        self.assertEqual(templates._find_template(letter), second)

    def test_dangerous_patterns_are_refused(self):
        for pattern in ("(a+)+$", "(", "x" * 400):
            with self.subTest(pattern), self.assertRaises(ValidationError):
                self._create_template(
                    line_ids=[
                        (
                            0,
                            0,
                            {
                                "field_name": "text",
                                "kind": "pattern",
                                "pattern": pattern,
                            },
                        )
                    ]
                )

    def test_a_slow_pattern_does_not_lose_the_letter(self):
        self._create_template(
            line_ids=[
                (
                    0,
                    0,
                    {
                        "field_name": "product",
                        "kind": "pattern",
                        "pattern": "(a|aa)+$",
                    },
                )
            ]
        )
        inquiry = self._process_mail(
            self._make_mail(From="catalogue@portal.example", text="a" * 3000 + "b")
        )
        self.assertTrue(inquiry)
        self.assertFalse(inquiry.product)
        notes = "".join(inquiry.message_ids.mapped("body"))
        self.assertIn("Catalogue robot", notes)
        self.assertIn("was stopped", notes)

    def test_a_slow_pattern_is_told_of_when_tried(self):
        template = self._create_template(
            line_ids=[
                Command.create(
                    {"field_name": "product", "kind": "pattern", "pattern": "(a|aa)+$"}
                )
            ]
        )
        wizard = (
            self.env["sales.inquiry.template.try"]
            .with_user(self.head)
            .create({"template_id": template.id, "text": "a" * 3000 + "b"})
        )

        wizard.action_try()

        self.assertIn("was stopped", wizard.problem)
        wizard.text = "aaa"
        wizard.action_try()
        self.assertFalse(wizard.problem)
        self.assertIn("a", wizard.line_ids.mapped("value"))

    def test_why_a_pattern_is_refused(self):
        cases = {
            "(a+)+$": "a repeat stands inside a repeat",
            "x" * 400: "longer than 300 characters",
            "a(": "see character 2",
        }
        for pattern, reason in cases.items():
            with self.subTest(reason), self.assertRaisesRegex(ValidationError, reason):
                self._create_template(
                    line_ids=[
                        Command.create(
                            {
                                "field_name": "text",
                                "kind": "pattern",
                                "pattern": pattern,
                            }
                        )
                    ]
                )

    def test_a_template_that_is_changed_counts_at_once(self):
        template = self._create_template(
            line_ids=[Command.create({"field_name": "contact_name", "labels": "Buyer"})]
        )
        key = {"From": "catalogue@portal.example", "text": "Buyer: Oleg\nMan: Ivan"}
        first = self._process_mail(self._make_mail(**key, Message_ID="<t1@x>"))
        template.line_ids.labels = "Man"
        second = self._process_mail(self._make_mail(**key, Message_ID="<t2@x>"))
        template.sender_masks = "other@*"
        third = self._process_mail(self._make_mail(**key, Message_ID="<t3@x>"))

        self.assertEqual(first.contact_name, "Oleg")
        self.assertEqual(second.contact_name, "Ivan")
        self.assertNotEqual(third.template_id, template)

    def test_a_salesperson_cannot_change_templates(self):
        template = self._create_template()
        for attempt in (
            lambda rec: rec.write({"name": "X"}),
            lambda rec: rec.unlink(),
            lambda rec: rec.copy(),
        ):
            with self.subTest(attempt), self.assertRaises(AccessError):
                attempt(template.with_user(self.seller))

    def test_a_field_needs_its_labels(self):
        with self.assertRaises(ValidationError):
            self._create_template(line_ids=[(0, 0, {"field_name": "text"})])

    def test_the_last_template_catches_all(self):
        template = self.env["sales.inquiry.template"]._find_template(
            Letter(sender_email="ivan@client.example", text="Hello")
        )
        self.assertEqual(
            template, self.env.ref("sales_process.inquiry_template_handwritten")
        )

    def test_without_any_template_letters_are_taken_in(self):
        self.env["sales.inquiry.template"].search([]).active = False
        inquiry = self._process_mail(self._make_mail())
        self.assertTrue(inquiry.lead_id)
