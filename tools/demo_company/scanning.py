"""The storekeeper's day: scans, a newer series, transfers, counts, an expired series."""

import uuid
from datetime import timedelta

from odoo.fields import Command

from .production import validate
from .texts import read_json

PICKINGS = 8
COUNTS = 12


def make(world):
    _pick(world)
    _receive(world)
    _move_inside(world)
    _scrap_expired(world)
    _ask_for_counts(world)


def _pick(world):
    """Goods of the waiting deliveries: some series are newer than the oldest."""
    reasons = read_json("deal_texts")["reasons"]
    for picking in _get_waiting_deliveries(world):
        line = picking.move_line_ids.filtered("lot_id")[:1]
        newer = reasons and _find_newest(world, line)
        if newer:
            _take_newer(world, picking, newer, reasons[0])
            reasons = reasons[1:]
        elif line:
            scan = _prepare_scan(world, "delivery_scan", picking, line.lot_id)
            _apply(world, scan, "picked")


def _get_waiting_deliveries(world):
    plans = [plan for plan in world.deals if plan.target == "stock"]
    for plan in plans[:PICKINGS]:
        pickings = plan.lead.sudo().order_ids.picking_ids
        yield pickings.filtered(lambda picking: picking.state == "assigned")[:1]


def _take_newer(world, picking, lot, reason):
    """The screen stops the storekeeper, then the senior one allows it."""
    scan = _prepare_scan(world, "delivery_scan", picking, lot)
    _apply(world, scan, "newer_series")
    allowed = {
        **_prepare_scan(world, "allow_newer", picking, lot),
        "reason": reason,
        "manager_id": world.people["storekeeper_senior"].id,
        "pin": world.pin,
    }
    _apply(world, allowed, "picked_newer")


def _find_newest(world, line):
    """The newest free series of the product, when the line has an older one."""
    quants = world.env["stock.quant"].search(
        [
            ("product_id", "=", line.product_id.id),
            ("location_id", "child_of", line.picking_id.location_id.ids),
            ("quantity", ">", 0),
            ("lot_id", "not in", [False, line.lot_id.id]),
            ("reserved_quantity", "=", 0),
        ]
    )
    return quants.lot_id.sorted("first_in_date")[-1:]


def _receive(world):
    """A receipt that has just been begun: two series with their shelf lives."""
    picking = (
        world.env["stock.picking"]
        .search(
            [("picking_type_code", "=", "incoming"), ("state", "=", "assigned")],
            order="id",
        )
        .filtered(lambda p: world.products["oil"] in p.move_ids.product_id)[:1]
    )
    for number, quantity in enumerate((8, 6), start=1):
        expires = world.today + timedelta(days=900 + 30 * number)
        operation = {
            **_prepare_operation(world, "receipt_scan", picking),
            "product_id": world.products["oil"].id,
            "quantity": quantity,
            "lot_name": f"OIL-{world.today:%y%m}-R{number}",
            "expiration_date": expires.isoformat(),
        }
        _apply(world, operation, "received")


# without the scanner


def _move_inside(world):
    """From shelf to shelf: one transfer is done, two are to be done."""
    warehouse = world.env["stock.warehouse"].search([], limit=1)
    kind = warehouse.int_type_id
    keys = ("filter", "valve", "heater")
    pickings = world.as_user("storekeeper")["stock.picking"].create(
        [
            {
                "picking_type_id": kind.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": world.shelves[-1 - number].id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": world.products[key].id,
                            "product_uom_qty": 4,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": world.shelves[-1 - number].id,
                        }
                    )
                ],
            }
            for number, key in enumerate(keys)
        ]
    )
    pickings.action_confirm()
    pickings.action_assign()
    validate(pickings[0])


def _scrap_expired(world):
    """Part of a series whose shelf life is over."""
    quant = world.env["stock.quant"].search(
        [
            ("product_id", "=", world.products["grease"].id),
            ("location_id", "child_of", world.shelves.ids),
            ("lot_id.expiration_date", "<", world.now),
            ("quantity", ">", 1),
        ],
        limit=1,
    )
    scrap = world.as_user("storekeeper_senior")["stock.scrap"].create(
        {
            "product_id": quant.product_id.id,
            "lot_id": quant.lot_id.id,
            "location_id": quant.location_id.id,
            "scrap_qty": 5,
        }
    )
    scrap.do_scrap()


def _ask_for_counts(world):
    """Shelves that the storekeeper is to count this week."""
    quants = world.env["stock.quant"].search(
        [("location_id", "in", world.shelves[:4].ids), ("quantity", ">", 0)],
        limit=COUNTS,
    )
    quants.with_context(inventory_mode=True).write(
        {"user_id": world.people["storekeeper"].id, "inventory_date": world.today}
    )


def _prepare_operation(world, kind, picking):
    number = uuid.UUID(int=world.rng.getrandbits(128), version=4)
    return {"uuid": str(number), "type": kind, "picking_id": picking.id}


def _prepare_scan(world, kind, picking, lot):
    return {
        **_prepare_operation(world, kind, picking),
        "product_id": lot.product_id.id,
        "lot_id": lot.id,
    }


def _apply(world, operation, expected):
    """:raises RuntimeError: the scanner service answers something else."""
    service = world.as_user("storekeeper")["warehouse.barcode"]
    code = service.apply([operation])[0]["message_code"]
    if code != expected:
        raise RuntimeError(f"Scanner: {operation['type']} gives {code}, not {expected}")
