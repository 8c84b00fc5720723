"""Goods of a deal: made, bought and received, shipped; or on their way."""

from datetime import timedelta

from odoo.fields import Command

# how far the production of the waiting deals is: shares of the work orders done
PROGRESS = (0, 0.3, 0.55, 0.8, 0, 0.45)


def supply(world, plan, order):
    """Make and buy what the deal waits for: all of it, or a part of it."""
    references = order.sudo().stock_reference_ids
    productions = references.production_ids
    purchases = references.purchase_ids
    if plan.target == "production":
        _supply_partly(world, plan, productions, purchases)
        return
    for order_of_vendor in purchases:
        buy(world, order_of_vendor)
        receive(world, order_of_vendor)
    for production in productions:
        finish(world, production)


def _supply_partly(world, plan, productions, purchases):
    share = PROGRESS[plan.number % len(PROGRESS)]
    for production in productions:
        _begin(world, plan, production, share)
    for number, order_of_vendor in enumerate(purchases, start=plan.number):
        if number % 3:
            buy(world, order_of_vendor)


# production


def _begin(world, plan, production, share):
    """Plan the order and do some of its work orders."""
    production = production.with_env(world.as_user("planner"))
    production.action_assign()
    if plan.number % 4:
        start = world.now + timedelta(days=2 if plan.number % 3 else 12)
        production.date_start = start
        production.button_plan()
    works = production.workorder_ids
    _do_works(world, works[: round(len(works) * share)])
    rest = works.filtered(lambda work: work.state != "done")[:1]
    if share and rest:
        rest.duration = rest.duration_expected * world.rng.uniform(0.2, 0.7)


def _do_works(world, works):
    for work in works:
        work.duration = work.duration_expected * world.rng.uniform(0.85, 1.1)
    works.button_finish()


def finish(world, production):
    """Do all the work orders and put the goods with new serial numbers on stock."""
    production = production.with_env(world.as_user("planner"))
    production.action_assign()
    _do_works(world, production.workorder_ids)
    production.lot_producing_ids = [
        Command.create(_prepare_lot(world, production.product_id))
        for _unit in range(int(production.product_qty))
    ]
    production.qty_producing = production.product_qty
    production.set_qty_producing()
    answer = production.button_mark_done()
    if answer is not True or production.state != "done":
        raise RuntimeError(f"{production.name} is not done: {answer}")


def _prepare_lot(world, product):
    key = next(key for key, known in world.products.items() if known == product)
    world.serials += 1
    return {
        "name": f"{key.upper()}-P{world.serials:04}",
        "product_id": product.id,
        "company_id": world.company.id,
    }


# purchase


def buy(world, order):
    order = order.with_env(world.as_user("buyer"))
    order.user_id = order.env.user
    order.button_confirm()


def receive(world, order):
    """Receive all of a vendor's order, with serial numbers or series."""
    waiting = order.picking_ids.filtered(lambda picking: picking.state != "done")
    for picking in waiting.with_env(world.as_user("storekeeper")):
        for line in picking.move_line_ids:
            if line.product_id.tracking != "none" and not line.lot_name:
                line.lot_name = _prepare_lot(world, line.product_id)["name"]
        shelf = world.shelves[order.id % len(world.shelves)]
        picking.move_line_ids.location_dest_id = shelf
        validate(picking)


def validate(picking):
    picking.move_ids.picked = True
    answer = picking.button_validate()
    if answer is not True or picking.state != "done":
        raise RuntimeError(f"{picking.name} is not validated: {answer}")


# shipment


def ship(world, plan, order):
    """Ship the deal; a deal of the stage "stock" waits, some are shipped partly."""
    picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
    picking = picking.with_env(world.as_user("storekeeper"))
    picking.action_assign()
    if plan.target == "stock":
        if plan.number % 4 == 0 and len(picking.move_ids) > 1:
            _ship_partly(picking)
        return
    validate(picking)


def _ship_partly(picking):
    picking.move_ids[:1].picked = True
    picking.with_context(skip_backorder=True).button_validate()
    if picking.state != "done" or not picking.backorder_ids:
        raise RuntimeError(f"{picking.name}: no backorder")
