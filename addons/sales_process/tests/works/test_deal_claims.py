from odoo.tests import tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestDealClaims(ClaimCommon):
    """Claims on the deal and on the client."""

    def _close(self, claim):
        claim.action_examine()
        claim.with_user(self.head)._decide("refuse", self.cause, "")
        claim.action_answered()
        claim.action_close()

    def test_counts_on_the_deal_and_the_client(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client.id}
        )
        self._close(self._create_claim())
        self._create_claim(lot_id=self.lots[1].id, partner_id=contact.id)

        self.deal.invalidate_recordset()
        self.assertEqual((self.deal.claim_count, self.deal.open_claim_count), (2, 1))
        self.assertEqual(self.client.claim_count, 2)
        self.assertEqual(contact.claim_count, 1)
        domain = self.client.action_view_claims()["domain"]
        self.assertEqual(self.Claim.search_count(domain), 2)

    def test_claim_is_registered_from_the_deal(self):
        action = self.deal.action_register_claim()
        claim = (
            self.Claim.with_user(self.salesperson)
            .with_context(**action["context"])
            .create({"product_id": self.serial.id})
        )

        self.assertEqual(claim.lead_id, self.deal)
        self.assertEqual(claim.partner_id, self.client)
        self.assertEqual(self.Claim.search(action["domain"]), claim)

    def _require_claims_closed(self):
        self.env["crm.stage.requirement"].create(
            {
                "stage_id": self.deal.stage_id.id,
                "type": "check",
                "check": "claims_closed",
                "message": "Close the claims",
            }
        )

    def test_open_claim_holds_the_deal_back(self):
        self._require_claims_closed()
        claim = self._create_claim()
        self.deal.action_service_refused(self.refusal)
        self._pay(self.deal)
        self.assertStage(self.deal, "service")
        self.assertRefused(["Close the claims"], self.deal.action_next_stage)

        self._close(claim)

        self.assertStage(self.deal, "closed")

    def test_merged_deals_keep_their_claims(self):
        other = self._create_deal(name="Second")
        claim = self._create_decided_claim("refuse")
        later = self._create_claim(lot_id=False, lead_id=other.id)

        merged = (self.deal | other).sudo().merge_opportunity()

        self.assertEqual(claim.lead_id, merged)
        self.assertEqual(later.lead_id, merged)

    def test_claims_of_many_deals_are_counted_at_once(self):
        deals = self.deal | self._create_deal(name="Second")
        deals.invalidate_recordset()
        self.env.flush_all()

        with self.assertQueryCount(1):
            deals.sudo().mapped("open_claim_count")

    def test_moved_deal_takes_its_claim_along(self):
        claim = self._create_claim()

        self.deal.sudo().user_id = self.colleague

        self.assertEqual(claim.sudo().salesperson_id, self.colleague)
