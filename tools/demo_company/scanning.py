"""The storekeeper's day on the scanner screen: scans, refusals, a newer series."""

import uuid
from datetime import timedelta

from .texts import read_json

PICKINGS = 8


def make(world):
    _pick(world)
    _receive(world)


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
