from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceContract(ServiceCommon):
    """The states of a contract, what each step needs, what is refused."""

    def test_number_is_given_or_written(self):
        given, written = self._create_contract(), self._create_contract(name="7/26")

        self.assertTrue(given.name.startswith("SC/"))
        self.assertEqual(written.name, "7/26")

    def test_number_is_unique_in_the_company(self):
        self._create_contract(name="7/26")
        other = self.env["res.company"].create({"name": "Other"})

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._create_contract(name="7/26")
        self.Contract.create(
            {"name": "7/26", "partner_id": self.client.id, "company_id": other.id}
        )

        self.assertEqual(self.Contract.search_count([("name", "=", "7/26")]), 2)

    def test_number_given_by_hand_is_left_out(self):
        sequence = self.env.ref("sales_process.sequence_sales_service_contract")
        following = sequence.get_next_char(sequence.number_next_actual)
        self._create_contract(name=following)

        self.assertNotEqual(self._create_contract().name, following)

    def test_start_names_all_that_is_missing(self):
        self.env["sales.settings"]._set_values({"service_file_required": True})
        contract = self._create_contract(name="5", date_end=False)

        self.assertRefused(["last day", "attach"], contract.action_start)

        self.assertEqual(contract.state, "draft")

    def test_start_with_the_signed_file(self):
        self.env["sales.settings"]._set_values({"service_file_required": True})
        contract = self._create_contract()
        file = self.env["ir.attachment"].with_user(self.salesperson)
        contract.file_ids = file.create({"name": "signed.pdf", "raw": b"x"})

        contract.action_start()

        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.file_ids.res_id, contract.id)

    def test_a_term_that_is_over_is_not_started(self):
        contract = self._create_contract()
        self._shift(contract, date_start=-30, date_first=-20, date_end=-1)

        self.assertRefused(["over already"], contract.action_start)

    def test_wrong_dates_are_refused(self):
        for values in (
            {"date_end": self.today - timedelta(days=1)},
            {"date_first": self.today - timedelta(days=1)},
            {"date_first": self.today + timedelta(days=400)},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self._create_contract(**values)

    def test_deal_of_another_client_is_refused(self):
        deal = self._create_deal(
            partner_id=self._create_client(name="Other", vat="7736050003").id
        )

        with self.assertRaises(ValidationError):
            self._create_contract(lead_id=deal.id)

    def test_states_change_by_buttons_only(self):
        contract = self._create_contract()

        for values in (
            {"state": "active"},
            {"cancel_reason": "x"},
            {"date_told": self.today},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                contract.write(values)
        with self.assertRaises(AccessError):
            self._create_contract(state="active")
        born = self.Contract.with_user(self.salesperson).with_context(
            default_state="active"
        )
        self.assertEqual(born.create({"partner_id": self.client.id}).state, "draft")

    def test_contract_that_is_over_is_not_changed(self):
        contract = self._create_active()
        contract._cancel("Moved away")

        with self.assertRaises(UserError):
            contract.date_end = self.today
        with self.assertRaises(UserError):
            contract.unlink()

    def test_draft_is_deleted(self):
        contract = self._create_contract()

        contract.unlink()

        self.assertFalse(contract.exists())

    def test_wrong_steps_are_refused(self):
        draft, active = self._create_contract(), self._create_active()
        over = self._create_active()
        over._cancel("Moved away")

        for call in (
            draft.action_renew,
            active.action_start,
            over.action_start,
            over.action_cancel,
            over.action_renew,
            lambda: over._cancel("Again"),
        ):
            with self.subTest(call=call):
                self.assertRefused(["not possible"], call)

    def test_cancelled_with_a_reason_and_its_draft_works(self):
        contract = self._create_active(lead_days=120)
        draft = contract.sudo().work_ids
        planned = draft.copy({"contract_id": contract.id, "date_planned": self.today})
        planned.action_plan()
        wizard = self.env["sales.service.cancel"].with_user(self.salesperson)
        action = contract.action_cancel()
        form = Form(wizard.with_context(action["context"]))
        form.reason = "The plant is closed"

        form.save().action_cancel()

        self.assertEqual(
            (contract.state, contract.cancel_reason),
            ("cancelled", "The plant is closed"),
        )
        self.assertEqual((draft.state, planned.state), ("cancelled", "planned"))

    def test_cancelling_needs_a_reason(self):
        contract = self._create_active()

        for reason in ("", "  ", False):
            with self.subTest(reason=reason):
                self.assertRefused(["Say why"], contract._cancel, reason)

    def test_prolonged_for_the_same_term(self):
        contract = self._create_active(price=500)

        action = contract.action_renew()
        again = contract.action_renew()

        follower = self.Contract.browse(action["res_id"])
        self.assertEqual(again["res_id"], follower.id)
        self.assertEqual(follower.date_start, contract.date_end + timedelta(days=1))
        self.assertEqual(follower.price, 500)
        self.assertEqual(follower.lot_ids, contract.lot_ids)
        self.assertEqual(follower.previous_id, contract)
        self.assertEqual(follower.state, "draft")
        self.assertGreater(follower.date_first, follower.date_start)

    def test_task_to_prolong_comes_once(self):
        contract = self._create_active(notice_days=30)
        self._shift(contract, date_end=31)
        self.Contract._cron_contracts()
        self.assertFalse(self._get_tasks(contract, "mail_activity_type_renew_service"))

        self._shift(contract, date_end=30)
        self.Contract._cron_contracts()
        self.Contract._cron_contracts()

        tasks = self._get_tasks(contract, "mail_activity_type_renew_service")
        self.assertEqual(tasks.user_id, self.salesperson)
        contract.action_renew()
        self.assertFalse(self._get_tasks(contract, "mail_activity_type_renew_service"))

    def test_end_that_was_put_off_is_announced_anew(self):
        contract = self._create_active(notice_days=30)
        self._shift(contract, date_end=10)
        self.Contract._cron_contracts()
        self._get_tasks(contract, "mail_activity_type_renew_service").action_feedback()
        contract.date_end = self.today + timedelta(days=300)
        self.Contract._cron_contracts()
        self.assertFalse(self._get_tasks(contract, "mail_activity_type_renew_service"))

        # a year later
        contract.sudo().date_told = self.today - timedelta(days=300)
        self._shift(contract, date_end=20)
        self.Contract._cron_contracts()

        self.assertTrue(self._get_tasks(contract, "mail_activity_type_renew_service"))

    def test_first_works_stay_when_the_end_is_put_off(self):
        agreed = self.today + timedelta(days=40)
        contract = self._create_contract(date_first=agreed)

        contract.date_end = self.today + timedelta(days=700)

        self.assertEqual(contract.date_first, agreed)

    def test_earlier_end_moves_the_first_works_in_the_form(self):
        form = Form(self.Contract.with_user(self.salesperson))
        form.partner_id = self.client
        form.date_start = self.today
        self.assertGreater(form.date_first, self.today)

        form.date_end = self.today + timedelta(days=30)

        self.assertEqual(form.date_first, form.date_end)
        form.period_months = 0
        self.assertFalse(form.date_first)

    def test_task_of_somebody_who_has_left_goes_to_the_head(self):
        contract = self._create_active(notice_days=30)
        self._shift(contract, date_end=10)
        self.salesperson.active = False

        self.Contract._cron_contracts()

        tasks = self._get_tasks(contract, "mail_activity_type_renew_service")
        self.assertEqual(tasks.user_id, self.head)

    def test_prolonged_by_itself(self):
        contract = self._create_active(auto_renew=True)
        self._shift(contract, date_end=10)

        self.Contract._cron_contracts()
        self.Contract._cron_contracts()

        follower = contract.next_ids
        self.assertEqual(len(follower), 1)
        self.assertEqual(follower.state, "active")
        self.assertEqual(follower.date_start, contract.date_end + timedelta(days=1))
        self.assertFalse(self._get_tasks(contract, "mail_activity_type_renew_service"))

    def test_prolonged_by_itself_after_a_downtime(self):
        contract = self._create_active(auto_renew=True)
        self._shift(contract, date_start=-100, date_first=-3, date_end=-2)

        self.Contract._cron_contracts()

        self.assertEqual(contract.state, "ended")
        self.assertEqual(contract.next_ids.state, "active")

    def test_ended_on_the_day_after_the_last_one(self):
        contract = self._create_active()
        self._shift(contract, date_end=0, date_first=0)
        self.Contract._cron_contracts()
        self.assertEqual(contract.state, "active")

        self._shift(contract, date_start=-10, date_first=-1, date_end=-1)
        self.Contract._cron_contracts()

        self.assertEqual(contract.state, "ended")

    def test_one_failing_contract_does_not_stop_the_others(self):
        broken, sound = self._create_active(), self._create_active()
        for contract in (broken, sound):
            self._shift(contract, date_start=-10, date_first=-1, date_end=-1)
        end = type(self.Contract)._end

        def fail(contract):
            if contract == broken:
                raise UserError("Broken")
            return end(contract)

        self.patch(type(self.Contract), "_end", fail)
        with (
            mute_logger("odoo.addons.sales_process.models.works"),
            self.assertLogs(
                "odoo.addons.sales_process.models.works.sales_term_mixin",
                "ERROR",
            ),
        ):
            self.Contract._cron_contracts()

        self.assertEqual((broken.state, sound.state), ("active", "ended"))

    def test_buttons_count_contracts(self):
        contract = self._create_active()

        self.assertEqual(self.client.service_contract_count, 1)
        self.assertEqual(self.lots[0].service_contract_count, 1)
        self.assertEqual(self.lots[1].service_contract_count, 0)
        for record in (self.client, self.lots[0]):
            action = record.action_view_service_contracts()
            self.assertEqual(self.Contract.search(action["domain"]), contract)

    def test_filters_of_the_list(self):
        soon, late = self._create_active(), self._create_active(lead_days=200)
        self._shift(soon, date_end=50)
        ours = [("id", "in", (soon | late).ids)]
        ends = [("date_end", ">=", "today"), ("date_end", "<=", "today +60d")]

        self.assertEqual(self.Contract.search(ours + ends), soon)
        self.assertEqual(self.Contract.search([*ours, ("work_ids", "=", False)]), soon)

    def test_contract_goes_with_the_hand_over(self):
        contract = self._create_active()
        handover = (
            self.env["sales.handover"]
            .with_user(self.head)
            .with_context(allowed_company_ids=self.env.company.ids)
            .create(
                {
                    "user_id": self.salesperson.id,
                    "target_ids": [(6, 0, self.colleague.ids)],
                    "reason": "Leaves",
                }
            )
        )

        handover.action_prepare()
        handover.action_hand_over()

        self.assertEqual(contract.user_id, self.colleague)
