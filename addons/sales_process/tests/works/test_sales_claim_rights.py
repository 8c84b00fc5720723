from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestSalesClaimRights(ClaimCommon):
    """Own, the department, all; what each role can NOT do."""

    def setUp(self):
        super().setUp()
        self.claim = self._create_claim(user_id=self.head.id)

    def _sees(self, claim, user):
        return bool(self.Claim.with_user(user).search([("id", "=", claim.id)]))

    def test_who_sees_a_claim(self):
        admin = self.env.ref("base.user_admin")
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (admin, True),
            (self.accountant, True),
            (self.planner, True),
            (self.colleague, False),
            (self.other_head, False),
            (self.engineer, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(self.claim, user), sees)

    def test_others_see_nothing(self):
        triage = new_test_user(
            self.env, login="t_triage", groups="sales_process.group_triage"
        )
        portal = new_test_user(
            self.env, login="t_portal", groups="base.group_portal", lang="en_US"
        )
        for user in (self.stranger, triage, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.claim.with_user(user).read(["name"])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Claim.with_user(user).create({"partner_id": self.client.id})

    def test_reading_by_id_is_refused(self):
        for user in (self.colleague, self.other_head, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.claim.with_user(user).read(["name"])

    def test_readers_change_nothing(self):
        for user in (self.accountant, self.planner):
            claim = self.claim.with_user(user)
            for call in (
                lambda claim=claim: claim.write({"description": "x"}),
                claim.action_examine,
                claim.unlink,
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_claim(user=user)

    def test_readers_do_not_carry_out(self):
        claim = self._create_decided_claim("repair", lot_id=self.lots[1].id)
        for name in (
            "action_close",
            "action_make_return",
            "action_make_repair",
            "action_answered",
            "action_find_purchase",
            "action_claim_supplier",
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(claim.with_user(self.accountant), name)()

    def test_salesperson_registers_only_for_own_deals(self):
        for user in (self.colleague, self.other_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_claim(user=user)
        with self.assertRaises(AccessError):
            self._create_claim(user=self.colleague, user_id=self.colleague.id)
        with self.assertRaises(AccessError):
            self._create_claim().unlink()

    def test_salesperson_examines_what_he_is_given(self):
        self.claim.with_user(self.head).user_id = self.colleague

        self.claim.with_user(self.colleague).action_examine()

        self.assertEqual(self.claim.state, "examined")

    def test_engineer_examines_own_and_free_claims(self):
        free = self._create_claim(lot_id=self.lots[1].id)
        own = self._create_claim(user_id=self.engineer.id)
        engineer = self.Claim.with_user(self.engineer)
        mine = (free | own | self.claim).ids
        self.assertEqual(engineer.search([("id", "in", mine)]), free | own)

        free.with_user(self.engineer).action_examine()

        self.assertEqual(free.user_id, self.engineer)
        with self.assertRaises(AccessError):
            own.with_user(self.engineer).unlink()

    def test_engineer_registers_and_carries_out(self):
        """Without rights on deals, orders and the stock."""
        claim = self._create_claim(user=self.engineer, lot_id=self.lots[1].id)
        self.assertEqual(claim.lead_id.id, self.deal.id)
        claim.action_examine()
        claim.with_user(self.head)._decide("take_back", self.cause, "")

        action = claim.action_make_return()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(claim.action_make_repair()["tag"], "display_notification")
        self._receive_return(claim)
        claim.action_close()

        self.assertEqual(claim.state, "closed")

    def test_forms_open_for_everybody_who_reads(self):
        claim = self._create_decided_claim("repair", user_id=self.engineer.id)
        for user in (
            self.salesperson,
            self.head,
            self.engineer,
            self.accountant,
            self.planner,
        ):
            with self.subTest(user=user.login):
                form = Form(claim.with_user(user))
                self.assertEqual(form.lot_id.display_name, self.lots[0].name)

    def test_engineer_fills_in_the_form(self):
        form = Form(self.Claim.with_user(self.engineer))
        form.lot_id = self.lots[1]
        form.description = "It leaks"

        claim = form.save()

        self.assertEqual(claim.lead_id.id, self.deal.id)

    def test_head_of_another_department_does_nothing(self):
        self.claim.action_examine()
        claim = self.claim.with_user(self.other_head)
        for call in (
            claim.action_decide,
            claim.action_make_return,
            lambda: claim.write({"conclusion": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_wizards_are_of_the_head_only(self):
        for name in ("sales.claim.decide", "sales.claim.reopen"):
            for user in (self.salesperson, self.engineer, self.accountant):
                with (
                    self.subTest(name=name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.env[name].with_user(user).create({"claim_id": self.claim.id})

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= other
        claim = self.Claim.create(
            {"partner_id": self.client.id, "company_id": other.id}
        )
        claims = self.Claim.with_user(admin)

        here = claims.with_context(allowed_company_ids=self.env.company.ids)
        there = claims.with_context(allowed_company_ids=other.ids)

        self.assertFalse(here.search([("id", "=", claim.id)]))
        self.assertTrue(there.search([("id", "=", claim.id)]))

    def test_causes_are_edited_by_the_head(self):
        causes = self.env["sales.claim.cause"]
        self.assertTrue(causes.with_user(self.engineer).search([]))
        causes.with_user(self.head).create({"name": "Act of God"})
        for user in (self.salesperson, self.engineer, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                causes.with_user(user).create({"name": "x"})

    def test_who_knows_nothing_of_claims_makes_a_return(self):
        """A storekeeper outside the sales process returns goods as core lets him."""
        storekeeper = new_test_user(
            self.env, login="t_store", groups="stock.group_stock_user"
        )
        shipped = self.order.picking_ids
        picking = shipped.with_user(storekeeper)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(storekeeper)
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = 1

        made = wizard.action_create_returns()

        back = self.env["stock.picking"].browse(made["res_id"])
        self.assertEqual(back.return_id, shipped)
        self.assertFalse(back.claim_id)
