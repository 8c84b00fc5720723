"""Printed forms and lists of the accountant, photographed for his guide."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.sales_process.tests.documents.russian_company import (
    set_up_russian_company,
)

from .pictures_common import PicturesCommon

WIDTH, HEIGHT = 900, 640


@tagged("post_install", "-at_install")
class TestPicturesOfDocuments(PicturesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.partner_id.write({"lang": "ru_RU", "name": "Анна Бухгалтерова"})
        set_up_russian_company(cls.env.company)
        cls._set_up_roubles()
        cls._set_up_tax()

    def setUp(self):
        super().setUp()
        self.order = self._make_deal().sudo().order_ids

    @classmethod
    def _set_up_roubles(cls):
        """All orders are in roubles, prices are what the products say."""
        rouble = cls.env.ref("base.RUB")
        rouble.active = True
        rouble.rate_ids.unlink()
        cls.env.company.currency_id.rate_ids.unlink()
        pricelists = cls.env["product.pricelist"]
        pricelists.search([]).active = False
        pricelists.create({"name": "Розница", "currency_id": rouble.id})

    @classmethod
    def _set_up_tax(cls):
        tax = cls.env["account.tax"].create(
            {
                "name": "НДС 22% (картинки)",
                "amount": 22,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "company_id": cls.env.company.id,
            }
        )
        goods = cls.seal | cls.chamber | cls.oil
        goods.product_tmpl_id.write({"taxes_id": [Command.set(tax.ids)]})
        goods.product_tmpl_id.invoice_policy = "order"
        for product, price in (
            (cls.seal, 1250.5),
            (cls.chamber, 5_480_000),
            (cls.oil, 6_900),
        ):
            product.list_price = price

    def _print(self, form, record):
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        return reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            f"sales_process.{form}", record.ids
        )[0]

    def test_forms(self):
        invoice = self.order._create_invoices()
        invoice.invoice_date = date(2026, 11, 12)
        invoice.action_post()
        for name, form, record, height in (
            ("payment-invoice", "payment_invoice", self.order, HEIGHT),
            ("upd", "upd", invoice, None),
        ):
            with self.subTest(form=form):
                self._keep_page(name, self._print(form, record), WIDTH, height)

    def test_originals(self):
        self.env.ref("sales_process.document_kind_contract").needs_original = True
        self.order.with_user(self.salesperson).action_make_contract()
        self.order.contract_id.with_user(self.salesperson).action_sign()
        action = self.env.ref("sales_process.sales_document_originals_action")

        self._photograph(
            "originals",
            f"/odoo/action-{action.id}",
            "!!document.querySelector('.o_data_row')",
            self.accountant,
        )
