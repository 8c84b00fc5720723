"""Validating a receipt or a delivery of serial numbers, ready to go."""

from .lots import create_delivery, create_product, create_receipt, load_lots


def setup(env, ours, kind, pieces):
    product = create_product(env, "Bench serials", "fifo")
    if kind == "delivery":
        load_lots(env, ours, product, pieces)
        picking = create_delivery(env, product, pieces)
        picking.action_assign()
    else:
        picking = create_receipt(env, product, pieces)
        lines = picking.move_line_ids
        for number, line in enumerate(lines):
            line.lot_name = f"B-{number:06d}"
    picking.move_ids.picked = True
    return {"picking": picking.id}


def run(env, state):
    picking = env["stock.picking"].browse(state["picking"])
    picking.button_validate()
    return picking


def prove(env, picking):
    lines = picking.move_line_ids
    return {
        "state": picking.state,
        "series": sorted(lines.lot_id.mapped("name")),
        "pieces": sum(lines.mapped("quantity")),
    }
