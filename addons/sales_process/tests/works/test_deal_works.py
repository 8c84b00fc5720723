from odoo.tests import tagged

from ..deal_common import DealCommon


@tagged("post_install", "-at_install")
class TestDealWorks(DealCommon):
    def _create_shipped_deal(self, equipment):
        deal = self._create_agreed_deal([(self.stocked, 1)], equipment)
        self._ship(deal)
        return deal

    def test_certification_only_for_types_that_need_it(self):
        pump = self._create_shipped_deal(self.pump)
        chamber = self._create_shipped_deal(self.chamber)

        self.assertStage(pump, "service")
        self.assertFalse(pump.work_ids)
        self.assertStage(chamber, "certification")
        self.assertEqual(chamber.work_ids.kind, "certification")

    def test_unfit_equipment_does_not_move_on(self):
        deal = self._create_shipped_deal(self.chamber)
        work = deal.sudo().work_ids

        work.write({"result": "unfit", "failure_reason": "It leaks"})
        work.action_done()

        self.assertStage(deal, "certification")

    def test_works_move_the_deal(self):
        deal = self._create_shipped_deal(self.chamber)
        certification = deal.sudo().work_ids
        certification.write(
            {
                "protocol_no": "1",
                "protocol_date": "2026-01-10",
                "certificate_no": "A-1",
                "result": "fit",
            }
        )
        certification.action_done()
        self.assertStage(deal, "installation")
        commissioning = deal.sudo().work_ids - certification
        self.assertEqual(commissioning.kind, "commissioning")
        self.assertEqual(commissioning.address_id, deal.order_ids.partner_shipping_id)
        self.assertIn("stocked", commissioning.line_ids.name)

        commissioning.action_start()
        commissioning.action_done()
        self.assertStage(deal, "installation")
        commissioning._sign("Client", False)

        self.assertStage(deal, "service")

    def test_service_is_offered_answered_and_contracted(self):
        deal = self._create_shipped_deal(self.pump)
        self.assertEqual(deal.service_state, "todo")
        offer = self.env.ref("sales_process.mail_activity_type_offer_service")
        self.assertIn(offer, deal.activity_ids.activity_type_id)

        deal.action_service_agreed()
        contract = self.env.ref("sales_process.mail_activity_type_service_contract")
        self.assertEqual(deal.activity_ids.activity_type_id, contract)
        self.assertFalse(deal._passes_service_answered())
        self._conclude_service(deal)

        self.assertEqual(deal.service_state, "contract")
        self.assertFalse(deal.activity_ids)

    def test_answer_is_given_once(self):
        deal = self._create_shipped_deal(self.pump)
        deal.action_service_refused(self.refusal)

        self.assertRefused(["answered"], deal.action_service_refused)

    def test_deal_closes_with_the_payment(self):
        deal = self._create_shipped_deal(self.pump)
        deal.action_service_refused(self.refusal)
        self.assertRefused(["payment"], deal.action_close)

        self._pay(deal)

        self.assertStage(deal, "closed")

    def test_unpaid_part_keeps_the_deal_open(self):
        deal = self._create_shipped_deal(self.pump)
        deal.action_service_refused(self.refusal)
        invoice = deal.sudo().order_ids._create_invoices()
        invoice.action_post()

        self.env["account.payment.register"].with_context(
            active_model="account.move",
            active_ids=invoice.ids,
        ).create({"amount": 1})._create_payments()

        self.assertEqual(invoice.payment_state, "partial")
        self.assertStage(deal, "service")
