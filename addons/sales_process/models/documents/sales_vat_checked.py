from collections import defaultdict

from odoo import api, fields, models

from ...tools.documents.print_text import day_text
from ...tools.documents.tax_rows import rate_label


class SalesVatChecked(models.AbstractModel):
    """A document whose lines have the rate of VAT of their day, or a warning.

    A model that joins answers `_get_vat_lines` and `_get_vat_advice`.
    """

    _name = "sales.vat.checked"
    _description = "Document with Checked VAT"

    l10n_ru_vat_warning = fields.Text(
        string="Wrong Rate of VAT",
        compute="_compute_l10n_ru_vat_warning",
        # sudo: taxes and shipments of a document that the user reads
        compute_sudo=True,
    )

    def _compute_l10n_ru_vat_warning(self):
        self.l10n_ru_vat_warning = False
        russian = self.filtered(lambda record: record.company_id.country_code == "RU")
        rates = self.env["sales.vat.rate"]._get_rates() if russian else []
        for record in russian:
            record.l10n_ru_vat_warning = record._get_vat_warning(rates)

    def _get_vat_warning(self, rates):
        """What is wrong and what to do, or False."""
        found = defaultdict(list)
        for line, day in self._get_vat_lines():
            valid, wrong = self.env["sales.vat.rate"]._find_wrong(
                rates, line.tax_ids, day
            )
            if wrong:
                label = rate_label("rate", wrong[0].amount)
                name = (line.name or line.product_id.display_name or "").split("\n")[0]
                found[day, valid].append(f"{name} ({label})")
        if not found:
            return False
        said = [
            self.env._(
                "On %(day)s, the day of the shipment or of the act, the rate of VAT is "
                "%(rate)s. Other rates stand in: %(lines)s.",
                day=day_text(day, self.env.lang or "en_US"),
                rate=rate_label("rate", valid),
                lines=", ".join(lines),
            )
            for (day, valid), lines in found.items()
        ]
        return "\n".join([*said, self._get_vat_advice()])

    def _get_vat_lines(self):
        """Pairs of a line and the day that decides its rate."""
        return []

    def _get_vat_advice(self):
        return ""


class SaleOrder(models.Model):
    """The rate of the day when the order is to be shipped."""

    _name = "sale.order"
    _inherit = ["sale.order", "sales.vat.checked"]

    @api.depends(
        "commitment_date",
        "delivery_status",
        "order_line.invoice_status",
        "order_line.tax_ids",
        "state",
    )
    def _compute_l10n_ru_vat_warning(self):
        return super()._compute_l10n_ru_vat_warning()

    def _get_vat_lines(self):
        if self.state == "cancel":
            return []
        day = self._get_vat_day()
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.invoice_status not in ("invoiced", "upselling")
            )
        )
        return [(line, day) for line in lines]

    def _get_vat_day(self):
        """The promised day of the shipment, when all is shipped the day of that."""
        moment = self.commitment_date or self.expected_date
        if self.delivery_status == "full":
            moment = self.effective_date or moment
        today = fields.Date.context_today(self)
        if not moment:
            return today
        day = fields.Datetime.context_timestamp(self, moment).date()
        return day if self.delivery_status == "full" else max(day, today)

    def _get_vat_advice(self):
        return self.env._(
            "Choose the tax of that day in these lines, and tell the client if the price "
            "changes."
        )


class AccountMove(models.Model):
    """The rate of the day when goods left, of works that of their act."""

    _name = "account.move"
    _inherit = ["account.move", "sales.vat.checked"]

    @api.depends("delivery_date", "invoice_date", "invoice_line_ids.tax_ids", "state")
    def _compute_l10n_ru_vat_warning(self):
        return super()._compute_l10n_ru_vat_warning()

    def _get_vat_lines(self):
        if self.move_type != "out_invoice" or self.state == "cancel":
            return []
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.is_downpayment
        )
        if not lines or not lines.tax_ids:
            return []
        today = fields.Date.context_today(self)
        shipped = self._get_shipment_date() or today
        accepted = self._get_act_date() or self.invoice_date or today
        return [
            (line, accepted if line.product_id.type == "service" else shipped)
            for line in lines
        ]

    def _get_act_date(self):
        """The day when the last work of the orders was accepted, or False."""
        orders = self.invoice_line_ids.sale_line_ids.order_id
        if not orders:
            return False
        # sudo: the day of the works of a document that the user reads
        works = self.env["equipment.work"].sudo()
        works = works.search_fetch(
            [("order_id", "in", orders.ids), ("state", "in", ("done", "signed"))],
            ["date_done"],
        )
        done = max((work.date_done for work in works if work.date_done), default=None)
        return done and fields.Datetime.context_timestamp(self, done).date()

    def _get_vat_advice(self):
        if self.state == "draft":
            return self.env._("Choose the tax of that day before posting.")
        return self.env._(
            "Reset the invoice to draft and choose the tax of that day; if the client "
            "has the document already, issue a correction."
        )
