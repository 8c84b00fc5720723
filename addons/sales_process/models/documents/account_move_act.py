from odoo import models
from odoo.tools import format_date


class AccountMove(models.Model):
    """The act of completed works that is printed of an invoice."""

    _inherit = "account.move"

    def _get_print_title(self, form):
        if form != "completion_act":
            return super()._get_print_title(form)
        return self.env._(
            "Act %(number)s of %(day)s",
            number=self.name,
            day=format_date(self.env, self.invoice_date),
        )
