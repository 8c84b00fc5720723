from ..work_common import WorkCommon
from .form_common import FormCommon

ACT = "sales_process.equipment_work_act_report"
ACT_OF_INVOICE = "sales_process.completion_act_report"


class ActCommon(FormCommon, WorkCommon):
    """Works and invoices of an order with services, taxes of two rates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.write(
            {
                "lang": "en_US",
                "l10n_ru_signatory_name": "Сидоров Сидор Сидорович",
                "l10n_ru_signatory_position": "Директор",
                "l10n_ru_signatory_genitive": "директора Сидорова Сидора Сидоровича",
                "l10n_ru_acting_basis": "Устава",
            }
        )
        taxes = cls.env["account.tax"].create(
            [
                {
                    "name": f"VAT {rate}%",
                    "amount": rate,
                    "type_tax_use": "sale",
                    "country_id": cls.env.company.account_fiscal_country_id.id,
                }
                for rate in (20, 22)
            ]
        )
        cls.tax_20, cls.tax_22 = taxes
        cls.training = cls.env["product.product"].create(
            {
                "name": "Training",
                "type": "service",
                "list_price": 5.0,
                "invoice_policy": "order",
            }
        )
        cls.job.invoice_policy = "order"

    def _create_order(self, lines=None, **values):
        """A confirmed order of a deal with services.

        :param lines: (product, quantity, price, taxes)
        """
        lines = lines or [(self.job, 1, 1000.0, self.tax_22)]
        deal = self._create_deal()
        quotation = self._create_quotation(
            deal, [(product, quantity) for product, quantity, *_rest in lines], **values
        )
        for row, (_product, _quantity, price, taxes) in zip(
            quotation.order_line, lines, strict=True
        ):
            row.write({"price_unit": price, "tax_ids": [(6, 0, taxes.ids)]})
        deal.action_agree()
        return quotation.sudo()

    def _create_order_work(self, order=None, **values):
        """A work with the services of its order in its act."""
        order = order or self._create_order()
        work = self._create_work(
            order_id=order.id,
            lead_id=order.opportunity_id.id,
            partner_id=order.partner_id.id,
            **values,
        )
        work.action_add_order_works()
        return work

    def _get_form(self, record, report="equipment_work_act", user=None):
        model = self.env[f"report.sales_process.{report}"]
        model = model.with_user(user or self.env.user)
        return model._get_report_values(record.ids)["docs"][0]["form"]
