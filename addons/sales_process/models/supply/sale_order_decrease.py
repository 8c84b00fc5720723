from markupsafe import Markup

from odoo import fields, models

from ...tools.supply.split import find_surplus

REDUCED = "sales_process.mail_activity_type_order_reduced"


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        before = self._get_confirmed_quantities() if "product_uom_qty" in vals else {}
        result = super().write(vals)
        changed = self.filtered(lambda line: line in before)
        reduced = changed.filtered(lambda line: line.product_uom_qty < before[line])
        raised = changed.filtered(lambda line: line.product_uom_qty > before[line])
        if reduced:
            reduced.order_id._tell_surplus(reduced.product_id)
        if raised:
            raised.order_id._review_surplus_tasks()
        return result

    def _get_confirmed_quantities(self):
        return {
            line: line.product_uom_qty
            for line in self
            if line.state == "sale" and line.order_id._is_deal_order()
        }


class SaleOrder(models.Model):
    """The client wants less: core reduces draft purchases only, and says nothing to the
    planner and the buyer about what is made and bought too much. He wants more again:
    what is made and bought already comes first."""

    _inherit = "sale.order"

    def _tell_surplus(self, products):
        """A task on each document that supplies more than the orders still need.

        :param products: of the lines that were reduced
        """
        # sudo: a salesperson sees neither purchases nor all manufacturing orders
        for order in self.sudo():
            for document, quantity in order._get_surplus(products).items():
                order._schedule_reduced(document, quantity)

    def _review_surplus_tasks(self):
        """What is needed again is no surplus: the tasks are worded anew or taken back."""
        # sudo: the tasks are those of planners and buyers
        tasks = (
            self.env["mail.activity"]
            .sudo()
            .search([("reduced_order_id", "in", self.ids)])
        )
        for order, open_tasks in tasks.grouped("reduced_order_id").items():
            surplus = order._get_surplus(open_tasks.reduced_product_id)
            kept = self.env["mail.activity"]
            for document, quantity in surplus.items():
                task = order._find_reduced_task(document)
                task.summary = order._name_surplus(document, quantity, task.user_id)
                kept |= task
            (open_tasks - kept).unlink()

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
        task = self._find_reduced_task(document)
        if task:
            task.summary = self._name_surplus(document, quantity, task.user_id)
            return
        owner = document._get_reduced_owner()
        person = owner or self.team_id.user_id or self.user_id or self.env.user
        localized = self.with_context(lang=person.lang)
        document._get_reduced_document().activity_schedule(
            REDUCED,
            summary=self._name_surplus(document, quantity, person),
            note=Markup("<p>%s</p>")
            % localized.env._("Reduce it, or keep the rest for the stock."),
            user_id=person.id,
            reduced_order_id=self.id,
            reduced_product_id=document.product_id.id,
        )

    def _name_surplus(self, document, quantity, person):
        """What is too much, in the language of who has the task."""
        localized = self.with_context(lang=person.lang)
        return localized.env._(
            "%(order)s of %(client)s is reduced: %(quantity)s of %(product)s too many "
            "in %(document)s",
            order=self.name,
            client=self.partner_id.display_name,
            quantity=f"{quantity:g}",
            product=document.product_id.display_name,
            document=document._get_reduced_document().name,
        )

    def _find_reduced_task(self, document):
        """The open task about what the document makes or buys too much of."""
        return document._get_reduced_document().activity_search(
            [REDUCED],
            additional_domain=[
                ("reduced_order_id", "=", self.id),
                ("reduced_product_id", "=", document.product_id.id),
            ],
        )[:1]


class MailActivity(models.Model):
    _inherit = "mail.activity"

    reduced_order_id = fields.Many2one(
        "sale.order",
        string="Reduced order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Order that needs less than the document makes or buys for it.",
    )
    reduced_product_id = fields.Many2one(
        "product.product",
        string="Surplus product",
        readonly=True,
        ondelete="set null",
        help="What is made or bought too much.",
    )


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_procurement_qty(self):
        """What the order makes or buys beyond its needs is not ordered once more."""
        quantities = super()._prepare_procurement_qty()
        surplus = self._get_surplus_of_orders()
        if not surplus:
            return quantities
        # sudo: who confirms a move need not see the order
        return [
            move._take_surplus(quantity, surplus.get(move.sale_line_id.order_id, {}))
            for move, quantity in zip(self.sudo(), quantities, strict=True)
        ]

    def _get_surplus_of_orders(self):
        """Order -> document -> quantity that it makes or buys too much; orders without
        any are left out, and an order that is just being confirmed costs nothing."""
        # sudo: a salesperson sees neither purchases nor all manufacturing orders
        moves = self.sudo().filtered(
            lambda move: move.rule_id.procure_method == "mts_else_mto"
        )
        orders = moves.sale_line_id.order_id.filtered(
            lambda order: order._is_deal_order() and order._has_open_or_done_documents()
        )
        found = {order: order._get_surplus(moves.product_id) for order in orders}
        return {order: surplus for order, surplus in found.items() if surplus}

    def _take_surplus(self, quantity, surplus):
        """How much still has to be ordered; what is taken leaves the surplus.

        :param float quantity: to be ordered, in the unit of the move
        :param dict surplus: document -> quantity, in the unit of its product
        """
        unit = self.product_id.uom_id
        left = self.product_uom._compute_quantity(quantity, unit, round=False)
        warehouse = self.location_id.warehouse_id
        for document, free in surplus.items():
            if (
                document.product_id == self.product_id
                and document._get_reduced_warehouse() == warehouse
            ):
                taken = min(free, max(left, 0.0))
                surplus[document] -= taken
                left -= taken
        return unit._compute_quantity(left, self.product_uom, rounding_method="HALF-UP")


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_reduced_document(self):
        """The document on which the task is made."""
        return self

    def _get_reduced_owner(self):
        group = self.env.ref("sales_process.group_production")
        return self.user_id.filtered("active") or group.all_user_ids[:1]

    def _get_reduced_warehouse(self):
        """Where its goods come to."""
        return self.picking_type_id.warehouse_id


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_reduced_document(self):
        return self.order_id

    def _get_reduced_owner(self):
        return self.order_id.user_id.filtered("active")

    def _get_reduced_warehouse(self):
        return self.order_id.picking_type_id.warehouse_id
