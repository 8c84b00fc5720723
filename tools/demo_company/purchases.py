"""Purchases for stock: asked, ordered, late, received in part; age deviations."""

from datetime import timedelta

from odoo.fields import Command

from . import production

# vendor, lines (product, quantity), days to the planned date, how far it is
ORDERS = (
    ("oils", (("oil", 40), ("grease", 20)), -2, "ordered"),
    ("oils", (("seals", 25), ("viton", 60)), 1, "ordered"),
    ("pumps", (("gauge", 6), ("valve", 20)), 0, "ordered"),
    ("heat", (("panel", 60), ("heater", 80)), 4, "ordered"),
    ("drive", (("control", 20), ("motor15", 6)), -6, "ordered"),
    ("foundry", (("steel", 120), ("flange", 40)), 9, "ordered"),
    ("pumps", (("scroll", 3), ("gauge", 4)), -12, "received"),
    ("heat", (("muffle", 4), ("thermo", 60)), -20, "received"),
    ("oils", (("compoil", 18), ("filter", 12)), -33, "received"),
    ("drive", (("board", 15), ("bearing", 60)), -48, "received"),
    ("foundry", (("case", 40), ("rotor", 30)), 14, "asked"),
    ("heat", (("vacoven", 2),), 25, "asked"),
)


def make(world):
    for vendor, lines, days, state in ORDERS:
        order = _make_order(world, vendor, lines, days)
        if state != "asked":
            production.buy(world, order)
            order.order_line.date_planned = world.now + timedelta(days=days)
        if state == "received":
            production.receive(world, order)


def _make_order(world, vendor, lines, days):
    return world.as_user("buyer")["purchase.order"].create(
        {
            "partner_id": world.contacts[vendor].id,
            "user_id": world.people["buyer"].id,
            "partner_ref": f"Счёт {abs(days) * 7 + 13}",
            "order_line": [
                Command.create(
                    {
                        "product_id": world.products[key].id,
                        "product_qty": quantity,
                        "date_planned": world.now + timedelta(days=days),
                    }
                )
                for key, quantity in lines
            ],
        }
    )
