from odoo import api, fields, models


class CrmLead(models.Model):
    """What is owed for the deal: by instalments, whoever asks (R104)."""

    _inherit = "crm.lead"

    amount_debt = fields.Monetary(
        string="Debt",
        compute="_compute_debts",
        compute_sudo=True,
        currency_field="company_currency",
        help="What is left to be paid of the deal's invoices.",
    )
    amount_overdue = fields.Monetary(
        compute="_compute_debts",
        compute_sudo=True,
        currency_field="company_currency",
        help="Unpaid part of the deal's invoices whose due date has passed.",
    )

    @api.depends("order_ids.invoice_ids.amount_residual")
    def _compute_debts(self):
        groups = self.env["sales.debt"]._read_group(
            [("lead_id", "in", self._origin.ids)],
            ["lead_id"],
            ["amount:sum", "amount_overdue:sum"],
        )
        found = {lead.id: figures for lead, *figures in groups}
        for lead in self:
            lead.amount_debt, lead.amount_overdue = found.get(
                lead._origin.id, (0.0, 0.0)
            )

    def action_view_debts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_debt_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}
