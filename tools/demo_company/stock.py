"""The warehouse: shelves, and series of different ages and shelf lives on them."""

from datetime import timedelta
from itertools import cycle

from odoo.tools import SQL

from .texts import read_csv

ROWS, RACKS, TIERS = "АБВ", 4, 3
LATIN = {"А": "A", "Б": "B", "В": "V"}
OLDEST_DAYS, NEWEST_DAYS = 720, 12
# days from today to the end of the shelf life of the oldest series: expired, about
# to expire, to be sold first
FIRST_EXPIRIES = (-35, -6, 9, 28, 55, 95)


def make(world):
    warehouse = world.env["stock.warehouse"].search(
        [("company_id", "=", world.company.id)], limit=1
    )
    warehouse.name = "Основной склад"
    warehouse.out_type_id.age_control = "block"
    world.shelves = _make_shelves(world, warehouse)
    rows = [row for row in read_csv("products") if row["stock"]]
    lots = _make_lots(world, rows)
    quants = _count_in(world, rows, lots, warehouse)
    _set_ages(world, lots, quants)


def _make_shelves(world, warehouse):
    names = [
        f"{row}-{rack:02}-{tier}"
        for row in ROWS
        for rack in range(1, RACKS + 1)
        for tier in range(1, TIERS + 1)
    ]
    return world.env["stock.location"].create(
        [
            {
                "name": name,
                "location_id": warehouse.lot_stock_id.id,
                "usage": "internal",
                "barcode": LATIN[name[0]] + name[1:],
            }
            for name in names
        ]
    )


def _make_lots(world, rows):
    """Return {product key: series, the oldest first}."""
    plans = [
        (row["key"], _prepare_lot(world, row, number))
        for row in rows
        for number in range(int(row["lots"]))
    ]
    lots = world.env["stock.lot"].create([values for _key, values in plans])
    result = {}
    for (key, _values), lot in zip(plans, lots, strict=True):
        result[key] = result.get(key, lots.browse()) | lot
    return result


def _get_age(row, number):
    """Days since the series came: from two years to some days."""
    share = number / max(int(row["lots"]) - 1, 1)
    jitter = len(row["name"]) * 3 % 11
    return round(OLDEST_DAYS - share * (OLDEST_DAYS - NEWEST_DAYS - jitter))


def _prepare_lot(world, row, number):
    received = world.today - timedelta(days=_get_age(row, number))
    values = {
        "name": f"{row['key'].upper()}-{received:%y%m}-{number + 1:03}",
        "product_id": world.products[row["key"]].id,
        "company_id": world.company.id,
    }
    if row["expiry_days"]:
        values["expiration_date"] = _get_expiry(world, row, number, received)
    return values


def _get_expiry(world, row, number, received):
    if number < len(FIRST_EXPIRIES):
        days = FIRST_EXPIRIES[number] + len(row["name"]) % 5
        return world.now + timedelta(days=days)
    made = received - timedelta(days=20)
    end = made + timedelta(days=int(row["expiry_days"]))
    left = max((end - world.today).days, 110 + 20 * number)
    return world.now + timedelta(days=left)


def _count_in(world, rows, lots, warehouse):
    """The opening stock, counted in: one line per series, goods without series too."""
    places = cycle(world.shelves.ids)
    values = []
    for row in rows:
        shelves = [next(places) for _turn in range(3)]
        values += [
            {
                "product_id": world.products[row["key"]].id,
                "location_id": shelves[number * 3 // max(int(row["lots"]), 1)],
                "lot_id": lot.id,
                "inventory_quantity": float(row["stock"]),
            }
            for number, lot in enumerate(
                lots.get(row["key"]) or [world.env["stock.lot"]]
            )
        ]
    quants = world.env["stock.quant"].with_context(inventory_mode=True).create(values)
    quants.with_context(
        inventory_name="Начальные остатки",
    ).action_apply_inventory()
    return quants


def _set_ages(world, lots, quants):
    """Odoo dates everything now; the series are as old as their names say."""
    env = world.env
    env.flush_all()
    ages = {
        lot.id: world.moment(_get_age(row, number))
        for row in read_csv("products")
        for number, lot in enumerate(lots.get(row["key"], ()))
    }
    oldest = world.moment(OLDEST_DAYS)
    env.cr.execute(
        SQL(
            "UPDATE stock_quant SET in_date = %s WHERE id IN %s",
            oldest,
            tuple(quants.ids),
        )
    )
    env.cr.execute_values(
        "UPDATE stock_lot SET create_date = v.age, first_in_date = v.age"
        " FROM (VALUES %s) AS v (id, age) WHERE stock_lot.id = v.id",
        list(ages.items()),
    )
    env.cr.execute(
        "UPDATE stock_quant SET in_date = lot.first_in_date FROM stock_lot AS lot"
        " WHERE lot.id = stock_quant.lot_id"
    )
    env.cr.execute(
        "UPDATE stock_move_line AS line"
        " SET date = COALESCE(lot.first_in_date, %s), create_date = lot.first_in_date"
        " FROM stock_move_line AS same LEFT JOIN stock_lot AS lot ON lot.id = same.lot_id"
        " WHERE same.id = line.id AND line.state = 'done'",
        [oldest],
    )
    env.cr.execute(
        "UPDATE stock_move SET date = line.date, create_date = line.date"
        " FROM stock_move_line AS line"
        " WHERE line.move_id = stock_move.id AND stock_move.state = 'done'"
    )
    env.invalidate_all()
