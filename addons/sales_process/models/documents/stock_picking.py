from odoo import fields, models
from odoo.tools import format_date

NOTE_FORMS = ("goods_issue_note", "production_issue_note")


class StockPicking(models.Model):
    """The goods issue note of a transfer."""

    _inherit = "stock.picking"

    def _get_print_title(self, form):
        if form not in NOTE_FORMS:
            return super()._get_print_title(form)
        return self.env._(
            "Goods issue note %(number)s of %(day)s",
            number=self.name,
            day=format_date(self.env, self._get_note_day()),
        )

    def _get_note_day(self):
        """The day of the note: of the shipment, before it the scheduled one."""
        moment = self.date_done or self.scheduled_date or fields.Datetime.now()
        return self.company_id._get_local_day(moment)


class MrpProduction(models.Model):
    """The note of the components that are issued to a manufacturing order."""

    _name = "mrp.production"
    _inherit = ["mrp.production", "sales.printed.record"]

    def _get_print_title(self, form):
        return self.env._(
            "Goods issue note %(number)s of %(day)s",
            number=self.name,
            day=format_date(self.env, self._get_note_day()),
        )

    def _get_note_day(self):
        moment = self.date_finished if self.state == "done" else self.date_start
        moment = moment or fields.Datetime.now()
        return self.company_id._get_local_day(moment)

    def _get_print_partner(self):
        # sudo: whose order it is, is no secret of those who make it
        return self.sudo().reference_ids.sale_ids.partner_id.commercial_partner_id[:1]
