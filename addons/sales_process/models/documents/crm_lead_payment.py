from odoo import models

PAID_STATES = ("paid", "in_payment", "reversed")


class CrmLead(models.Model):
    """When a deal is invoiced in full and paid (R102).

    1. Every confirmed order is asked, cancelled ones are not.
    2. A line is settled when posted invoices hold all its quantity; drafts do not
       count. Lines of quantity or price 0 have nothing to be invoiced.
    3. A credit note takes its quantity back, it has to be invoiced anew; but not one
       that settles a claim, and not for goods that were shipped and have come back.
    4. Every posted invoice of these orders is paid, or reversed by its credit note. The
       currency does not matter: quantities and states are compared, no sums.
    """

    _inherit = "crm.lead"

    def _passes_paid(self):
        return self.filtered(lambda lead: lead._is_paid())

    def _is_paid(self):
        orders = self._get_confirmed_orders()
        invoices = orders.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice",
        )
        return bool(
            orders
            and all(move.payment_state in PAID_STATES for move in invoices)
            and all(line._is_invoiced() for line in orders.order_line)
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_invoiced(self):
        """Nothing of the line is left to be invoiced."""
        self.ensure_one()
        if self.display_type or self.is_downpayment or self._is_free():
            return True
        settled = (
            self.qty_invoiced_posted
            + self._get_claimed_qty()
            + self._get_kept_back_qty()
        )
        compare = self.product_uom_id.compare(abs(settled), abs(self.product_uom_qty))
        return compare >= 0 and settled * self.product_uom_qty > 0

    def _is_free(self):
        return self.product_uom_id.is_zero(
            self.product_uom_qty
        ) or self.currency_id.is_zero(self.price_total)

    def _get_claimed_qty(self):
        """Taken back by credit notes of claims: money back for a defect, a discount."""
        notes = self.invoice_lines.filtered(
            lambda line: (
                line.move_id.state == "posted"
                and line.move_id.move_type == "out_refund"
                and line.move_id.claim_ids
            )
        )
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id)
            for line in notes
        )

    def _get_kept_back_qty(self):
        """Refunded goods that were shipped and have come back."""
        if self._get_claimed_qty():
            return 0.0
        back = shipped = 0.0
        for move in self.move_ids.filtered(lambda move: move.state == "done"):
            quantity = move.product_uom._compute_quantity(
                move.quantity, self.product_uom_id
            )
            if move.location_id.usage == "customer":
                back += quantity
            elif move.location_dest_id.usage == "customer":
                shipped += quantity
        if self.product_uom_id.compare(shipped, self.product_uom_qty) < 0:
            return 0.0
        return min(back, max(self.product_uom_qty - self.qty_delivered, 0.0))
