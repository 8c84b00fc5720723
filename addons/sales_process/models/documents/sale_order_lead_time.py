from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models

from ...tools.documents.lead_time import BUY, MAKE, OTHER, STOCK, in_weeks, plan_supply
from ...tools.documents.print_text import quantity_text


@dataclass(frozen=True)
class LeadTime:
    """What the offer says of a line: ``days`` until all of it is there."""

    text: str
    days: int
    is_there: bool = False


class SaleOrder(models.Model):
    """The lead time of each line of an offer: from stock, production, purchase (R062).

    1. What is written on the line counts.
    2. A confirmed order of a deal tells when its goods are expected.
    3. A quotation tells what is free on stock now; for the rest the delay of the bill
       of materials, of the vendor, or of the line.
    """

    _inherit = "sale.order"

    def _get_lead_times(self):
        """:return dict: line -> ``LeadTime``; a service has none of its own"""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        times = dict.fromkeys(lines, LeadTime("", 0)) | self._get_planned_times(lines)
        for line in lines.filtered("offer_lead_time"):
            times[line] = LeadTime(line.offer_lead_time, _days(times.get(line)))
        return times

    def _get_planned_times(self, lines):
        # sudo: stock, bills of materials and vendors are told in words only
        order = self.sudo()
        supply = order._get_supply() if order.state == "sale" else {}
        known = {
            line: self._tell_expected(supply[line.sudo()])
            for line in lines
            if line.sudo() in supply
        }
        planned = order._plan_supply(
            lines.sudo() - self.env[lines._name].concat(*known)
        )
        return known | {
            line: self._tell_planned(planned[line.id], line)
            for line in lines
            if line.id in planned
        }

    # ---- confirmed ---------------------------------------------------------------------

    def _tell_expected(self, figures):
        split, day = figures["split"], figures["date"]
        if split.waiting <= split.reserved:
            return LeadTime(self.env._("from stock"), 0, is_there=True)
        if not day:
            return LeadTime("", 0)
        days = max((day - fields.Date.context_today(self)).days, 0)
        text = self.env._("by %(date)s", date=day.strftime("%d.%m.%Y"))
        return LeadTime(text, days)

    # ---- quotations --------------------------------------------------------------------

    def _plan_supply(self, lines):
        """:return dict: id of the line -> ``tools.documents.lead_time.Supply``"""
        goods = lines.filtered(lambda line: line.product_id.type == "consu")
        warehouse = self.warehouse_id.id
        products = goods.product_id.with_context(warehouse_id=warehouse)
        free = {
            product.id: product.free_qty for product in products if product.is_storable
        }
        ways = self._get_ways(goods)
        needs = [
            (
                line.id,
                line.product_id.id,
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty or 1.0, line.product_id.uom_id, round=False
                ),
                *ways[line],
            )
            for line in goods
        ]
        return plan_supply(needs, free)

    def _get_ways(self, lines):
        """:return dict: line -> (way, days): how what is not on stock is supplied"""
        products = lines.product_id
        boms = self.env["mrp.bom"]._bom_find(
            products, company_id=self.company_id.id, bom_type="normal"
        )
        vendors = defaultdict(int)
        for product in products.filtered(lambda product: product not in boms):
            sellers = product.seller_ids.filtered(
                lambda seller: seller.company_id.id in (False, self.company_id.id)
            )
            if sellers:
                vendors[product] = sellers[0].delay
        ways = {}
        for line in lines:
            product = line.product_id
            if bom := boms.get(product):
                way, days = MAKE, bom.produce_delay
            elif product in vendors:
                way, days = BUY, vendors[product]
            else:
                way, days = OTHER, 0
            ways[line] = way, int(max(days, line.customer_lead))
        return ways

    def _tell_planned(self, supply, line):
        if supply.way == STOCK:
            return LeadTime(self.env._("from stock"), 0, is_there=True)
        text = self._tell_way(supply)
        if supply.from_stock and text:
            text = self.env._(
                "%(quantity)s from stock, the rest: %(rest)s",
                quantity=quantity_text(supply.from_stock, self.env.lang or "en_US"),
                rest=text,
            )
        return LeadTime(text, supply.days)

    @api.model
    def _tell_way(self, supply):
        number, is_weeks = in_weeks(supply.days)
        if not number:
            term = ""
        elif is_weeks:
            term = self.env._("%(number)s weeks", number=number)
        else:
            term = self.env._("%(number)s days", number=number)
        if supply.way == MAKE:
            way = self.env._("production")
        elif supply.way == BUY:
            way = self.env._("purchase")
        else:
            return term
        return f"{way}, {term}" if term else way


def _days(time):
    return time.days if time else 0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    offer_lead_time = fields.Char(
        string="Lead Time in the Offer",
        help="Empty: told from stock, production and purchase.",
    )
