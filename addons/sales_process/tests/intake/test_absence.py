from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestAbsence(SalesProcessCommon):
    """While a salesperson is away his clients are answered by somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_ = cls._create_client(
            email="ivan@new-client.example", user_id=cls.seller.id
        )
        cls.today = fields.Date.context_today(cls.seller)

    def _away(self, user, days=3, deputy=None):
        user.write(
            {
                "sales_absent_until": self.today + timedelta(days=days),
                "sales_deputy_id": deputy.id if deputy else False,
            }
        )

    def _letter(self, number=1):
        return self._process_mail(self._make_mail(Message_ID=f"<absent-{number}@x>"))

    def test_who_gets_the_task(self):
        cases = {
            "he is here": (lambda: None, self.seller),
            "last day passed": (lambda: self._away(self.seller, -1), self.seller),
            "last day": (lambda: self._away(self.seller, 0, self.colleague), self.colleague),
            "deputy": (lambda: self._away(self.seller, 3, self.colleague), self.colleague),
            "deputy is away too": (
                lambda: self._away(self.colleague, 3, self.other_seller),
                self.other_seller,
            ),
            "nobody stands in": (lambda: self._away(self.seller), self.head),
            "the head is away too": (
                lambda: self._away(self.head, 3, self.director), self.director,
            ),
            "nobody at all": (lambda: self._away(self.head), self.triage),
        }  # fmt: skip
        for number, (name, (prepare, user)) in enumerate(cases.items()):
            with self.subTest(name):
                prepare()
                inquiry = self._letter(number)
                self.assertEqual(inquiry.partner_id, self.client_)
                self.assertTask(inquiry, "mail_activity_answer_client", user)

    def test_deputies_of_each_other(self):
        self._away(self.seller, 3, self.colleague)
        self._away(self.colleague, 3, self.seller)
        self.assertTask(self._letter(), "mail_activity_answer_client", self.head)

    def test_core_s_out_of_office_counts(self):
        now = fields.Datetime.now()
        self.seller.out_of_office_from = now - timedelta(hours=1)
        self.assertTask(self._letter(), "mail_activity_answer_client", self.head)

    def test_an_answer_of_the_client_goes_to_the_deputy(self):
        inquiry = self._letter()
        inquiry.activity_ids.unlink()
        self._away(self.seller, 3, self.colleague)
        raw = self._make_mail(
            Message_ID="<more@x>", In_Reply_To=inquiry.message_ids[-1].message_id
        )
        self._process_mail(raw)
        self.assertTask(inquiry, "mail_activity_answer_client", self.colleague)

    def test_an_answer_without_its_thread_goes_to_the_head(self):
        self._away(self.seller)
        self._process_mail(self._make_mail(In_Reply_To="<unknown@x>"))
        self.assertTask(self.client_, "mail_activity_answer_client", self.head)

    def test_one_notes_his_own_absence(self):
        mine = self.seller.with_user(self.seller)
        mine.write({"sales_absent_until": self.today, "sales_deputy_id": self.head.id})
        self.assertEqual(self.seller._get_sales_stand_in(), self.head)
        view = "base.view_users_form_simple_modif"
        with Form(mine, view) as form:
            form.sales_absent_until = False
        self.assertEqual(self.seller._get_sales_stand_in(), self.seller)
        with self.assertRaises(ValidationError):
            mine.sales_deputy_id = self.seller

    def test_the_head_notes_it_for_his_people(self):
        with Form(self.env["sales.absence"].with_user(self.head)) as form:
            form.user_id = self.seller
            form.absent_until = self.today
            form.deputy_id = self.colleague
        form.record.action_apply()
        self.assertEqual(self.seller.sales_deputy_id, self.colleague)

    def test_nobody_else_can(self):
        cases = {
            "other department": (self.other_head, self.seller),
            "colleague": (self.colleague, self.seller),
            "salesperson of the head": (self.seller, self.head),
        }
        for name, (actor, user) in cases.items():
            with self.subTest(name), self.assertRaises(AccessError):
                user.with_user(actor)._set_sales_absence(self.today, self.head)
            with self.subTest(name), self.assertRaises(AccessError):
                user.with_user(actor).write({"sales_absent_until": self.today})
        with self.assertRaises(AccessError):
            self.env["sales.absence"].with_user(self.seller).create({})
        self.seller.with_user(self.director)._set_sales_absence(self.today, self.head)
        self.assertEqual(self.seller.sales_deputy_id, self.head)
