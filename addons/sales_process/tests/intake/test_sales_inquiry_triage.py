from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import SalesProcessCommon

MONDAY = datetime(2026, 3, 16, 6, 30)  # 9:30 in Moscow


@tagged("post_install", "-at_install")
class TestSalesInquiryTriage(SalesProcessCommon):
    """Twice a day, at fixed hours, in the department's calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Moscow", "tz": "Europe/Moscow"}
        )
        (cls.vacuum | cls.thermal).resource_calendar_id = cls.calendar
        cls.reason = cls.env.ref("sales_process.reject_reason_spam")

    def _create_new(self, **values):
        return self._create_inquiry(
            **{"email_from": "x@new.example", "team_id": self.vacuum.id, **values}
        )

    def test_deadline_is_the_next_fixed_hour(self):
        cases = {
            datetime(2026, 3, 16, 6, 30): datetime(2026, 3, 16, 7),
            datetime(2026, 3, 16, 7, 0): datetime(2026, 3, 16, 12),
            datetime(2026, 3, 20, 12, 1): datetime(2026, 3, 23, 7),
            datetime(2026, 3, 21, 9, 0): datetime(2026, 3, 23, 7),
        }
        for moment, deadline in cases.items():
            with self.subTest(moment), freeze_time(moment):
                inquiry = self.Inquiry.create(
                    {"date": moment, "team_id": self.vacuum.id}
                )
                self.assertEqual(inquiry.triage_deadline, deadline)

    def test_a_day_off_moves_the_deadline(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 15, 21),
                "date_to": datetime(2026, 3, 16, 21),
            }
        )
        inquiry = self.Inquiry.create({"date": MONDAY, "team_id": self.vacuum.id})
        self.assertEqual(inquiry.triage_deadline, datetime(2026, 3, 17, 7))

    def test_a_department_has_its_own_hours(self):
        self.vacuum.triage_hours = "12:30"
        inquiry = self.Inquiry.create({"date": MONDAY, "team_id": self.vacuum.id})
        self.assertEqual(inquiry.triage_deadline, datetime(2026, 3, 16, 9, 30))

    def test_wrong_hours_are_refused(self):
        with self.assertRaises(ValidationError):
            self.vacuum.triage_hours = "25:00"

    def test_age_and_lateness(self):
        with freeze_time(datetime(2026, 3, 16, 8)):
            inquiry = self._create_new(date=datetime(2026, 3, 16, 8))
            self.assertEqual(inquiry.age_state, "new")
        with freeze_time(datetime(2026, 3, 16, 11, 30)):
            self.Inquiry._refresh_ages()
            self.assertEqual(inquiry.age_state, "due")
            self.assertFalse(inquiry.is_late)
        with freeze_time(datetime(2026, 3, 16, 12, 1)):
            inquiry.invalidate_recordset(["is_late"])
            self.Inquiry._refresh_ages()
            self.assertEqual(inquiry.age_state, "late")
            self.assertTrue(inquiry.is_late)
            self.assertIn(inquiry, self.Inquiry.search([("is_late", "=", True)]))
            self.assertNotIn(inquiry, self.Inquiry.search([("is_late", "=", False)]))
            inquiry._assign(self.seller)
            self.assertFalse(inquiry.age_state)
            self.assertFalse(inquiry.is_late)
            self.assertTrue(inquiry.is_sorted_late)

    def test_the_board_opens_with_fresh_ages(self):
        with freeze_time(MONDAY):
            inquiry = self._create_new(date=MONDAY)
        with freeze_time(MONDAY + timedelta(hours=1)):
            action = self.Inquiry.with_user(self.triage).action_open_triage()
            self.assertEqual(action["res_model"], "sales.inquiry")
            self.assertEqual(inquiry.age_state, "late")

    # ---- assignment --------------------------------------------------------------

    def test_assignment_reaches_the_lead_and_the_salesperson(self):
        inquiry = self._create_new()

        inquiry.with_user(self.head)._assign(self.seller, comment="Call before noon")

        self.assertEqual(inquiry.state, "work")
        self.assertEqual(inquiry.lead_id.user_id, self.seller)
        self.assertTask(inquiry.lead_id, "mail_activity_qualify", self.seller)
        self.assertIn("Call before noon", inquiry.lead_id.activity_ids.note)
        self.assertTask(inquiry, "mail_activity_assign", self.env["res.users"])
        self.assertTrue(inquiry.date_assigned)

    def test_triage_assigns_without_rights_on_deals(self):
        inquiry = self._create_new()
        inquiry.with_user(self.triage)._assign(self.other_seller, team=self.thermal)
        self.assertEqual(inquiry.lead_id.team_id, self.thermal)
        self.assertEqual(inquiry.lead_id.user_id, self.other_seller)

    def test_one_click_takes_the_least_loaded(self):
        for _number in range(2):
            self._create_lead(user_id=self.seller.id)
        self._create_lead(user_id=self.head.id)
        inquiry = self._create_new()

        inquiry.with_user(self.triage).action_assign_suggested()

        self.assertEqual(inquiry.user_id, self.colleague)

    def test_nobody_to_suggest(self):
        inquiry = self._create_new(team_id=self.industrial.id)
        with self.assertRaises(UserError):
            inquiry.action_assign_suggested()

    def test_a_salesperson_takes_an_inquiry(self):
        inquiry = self._create_new()
        inquiry.with_user(self.seller).action_take()
        self.assertEqual(inquiry.user_id, self.seller)
        self.assertEqual(inquiry.lead_id.user_id, self.seller)

    def test_the_lead_taken_in_crm_takes_its_inquiry(self):
        inquiry = self._create_new()

        inquiry.lead_id.with_user(self.head).user_id = self.colleague

        self.assertEqual(inquiry.user_id, self.colleague)
        self.assertEqual(inquiry.state, "work")

    def test_the_department_is_confirmed(self):
        inquiry = self._create_new()
        inquiry.with_user(self.triage).action_sort()
        self.assertEqual(inquiry.state, "sorted")
        self.assertTask(inquiry, "mail_activity_assign", self.head)

    def test_no_confirmation_without_a_department(self):
        inquiry = self._create_new(team_id=False, body="Hello")
        with self.assertRaises(UserError):
            inquiry.action_sort()

    def test_another_department_takes_the_lead_along(self):
        inquiry = self._create_new()
        inquiry.with_user(self.triage).team_id = self.thermal
        self.assertEqual(inquiry.lead_id.team_id, self.thermal)

    # ---- rejection ---------------------------------------------------------------

    def test_rejection_is_not_a_lost_deal(self):
        inquiry = self._create_new()
        lead = inquiry.lead_id

        inquiry.with_user(self.triage)._reject(self.reason, "Advertising")

        self.assertEqual(inquiry.state, "rejected")
        self.assertFalse(lead.active)
        self.assertNotEqual(lead.won_status, "lost")
        self.assertEqual(inquiry.partner_id.client_state, "unfit")
        self.assertFalse(inquiry.activity_ids)

    def test_rejection_is_undone(self):
        inquiry = self._create_new()
        inquiry._reject(self.reason)

        inquiry.with_user(self.triage).action_undo_reject()

        self.assertEqual(inquiry.state, "new")
        self.assertTrue(inquiry.lead_id.active)
        self.assertFalse(inquiry.reject_reason_id)
        self.assertEqual(inquiry.partner_id.client_state, "prospect")
        self.assertTask(inquiry, "mail_activity_assign", self.head)

    def test_rejection_leaves_the_records_of_others(self):
        client = self._create_client(email="buyer@client.example")
        deal = self._create_lead(partner_id=client.id)
        inquiry = self._create_inquiry(email_from="buyer@client.example")

        inquiry._reject(self.reason)

        self.assertTrue(deal.active)
        self.assertEqual(client.client_state, "client")

    def test_a_lead_with_another_inquiry_stays(self):
        first = self._create_new()
        self._create_inquiry(email_from="x@new.example")

        first._reject(self.reason)

        self.assertTrue(first.lead_id.active)
