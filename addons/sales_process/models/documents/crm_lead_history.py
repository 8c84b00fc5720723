from odoo import models
from odoo.tools import SQL


class CrmLead(models.Model):
    """Since when a deal is paid: the last reconciliation of its invoices."""

    _inherit = "crm.lead"

    def _since_paid(self):
        paid = self._passes_paid()
        invoices = {
            invoice.id: lead.id
            for lead in paid
            for invoice in lead._get_confirmed_orders().invoice_ids
        }
        if not invoices:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.move_id, MAX(part.create_date)
                  FROM account_partial_reconcile AS part
                  JOIN account_move_line AS line ON line.id = part.debit_move_id
                 WHERE line.move_id IN %s
                 GROUP BY line.move_id
                """,
                tuple(invoices),
            )
        )
        result = {}
        for move_id, moment in rows:
            lead_id = invoices[move_id]
            result[lead_id] = max(result.get(lead_id, moment), moment)
        return result
