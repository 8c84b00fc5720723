from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceRights(ServiceCommon):
    """Own contracts, the department, all; what each role can NOT do."""

    def setUp(self):
        super().setUp()
        self.contract = self._create_active(engineer_id=False)
        self.foreign = self._create_active(
            user=self.colleague, engineer_id=self.head.id
        )

    def _sees(self, contract, user):
        return bool(self.Contract.with_user(user).search([("id", "=", contract.id)]))

    def test_who_sees_a_contract(self):
        admin = self.env.ref("base.user_admin")
        for user, own, foreign in (
            (self.salesperson, True, False),
            (self.colleague, False, True),
            (self.head, True, True),
            (self.other_head, False, False),
            (self.engineer, True, False),
            (self.accountant, True, True),
            (self.planner, True, True),
            (admin, True, True),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(self.contract, user), own)
                self.assertEqual(self._sees(self.foreign, user), foreign)

    def test_others_see_nothing(self):
        triage = new_test_user(
            self.env, login="t_triage", groups="sales_process.group_triage"
        )
        for user in (self.stranger, triage):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.contract.with_user(user).read(["name"])

    def test_who_only_reads_changes_nothing(self):
        for user in (self.accountant, self.planner, self.engineer):
            contract = self.contract.with_user(user)
            for call in (
                lambda contract=contract: contract.write({"note": "x"}),
                contract.action_start,
                contract.action_cancel,
                contract.action_renew,
                lambda contract=contract: contract._cancel("x"),
                contract.unlink,
                lambda user=user: self._create_contract(user),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_engineer_sees_no_price(self):
        contract = self.contract.with_user(self.engineer)

        self.assertNotIn("price", contract.fields_get())
        with self.assertRaises(AccessError):
            contract.read(["price"])

    def test_others_do_not_touch_it(self):
        for user in (self.colleague, self.other_head):
            contract = self.contract.with_user(user)
            for call in (
                lambda contract=contract: contract.write({"note": "x"}),
                contract.action_renew,
                lambda contract=contract: contract._cancel("x"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_nobody_makes_contracts_for_others(self):
        with self.assertRaises(AccessError):
            self._create_contract(user_id=self.colleague.id)

    def test_forms_open_for_everybody_who_reads(self):
        for user in (
            self.salesperson,
            self.head,
            self.engineer,
            self.accountant,
            self.planner,
        ):
            with self.subTest(user=user.login):
                form = Form(self.contract.with_user(user))
                self.assertEqual(form.name, self.contract.name)

    def test_reasons_are_edited_by_the_head(self):
        reasons = self.env["sales.service.refusal"]
        self.assertTrue(reasons.with_user(self.engineer).search([]))
        reasons.with_user(self.head).create({"name": "Equipment is sold"})
        for user in (self.salesperson, self.engineer, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                reasons.with_user(user).create({"name": "x"})

    def test_wizards_are_of_salespeople(self):
        for name in ("sales.service.refuse", "sales.service.cancel"):
            for user in (self.engineer, self.accountant, self.stranger):
                with (
                    self.subTest(name=name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.env[name].with_user(user).create({})

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= other
        contract = self.Contract.create(
            {"partner_id": self.client.id, "company_id": other.id}
        )
        contracts = self.Contract.with_user(admin)

        here = contracts.with_context(allowed_company_ids=self.env.company.ids)
        there = contracts.with_context(allowed_company_ids=other.ids)

        self.assertFalse(here.search([("id", "=", contract.id)]))
        self.assertTrue(there.search([("id", "=", contract.id)]))
