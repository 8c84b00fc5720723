import base64
import io

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.fields import Command

from .form_common import FormCommon
from .russian_company import set_up_russian_company


class OfferCommon(FormCommon):
    """A Russian company with its bank, taxes of 22 % and 10 %, orders of a deal.

    ``vat`` and ``vat10`` come on top of the price, ``vat_in`` is in it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.rub = cls.env.ref("base.RUB")
        cls.rub.active = True
        set_up_russian_company(cls.company)
        cls.client.lang = "en_US"
        cls.vat = cls._create_tax(22, "tax_excluded")
        cls.vat10 = cls._create_tax(10, "tax_excluded")
        cls.vat_in = cls._create_tax(22, "tax_included")
        cls.pricelist = cls._create_pricelist(cls.rub)

    @classmethod
    def _create_tax(cls, amount, include):
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {amount} {include}",
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": include,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _create_pricelist(cls, currency):
        return cls.env["product.pricelist"].create(
            {"name": currency.name, "currency_id": currency.id}
        )

    def _create_order(self, lines, deal=None, **values):
        """An order of a deal; ``lines`` are dicts of values."""
        deal = deal or self._create_deal()
        return (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": deal.partner_id.id,
                    "opportunity_id": deal.id,
                    "team_id": deal.team_id.id,
                    "user_id": self.salesperson.id,
                    "pricelist_id": self.pricelist.id,
                    "order_line": [Command.create(line) for line in lines],
                    **values,
                }
            )
        )

    def _line(self, product=None, quantity=1, price=100.0, taxes=None, **values):
        return {
            "product_id": (product or self.stocked).id,
            "product_uom_qty": quantity,
            "price_unit": price,
            "tax_ids": [Command.set((self.vat if taxes is None else taxes).ids)],
            **values,
        }

    def _prepare(self, form, record, user=None):
        """What the form shows, as a dictionary."""
        model = self.env[f"report.sales_process.{form}"].with_user(
            user or self.env.user
        )
        return model._get_report_values(record.ids)["docs"][0]["form"]

    def _issue(self, order, *amounts, user=None, **options):
        order = order.with_user(user or self.salesperson)
        return order._issue_payment_invoices(
            [{"amount": amount} for amount in amounts or (order.amount_total,)],
            **options,
        )

    # ---- files -------------------------------------------------------------------------

    @staticmethod
    def _draw_pdf(*texts):
        drawn = io.BytesIO()
        canvas = Canvas(drawn)
        for text in texts:
            canvas.drawString(100, 700, text)
            canvas.showPage()
        canvas.save()
        return drawn.getvalue()

    @staticmethod
    def _draw_picture(size=(40, 30), kind="PNG"):
        drawn = io.BytesIO()
        Image.new("RGB", size, "navy").save(drawn, kind)
        return drawn.getvalue()

    def _create_file(self, content, name="file.pdf", user=None):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.salesperson)
            .create(
                {"name": name, "raw": content, "res_model": "sale.order", "res_id": 0}
            )
        )

    def _picture_field(self):
        return base64.b64encode(self._draw_picture())
