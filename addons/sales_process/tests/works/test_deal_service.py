from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..service_common import ServiceCommon

OFFER = "mail_activity_type_offer_service"
CONCLUDE = "mail_activity_type_service_contract"


@tagged("post_install", "-at_install")
class TestDealService(ServiceCommon):
    """What the client says about service, and what follows from it (R101)."""

    def setUp(self):
        super().setUp()
        self.deal = self._create_served_deal()

    def _open_contract(self):
        action = self.deal.action_service_contract()
        return Form(
            self.Contract.with_user(self.salesperson).with_context(action["context"])
        )

    def test_contract_is_filled_in_from_the_deal(self):
        self.deal.action_service_agreed()

        form = self._open_contract()
        contract = form.save()

        self.assertEqual(contract.partner_id, self.client)
        self.assertEqual(contract.lead_id, self.deal)
        self.assertEqual(contract.order_id, self.deal.order_ids)
        self.assertEqual(contract.lot_ids, self.lots[:2])
        self.assertEqual(contract.user_id, self.salesperson)
        self.assertEqual(contract.team_id, self.team)
        self.assertEqual(contract.price, 0)

    def test_started_contract_moves_the_deal_on(self):
        self.deal.action_service_agreed()
        self.assertEqual(self._get_tasks(self.deal, CONCLUDE).user_id, self.salesperson)
        contract = self._open_contract().save()
        self.assertEqual(self.deal.service_state, "agreed")
        self.assertStage(self.deal, "service")
        self._pay(self.deal)

        contract.action_start()

        self.assertEqual(self.deal.service_state, "contract")
        self.assertFalse(self._get_tasks(self.deal, CONCLUDE))
        self.assertStage(self.deal, "closed")
        self.assertEqual(self.deal.service_contract_count, 1)

    def test_button_opens_the_draft_that_is_there(self):
        self.deal.action_service_agreed()
        contract = self._open_contract().save()

        action = self.deal.action_service_contract()

        self.assertEqual(action["res_id"], contract.id)

    def test_contract_needs_agreement(self):
        self.assertRefused(["agreed"], self.deal.action_service_contract)

    def test_refusal_asks_for_the_reason(self):
        action = self.deal.action_service_refused()
        self.assertEqual(self.deal.service_state, "todo")
        form = Form(
            self.env["sales.service.refuse"]
            .with_user(self.salesperson)
            .with_context(action["context"])
        )
        self.assertEqual(form.remind_on, self.today + relativedelta(months=6))
        form.refusal_id = self.reason
        form.comment = "Next year perhaps"

        form.save().action_refuse()

        self.assertEqual(self.deal.service_state, "refused")
        self.assertEqual(self.deal.service_refusal_id, self.reason)
        self.assertEqual(self.deal.service_refusal_note, "Next year perhaps")
        self.assertFalse(self._get_tasks(self.deal, OFFER))

    def test_day_to_offer_again_is_still_to_come(self):
        wizard = self.env["sales.service.refuse"].with_user(self.salesperson)
        refusal = wizard.create(
            {
                "lead_ids": self.deal.ids,
                "refusal_id": self.reason.id,
                "remind_on": self.today,
            }
        )

        self.assertRefused(["still to come"], refusal.action_refuse)

    def test_months_until_it_is_offered_again(self):
        for months, expected in (
            (0, False),
            (2, self.today + relativedelta(months=2)),
        ):
            self.env["sales.settings"]._set_values({"service_remind_months": months})
            with self.subTest(months=months):
                lead = self.env["crm.lead"]
                self.assertEqual(lead._get_service_remind_date(), expected)

    def test_client_changes_his_mind(self):
        self.deal.action_service_refused(self.reason.id)
        self._pay(self.deal)
        self.assertStage(self.deal, "closed")

        self.deal.action_service_agreed()

        self.assertEqual(self.deal.service_state, "agreed")
        self.assertFalse(self.deal.service_refusal_id)
        self.assertFalse(self.deal.service_remind_date)
        self.assertStage(self.deal, "closed")
        self.deal.action_service_refused(self.reason)
        self.assertEqual(self.deal.service_state, "refused")
        self.assertFalse(self._get_tasks(self.deal, CONCLUDE))

    def test_answers_are_not_written_by_hand(self):
        for values in (
            {"service_state": "contract"},
            {"service_refusal_id": self.reason.id},
            {"service_reminded_on": self.today},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.deal.write(values)
        with self.assertRaises(UserError):
            self.env["crm.lead"].with_user(self.salesperson).create(
                {"name": "Lead", "service_state": "contract"}
            )

    def test_concluded_is_not_refused(self):
        self.deal.action_service_agreed()
        self._open_contract().save().action_start()

        for call in (
            self.deal.action_service_agreed,
            lambda: self.deal.action_service_refused(self.reason),
            self.deal.action_service_offered,
        ):
            with self.subTest(call=call):
                self.assertRefused(["answered"], call)

    def test_cancelled_contract_keeps_the_answer(self):
        self.deal.action_service_agreed()
        contract = self._open_contract().save()
        contract.action_start()

        contract._cancel("The plant is closed")

        self.assertTrue(self.deal._passes_service_answered())

    def _remind(self, days):
        self.deal.sudo().service_remind_date = self.today + timedelta(days=days)
        self.env["crm.lead"]._cron_service_remind()
        return self._get_tasks(self.deal, OFFER)

    def test_offered_again_once_also_when_closed(self):
        self.deal.action_service_refused(self.reason)
        self._pay(self.deal)
        self.assertStage(self.deal, "closed")
        self.assertFalse(self._remind(1))

        task = self._remind(0)
        again = self._remind(0)

        self.assertEqual(task, again)
        self.assertEqual(
            (task.user_id, task.summary), (self.salesperson, "Offer service again")
        )

    def test_offered_again_by_the_keeper_of_the_client(self):
        self.deal.action_service_refused(self.reason)
        self.client.user_id = self.colleague

        self.assertEqual(self._remind(0).user_id, self.colleague)

    def test_offered_again_by_the_head_when_the_salesperson_has_left(self):
        self.deal.action_service_refused(self.reason)
        self.salesperson.active = False

        self.assertEqual(self._remind(-3).user_id, self.head)

    def test_not_offered_again_without_a_day(self):
        self.deal.action_service_refused(self.reason, remind_on=False)

        self.env["crm.lead"]._cron_service_remind()

        self.assertFalse(self._get_tasks(self.deal, OFFER))

    def test_a_new_refusal_is_reminded_anew(self):
        self.deal.action_service_refused(self.reason)
        self._remind(0)
        self.deal.action_service_agreed()
        self.deal.action_service_refused(self.reason)
        self.assertFalse(self._get_tasks(self.deal, OFFER))

        self.assertTrue(self._remind(0))

    def test_returned_serial_is_not_under_contract(self):
        picking = self.deal.sudo().order_ids.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.move_line_ids.lot_id = self.lots[1]
        back.move_ids.write({"quantity": 1, "picked": True})
        back.move_ids.move_line_ids.lot_id = self.lots[1]
        back.button_validate()

        self.assertEqual(self.deal.sudo()._get_shipped_lots(), self.lots[0])

    def test_merged_leads_keep_their_contracts(self):
        contract = self._create_contract(lead_id=self.deal.id)
        other = self._create_deal()

        other.sudo()._merge_dependences(self.deal.sudo())

        self.assertEqual(contract.lead_id, other)
