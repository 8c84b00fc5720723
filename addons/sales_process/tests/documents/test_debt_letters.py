from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..debt_common import LetterCommon

LOGGER = "odoo.addons.sales_process.models.documents.sales_debt_letter"
CALL = "sales_process.mail_activity_type_call_debtor"


@tagged("post_install", "-at_install")
class TestDebtLetters(LetterCommon):
    """Reminders in three steps (R104)."""

    # ---- who gets which letter ---------------------------------------------------------

    def test_steps_of_a_new_database(self):
        self.assertEqual(self.steps.mapped("days"), [3, 14, 30])
        self.assertEqual(self.steps.mapped("has_task"), [False, False, True])
        cron = self.env.ref("sales_process.ir_cron_debt_letters")
        self.assertFalse(cron.active)

    def test_nobody_is_reminded_before_the_first_step(self):
        for ago in (-5, 0, 2):
            self._create_invoice(100, ago)
        self.assertEqual(self._plan(), [])

    def test_the_letter_has_all_that_is_overdue(self):
        invoice = self._create_invoice(100, 40)
        fresh = self._create_invoice(50, 1)
        later = self._create_invoice(70, -10)

        (letter,) = self._send()

        self.assertEqual((letter.state, letter.step_id), ("sent", self.first))
        self.assertEqual(letter.amount, 150)
        self.assertEqual(letter.email, "client@client.example")
        self.assertEqual(letter.line_ids.move_id, invoice | fresh)
        reminded = letter.line_ids.filtered("is_sent")
        self.assertEqual(reminded.move_id, invoice)
        mail = self._get_mail(letter)
        for words in (invoice.name, fresh.name, "150.00", "40"):
            self.assertIn(words, mail.body_html)
        self.assertNotIn(later.name, mail.body_html)

    def test_one_letter_for_each_client(self):
        for ago in (40, 41, 42):
            self._create_invoice(100, ago)
        other = self._create_client(vat=False, name="Other", email="o@other.example")
        self._create_invoice(10, 9, other)
        letters = self._send(other)
        self.assertEqual(letters.partner_id, self.client | other)
        self.assertEqual(len(letters), 2)

    def test_each_step_once(self):
        self._create_invoice(100, 3)
        expected = {0: self.first, 11: self.second, 27: self.third}
        for day in range(40):
            with freeze_time(self.today + timedelta(days=day)):
                letters = self._send()
                self.assertEqual(letters.step_id, expected.get(day, self.steps[:0]))
        self.assertEqual(
            self.Letter.search_count([("partner_id", "=", self.client.id)]), 3
        )

    def test_pressed_twice_nothing_is_sent_twice(self):
        self._create_invoice(100, 10)
        plans = self._plan()
        sender = self.Letter.with_user(self.accountant)
        self.assertEqual(sender._send_plans(plans).state, "sent")
        with mute_logger(LOGGER, "odoo.sql_db"):
            again = sender._send_plans(plans)
        self.assertEqual(again.state, "failed")
        self.assertEqual(len(self._get_letters("sent")), 1)
        mails = self.env["mail.mail"].search([("res_id", "=", self.client.id)])
        self.assertEqual(len(mails.filtered(lambda m: m.model == "res.partner")), 1)

    def _get_letters(self, state):
        return self.Letter.search(
            [("partner_id", "=", self.client.id), ("state", "=", state)]
        )

    def test_the_index_keeps_a_step_single(self):
        self._create_invoice(100, 10)
        line = self._send().line_ids
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            line.sudo().copy()
            self.env.flush_all()

    def test_the_furthest_step_speaks_and_each_debt_keeps_its_own(self):
        old = self._create_invoice(100, 3)
        self._send()
        with freeze_time(self.today + timedelta(days=11)):
            new = self._create_invoice(50, 3 - 11)
            (letter,) = self._send()
            self.assertEqual(letter.step_id, self.second)
            steps = {line.move_id: line.step_id for line in letter.line_ids}
            self.assertEqual(steps, {old: self.second, new: self.first})

    def test_instalments_have_their_own_steps(self):
        self._create_invoice(100, 50, invoice_payment_term_id=self.halves.id)
        (letter,) = self._send()
        self.assertEqual(letter.line_ids.mapped("amount"), [50])
        with freeze_time(self.today + timedelta(days=13)):
            (letter,) = self._send()
        self.assertEqual(letter.line_ids.mapped("amount"), [50, 50])
        self.assertEqual(letter.line_ids.step_id, self.first | self.second)

    def test_an_invoice_of_two_deals_is_one_row(self):
        deals = [self._create_agreed_deal([(self.stocked, 1)]) for _n in range(2)]
        orders = self.env["sale.order"].union(
            *(deal.sudo().order_ids for deal in deals)
        )
        invoice = orders._create_invoices()
        invoice.write(
            {
                "invoice_date": self._day(9),
                "invoice_payment_term_id": False,
                "invoice_date_due": self._day(9),
            }
        )
        invoice.action_post()
        (letter,) = self._send()
        self.assertEqual(letter.line_ids.mapped("amount"), [200])

    # ---- who gets none -----------------------------------------------------------------

    def test_who_gets_no_letter(self):
        self._create_invoice(100, 10)
        for values, problem in (
            ({"debt_no_letters": True}, "excluded"),
            ({"debt_promise_date": self.today}, "promised"),
            ({"debt_promise_date": self._day(-5)}, "promised"),
            ({"email": False}, "no_email"),
        ):
            with self.subTest(problem=problem), self.env.cr.savepoint() as savepoint:
                self.client.write(values)
                self.assertEqual([plan.problem for plan in self._plan()], [problem])
                letters = self._send()
                self.assertFalse(letters.filtered(lambda one: one.state == "sent"))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_broken_promise_ends_the_pause(self):
        self._create_invoice(100, 10)
        self.client.debt_promise_date = self._day(1)
        self.assertEqual(self._send().state, "sent")

    def test_a_client_is_not_written_to_every_day(self):
        self.env["sales.settings"]._set_values({"debt_letter_gap": 7})
        self._create_invoice(100, 10)
        self._send()
        for day, sent in ((1, False), (6, False), (7, True)):
            with freeze_time(self.today + timedelta(days=day)):
                self._create_invoice(10 + day, 3 - day)
                letters = self._send()
                self.assertEqual(bool(letters), sent)

    def test_payments_that_are_not_set_off_stand_in_the_letter(self):
        self._create_invoice(100, 10)
        payment = self._pay_ahead(30)
        (letter,) = self._send()
        self.assertEqual(sorted(letter.line_ids.mapped("amount")), [-30, 100])
        self.assertEqual(letter._get_totals(), [(self.env.company.currency_id, 70)])
        self.assertIn(payment.move_id.name, self._get_mail(letter).body_html)

    def test_who_has_paid_is_not_asked_again(self):
        self._create_invoice(100, 10)
        self._pay_ahead(100)
        self.assertEqual([plan.problem for plan in self._plan()], ["covered"])

    def test_each_currency_by_itself(self):
        currency = self._create_currency()
        self._create_invoice(100, 10, currency_id=currency.id)
        self._create_invoice(50, 10)
        self._pay_ahead(50)
        (letter,) = self._send()
        self.assertEqual(letter._get_totals(), [(currency, 100)])

    # ---- to whom -----------------------------------------------------------------------

    def test_the_invoice_contact_gets_it(self):
        self._create_invoice(100, 10)
        contact = self.env["res.partner"].create(
            {
                "name": "Accountant",
                "parent_id": self.client.id,
                "type": "invoice",
                "email": "pay@client.example",
            }
        )
        (letter,) = self._send()
        self.assertEqual(letter.recipient_id, contact)
        self.assertEqual(letter.email, "pay@client.example")
        self.assertEqual(self._get_mail(letter).recipient_ids, contact)

    def test_it_speaks_the_language_of_the_client(self):
        self._create_invoice(100, 10)
        self.env["res.lang"]._activate_lang("ru_RU")
        self.client.lang = "ru_RU"
        (letter,) = self._send()
        self.assertEqual(letter.lang, "ru_RU")
        body = letter.with_context(lang="ru_RU").table_html
        self.assertIn("100,00", body.replace("\xa0", " "))

    def test_it_stands_in_the_history_of_client_and_deal(self):
        deal = self._create_agreed_deal([(self.stocked, 1)])
        self._invoice_deal(deal, 10)
        (letter,) = self._send()
        self.assertEqual(letter.message_id.model, "res.partner")
        self.assertEqual(letter.message_id.res_id, self.client.id)
        note = deal.sudo().message_ids[0]
        for words in (self.first.name, "client@client.example", "100.00"):
            self.assertIn(words, note.body)

    def test_the_last_step_gives_a_task(self):
        self._create_invoice(100, 3)
        for day in (0, 11, 27):
            with freeze_time(self.today + timedelta(days=day)):
                self._send()
        kind = self.env.ref(CALL)
        task = self.client.activity_ids.filtered(lambda t: t.activity_type_id == kind)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertIn("100", task.summary)

    # ---- failures ----------------------------------------------------------------------

    def test_one_failing_client_does_not_stop_the_others(self):
        other = self._create_client(vat=False, name="Other", email="o@other.example")
        self._create_invoice(100, 10)
        self._create_invoice(100, 10, other)
        send = type(self.env["mail.template"]).send_mail

        def fail(template, res_id, **values):
            letter = self.env["sales.debt.letter"].browse(res_id)
            if letter.partner_id == self.client:
                raise ValueError("broken")
            return send(template, res_id, **values)

        with (
            patch.object(type(self.env["mail.template"]), "send_mail", fail),
            mute_logger(LOGGER),
        ):
            letters = self._send(other)

        states = {letter.partner_id: letter.state for letter in letters}
        self.assertEqual(states, {self.client: "failed", other: "sent"})
        failed = letters.filtered(lambda one: one.state == "failed")
        self.assertEqual((failed.reason, failed.failure), ("error", "broken"))
        self.assertEqual(self._send().state, "sent")  # the next day
        self.assertFalse(failed.exists())

    def test_a_letter_that_the_mail_server_refused_is_sent_again(self):
        self._create_invoice(100, 10)
        letter = self._send()
        with self.assertRaises(UserError):
            letter.with_user(self.accountant).action_send_again()
        mail = self._get_mail(letter)
        mail.write({"state": "exception", "failure_reason": "down"})
        self.env.invalidate_all()
        self.assertEqual(letter.failure, "down")
        letter.with_user(self.accountant).action_send_again()
        self.assertEqual(mail.state, "outgoing")

    # ---- the cron ----------------------------------------------------------------------

    def test_the_cron_sends_and_names_who_has_no_email(self):
        silent = self._create_client(vat=False, name="Silent", email=False)
        for client in (self.client, silent):
            self._create_invoice(100, 10, client)
        for _run in range(2):
            self._run_cron()
        letters = self.Letter.search([("partner_id", "in", (self.client | silent).ids)])
        self.assertEqual(
            {letter.partner_id: letter.state for letter in letters},
            {self.client: "sent", silent: "skipped"},
        )
        silent.email = "now@silent.example"
        self._run_cron()
        letter = self.Letter.search([("partner_id", "=", silent.id)])
        self.assertEqual(letter.state, "sent")

    def test_the_cron_stops_when_its_time_is_over(self):
        other = self._create_client(vat=False, name="Other", email="o@other.example")
        for client in (self.client, other):
            self._create_invoice(100, 10, client)
        domain = [("partner_id", "in", (self.client | other).ids)]
        for expected in (1, 2):
            self._run_cron(seconds=0)
            self.assertEqual(self.Letter.search_count(domain), expected)

    def _run_cron(self, seconds=60):
        self.env.flush_all()
        self.env.invalidate_all()
        cron = type(self.env["ir.cron"])
        clients = self.env["res.partner"].search(
            [("name", "in", ("Client", "Silent", "Other"))]
        )
        candidates = type(self.Letter)._get_candidates

        def find(letters, company):
            return candidates(letters, company) & clients

        with (
            patch.object(cron, "_commit_progress", lambda *args, **kw: seconds),
            patch.object(type(self.Letter), "_get_candidates", find),
        ):
            self.Letter._cron_send()

    def test_the_cost_of_planning_does_not_grow(self):
        clients = self.env["res.partner"].union(
            *(
                self._create_client(
                    vat=False, name=f"C{number}", email=f"{number}@c.example"
                )
                for number in range(12)
            )
        )
        for client in clients:
            self._create_invoice(100, 10, client)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plans = self.Letter._plan(self.env.company, some)
            return self.env.cr.sql_log_count - before, len(plans)

        count(clients)
        few, _one = count(clients[:1])
        many, plans = count(clients)
        self.assertEqual(plans, 12)
        self.assertLessEqual(many, few + 2)
