from odoo import fields, models

from ...tools.documents.print_text import digits_of

DAY = "%d.%m.%Y"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_print_title(self, form):
        names = {"upd": "УПД", "torg12_invoice": "ТОРГ-12"}
        if form not in names or not self.invoice_date:
            return super()._get_print_title(form)
        day = self.invoice_date.strftime(DAY)
        return f"{names[form]} {digits_of(self.name)} от {day}"

    def _get_printed_reference(self, kind):
        if kind not in ("upd", "torg12"):
            return super()._get_printed_reference(kind)
        return digits_of(self.name), self.invoice_date


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_print_title(self, form):
        if form != "torg12":
            return super()._get_print_title(form)
        moment = self.date_done or fields.Datetime.now()
        day = fields.Datetime.context_timestamp(self, moment).strftime(DAY)
        return f"ТОРГ-12 {digits_of(self.name)} от {day}"

    def _get_printed_reference(self, kind):
        if kind != "torg12":
            return super()._get_printed_reference(kind)
        done = self.date_done
        day = done and fields.Datetime.context_timestamp(self, done).date()
        return digits_of(self.name), day or False
