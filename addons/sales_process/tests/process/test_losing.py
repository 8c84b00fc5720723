from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestLosing(DealCommon):
    """Reason and competitor on every way; what follows from a loss."""

    def _by_button(self, deal, **values):
        deal.action_set_lost(**values)

    def _by_wizard(self, deal, **values):
        wizard = self.env["crm.lead.lost"].with_user(self.salesperson)
        wizard.create(
            {"lead_ids": [(6, 0, deal.ids)], **values}
        ).action_lost_reason_apply()

    def _by_archive(self, deal, **values):
        deal.write(values)
        deal.action_archive()

    def _by_write(self, deal, **values):
        deal.write({"active": False, "probability": 0, **values})

    def _by_rpc(self, deal, **values):
        call_kw(
            self.env["crm.lead"].with_user(self.salesperson),
            "write",
            [deal.ids, {"active": False, "probability": 0, **values}],
            {},
        )

    def _by_import(self, deal, **values):
        self.env["ir.model.data"].create(
            {"module": "__export__", "name": "lost", "model": "crm.lead",
             "res_id": deal.id}
        )  # fmt: skip
        columns = ["id", "active", *(f"{name}/.id" for name in values)]
        row = ["__export__.lost", "False", *map(str, values.values())]
        result = self.env["crm.lead"].with_user(self.salesperson).load(columns, [row])
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    WAYS = ("button", "wizard", "archive", "write", "rpc", "import")

    def test_reason_and_competitor_on_every_way(self):
        both = {
            "lost_reason_id": self.lost_reason.id,
            "competitor_id": self.competitor.id,
        }
        for way in self.WAYS:
            deal = self._create_deal(name=f"Deal {way}")
            lose = getattr(self, f"_by_{way}")
            for missing in both:
                given = {name: value for name, value in both.items() if name != missing}
                with (
                    self.subTest(way=way, missing=missing),
                    self.assertRaises(UserError) as refusal,
                    self.env.cr.savepoint(),
                ):
                    lose(deal, **given)
                self.env.invalidate_all()
                word = "reason" if missing == "lost_reason_id" else "competitor"
                self.assertIn(word, str(refusal.exception))
                self.assertTrue(deal.active)
            with self.subTest(way=way):
                lose(deal, **both)
                self.assertFalse(deal.active)
                self.assertEqual(deal.log_ids.filtered("date_out")[:1].outcome, "lost")
                self.assertFalse(deal.log_ids.filtered(lambda row: not row.date_out))

    def test_wizard_knows_the_competitor_of_the_deal(self):
        deal = self._create_deal(competitor_id=self.competitor.id)
        wizard = Form(
            self.env["crm.lead.lost"]
            .with_user(self.salesperson)
            .with_context(default_lead_ids=deal.ids)
        )
        self.assertEqual(wizard.competitor_id, self.competitor)
        wizard.lost_reason_id = self.lost_reason
        wizard.competitor_price = 900
        wizard.save().action_lost_reason_apply()

        self.assertEqual(deal.competitor_price, 900)

    def test_won_deal_is_not_put_away(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])

        self.assertRefused(["not closed yet"], deal.action_archive)

    def test_closed_deal_may_be_put_away(self):
        deal = self._create_deal()
        closed = self.env.ref("sales_process.stage_closed")
        closed.requirement_ids.unlink()
        deal.with_user(self.head).with_context(sales_process_override="Old").write(
            {"stage_id": closed.id}
        )

        deal.action_archive()

        self.assertFalse(deal.active)

    def test_rejected_by_triage_is_no_loss(self):
        lead = self._create_lead()

        lead.write({"active": False, "is_not_lead": True})

        self.assertEqual(lead.won_status, "pending")
        deal = self._create_deal()
        self.assertRefused(
            ["choose the reason"], deal.write, {"active": False, "is_not_lead": True}
        )

    def test_tasks_that_end_are_named(self):
        deal = self._create_deal()
        deal.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Call about the price",
            user_id=self.salesperson.id,
        )

        self._lose(deal)

        bodies = " ".join(deal.message_ids.mapped("body"))
        self.assertIn("Call about the price", bodies)
        self.assertEqual(
            deal.activity_ids.activity_type_id,
            self.env.ref("sales_process.mail_activity_type_check_work"),
        )

    def test_restored_deal_goes_on(self):
        deal = self._create_deal()
        self._lose(deal)

        deal.action_restore()

        self.assertTrue(deal.active)
        self.assertStage(deal, "selection")
        self.assertEqual(len(deal.log_ids.filtered(lambda row: not row.date_out)), 1)
        self.assertEqual(deal.stage_log_id, deal.log_ids.filtered(
            lambda row: not row.date_out))  # fmt: skip
        self.assertTrue(deal.stage_deadline)

    def test_teams_of_others_lose_as_in_core(self):
        team = self.env["crm.team"].create({"name": "Other"})
        lead = self.env["crm.lead"].create(
            {"name": "Foreign", "type": "opportunity", "team_id": team.id}
        )

        lead.action_set_lost()

        self.assertEqual(lead.won_status, "lost")

    def test_fifty_deals_are_lost_at_once(self):
        deals = self.env["crm.lead"].concat(
            *(self._create_deal(name=f"Deal {n}") for n in range(50))
        )
        self.assertRefused(["“Deal 0”", "“Deal 49”"], deals.action_set_lost)

        self._lose(deals)

        self.assertFalse(deals.filtered("active"))
        self.assertFalse(deals.log_ids.filtered(lambda row: not row.date_out))
