from odoo import api, models
from odoo.tools import SQL

from .sales_document_branches import Branch


class SalesDocumentBranches(models.AbstractModel):
    """Payment invoices in the register of the deal's documents."""

    _inherit = "sales.document.branches"

    @api.model
    def _get_branches(self):
        return [
            *super()._get_branches(),
            Branch(14, "sales.payment.invoice", self._select_payment_invoices()),
        ]

    def _select_payment_invoices(self):
        return SQL(
            """
            SELECT pi.id, 'payment_invoice', pi.name, pi.date,
                   CASE WHEN pi.is_cancelled IS NOT TRUE THEN pi.amount END,
                   pi.currency_id, %s, pi.state, FALSE, FALSE, pi.company_id
              FROM sales_payment_invoice pi
             WHERE pi.lead_id = lead.id
            """,
            self._state(SQL("pi.state"), done=("paid",), cancelled=("cancelled",)),
        )


class SalesDocumentRegister(models.Model):
    _inherit = "sales.document.register"
    _depends = {
        "sales.payment.invoice": [
            "amount", "company_id", "currency_id", "date", "is_cancelled", "lead_id",
            "name", "state",
        ],
    }  # fmt: skip
