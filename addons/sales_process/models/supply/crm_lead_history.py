from odoo import models

from ..process.crm_lead_history import ALWAYS


class CrmLead(models.Model):
    """Since when the orders and goods of a deal are what a check asks for."""

    _inherit = "crm.lead"

    def _since_offer_sent(self):
        """An offer that is sent counts from the day on which it was made."""
        return {
            lead.id: min(orders.mapped("create_date"))
            for lead in self
            if (
                orders := lead.order_ids.filtered(lambda o: o.state in ("sent", "sale"))
            )
        }

    def _since_order_approved(self):
        """The first approval; orders that need none count from ever."""
        return {
            lead.id: min(
                order.approval_date or ALWAYS
                for order in lead.order_ids
                if not order.approval_problem
            )
            if lead.order_ids
            else ALWAYS
            for lead in self._passes_order_approved()
        }

    def _since_order_confirmed(self):
        return {
            lead.id: min(orders.mapped("date_order"))
            for lead in self
            if (orders := lead._get_confirmed_orders())
        }

    def _since_all_ready(self):
        """The day on which the last manufacturing order or receipt was finished."""
        result = {}
        for lead in self._passes_all_ready():
            references = lead._get_confirmed_orders().stock_reference_ids
            made = references.production_ids.filtered(lambda doc: doc.state == "done")
            received = references.purchase_ids.picking_ids
            moments = made.mapped("date_finished") + received.mapped("date_done")
            result[lead.id] = max(filter(None, moments), default=ALWAYS)
        return result

    def _since_delivered(self):
        result = {}
        for lead in self._passes_delivered():
            pickings = lead._get_confirmed_orders().picking_ids
            moments = filter(None, pickings.mapped("date_done"))
            result[lead.id] = max(moments, default=ALWAYS)
        return result
