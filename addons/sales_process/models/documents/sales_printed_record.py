from odoo import models

from ...tools.documents.print_text import file_name


class SalesPrintedRecord(models.AbstractModel):
    """A record with printed forms, and names of their files that people understand."""

    _name = "sales.printed.record"
    _description = "Record with Printed Forms"

    def _get_print_name(self, form):
        """Name of the file without its ending: «Счёт 152 от 12.11.2026 ООО Ромашка».

        :param form: which form it is, see `_get_print_title`
        """
        self.ensure_one()
        partner = self._get_print_partner()
        return file_name(f"{self._get_print_title(form)} {partner.name or ''}")

    def _get_print_title(self, form):
        """Kind, number and date of the document; models answer for their forms."""
        return self.display_name

    def _get_print_partner(self):
        """The company that the document is for."""
        return self.partner_id.commercial_partner_id


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sales.printed.record"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "sales.printed.record"]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "sales.printed.record"]


class EquipmentWork(models.Model):
    _name = "equipment.work"
    _inherit = ["equipment.work", "sales.printed.record"]
