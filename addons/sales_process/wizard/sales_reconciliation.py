from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class SalesReconciliation(models.TransientModel):
    """Client and period of a reconciliation statement (R104).

    The salesperson of the client prints it without rights to the ledger.
    """

    _name = "sales.reconciliation"
    _inherit = ["sales.printed.record"]
    _description = "Reconciliation Statement"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(month=1, day=1)
        ),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for statement in self:
            if statement.date_from > statement.date_to:
                raise ValidationError(
                    self.env._(
                        "The period ends before it begins: change one of its days."
                    )
                )

    def action_print(self):
        """
        :raises AccessError: somebody else's client
        """
        self.ensure_one()
        self.partner_id._check_may_use_debts()
        report = self.env.ref("sales_process.action_report_reconciliation")
        return report.report_action(self, config=False)

    def action_last_quarter(self):
        """The last quarter that is over, as accountants ask for it."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        begin = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1)
        self.write(
            {
                "date_from": begin - relativedelta(months=3),
                "date_to": begin - relativedelta(days=1),
            }
        )
        return self.partner_id._open_debt_form(
            self._name, self.env._("Reconciliation statement")
        ) | {"res_id": self.id}

    def _get_print_title(self, form):
        return self.env._(
            "Reconciliation statement %(begin)s - %(end)s",
            begin=format_date(self.env, self.date_from, date_format="dd.MM.yyyy"),
            end=format_date(self.env, self.date_to, date_format="dd.MM.yyyy"),
        )
