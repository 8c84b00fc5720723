from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..debt_common import LetterCommon


@tagged("post_install", "-at_install")
class TestDebtLetterScreens(LetterCommon):
    """The list before sending, the steps, promises, and who may what."""

    def _prepare(self, user=None):
        """The list of today, of our clients only."""
        self.env.flush_all()
        self.env.invalidate_all()
        mailings = self.env["sales.debt.mailing"].with_user(user or self.accountant)
        mailing = mailings.browse(mailings._action_prepare()["res_id"])
        ours = mailing.line_ids.filtered(lambda line: line.partner_id in self.mine)
        (mailing.line_ids - ours).unlink()
        return mailing

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silent = cls._create_client(vat=False, name="Silent", email=False)
        cls.mine = cls.client | cls.silent

    def test_the_list_before_sending(self):
        self._create_invoice(100, 10)
        self._create_invoice(70, 10, self.silent)
        mailing = self._prepare()
        self.assertEqual((mailing.ready_count, mailing.skipped_count), (1, 1))
        line = mailing.line_ids.filtered("is_chosen")
        self.assertEqual(line.partner_id, self.client)
        self.assertEqual((line.amount, line.debt_count, line.days), (100, 1, 10))
        self.assertEqual(line.step_id, self.first)
        self.assertEqual(line.action_open_client()["res_id"], self.client.id)

        answer = mailing.action_send()

        self.assertIn("Silent", answer["params"]["message"])
        letter = self.Letter.search([("partner_id", "=", self.client.id)])
        self.assertEqual(letter.state, "sent")
        self.assertEqual(self.Letter.search(answer["params"]["next"]["domain"]), letter)

    def test_only_what_is_chosen(self):
        self._create_invoice(100, 10)
        mailing = self._prepare()
        mailing.line_ids.is_chosen = False
        self.assertRefused(["at least one"], mailing.action_send)
        self.assertFalse(self.Letter.search([("partner_id", "=", self.client.id)]))

    def test_who_has_no_email_is_not_chosen_by_force(self):
        self._create_invoice(100, 10, self.silent)
        mailing = self._prepare()
        mailing.line_ids.is_chosen = True
        self.assertRefused(["at least one"], mailing.action_send)

    def test_what_is_paid_before_sending_is_not_asked_for(self):
        invoice = self._create_invoice(100, 10)
        mailing = self._prepare()
        self._pay_part(invoice, 100)
        mailing.action_send()
        self.assertFalse(self.Letter.search([("partner_id", "=", self.client.id)]))

    def test_accountants_and_directors_send(self):
        self._create_invoice(100, 10)
        self.assertTrue(self._prepare(self.director).line_ids)
        mailing = self._prepare()
        for user in (self.salesperson, self.head, self.planner, self.stranger):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.env["sales.debt.mailing"].with_user(user)._action_prepare()
                with self.assertRaises(AccessError):
                    mailing.with_user(user).action_send()

    def test_who_sees_the_letters(self):
        self._create_invoice(100, 10)
        letter = self._send()
        for user, sees in (
            (self.salesperson, True),
            (self.colleague, False),
            (self.head, True),
            (self.other_head, False),
            (self.director, True),
            (self.accountant, True),
        ):
            with self.subTest(user=user.login):
                letters = self.Letter.with_user(user).search([("id", "=", letter.id)])
                self.assertEqual(bool(letters), sees)
                lines = letter.line_ids.with_user(user)._filtered_access("read")
                self.assertEqual(bool(lines), sees)
        for user in (self.planner, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                letter.with_user(user).read(["email"])
        for user in (self.director, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                letter.with_user(user).write({"email": "x@x.example"})
        with self.assertRaises(AccessError):
            letter.with_user(self.salesperson).action_send_again()

    def test_the_accountant_edits_texts_and_steps(self):
        editors = self.env.ref("mail.group_mail_template_editor")
        self.env.ref("base.group_user").implied_ids -= editors
        self.env.invalidate_all()
        self.assertFalse(self.accountant.has_group("mail.group_mail_template_editor"))
        step = self.first.with_user(self.accountant)
        step.days = 5
        action = step.action_edit_letter()
        template = self.env["mail.template"].with_user(self.accountant)
        template = template.browse(action["res_id"])
        template.body_html = (
            '<p>Dear <t t-out="object.partner_id.name"/></p>'
            '<div><t t-out="object.table_html"/></div>'
        )
        with self.assertRaises(AccessError):
            template.body_html = '<p><t t-out="user.password"/></p>'
        other = self.env["mail.template"].search(
            [("model", "=", "sale.order")], limit=1
        )
        with self.assertRaises(AccessError):
            other.with_user(self.accountant).subject = "X"

        invoice = self._create_invoice(100, 10)
        letter = self._send()
        body = self._get_mail(letter).body_html
        self.assertIn("Dear Client", body)
        self.assertIn(invoice.name, body)
        self.assertIn("<td", body)

    def test_others_do_not_edit_steps(self):
        for user in (self.salesperson, self.head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.first.with_user(user).days = 5
        self.first.with_user(self.director).days = 4
        self.assertEqual(self.first.days, 4)

    def test_what_a_step_may_not_be(self):
        other = self.env["mail.template"].search(
            [("model", "=", "sale.order")], limit=1
        )
        with self.assertRaises(ValidationError):
            self.first.template_id = other
        for days, error in ((0, CheckViolation), (14, UniqueViolation)):
            with (
                self.subTest(days=days),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self.first.days = days
                self.env.flush_all()

    def test_a_step_with_letters_is_archived_not_deleted(self):
        self._create_invoice(100, 10)
        self._send()
        self.assertRefused(["archive"], self.first.unlink)
        self.first.active = False
        self.assertEqual(self._plan(), [])
        self.second.unlink()
        self.assertFalse(self.second.exists())

    # ---- promises ----------------------------------------------------------------------

    def _promise(self, user, **values):
        wizard = self.env["sales.debt.promise"].with_user(user)
        wizard.create({"partner_id": self.client.id, **values}).action_apply()

    def test_a_promise_is_kept_on_the_client(self):
        day = self._day(-10)
        for user in (self.salesperson, self.accountant):
            with self.subTest(user=user.login):
                self._promise(user, promise_date=day, no_letters=True, note="Said so")
                self.assertEqual(self.client.debt_promise_date, day)
                self.assertTrue(self.client.debt_no_letters)
                self.assertIn("Said so", self.client.message_ids[0].body)
                self._promise(user, promise_date=False, no_letters=False)
                self.assertFalse(self.client.debt_promise_date)

    def test_what_is_kept_is_proposed(self):
        self.client.debt_promise_date = self._day(3)
        wizard = self.env["sales.debt.promise"].create({"partner_id": self.client.id})
        self.assertEqual(wizard.promise_date, self._day(3))
        wizard.action_apply()  # an old one may stay

    def test_a_promise_is_of_the_future(self):
        with self.assertRaises(UserError):
            self._promise(self.salesperson, promise_date=self._day(1))

    def test_a_promise_of_somebody_elses_client_is_refused(self):
        for user in (self.colleague, self.other_head):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._promise(user, promise_date=self._day(-3))

    def test_the_days_between_letters_are_set_by_the_director(self):
        settings = self.env["sales.settings"].with_user(self.director)
        settings.create({"debt_letter_gap": 5}).action_save()
        self.assertEqual(settings._get_value("debt_letter_gap"), 5)
        with self.assertRaises(ValidationError):
            settings.create({"debt_letter_gap": -1})
