from odoo.exceptions import AccessError
from odoo.tests import tagged

from .act_common import ACT_OF_INVOICE, ActCommon


@tagged("post_install", "-at_install")
class TestCompletionAct(ActCommon):
    """The act of completed works of a posted invoice (R098)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.group_ids += cls.env.ref("account.group_account_invoice")

    def _create_invoice(self, lines=None, **values):
        order = self._create_order(
            lines
            or [(self.job, 3, 333.33, self.tax_22), (self.stocked, 1, 50, self.tax_22)]
        )
        invoice = order._create_invoices()
        invoice.write({"invoice_date": "2026-11-12", **values})
        invoice.action_post()
        return invoice

    def _get_act(self, invoice, user=None):
        return self._get_form(invoice, "completion_act", user)

    def test_services_of_the_invoice_with_its_amounts(self):
        invoice = self._create_invoice()
        line = invoice.invoice_line_ids.filtered(lambda one: one.product_id == self.job)

        form = self._get_act(invoice, self.accountant)
        text = self._render_text(ACT_OF_INVOICE, invoice, self.accountant)

        [row] = form["money"]["rows"]
        self.assertEqual(
            (row["base"], row["total"]), (line.price_subtotal, line.price_total)
        )
        self.assertEqual(form["money"]["total"], line.price_total)
        for words in (
            f"Act No. {invoice.name} of November 12, 2026",
            "333.33",
            "НДС 22%",
            "1,219.99",
            "acting on the basis of Устава",
            f"order No. {invoice.invoice_origin}",
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_an_invoice_of_services_only_has_its_own_total(self):
        lines = [
            (self.job, 3, 33.33, self.tax_22),
            (self.training, 7, 0.07, self.tax_20),
            (self.training, 1, 99.99, self.tax_22),
        ]
        for method in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = method
            invoice = self._create_invoice(lines)
            with self.subTest(method=method):
                money = self._get_act(invoice)["money"]
                self.assertEqual(money["total"], invoice.amount_total)
                self.assertEqual(money["tax"], invoice.amount_tax)

    def test_what_is_no_act(self):
        draft = self._create_order()._create_invoices()
        goods = self._create_invoice([(self.stocked, 1, 50, self.tax_22)])
        refund = self._create_invoice()._reverse_moves(cancel=False)

        self.assertRefused(["posted invoice"], self._get_act, draft)
        self.assertRefused(["no works"], self._get_act, goods)
        self.assertRefused(["posted invoice"], self._get_act, refund)

    def test_works_with_an_act_have_no_second_one(self):
        order = self._create_order()
        work = self._create_order_work(order)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertTrue(self._get_act(invoice))  # the work is not done yet

        work.action_done()

        self.assertRefused([work.name], self._get_act, invoice)

    def test_who_may_not_read_invoices_prints_none(self):
        invoice = self._create_invoice()

        for user in (self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._get_act(invoice, user)

    def test_it_is_one_page(self):
        invoice = self._create_invoice()

        texts = self._get_page_texts(self._render_pdf(ACT_OF_INVOICE, invoice))

        self.assertEqual(len(texts), 1)
        self.assertIn("1,219.99", texts[0])
        self.assertIn("completed works", texts[0])

    def test_the_name_of_the_file(self):
        invoice = self._create_invoice(name="INV/2026/00007")

        name = invoice._get_print_name("completion_act")

        self.assertEqual(name, "Act INV 2026 00007 of 11 12 2026 Client")
