from odoo.tests import tagged

from ..work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestCertificationOrder(WorkCommon):
    """Equipment that is certified where it stands is installed first."""

    def _walk(self, deal):
        """Kinds of the stages of the deal from the shipping on."""
        kinds = []
        while deal.stage_id.kind != "service":
            kinds.append(deal.stage_id.kind)
            self._finish_works(deal)
            self.assertNotEqual(deal.stage_id.kind, kinds[-1], "the deal has not moved")
        return kinds

    def test_the_whole_way_is_walked_in_both_orders(self):
        for order, expected in (
            ("before", ["certification", "installation"]),
            ("after", ["installation", "certification"]),
        ):
            with self.subTest(order=order):
                self.chamber.certification_order = order
                deal = self._create_shipped_deal()

                self.assertEqual(self._walk(deal), expected)

                stays = deal.sudo().log_ids.sorted("id").mapped("stage_id.kind")
                self.assertEqual(stays[-3:], [*expected, "service"])

    def test_the_way_is_shown_in_its_order(self):
        self.chamber.certification_order = "after"

        deal = self._create_deal(self.chamber)

        kinds = deal.process_stage_ids.mapped("kind")
        self.assertLess(kinds.index("installation"), kinds.index("certification"))

    def test_one_type_that_says_after_decides(self):
        after = self.chamber.copy(
            {"name": "Stationary", "certification_order": "after"}
        )
        plain = self.pump.copy({"name": "Plain", "certification_order": "after"})

        for types, expected in (
            (self.chamber, "before"),
            (self.chamber | after, "after"),
            (self.chamber | plain, "before"),  # it is not certified at all
            (self.pump, "before"),
        ):
            with self.subTest(types=types.mapped("name")):
                deal = self._create_deal(types)
                self.assertEqual(deal.certification_order, expected)

    def test_the_order_is_settled_once_the_deal_is_there(self):
        deal = self._create_shipped_deal()
        self.assertStage(deal, "certification")

        self.chamber.certification_order = "after"

        self.assertEqual(deal.certification_order, "before")
        self._finish_works(deal)
        self.assertStage(deal, "installation")

    def test_a_deal_on_its_way_there_follows_the_new_order(self):
        deal = self._create_agreed_deal([(self.stocked, 1)], self.chamber)

        self.chamber.certification_order = "after"
        self._ship(deal)

        self.assertStage(deal, "installation")

    def test_certification_after_installation_is_not_skipped(self):
        self.chamber.certification_order = "after"
        deal = self._create_shipped_deal()
        service = deal.process_stage_ids.filtered(lambda stage: stage.kind == "service")

        self.assertRefused(
            ["act signed", "certification"],
            deal.write,
            {"stage_id": service.id},
        )

    def test_going_back_is_going_back_in_the_order_of_the_deal(self):
        self.chamber.certification_order = "after"
        deal = self._create_shipped_deal()
        self._finish_works(deal)
        self.assertStage(deal, "certification")
        installation = deal.process_stage_ids.filtered(
            lambda stage: stage.kind == "installation"
        )

        deal.with_user(self.head).stage_id = installation

        self.assertTrue(deal.stage_held)

    def test_a_type_that_is_not_certified_any_more_takes_the_stage_away(self):
        self.chamber.certification_order = "after"
        deal = self._create_shipped_deal()
        self._finish_works(deal)
        self.assertStage(deal, "certification")

        self.chamber.needs_certification = False
        deal.sudo()._advance()

        self.assertStage(deal, "service")

    def test_the_head_lets_a_deal_through_to_what_is_next_for_it(self):
        self.chamber.certification_order = "after"
        deal = self._create_shipped_deal()

        decide = self.env["crm.stage.decide"].create(
            {"lead_ids": [(6, 0, deal.ids)], "kind": "override"}
        )

        self.assertEqual(
            decide.allowed_stage_ids.mapped("kind"),
            ["certification", "service", "closed"],
        )
