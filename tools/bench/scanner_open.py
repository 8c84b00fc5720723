"""Opening a delivery on the scanner, against reading the same records one kind after
the other.

Both kinds of database are the same here: `ours` is the one request of the device; the
reference reads lines, products, series and goods, without what the device decides by
(age, what is free, who has reserved).
"""

from odoo import Command

from .lots import create_delivery, create_product, load_lots


def setup(env, ours, lines):
    env.user.group_ids = [
        Command.link(env.ref("warehouse_barcode.group_storekeeper").id)
    ]
    picking = env["stock.picking"]
    for number in range(lines):
        product = create_product(env, f"Bench line {number}", "fifo")
        load_lots(env, True, product, 3)
        delivery = create_delivery(env, product, 2)
        if picking:
            delivery.move_ids.picking_id = picking
        else:
            picking = delivery
    picking.action_assign()
    return {"picking": picking.id, "ours": ours}


def run(env, state):
    picking = env["stock.picking"].browse(state["picking"])
    if state["ours"]:
        answer = env["warehouse.barcode"].open(picking.id)
        return {line["id"] for line in answer["lines"]}
    moves = picking.move_ids
    moves.read()
    moves.move_line_ids.read()
    moves.product_id.read(["name", "barcode", "tracking", "uom_id"])
    quants = env["stock.quant"].search(
        [
            ("product_id", "in", moves.product_id.ids),
            ("location_id.usage", "=", "internal"),
        ]
    )
    quants.read()
    quants.lot_id.read()
    return set(moves.ids)


def prove(env, ids):
    return {"lines": len(ids)}
