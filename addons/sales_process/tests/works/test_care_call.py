from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..service_common import ServiceCommon

CARE = "mail_activity_type_care_call"


@tagged("post_install", "-at_install")
class TestCareCall(ServiceCommon):
    """Days after the last shipment the client is called, once for a deal (R106)."""

    def setUp(self):
        super().setUp()
        self.env["sales.settings"]._set_values(
            {"care_days": 14, "care_from": self.today - timedelta(days=100)}
        )
        self.deal = self._create_served_deal()

    def _run(self, days):
        """The task after so many days since the shipment."""
        shipped = fields.Datetime.now() - timedelta(days=days, minutes=1)
        self.deal.sudo().order_ids.picking_ids.date_done = shipped
        self.env["crm.lead"]._cron_care()
        return self._get_tasks(self.deal, CARE)

    def test_task_comes_after_the_days_and_once(self):
        self.assertFalse(self._run(13))

        task = self._run(14)

        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(task.summary, "Call: is everything all right?")
        self.assertEqual(self._run(20), task)
        task.action_feedback()
        self.assertFalse(self._run(30))

    def test_days_of_the_department(self):
        for days, ago, called in ((3, 3, True), (3, 2, False), (-1, 90, False)):
            self.deal.sudo().care_date = False
            self.team.with_user(self.head).care_days = days
            with self.subTest(days=days, ago=ago):
                self.assertEqual(bool(self._run(ago)), called)
                self._get_tasks(self.deal, CARE).unlink()

    def test_switched_off(self):
        for values in ({"care_days": 0}, {"care_from": False}):
            self.env["sales.settings"]._set_values({"care_days": 14, **values})
            with self.subTest(values=values):
                self.assertFalse(self._run(50))

    def test_shipments_before_the_first_day_are_left_out(self):
        self.assertFalse(self._run(101))

    def test_counts_from_the_last_shipment(self):
        self.deal = self._create_agreed_deal([(self.stocked, 2)])
        first = self.deal.sudo().order_ids.picking_ids
        first.action_assign()
        first.move_ids.write({"quantity": 1, "picked": True})
        first._action_done()
        second = self.deal.sudo().order_ids.picking_ids - first
        self.assertFalse(self._run_both(first, second, 20, None))

        second.action_assign()
        second.move_ids.picked = True
        second._action_done()

        self.assertFalse(self._run_both(first, second, 20, 5))
        self.assertTrue(self._run_both(first, second, 30, 15))

    def _run_both(self, first, second, ago, later):
        now = fields.Datetime.now()
        first.date_done = now - timedelta(days=ago)
        if later is not None:
            second.date_done = now - timedelta(days=later)
        self.env["crm.lead"]._cron_care()
        return self._get_tasks(self.deal, CARE)

    def test_open_claim_is_noted_instead(self):
        self.env["sales.claim"].with_user(self.salesperson).create(
            {"lot_id": self.lots[0].id, "description": "It leaks"}
        )

        self.assertFalse(self._run(14))

        notes = self.deal.message_ids.filtered(lambda m: "a claim is open" in m.body)
        self.assertEqual(len(notes), 1)
        self.assertTrue(self.deal.care_date)

    def test_salesperson_who_has_left(self):
        self.salesperson.active = False

        self.assertEqual(self._run(14).user_id, self.head)

    def test_one_failing_deal_does_not_stop_the_others(self):
        broken = self._create_agreed_deal([(self.stocked, 1)])
        self._ship(broken)
        broken.sudo().order_ids.picking_ids.date_done = (
            fields.Datetime.now() - timedelta(days=20)
        )
        lead = type(self.env["crm.lead"])
        give = lead._give_care

        def fail(deal):
            if deal == broken:
                raise ValidationError("Broken")
            return give(deal)

        self.patch(lead, "_give_care", fail)
        with self.assertLogs(
            "odoo.addons.sales_process.models.works.crm_lead_care", "ERROR"
        ):
            task = self._run(20)

        self.assertTrue(task)

    def test_who_sets_the_days(self):
        with self.assertRaises(AccessError):
            self.team.with_user(self.salesperson).care_days = 3
        with self.assertRaises(ValidationError):
            self.env["sales.settings"].create({"care_days": -1})

    def test_settings_keep_the_first_day(self):
        director = self.env.ref("base.user_admin")
        settings = self.env["sales.settings"].with_user(director).create({})
        self.assertEqual(settings.care_from, self.today - timedelta(days=100))

        for day in (self.today, False):
            settings.care_from = day
            settings.action_save()
            with self.subTest(day=day):
                again = settings.create({})
                self.assertEqual(again.care_from, day)
        general = self.env["res.config.settings"].create({})
        general.sales_process_care_from = self.today
        general.set_values()
        self.assertEqual(settings.create({}).care_from, self.today)
