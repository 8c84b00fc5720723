from odoo import api, fields, models
from odoo.tools import format_date


class AccountMove(models.Model):
    """The act of completed works that is printed of an invoice."""

    _inherit = "account.move"

    vat_rate_warning = fields.Char(
        compute="_compute_vat_rate_warning", compute_sudo=True
    )

    @api.depends("invoice_date", "invoice_line_ids.tax_ids", "move_type", "company_id")
    @api.depends_context("lang")
    def _compute_vat_rate_warning(self):
        for move in self:
            taxes = move.invoice_line_ids.tax_ids
            day = move.invoice_date or fields.Date.context_today(move)
            move.vat_rate_warning = move.move_type == "out_invoice" and (
                taxes._warn_wrong_rate(day, move.company_id)
            )

    def _get_print_title(self, form):
        if form != "completion_act":
            return super()._get_print_title(form)
        return self.env._(
            "Act %(number)s of %(day)s",
            number=self.name,
            day=format_date(self.env, self.invoice_date),
        )
