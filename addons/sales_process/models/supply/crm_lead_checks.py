from odoo import api, models

SENT = ("sent", "sale")


class CrmLead(models.Model):
    """Checks of the orders and the goods of a deal."""

    _inherit = "crm.lead"

    def _get_confirmed_orders(self):
        return self.order_ids.filtered(lambda order: order.state == "sale")

    def _passes_offer_sent(self):
        """An offer was sent to the client, or he has agreed already."""
        return self.filtered(
            lambda lead: lead.order_ids.filtered(lambda order: order.state in SENT)
        )

    def _passes_order_approved(self):
        """One of the orders may go to the client as it is: the head has approved it, or
        need not (R081)."""
        return self.filtered(
            lambda lead: (
                not (orders := lead.order_ids.filtered(lambda o: o.state != "cancel"))
                or not all(orders.mapped("approval_problem"))
            )
        )

    def _passes_order_confirmed(self):
        return self.filtered(lambda lead: lead._get_confirmed_orders())

    def _passes_all_ready(self):
        return self.filtered(
            lambda lead: lead.supply_state in ("none", "reserved", "ready", "shipped"),
        )

    def _passes_delivered(self):
        """Everything is with the client, or came back and is not sent again."""
        return self.filtered(
            lambda lead: (
                (orders := lead._get_confirmed_orders())
                and set(orders.mapped("supply_state")) <= {"none", "shipped"}
            ),
        )

    @api.model
    def _checklist_depends(self):
        return (
            *super()._checklist_depends(),
            "order_ids.state",
            "order_ids.approval_state",
            "order_ids.supply_state",
        )

    @api.model
    def _get_check_links(self):
        return {
            **super()._get_check_links(),
            "offer_sent": ("action", "action_view_sale_quotation"),
            "order_approved": ("action", "action_view_sale_quotation"),
            "order_confirmed": ("action", "action_view_sale_quotation"),
            "all_ready": ("field", "order_line_ids"),
            "delivered": ("action", "action_view_pickings"),
        }


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    def _get_checks_after_contract(self):
        return super()._get_checks_after_contract() | {"delivered"}
