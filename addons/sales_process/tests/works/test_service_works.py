from datetime import timedelta

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceWorks(ServiceCommon):
    """Periodic works: each once, never for what is over, no flood after a downtime."""

    def _works(self, contract):
        return contract.sudo().work_ids.sorted("contract_date")

    def test_work_is_made_before_its_date(self):
        contract = self._create_active(lead_days=14)
        self.assertFalse(self._works(contract))

        self._shift(contract, date_first=14)
        self.Contract._cron_contracts()
        self.Contract._cron_contracts()

        work = self._works(contract)
        self.assertEqual(len(work), 1)
        self.assertEqual(work.contract_date, self.today + timedelta(days=14))
        self.assertEqual(
            (work.kind, work.state, work.engineer_id, work.lot_ids),
            ("service", "draft", self.engineer, self.lots[0]),
        )
        self.assertEqual(work.date_planned.date(), work.contract_date)
        self.assertEqual(work.activity_ids.user_id, self.salesperson)

    def test_first_works_are_at_the_end_of_the_first_period(self):
        contract = self._create_contract()

        self.assertEqual(
            contract.date_first,
            self.today + relativedelta(months=3) - timedelta(days=1),
        )
        self.assertEqual(contract.next_work_date, contract.date_first)

    def test_on_call_makes_no_works(self):
        contract = self._create_active(period_months=0, lead_days=1000)

        self.Contract._cron_contracts()

        self.assertFalse(contract.date_first)
        self.assertFalse(self._works(contract))

    def test_contract_that_is_over_makes_no_works(self):
        ended, cancelled = self._create_active(), self._create_active()
        draft = self._create_contract(lead_days=1000)
        cancelled._cancel("Moved away")
        self._shift(ended, date_start=-9, date_first=-1, date_end=-1)
        self.Contract._cron_contracts()
        contracts = ended | cancelled | draft
        before = self._works(contracts)
        contracts.sudo().write({"lead_days": 1000})

        self.Contract._cron_contracts()

        self.assertEqual(self._works(contracts), before)
        self.assertFalse(self._works(cancelled | draft))

    def test_downtime_gives_one_work_and_a_note(self):
        contract = self._create_contract(period_months=1)
        self._shift(contract, date_start=-130, date_first=-100)

        contract.action_start()
        self.Contract._cron_contracts()

        over = self._works(contract).filtered(lambda w: w.contract_date < self.today)
        self.assertEqual(len(over), 1)
        notes = contract.message_ids.filtered(lambda m: "No works were made" in m.body)
        self.assertEqual(len(notes), 1)

    def test_deleted_work_does_not_come_back(self):
        contract = self._create_active(lead_days=100)
        self._works(contract).unlink()

        self.Contract._cron_contracts()

        self.assertFalse(self._works(contract))

    def test_one_work_for_a_date(self):
        contract = self._create_active(lead_days=100)
        work = self._works(contract)

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            work.copy(
                {"contract_id": contract.id, "contract_date": work.contract_date}
            ).flush_recordset()

    def test_works_of_nobody_who_is_there(self):
        self.engineer.active = False

        contract = self._create_active(lead_days=100)

        self.assertFalse(self._works(contract).engineer_id)

    def test_salesperson_plans_works_of_own_contracts(self):
        contract = self._create_active(lead_days=100)
        work = self._works(contract)

        work.with_user(self.salesperson).action_plan()

        self.assertEqual(work.state, "planned")
        for user in (self.colleague, self.other_head):
            with self.subTest(user=user.login):
                self.assertFalse(work.with_user(user).search([("id", "=", work.id)]))
        self.assertTrue(work.with_user(self.head).search([("id", "=", work.id)]))

    def test_engineer_does_the_works(self):
        contract = self._create_active(lead_days=100)
        work = self._works(contract).with_user(self.engineer)

        work.action_start()
        work.action_done()

        self.assertEqual(work.state, "done")
        self.assertEqual(contract.with_user(self.engineer).work_count, 1)

    def test_list_of_works_of_a_contract(self):
        contract = self._create_active(lead_days=100)

        action = contract.action_view_works()

        works = self.env["equipment.work"]
        self.assertEqual(works.search(action["domain"]), self._works(contract))
        self.assertEqual(action["context"]["default_contract_id"], contract.id)

    def test_cron_costs_the_same_queries_for_each_contract(self):
        few = self._create_many(2)
        few_queries = self._count_queries(few)
        many = self._create_many(20)

        many_queries = self._count_queries(many)

        self.assertLessEqual(many_queries / 20, few_queries / 2 * 1.1)

    def _create_many(self, number):
        contracts = self.Contract.union(
            *(self._create_contract() for _number in range(number))
        )
        contracts.action_start()
        return contracts

    def _count_queries(self, contracts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        contracts.sudo()._make_works()
        return self.cr.sql_log_count - before

    def test_contract_with_works_is_not_deleted(self):
        contract = self._create_active(lead_days=100)

        with self.assertRaises(UserError):
            contract.with_user(self.head).unlink()
