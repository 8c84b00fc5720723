from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .offer_common import OfferCommon

ISSUED = "sales_process.payment_invoice_issued"


@tagged("post_install", "-at_install")
class TestPaymentInvoice(OfferCommon):
    def _create_order_of(self, amount=1000.0, **values):
        """An order of S00152 with so much to pay, VAT of 22 % in it."""
        return self._create_order(
            [self._line(price=amount, taxes=self.vat_in)], name="S00152", **values
        )

    def _agree(self, order):
        if order.state == "draft":
            order.action_quotation_sent()
        order.opportunity_id.action_agree()
        return order

    # ---- issuing -----------------------------------------------------------------------

    def test_the_whole_order_has_its_number_and_parts_count_on(self):
        order = self._create_order_of()

        parts = self._issue(order, 300, 200)
        (whole,) = self._issue(order, replace=True)

        self.assertEqual(parts.mapped("name"), ["152/1", "152/2"])
        self.assertEqual(whole.name, "152")
        self.assertEqual(parts.mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual(
            (whole.amount, whole.is_part, whole.order_amount), (1000, False, 1000)
        )

    def test_a_number_is_never_used_twice(self):
        order = self._create_order_of()
        first = self._issue(order)
        first.with_user(self.salesperson).action_cancel()
        order.order_line.price_unit = 900

        second = self._issue(order)

        self.assertEqual((first.name, second.name), ("152", "152/1"))

    def test_own_numbers_of_the_company(self):
        self.company.payment_invoice_own_number = True
        sequence = self.env.ref("sales_process.sequence_sales_payment_invoice")
        sequence.number_next_actual = 77

        parts = self._issue(self._create_order_of(), 300, 200)

        self.assertEqual(parts.mapped("name"), ["77", "78"])

    def test_the_same_invoice_is_not_issued_twice(self):
        order = self._create_order_of()

        first, second = self._issue(order), self._issue(order)
        part, again = self._issue(order, 300, replace=True), self._issue(order, 300)

        self.assertEqual(first, second)
        self.assertEqual(part, again)
        self.assertEqual(len(order.payment_invoice_ids), 2)

    def test_two_equal_parts_of_one_press_are_two(self):
        order = self._create_order_of()
        today = fields.Date.context_today(order)

        parts = order._issue_payment_invoices(
            [
                {"amount": 500, "due_date": today + timedelta(days=days)}
                for days in (1, 30)
            ]
        )

        self.assertEqual(parts.mapped("name"), ["152/1", "152/2"])

    def test_parts_are_never_more_than_the_order(self):
        order = self._create_order_of()
        self._issue(order, 700)

        self.assertRefused(["too much"], self._issue, order, 400)
        self.assertEqual(order._get_rest_to_invoice(), 300)
        self._issue(order, 300)
        self.assertEqual(order._get_rest_to_invoice(), 0)

    def test_amounts_are_positive(self):
        order = self._create_order_of()
        for amount in (0.001, -5):
            with self.subTest(amount=amount):
                self.assertRefused(["positive"], self._issue, order, amount)

    def test_cancelled_and_unapproved_orders_are_refused(self):
        order = self._create_order_of()
        order._action_cancel()
        self.assertRefused(["cancelled"], self._issue, order)

        self.team.approval_discount = 5
        order = self._create_order([self._line(discount=50)])
        self.assertRefused(["needs the approval"], self._issue, order)
        self.assertFalse(order.payment_invoice_ids)

    # ---- the form ----------------------------------------------------------------------

    def test_the_part_with_its_vat_and_qr(self):
        order = self._create_order_of(1220)
        today = fields.Date.context_today(order)
        part = order._issue_payment_invoices([{"amount": 610, "note": "50 %"}])

        form = self._prepare("payment_invoice_issued", part, self.salesperson)
        text = self._render_text(ISSUED, part, self.salesperson).replace("\xa0", " ")

        self.assertEqual(form["part_taxes"], [{"label": "НДС 22%", "tax": 110.0}])
        self.assertEqual(
            self.env["report.sales_process.payment_invoice"]._get_purpose(form),
            f"Оплата по счёту № 152/1 от {today:%d.%m.%Y}. В т.ч. НДС 110.00 руб.",
        )
        self.assertIn("К оплате по настоящему счёту (50 %): 610,00", text)
        self.assertIn("Шестьсот десять рублей 00 копеек", text)
        self.assertIn("Всего по заказу: 1 220,00", text)

    def test_vat_of_parts_by_rate_sums_up(self):
        order = self._create_order(
            [
                self._line(price=33.33),
                self._line(self.made, price=66.67, taxes=self.vat10),
            ]
        )
        for amount in (10.01, 33.34, 50.5):
            with self.subTest(amount=amount):
                part = self._issue(order, amount)
                form = self._prepare("payment_invoice_issued", part)
                told = sum(row["tax"] for row in form["part_taxes"])
                share = order.amount_tax * amount / order.amount_total
                self.assertAlmostEqual(told, round(share, 2), places=2)
                part.with_user(self.salesperson).action_cancel()

    def test_it_is_printed_again_as_it_was(self):
        order = self._create_order_of()
        invoice = self._issue(order)
        before = self._render_text(ISSUED, invoice)
        order.write(
            {
                "order_line": [Command.update(order.order_line.id, {"price_unit": 5})],
                "client_order_ref": "Changed",
            }
        )
        self.client.name = "Renamed"
        self.company.partner_id.bank_ids.sudo().acc_number = "40702810900000000001"

        with freeze_time(fields.Date.today() + timedelta(days=40)):
            after = self._render_text(ISSUED, invoice)

        self.assertEqual(after, before)

    def test_a_cancelled_one_says_so(self):
        invoice = self._issue(self._create_order_of())
        self.assertNotIn("АННУЛИРОВАН", self._render_text(ISSUED, invoice))

        invoice.with_user(self.salesperson).action_cancel()

        self.assertIn("АННУЛИРОВАН", self._render_text(ISSUED, invoice))

    def test_the_invoice_contract_has_terms(self):
        order = self._create_order_of()
        self.company.invoice_contract_terms = "Terms of the company"
        whole = self._issue(order, is_contract=True)
        order.invoice_contract_terms = "Terms of the order"
        part = self._issue(order, 500, is_contract=True, replace=True)

        first, second = (self._render_text(ISSUED, one) for one in (whole, part))

        self.assertIn("Счёт-договор № 152 от", first)
        self.assertIn("Terms of the company", first)
        self.assertIn("Terms of the order", second)

    # ---- paid or not -------------------------------------------------------------------

    def _pay(self, move, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": amount})._create_payments()

    def test_payments_of_invoices_pay_them_by_their_terms(self):
        order = self._agree(self._create_order_of())
        today = fields.Date.context_today(order)
        late, soon = order._issue_payment_invoices(
            [
                {"amount": 600, "due_date": today + timedelta(days=30)},
                {"amount": 400, "due_date": today + timedelta(days=3)},
            ]
        )
        move = order.sudo()._create_invoices()
        move.action_post()
        self.assertEqual((late.state, soon.state), ("unpaid", "unpaid"))

        for paid, states in (
            (100, ("unpaid", "partial")),
            (300, ("unpaid", "paid")),
            (50, ("partial", "paid")),
            (550, ("paid", "paid")),
        ):
            with self.subTest(paid=paid):
                self._pay(move, paid)
                self.assertEqual((late.state, soon.state), states)
        self.assertEqual((late.paid_amount, soon.paid_amount), (600, 400))

    def test_a_down_payment_invoice_pays_the_prepayment(self):
        order = self._agree(self._create_order_of())
        part = self._issue(order, 300)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": [Command.set(order.ids)],
                "advance_payment_method": "fixed",
                "fixed_amount": 300,
            }
        )
        move = wizard._create_invoices(order.sudo())
        move.action_post()

        self._pay(move, 300)

        self.assertEqual(part.state, "paid")

    def test_money_that_goes_back_is_not_paid(self):
        order = self._agree(self._create_order_of())
        whole = self._issue(order)
        move = order.sudo()._create_invoices()
        move.action_post()
        self._pay(move, 1000)
        self.assertEqual(whole.state, "paid")

        move.line_ids.remove_move_reconcile()

        self.assertEqual(whole.state, "unpaid")

    def test_what_is_paid_cannot_be_cancelled(self):
        order = self._agree(self._create_order_of())
        whole = self._issue(order)
        move = order.sudo()._create_invoices()
        move.action_post()
        self._pay(move, 10)

        self.assertRefused(["is paid"], whole.with_user(self.salesperson).action_cancel)

    def test_an_order_with_payment_invoices_is_not_deleted(self):
        order = self._create_order_of()
        self._issue(order)

        self.assertRefused(["cancel it"], order.sudo().unlink)

    # ---- the window --------------------------------------------------------------------

    def _make(self, order, user=None, **values):
        action = order.with_user(
            user or self.salesperson
        ).action_issue_payment_invoice()
        make = self.env[action["res_model"]].with_user(user or self.salesperson)
        return make.with_context(**action["context"]).create(values)

    def test_ways_to_ask_for_money(self):
        for values, amount, note in (
            ({}, 1000, ""),
            ({"way": "percent", "percent": 30}, 300, "30 %"),
            ({"way": "percent", "percent": 12.5}, 125, "12,5 %"),
            ({"way": "amount", "amount": 333.33}, 333.33, ""),
            ({"way": "rest"}, 1000, ""),
        ):
            with self.subTest(values=values):
                order = self._create_order_of()
                action = self._make(order, **values).action_print()
                invoice = order.payment_invoice_ids
                self.assertEqual(action["report_name"], ISSUED)
                self.assertEqual(invoice.amount, amount)
                self.assertEqual(invoice._get_content()["part_note"], note)

    def test_the_rest_after_a_part(self):
        order = self._create_order_of()
        self._issue(order, 300)

        make = self._make(order)

        self.assertEqual(make.way, "rest")
        self.assertEqual((make.issued_amount, make.amount), (300, 700))

    def test_instalments_of_the_payment_terms(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30/70",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 30, "nb_days": 0}
                    ),
                    Command.create(
                        {"value": "percent", "value_amount": 70, "nb_days": 45}
                    ),
                ],
            }
        )
        order = self._create_order_of(payment_term_id=term.id)
        make = self._make(order, way="term")
        self.assertEqual(make.row_ids.mapped("amount"), [300, 700])
        self.assertEqual(make.row_ids.mapped("percent"), [30, 70])
        self.assertEqual(make.row_ids.mapped("is_chosen"), [True, False])
        make.row_ids.is_chosen = True

        make.action_print()

        today = fields.Date.context_today(order)
        invoices = order.payment_invoice_ids.sorted("id")
        self.assertEqual(invoices.mapped("amount"), [300, 700])
        self.assertEqual(
            invoices.mapped("due_date"),
            [
                today + timedelta(days=self.company.payment_invoice_days),
                today + timedelta(days=45),
            ],
        )

    def test_an_instalment_has_to_be_chosen(self):
        make = self._make(self._create_order_of(), way="term")
        make.row_ids.is_chosen = False

        self.assertRefused(["instalment"], make.action_print)

    def test_the_percent_is_one(self):
        for percent in (0, -1, 101):
            order = self._create_order_of()
            with (
                self.subTest(percent=percent),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self._make(order, way="percent", percent=percent)

    def test_terms_that_are_changed_stay_on_the_order(self):
        order = self._create_order_of()

        self._make(order, is_contract=True, terms="Own terms").action_print()

        self.assertEqual(order.invoice_contract_terms, "Own terms")
        self.assertEqual(order.payment_invoice_ids._get_content()["terms"], "Own terms")

    def test_terms_of_the_company_are_not_copied(self):
        order = self._create_order_of()

        self._make(order, is_contract=True).action_print()

        self.assertFalse(order.invoice_contract_terms)

    # ---- sending -----------------------------------------------------------------------

    def _compose(self, action):
        composer = self.env["mail.compose.message"].with_user(self.salesperson)
        return composer.with_context(**action["context"]).create({})

    def test_an_offer_goes_as_an_attachment_with_a_readable_name(self):
        order = self._create_order_of()

        composer = self._compose(order.action_quotation_send())

        self.assertEqual(
            composer.template_id, self.env.ref("sales_process.mail_template_offer")
        )
        (name,) = composer.attachment_ids.mapped("name")
        self.assertTrue(order.offer_number)
        self.assertIn(f"{order.offer_number.replace('/', ' ')} of", name)
        self.assertIn("Client", name)

    def test_issued_and_sent(self):
        order = self._create_order_of()
        self._issue(order, 300)
        action = self._make(order, way="percent", percent=50).action_send()

        composer = self._compose(action)

        today = fields.Date.context_today(order)
        (name,) = composer.attachment_ids.mapped("name")
        self.assertTrue(name.startswith(f"Счёт 152-2 от {today:%d.%m.%Y} Client."))

    def test_the_option_of_the_template_attaches_what_is_unpaid(self):
        order = self._create_order_of()
        self._issue(order, 300, 200)
        template = self.env.ref("sales_process.mail_template_offer_payment_invoice")

        values = order._process_attachments_for_template_post(template)

        names = [name for name, _content in values[order.id]["attachments"]]
        self.assertEqual(len(names), 2)
        self.assertIn("152-1", names[1] + names[0])

    def test_when_nothing_is_issued_the_whole_order_is_attached(self):
        order = self._create_order_of()
        template = self.env.ref("sales_process.mail_template_payment_invoice")

        values = order._process_attachments_for_template_post(template)

        ((name, _content),) = values[order.id]["attachments"]
        self.assertTrue(name.startswith("Счёт 152 от"))

    def test_orders_without_a_deal_are_sent_as_before(self):
        order = self._create_order_of()
        order.sudo().opportunity_id = False

        self.assertEqual(
            order._find_mail_template(), self.env.ref("sale.email_template_edi_sale")
        )

    def test_a_confirmed_order_is_sent_as_before(self):
        order = self._agree(self._create_order_of())

        self.assertNotEqual(
            order._find_mail_template(),
            self.env.ref("sales_process.mail_template_offer"),
        )

    def test_invoices_of_several_orders_are_not_one_letter(self):
        invoices = self._issue(self._create_order_of()) | self._issue(
            self._create_order([self._line()])
        )

        self.assertRefused(["one order"], invoices.action_send)

    # ---- register of the deal ----------------------------------------------------------

    def test_it_is_found_in_the_register_of_the_deal(self):
        order = self._create_order_of()
        invoice = self._issue(order, 300)
        self.env.flush_all()
        register = self.env["sales.document.register"]
        domain = [
            ("lead_id", "=", order.opportunity_id.id),
            ("kind_id.code", "=", "payment_invoice"),
        ]
        for user in (self.salesperson, self.head, self.accountant):
            with self.subTest(user=user.login):
                row = register.with_user(user).search(domain)
                self.assertEqual(
                    (row.number, row.amount, row.state, row.res_id),
                    ("152/1", 300, "open", invoice.id),
                )
        self.assertFalse(register.with_user(self.colleague).search(domain))

    def test_in_the_register_a_cancelled_one_has_no_sum(self):
        order = self._create_order_of()
        invoice = self._issue(order)
        invoice.with_user(self.salesperson).action_cancel()
        self.env.flush_all()

        row = self.env["sales.document.register"].search(
            [("res_model", "=", invoice._name), ("lead_id", "=", invoice.lead_id.id)]
        )

        self.assertEqual((row.state, row.amount), ("cancelled", 0))

    # ---- rights ------------------------------------------------------------------------

    def test_the_accountant_issues_too(self):
        order = self._create_order_of()

        self._make(order, self.accountant, is_contract=True, terms="x").action_print()

        self.assertEqual(order.payment_invoice_ids.name, "152")

    def test_who_may_not_issue(self):
        order = self._create_order_of()
        for user in (
            self.colleague, self.other_head, self.planner, self.engineer, self.stranger,
        ):  # fmt: skip
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._issue(order, user=user)
            self.assertFalse(order.with_user(user).sudo(False)._may_issue())

    def test_nobody_writes_them_past_the_buttons(self):
        invoice = self._issue(self._create_order_of())
        for user in (self.salesperson, self.head, self.accountant):
            own = invoice.with_user(user)
            for what in (
                lambda one: one.write({"amount": 1}),
                lambda one: one.write({"is_cancelled": True}),
                lambda one: one.copy(),
                lambda one: one.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    what(own)

    def test_who_sees_them(self):
        invoice = self._issue(self._create_order_of())
        invoices = self.env["sales.payment.invoice"]
        self.env.flush_all()
        for user, sees in (
            (self.salesperson, True), (self.head, True), (self.accountant, True),
            (self.planner, True), (self.colleague, False), (self.other_head, False),
        ):  # fmt: skip
            with self.subTest(user=user.login):
                found = invoices.with_user(user).search([("id", "=", invoice.id)])
                self.assertEqual(bool(found), sees)
        for user in (self.stranger, self.engineer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                invoices.with_user(user).search([])

    def test_only_who_may_issue_cancels(self):
        invoice = self._issue(self._create_order_of())
        for user in (self.colleague, self.other_head, self.planner, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                invoice.with_user(user).action_cancel()

        invoice.with_user(self.accountant).action_cancel()

        self.assertEqual(invoice.state, "cancelled")

    def test_plain_salespeople_copy_and_send_orders_as_before(self):
        plain = new_test_user(
            self.env, login="t_plain", groups="sales_team.group_sale_salesman"
        )
        order = self._create_order_of()
        order.action_edit_offer_terms()
        order.sudo().write({"user_id": plain.id, "opportunity_id": False})

        copy = order.with_user(plain).copy()

        self.assertEqual(len(copy.sudo().offer_term_ids), len(order.offer_term_ids))
        self.assertTrue(copy.action_quotation_send())

    # ---- cost --------------------------------------------------------------------------

    def test_states_of_many_are_counted_at_once(self):
        deal = self._create_deal()
        orders = [self._create_order([self._line()], deal) for _n in range(12)]
        invoices = self.env["sales.payment.invoice"]
        for order in orders:
            invoices |= self._issue(order)
        self.env.flush_all()
        counts = []
        for some in (invoices[:2], invoices):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.sudo()._compute_paid()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0] + 3)
