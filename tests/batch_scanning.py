"""Batches of transfers on the scanner, where core's module for them is installed.

    python -m tests.batch_scanning CONFIG DATABASE

The addon does not depend on that module, so it is installed here, in a copy of the test
database. Prints what was found, by case, as JSON.
"""

import json
import sys
from uuid import uuid4

import odoo.cli  # noqa: F401 -- sets Odoo's own patches up before anything else
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

MODULE = "stock_picking_batch"
BOX = "346070000000000015"


class Batches:
    def __init__(self, env):
        self.env = env
        group = env.ref("warehouse_barcode.group_storekeeper")
        self.keeper = env["res.users"].create(
            {
                "name": "Keeper",
                "login": "batch_keeper",
                "group_ids": [Command.set([env.ref("base.group_user").id, group.id])],
            }
        )
        self.warehouse = env["stock.warehouse"].create({"name": "B", "code": "BTC"})
        self.type = self.warehouse.out_type_id
        self.type.write({"auto_batch": False, "create_backorder": "ask"})
        self.seal = env["product.product"].create(
            {"name": "Seal", "is_storable": True, "barcode": "4006381333931"}
        )
        env["stock.quant"]._update_available_quantity(
            self.seal, self.warehouse.lot_stock_id, 50
        )
        self.service = env["warehouse.barcode"].with_user(self.keeper)

    def make_batch(self, *quantities):
        pickings = self.env["stock.picking"]
        for quantity in quantities:
            places = {
                "location_id": self.type.default_location_src_id.id,
                "location_dest_id": self.type.default_location_dest_id.id,
            }
            pickings |= pickings.create(
                {
                    "picking_type_id": self.type.id,
                    **places,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.seal.id,
                                "product_uom_qty": quantity,
                                **places,
                            }
                        )
                    ],
                }
            )
        pickings.action_confirm()
        pickings.action_assign()
        batch = self.env["stock.picking.batch"].create(
            {
                "picking_ids": [Command.set(pickings.ids)],
                "picking_type_id": self.type.id,
            }
        )
        batch.action_confirm()
        return batch

    def say(self, kind, batch, **values):
        operation = {"uuid": str(uuid4()), "type": kind, "batch_id": batch.id}
        return self.service.apply([operation | values])[0]

    def scan(self, batch, quantity=1.0):
        return self.say(
            "delivery_scan", batch, product_id=self.seal.id, quantity=quantity
        )

    def picked(self, batch):
        return [
            sum(picking.move_line_ids.filtered("picked").mapped("quantity"))
            for picking in batch.picking_ids.sorted("id")
        ]

    # -- cases --------------------------------------------------------------------------

    def opened(self):
        batch = self.make_batch(2, 3)
        start = self.service.open()
        by_name = self.service.open(batch.name)
        return {
            "in_list": [batch.name] == [row["name"] for row in start["documents"]],
            "key": by_name["document"]["key"],
            "flow": by_name["document"]["flow"],
            "documents": [line["document"] for line in by_name["lines"]]
            == batch.picking_ids.sorted("id").mapped("name"),
        }

    def filled_in_order(self):
        batch = self.make_batch(2, 3)
        self.scan(batch, 3)
        return self.picked(batch)

    def more_than_all_is_asked(self):
        return self.scan(self.make_batch(1, 1), 3)["message_code"]

    def undone(self):
        batch = self.make_batch(2, 3)
        self.scan(batch, 1)
        self.scan(batch, 3)
        self.say("undo", batch)
        return self.picked(batch)

    def a_package_for_each(self):
        batch = self.make_batch(1, 1)
        self.scan(batch, 2)
        mixed = self.say("put_in_pack", batch, package=BOX)["message_code"]
        packed = self.say("put_in_pack", batch)["message_code"]
        packages = [
            picking.move_line_ids.result_package_id.id
            for picking in batch.picking_ids.sorted("id")
        ]
        return [mixed, packed, len(set(packages))]

    def named_box_of_one_document(self):
        batch = self.make_batch(1, 1)
        scan = self.scan(batch, 1)
        answer = self.say("put_in_pack", batch, package=BOX, targets=[scan["uuid"]])
        boxes = batch.picking_ids.sorted("id").move_line_ids.mapped(
            lambda line: line.result_package_id.name or ""
        )
        return [answer["message_code"], boxes]

    def validated(self):
        batch = self.make_batch(1, 2)
        self.scan(batch, 3)
        answer = self.say("validate", batch)
        again = self.say("validate", batch)
        return [answer["message_code"], batch.state, again["message_code"]]

    def rest_is_asked(self):
        batch = self.make_batch(2, 2)
        self.scan(batch, 3)
        asked = self.say("validate", batch)["message_code"]
        done = self.say("validate", batch, backorder="create")
        states = batch.picking_ids.mapped("state")
        return [asked, done["message_code"], bool(done["params"]["backorder"]), states]

    def newer_series_is_stopped(self):
        self.type.age_control = "block"
        oil = self.env["product.product"].create(
            {"name": "Oil", "is_storable": True, "tracking": "lot"}
        )
        lots = self.env["stock.lot"].create(
            [
                {"name": name, "product_id": oil.id, "first_in_date": date}
                for name, date in (("OLD", "2026-01-10"), ("NEW", "2026-06-10"))
            ]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                oil, self.warehouse.lot_stock_id, 5, lot_id=lot
            )
        seal, self.seal = self.seal, oil
        batch = self.make_batch(1, 1)
        self.seal = seal
        codes = [
            self.say("delivery_scan", batch, product_id=oil.id, lot_id=lot.id)
            for lot in reversed(lots)
        ]
        return [answer["message_code"] for answer in codes]


CASES = (
    "opened",
    "filled_in_order",
    "more_than_all_is_asked",
    "undone",
    "a_package_for_each",
    "named_box_of_one_document",
    "validated",
    "rest_is_asked",
    "newer_series_is_stopped",
)


def main(conf, database):
    config.parse_config(["-c", conf, "-d", database, "--no-http"])
    server.load_server_wide_modules()
    registry = Registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["ir.module.module"].search(
            [("name", "=", MODULE)]
        ).button_immediate_install()
    found = {}
    for case in CASES:
        with Registry(database).cursor() as cr:
            batches = Batches(api.Environment(cr, SUPERUSER_ID, {}))
            found[case] = getattr(batches, case)()
            cr.rollback()
    sys.stdout.write(f"RESULT {json.dumps(found)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
