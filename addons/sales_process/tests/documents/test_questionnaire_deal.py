from odoo.fields import Command
from odoo.tests import tagged

from ..questionnaire_common import QuestionnaireCommon


@tagged("post_install", "-at_install")
class TestQuestionnaireDeal(QuestionnaireCommon):
    """What a deal does with questionnaires: makes, waits for, finds, hands on."""

    def setUp(self):
        super().setUp()
        self.other = self._create_template(
            "Chamber questions",
            self.chamber,
            [{"kind": "section", "name": "Size"}, {"name": "Volume", "unit": "L"}],
        )

    # ---- making --------------------------------------------------------------------

    def test_the_button_makes_one_for_each_equipment_type(self):
        deal = self._create_deal(self.pump | self.chamber)
        made = self._make(deal)

        self.assertEqual(made.template_id, self.template | self.other)
        self.assertEqual(deal.questionnaire_count, 2)
        self.assertRefused(["already"], deal.action_make_questionnaires)
        self.assertEqual(len(deal.questionnaire_ids), 2)

    def test_the_button_makes_what_is_missing(self):
        deal = self._create_deal()
        first = self._make(deal)
        deal.equipment_type_ids = [Command.link(self.chamber.id)]
        self.assertEqual(len(self._make(deal)), 2)

        first.action_outdate()
        self.assertEqual(len(self._make(deal)), 3)

    def test_one_more_of_the_same_is_made_by_hand(self):
        deal = self._create_deal()
        self._make(deal)
        self.env["sales.questionnaire"].with_user(self.salesperson).create(
            {"lead_id": deal.id, "template_id": self.template.id}
        )

        self.assertEqual(len(deal.questionnaire_ids), 2)
        self.assertEqual(
            deal.action_view_questionnaires()["domain"], [("lead_id", "=", deal.id)]
        )

    def test_the_button_says_what_is_missing_to_press_it(self):
        deal = self._create_deal()
        deal.sudo().equipment_type_ids = False
        self.assertRefused(["type of equipment"], deal.action_make_questionnaires)

        bare = self.env["sales.equipment.type"].create({"name": "Bare thing"})
        deal.sudo().equipment_type_ids = bare
        self.assertRefused(["Bare thing", "head"], deal.action_make_questionnaires)

    def test_one_questionnaire_opens_at_once(self):
        deal = self._create_deal()
        made = self._make(deal)

        self.assertEqual(deal.action_view_questionnaires()["res_id"], made.id)

    # ---- the block of the offer ----------------------------------------------------

    def test_rows_of_the_offer(self):
        deal = self._create_deal()
        questionnaire = self._make(deal)
        self._answer(questionnaire, Pressure="5", Medium="air")
        self.assertEqual(deal._get_questionnaire_rows(), [])

        questionnaire.action_fill()

        self.assertEqual(
            deal._get_questionnaire_rows(),
            [
                {"section": "Vacuum", "name": "Pressure", "value": "5", "unit": "Pa"},
                {"section": "Rest", "name": "Medium", "value": "air", "unit": ""},
            ],
        )
        questionnaire.action_outdate()
        self.assertEqual(deal._get_questionnaire_rows(), [])

    def test_rows_of_several_questionnaires_say_of_which_they_are(self):
        deal = self._create_deal(self.pump | self.chamber)
        made = self._make(deal)
        pump = made.filtered(lambda one: one.template_id == self.template)
        self._fill(pump)
        chamber = made - pump
        self._answer(chamber, Volume="100")
        chamber.action_fill()

        self.assertEqual(
            {row["section"] for row in deal._get_questionnaire_rows()},
            {
                "Pump questions. Vacuum",
                "Pump questions. Rest",
                "Chamber questions. Size",
            },
        )

    # ---- searching -----------------------------------------------------------------

    def _search(self, operator, value):
        deals = self.env["crm.lead"].with_user(self.salesperson)
        domain = [
            ("questionnaire_answers", operator, value),
            ("id", "in", self.deals.ids),
        ]
        return deals.search(domain)

    def test_deals_are_found_by_answers(self):
        found, other, bare = (self._create_deal() for _number in range(3))
        self.deals = found | other | bare
        self._answer(self._make(found), Medium="Argon and dust", Pressure="5")
        self._answer(self._make(other), Medium="Air")

        self.assertEqual(self._search("ilike", "argon"), found)
        self.assertEqual(self._search("ilike", "Pressure: 5"), found)
        self.assertEqual(self._search("not ilike", "argon"), other | bare)
        self.assertEqual(self._search("=", False), bare)
        self.assertEqual(self._search("!=", False), found | other)
        self.assertEqual(self._search("=", "Medium: Air"), other)
        self.assertIn("Medium: Argon and dust", found.questionnaire_answers)
        self.assertIn("Pressure: 5 Pa", found.questionnaire_answers)
        self.assertFalse(bare.questionnaire_answers)

        found.questionnaire_ids.action_outdate()
        self.assertFalse(self._search("ilike", "argon"))
        self.assertFalse(found.questionnaire_answers)

    # ---- the check -----------------------------------------------------------------

    def _demand(self):
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.env.ref("sales_process.stage_selection").id,
                "type": "check",
                "check": "questionnaire_filled",
                "message": "Get the questionnaire filled in",
            }
        )

    def test_a_stage_waits_for_the_questionnaires(self):
        self._demand()
        deal = self._create_deal(self.pump | self.chamber)
        self._create_quotation(deal, [(self.stocked, 1)])
        self.assertRefused(
            ["Get the questionnaire", "Pump questions", "Chamber questions"],
            deal.action_agree,
        )

        made = self._make(deal)
        pump = made.filtered(lambda one: one.template_id == self.template)
        self._fill(pump)
        self.assertRefused(["Chamber questions"], deal.action_agree)
        (made - pump).action_fill()

        deal.action_agree()
        self.assertNotEqual(deal.stage_id.kind, "selection")

    def test_what_passes_the_check(self):
        bare = self.env["sales.equipment.type"].create({"name": "Bare"})
        deal, nothing = self._create_deal(), self._create_deal(bare)
        both = (deal | nothing).sudo()

        self.assertEqual(both._passes_questionnaire_filled(), nothing.sudo())
        self._fill(self._make(deal))
        self.assertEqual(both._passes_questionnaire_filled(), both)
        since = both._since_questionnaire_filled()
        self.assertEqual(since[deal.id], deal.questionnaire_ids.date_filled)
        self.assertLess(since[nothing.id], since[deal.id])

    def test_the_check_costs_the_same_for_many_deals(self):
        deals = self.env["crm.lead"].union(
            *(self._create_deal().sudo() for _number in range(6))
        )
        for deal in deals:
            self._make(deal)
        self._fill(deals[0].with_user(self.salesperson).questionnaire_ids)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records._passes_questionnaire_filled()
            return self.cr.sql_log_count - before

        count(deals[:1])
        self.assertEqual(count(deals[:2]), count(deals))

    # ---- merging -------------------------------------------------------------------

    def test_questionnaires_of_merged_leads_move_to_the_one_that_stays(self):
        stays, goes = self._create_deal(), self._create_deal()
        made = self._fill(self._make(goes))

        (stays | goes).sudo().with_user(self.head).merge_opportunity()

        self.assertEqual(made.sudo().lead_id, (stays | goes).sudo().exists())
        self.assertEqual(made.sudo().state, "filled")
