"""Confirming an order of mixed lines: on stock, to be made, to be bought.

Core: its route "Replenish on Order" with the rules "take from stock, else order",
set on each product. Ours: a deal of a department, products without any route.
"""

from odoo.fields import Command

from .deals import create_deals

KINDS = ("stocked", "made", "bought")


def setup(env, ours, lines):
    products = _create_products(env, lines)
    if not ours:
        _use_core_route(env, products)
    deal = create_deals(env, ours, 1)
    if ours:
        deal._advance()
    order = env["sale.order"].create(
        {
            "partner_id": deal.partner_id.id,
            "opportunity_id": deal.id,
            "team_id": deal.team_id.id,
            "user_id": deal.user_id.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 2})
                for product in products
            ],
        }
    )
    order.action_quotation_sent()
    return {"order": order.id}


def _create_products(env, count):
    products = env["product.product"].create(
        [
            {"name": f"{KINDS[n % 3]} {n}", "is_storable": True, "list_price": 100}
            for n in range(count)
        ]
    )
    _put_on_stock(env, products[0::3], 5)
    _create_boms(env, products[1::3])
    vendor = env["res.partner"].create({"name": "Bench vendor"})
    for product in products[2::3]:
        product.seller_ids = [Command.create({"partner_id": vendor.id, "price": 50})]
    return products


def _put_on_stock(env, products, quantity):
    warehouse = env["stock.warehouse"].search([], limit=1)
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )


def _create_boms(env, products):
    part = env["product.product"].create({"name": "part", "is_storable": True})
    _put_on_stock(env, part, 10_000)
    env["mrp.bom"].create(
        [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [Command.create({"product_id": part.id})],
            }
            for product in products
        ]
    )


def _use_core_route(env, products):
    """Only where a BoM or a vendor can follow: without them core would refuse."""
    route = env.ref("stock.route_warehouse0_mto")
    route.active = True
    route.rule_ids.write({"procure_method": "mts_else_mto"})
    products.write({"route_ids": [Command.link(route.id)]})
    stocked = products[0::3]
    stocked.write({"route_ids": [Command.clear()]})


def run(env, state):
    order = env["sale.order"].browse(state["order"])
    order.action_confirm()
    return order


def prove(env, order):
    """Each line took its way: reserved, made, bought."""
    moves = order.picking_ids.move_ids
    reference = order.stock_reference_ids
    return {
        "state": order.state,
        "reserved": len(moves.filtered(lambda move: move.state == "assigned")),
        "made": len(reference.production_ids),
        "bought": len(reference.purchase_ids.order_line),
    }
