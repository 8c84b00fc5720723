"""Two storekeepers scan one line of one picking at once: real connections.

    python -m tests.concurrent_scans CONFIG DATABASE

Prints what came of it, as JSON.
"""

import json
import sys
from uuid import uuid4

from odoo.fields import Command
from odoo.service import server
from odoo.tools import config

from .concurrent_workers import Workers

EACH = 50
PART = 10


def prepare(env):
    """A delivery of as many pieces as both will scan, and the two of them."""
    warehouse = env["stock.warehouse"].search([], limit=1)
    kind, stock = warehouse.out_type_id, warehouse.lot_stock_id
    product = env["product.product"].create({"name": "Bolt", "is_storable": True})
    env["stock.quant"]._update_available_quantity(product, stock, 3 * EACH)
    target = env.ref("stock.stock_location_customers").id
    places = {"location_id": stock.id, "location_dest_id": target}
    move = {"product_id": product.id, "product_uom_qty": 2 * EACH, **places}
    picking = env["stock.picking"].create(
        {"picking_type_id": kind.id, **places, "move_ids": [Command.create(move)]}
    )
    picking.action_confirm()
    picking.action_assign()
    group = env.ref("warehouse_barcode.group_storekeeper")
    users = env["res.users"].create(
        [
            {"name": name, "login": f"scans_{name}", "group_ids": group.ids}
            for name in ("one", "other")
        ]
    )
    return picking.id, product.id, users.ids


def prepare_scans(picking, product):
    return [
        {
            "uuid": str(uuid4()),
            "type": "delivery_scan",
            "picking_id": picking,
            "product_id": product,
            "quantity": 1,
        }
        for _number in range(PART)
    ]


def tell(user, scans, answers):
    """Work: a device sends its scans; it is told the same when it asks again."""

    def work(env):
        service = env["warehouse.barcode"].with_user(user)
        answers[scans[0]["uuid"]] = service.apply(scans)

    return work


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    workers = Workers(database)
    with workers.environment() as env:
        picking, product, users = prepare(env)
    answers = {}
    for _round in range(EACH // PART):
        parts = [(user, prepare_scans(picking, product)) for user in users]
        works = [tell(user, scans, answers) for user, scans in parts]
        workers.run(*works)
        user, scans = parts[0]
        workers.run(tell(user, scans, answers), tell(user, scans, answers))
    with workers.environment() as env:
        lines = env["stock.picking"].browse(picking).move_line_ids
        result = {
            "picked": sum(lines.filtered("picked").mapped("quantity")),
            "planned": sum(lines.mapped("quantity")),
            "refused": [
                answer["message_code"]
                for told in answers.values()
                for answer in told
                if not answer["ok"]
            ],
            "operations": env["warehouse.barcode.operation"].search_count([]),
        }
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
