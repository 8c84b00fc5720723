"""A hundred scans told to the server at once, against a hundred calls that write the same.

Both kinds of database are the same here: `ours` is one call of the scanner's service;
the reference marks each line as picked (or gives it the serial that was taken instead
of the planned one) by a call of its own, as a screen without a queue would.
"""

from uuid import uuid4

from odoo import Command

from .lots import create_delivery, create_product, load_lots


def setup(env, ours, scans, is_other):
    product = create_product(env, "Bench scans", "fifo")
    load_lots(env, True, product, scans * (2 if is_other else 1))
    picking = create_delivery(env, product, scans)
    picking.picking_type_id.age_control = "off"
    picking.action_assign()
    planned = picking.move_line_ids.lot_id
    lots = env["stock.lot"].search([("product_id", "=", product.id)], order="id")
    env.user.group_ids = [
        Command.link(env.ref("warehouse_barcode.group_storekeeper").id)
    ]
    taken = (lots - planned) if is_other else planned
    return {"picking": picking.id, "lots": taken.ids, "ours": ours}


def run(env, state):
    picking = env["stock.picking"].browse(state["picking"])
    if state["ours"]:
        env["warehouse.barcode"].apply(
            [prepare_scan(picking, lot_id) for lot_id in state["lots"]]
        )
        return picking
    for line_id, lot_id in zip(picking.move_line_ids.ids, state["lots"], strict=True):
        write_line(env, line_id, lot_id)
    return picking


def prepare_scan(picking, lot_id):
    return {
        "uuid": str(uuid4()),
        "type": "delivery_scan",
        "picking_id": picking.id,
        "product_id": picking.move_ids.product_id.id,
        "lot_id": lot_id,
    }


def write_line(env, line_id, lot_id):
    """A call of its own: what the one before has read is not known any more."""
    line = env["stock.move.line"].browse(line_id)
    values = {"picked": True}
    if line.lot_id.id != lot_id:
        values["lot_id"] = lot_id
    line.write(values)
    env.flush_all()
    env.invalidate_all()


def prove(env, picking):
    lines = picking.move_line_ids.filtered("picked")
    return {
        "series": sorted(lines.lot_id.mapped("name")),
        "pieces": sum(lines.mapped("quantity")),
    }
