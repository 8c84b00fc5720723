from markupsafe import Markup

from odoo import models

from ...tools.supply.split import find_surplus

REDUCED = "sales_process.mail_activity_type_order_reduced"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        before = self._get_confirmed_quantities() if "product_uom_qty" in vals else {}
        result = super().write(vals)
        reduced = self.browse().union(
            *(line for line, qty in before.items() if line.product_uom_qty < qty)
        )
        if reduced:
            reduced.order_id._tell_surplus(reduced.product_id)
        return result

    def _get_confirmed_quantities(self):
        return {
            line: line.product_uom_qty
            for line in self
            if line.state == "sale" and line.order_id._is_deal_order()
        }


class SaleOrder(models.Model):
    """The client wants less: core reduces draft purchases only, and says nothing to the
    planner and the buyer about what is made and bought too much."""

    _inherit = "sale.order"

    def _tell_surplus(self, products):
        """A task on each document that supplies more than the orders still need.

        :param products: of the lines that were reduced
        """
        # sudo: a salesperson sees neither purchases nor all manufacturing orders
        for order in self.sudo():
            for document, quantity in order._get_surplus(products).items():
                order._schedule_reduced(document, quantity)

    def _get_surplus(self, products):
        """Open documents that have become too large.

        :param products: of the reduced lines; of a kit its components count
        :return: dict of document -> quantity in the unit of its product; the latest
            documents are named first
        """
        self.env.flush_all()
        lines = self.order_line.filtered(lambda line: line._is_supplied())
        productions = self._get_open_productions()
        sources = self._get_sources(productions, productions._get_expected_ends())
        made, bought = find_surplus(
            [line._prepare_need() for line in lines],
            sources.sum_making(),
            sources.sum_buying(),
        )
        products |= self._get_kit_components(products)
        return {
            **self._spread(made, sources.productions, products),
            **self._spread(bought, sources.purchases, products),
        }

    def _get_kit_components(self, products):
        lines = self.order_line.filtered(lambda line: line.product_id in products)
        return lines.move_ids.filtered("bom_line_id").product_id

    def _spread(self, rest, documents, products):
        """Which documents make up the surplus, the latest first."""
        found = {}
        for document in documents.sorted("id", reverse=True):
            product = document.product_id
            left = rest.get(product.id, 0.0)
            quantity = min(left, document._get_open_qty())
            if product in products and quantity > 0:
                found[document] = quantity
                rest[product.id] = left - quantity
        return found

    def _schedule_reduced(self, document, quantity):
        """Tell the planner or the buyer; an open task of the order is only worded anew."""
        owner = document._get_reduced_owner()
        person = owner or self.team_id.user_id or self.user_id or self.env.user
        localized = self.with_context(lang=person.lang)
        target = document._get_reduced_document()
        summary = localized.env._(
            "%(order)s of %(client)s is reduced: %(quantity)s of %(product)s too many "
            "in %(document)s",
            order=self.name,
            client=self.partner_id.display_name,
            quantity=f"{quantity:g}",
            product=document.product_id.display_name,
            document=target.name,
        )
        open_tasks = target.activity_search(
            [REDUCED], additional_domain=[("summary", "like", self.name)]
        ).filtered(lambda task: document.product_id.display_name in task.summary)
        if open_tasks:
            open_tasks.summary = summary
            return
        target.activity_schedule(
            REDUCED,
            summary=summary,
            note=Markup("<p>%s</p>")
            % localized.env._("Reduce it, or keep the rest for the stock."),
            user_id=person.id,
        )


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_reduced_document(self):
        """The document on which the task is made."""
        return self

    def _get_reduced_owner(self):
        group = self.env.ref("sales_process.group_production")
        return self.user_id.filtered("active") or group.all_user_ids[:1]


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_reduced_document(self):
        return self.order_id

    def _get_reduced_owner(self):
        return self.order_id.user_id.filtered("active")
