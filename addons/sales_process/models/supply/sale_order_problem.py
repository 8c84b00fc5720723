from collections import defaultdict

from odoo import fields, models
from odoo.tools import format_date


class SaleOrder(models.Model):
    """What is wrong with the goods of an order, in words a salesperson understands."""

    _inherit = "sale.order"

    def _get_supply_problems(self, supply=None):
        """Problems of the lines of the orders: dict of line -> text.

        :param supply: of the orders, when it is known already
        """
        supply = self._get_supply() if supply is None else supply
        lines = self.env["sale.order.line"].union(*supply)
        rivals = lines.filtered(
            lambda line: supply[line]["split"].missing
        )._get_short_products()
        causes = self._find_shortages(rivals)
        texts = {}
        for line, figures in supply.items():
            found = line._list_problems(figures, causes.get(line))
            if found:
                texts[line] = "; ".join(dict.fromkeys(found))
        return texts

    def _find_shortages(self, short):
        """Why goods that are on stock are not there for a line.

        :param dict short: line -> its products
        :return: dict of line -> (free quantity, names of the orders that hold it)
        """
        result = {}
        by_warehouse = defaultdict(dict)
        for line, products in short.items():
            by_warehouse[line.warehouse_id][line] = products
        for warehouse, lines in by_warehouse.items():
            products = self.env["product.product"].union(*lines.values())
            free = {
                product: product.free_qty
                for product in products.with_context(warehouse_id=warehouse.id)
            }
            holders = self._find_holders(products, warehouse)
            for line, wanted in lines.items():
                names = {
                    name
                    for product in wanted
                    for name in holders.get(product, ())
                    if name != line.order_id.name
                }
                result[line] = (min(free[product] for product in wanted), sorted(names))
        return result

    def _find_holders(self, products, warehouse):
        """Names of the orders for which a product is reserved now: dict."""
        moves = self.env["stock.move"].search_fetch(
            [
                ("product_id", "in", products.ids),
                ("state", "in", ("assigned", "partially_available")),
                ("location_id", "child_of", warehouse.view_location_id.id),
                ("sale_line_id", "!=", False),
            ],
            ["product_id", "sale_line_id", "quantity"],
        )
        holders = defaultdict(set)
        for move in moves:
            if move.quantity > 0:
                holders[move.product_id].add(move.sale_line_id.order_id.name)
        return holders


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_short_products(self):
        """Products that are missing for each line: dict of line -> products."""
        products = self.env["product.product"]
        return {
            line: products.browse(part.product for part in line._prepare_need().parts)
            for line in self
        }

    def _list_problems(self, figures, shortage):
        split, sources = figures["split"], figures["sources"]
        found = []
        if split.unplanned:
            found.append(
                self.env._(
                    "%(quantity)s: the delivery is cancelled, nothing is planned",
                    quantity=self._format_quantity(split.unplanned),
                )
            )
        if split.missing:
            found.append(self._describe_shortage(split.missing, shortage))
        if split.making:
            found += sources.productions._list_problems()
        if split.buying:
            found += sources.purchases._list_problems()
        return found

    def _describe_shortage(self, quantity, shortage):
        free, holders = shortage or (0.0, [])
        amount = self._format_quantity(quantity)
        if free > 0:
            return self.env._(
                "%(quantity)s: on stock, but not reserved yet", quantity=amount
            )
        if holders:
            return self.env._(
                "%(quantity)s: what is on stock is reserved for %(orders)s, nobody "
                "makes or buys more",
                quantity=amount,
                orders=", ".join(holders[:3]),
            )
        return self.env._(
            "%(quantity)s: not on stock, nobody makes or buys it", quantity=amount
        )

    def _format_quantity(self, quantity):
        return f"{quantity:g} {self.product_id.uom_id.name}"


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _list_problems(self):
        """Late orders, and those that wait for components."""
        now = fields.Datetime.now()
        found = []
        for production in self:
            if production.is_planned and production.date_finished < now:
                found.append(production._describe_delay(production.date_finished))
            missing = production._get_missing_components()
            if missing and production.reservation_state != "assigned":
                found.append(
                    self.env._(
                        "%(document)s waits for components: %(products)s",
                        document=production.name,
                        products=", ".join(missing[:3].mapped("display_name")),
                    )
                )
        return found

    def _describe_delay(self, due):
        return self.env._(
            "%(document)s is late: it was due on %(date)s",
            document=self.name,
            date=format_date(self.env, due.date()),
        )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _list_problems(self):
        """Purchases that are not ordered yet, and late ones."""
        drafts = self.filtered(lambda line: not line._is_ordered())
        found = []
        if drafts:
            found.append(
                self.env._(
                    "Not ordered from the vendor yet: %(orders)s",
                    orders=", ".join(drafts.order_id.mapped("name")),
                )
            )
        now = fields.Datetime.now()
        for line in self - drafts:
            due = max(line._get_due_dates(), default=now)
            if due < now and line._get_open_qty():
                found.append(
                    self.env._(
                        "%(document)s is late: it was due on %(date)s",
                        document=line.order_id.name,
                        date=format_date(self.env, due.date()),
                    )
                )
        return found
