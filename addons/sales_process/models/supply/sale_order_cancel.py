from markupsafe import Markup

from odoo import models

OPEN_PRODUCTION = ("draft", "confirmed", "progress", "to_close")
OPEN_PURCHASE = ("draft", "sent", "to approve", "purchase")
TASK = "sales_process.mail_activity_type_order_cancelled"


class SaleOrder(models.Model):
    """A confirmed order of a deal is cancelled: production and purchasing hear of it.

    Core leaves manufacturing orders and purchases as they are, and says nothing to the
    buyer: whether they are still needed is the planner's and the buyer's decision.
    """

    _inherit = "sale.order"

    def _action_cancel(self):
        confirmed = self.filtered(
            lambda order: order.state == "sale" and order._is_deal_order()
        )
        documents = confirmed._get_documents_to_tell()
        result = super()._action_cancel()
        for order, (productions, purchases) in documents.items():
            order._tell_planners(productions)
            order._tell_buyers(purchases)
        confirmed.opportunity_id._tell_without_order()
        return result

    def _get_documents_to_tell(self):
        """Open documents of the orders: dict of order -> (productions, purchases)."""
        # sudo: a salesperson sees neither purchases nor all manufacturing orders
        return {order: order.sudo()._get_open_documents() for order in self}

    def _get_open_documents(self):
        references = self.stock_reference_ids
        productions = references.production_ids
        productions |= productions.production_group_id.child_ids.production_ids
        purchases = references.purchase_ids | self._get_purchase_orders()
        return (
            productions.filtered(lambda doc: doc.state in OPEN_PRODUCTION),
            purchases.filtered(lambda doc: doc.state in OPEN_PURCHASE),
        )

    def _tell_planners(self, productions):
        group = self.env.ref("sales_process.group_production")
        for production in productions:
            planner = production.user_id.filtered("active") or group.all_user_ids[:1]
            self._schedule_cancelled(production, planner)

    def _tell_buyers(self, purchases):
        for purchase in purchases:
            buyer = purchase.user_id.filtered("active")
            self._schedule_cancelled(purchase, buyer)

    def _schedule_cancelled(self, document, user):
        """A task on the document of another department; nobody there: for the head."""
        person = user or self.team_id.user_id or self.user_id or self.env.user
        localized = self.with_context(lang=person.lang)
        document.sudo().activity_schedule(
            TASK,
            summary=localized.env._(
                "%(order)s of %(client)s is cancelled: is %(document)s still needed?",
                order=self.name,
                client=self.partner_id.display_name,
                document=document.name,
            ),
            note=Markup("<p>%s</p>")
            % localized.env._(
                "Cancel it, change the quantity, or keep it for the stock."
            ),
            user_id=person.id,
        )
