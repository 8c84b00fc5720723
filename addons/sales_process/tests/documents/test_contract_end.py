from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from ...models.documents.sales_contract_cron import RENEW
from .contract_common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractEnd(ContractCommon):
    """The end is announced; then the contract goes on or is ended."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()

    def _create_signed(self, days, **values):
        contract = self._create_contract(
            date=self.today - timedelta(days=400),
            date_end=self.today + timedelta(days=days),
            **values,
        )
        contract.action_sign()
        return contract

    def _run(self):
        """The scheduled action, without its commits."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=1.0):
            self.env["sales.contract"]._cron_contracts()
        self.env.invalidate_all()

    def _get_tasks(self, contract):
        return contract.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref(RENEW)
        )

    def test_end_is_announced_once(self):
        contract = self._create_signed(20)
        self._run()
        self._run()

        task = self._get_tasks(contract)
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(task.date_deadline, contract.date_end)
        self.assertIn("prolong it", task.summary)
        self.assertEqual(contract.days_left, 20)

    def test_end_that_is_put_off_is_announced_anew(self):
        contract = self._create_signed(20)
        self._run()
        self._get_tasks(contract).unlink()
        contract.sudo().write(
            {
                "date_told": self.today - timedelta(days=300),
                "date_end": self.today + timedelta(days=25),
            }
        )
        self._run()
        self.assertTrue(self._get_tasks(contract))

    def test_who_is_not_told(self):
        early = self._create_signed(31)
        endless = self._create_contract()
        endless.action_sign()
        draft = self._create_contract(date_end=self.today + timedelta(days=5))
        self._run()
        for contract in (early, endless, draft):
            self.assertFalse(self._get_tasks(contract))

    def test_own_notice(self):
        contract = self._create_signed(31, notice_days=60)
        self._run()
        self.assertTrue(self._get_tasks(contract))

    def test_over_is_ended(self):
        contract = self._create_signed(-1)
        self._run()
        self.assertEqual(contract.state, "ended")

    def test_prolonged_by_itself_goes_on_for_a_year(self):
        contract = self._create_signed(-1, auto_renew=True)
        end = contract.date_end
        self._run()

        self.assertEqual(contract.state, "signed")
        self.assertEqual(contract.date_end, end + relativedelta(years=1))

    def test_prolonging_is_announced_too(self):
        contract = self._create_signed(10, auto_renew=True)
        self._run()
        self.assertIn("whether it suits", self._get_tasks(contract).summary)

    def test_ended_by_hand_needs_no_task(self):
        contract = self._create_signed(20)
        self._run()
        contract.action_end()
        self.assertEqual(contract.state, "ended")
        self.assertFalse(self._get_tasks(contract))

    def test_one_failing_contract_does_not_stop_the_others(self):
        contracts = self._create_signed(-1) | self._create_signed(-2)
        model = type(contracts)
        finish, first = model._finish_term, contracts[0]

        def fail(contract):
            if contract.id == first.id:
                raise ValueError("broken")
            return finish(contract)

        self.patch(model, "_finish_term", fail)
        with self.assertLogs("odoo.addons.sales_process", "ERROR"):
            self._run()

        self.assertEqual(contracts.mapped("state"), ["signed", "ended"])
