from datetime import datetime, time

from odoo import models
from odoo.tools import SQL

from ..process.crm_lead_history import ALWAYS


class CrmLead(models.Model):
    """Since when a deal is paid and its documents are complete.

    Paid: the last reconciliation of its invoices; an order for nothing is paid from its
    confirmation. Complete: the last signature or original.
    """

    _inherit = "crm.lead"

    def _since_paid(self):
        paid = self._passes_paid()
        invoices = {
            invoice.id: lead.id
            for lead in paid
            for invoice in lead._get_confirmed_orders().invoice_ids
        }
        result = {
            lead.id: max(lead._get_confirmed_orders().mapped("date_order"))
            for lead in paid
        }
        if not invoices:
            return result
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
        for move_id, moment in rows:
            lead_id = invoices[move_id]
            result[lead_id] = max(result[lead_id], moment)
        return result

    def _since_documents_signed(self):
        passed = self._passes_documents_signed()
        result = dict.fromkeys(passed.ids, ALWAYS)
        for lead in passed:
            # sudo: the days only, whoever keeps the documents
            documents = lead.sudo().document_ids.filtered(lambda d: d.state == "valid")
            days = [
                *documents.mapped("signed_on"),
                *documents.filtered("needs_original").mapped("original_date"),
            ]
            works = lead.sudo().work_ids.mapped("signed_on")
            moments = [datetime.combine(day, time.min) for day in days if day]
            result[lead.id] = max([*moments, *filter(None, works)], default=ALWAYS)
        return result
