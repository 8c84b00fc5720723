"""Reserving pieces of a product among very many series of one piece each.

Both take the same series: the dates of core and the age of ours say the same.
"""

from .lots import create_delivery, create_product, load_lots


def setup(env, ours, lots, pieces, strategy):
    product = create_product(env, f"Bench of {lots}", strategy)
    load_lots(env, ours, product, lots)
    return {"picking": create_delivery(env, product, pieces).id}


def run(env, state):
    picking = env["stock.picking"].browse(state["picking"])
    picking.action_assign()
    return picking


def prove(env, picking):
    return {"series": sorted(picking.move_line_ids.lot_id.mapped("name"))}
