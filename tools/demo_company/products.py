"""Products, their categories, vendors, bills of materials and work centers."""

from odoo.fields import Command

from . import codes
from .pictures import draw_product
from .texts import read_csv, read_json

ALERT_DAYS, REMOVAL_DAYS = 60, 14  # before the end of the shelf life
HOUR_COST = 1800


def make(world):
    vendors = _make_vendors(world)
    world.contacts.update(vendors)
    categories = _make_categories(world)
    _make_products(world, categories, vendors)
    _make_boms(world)


def _make_vendors(world):
    """Vendors, and the bodies that certify test equipment."""
    env, rows = world.env, read_csv("vendors")
    partners = env["res.partner"].create(
        [
            {
                "name": row["name"],
                "is_company": True,
                "street": row["street"],
                "city": row["city"],
                "country_id": env.ref("base.ru").id,
                "vat": codes.inn(900 + number),
                "company_registry": codes.ogrn(900 + number),
                "l10n_ru_kpp": codes.kpp(900 + number),
                "phone": world.next_phone(),
                "email": f"sales@vendor{number}.example",
                "supplier_rank": 1,
                "user_id": world.people["buyer"].id,
            }
            for number, row in enumerate(rows, start=1)
        ]
    )
    return dict(zip((row["key"] for row in rows), partners, strict=True))


def _make_categories(world):
    env, rows = world.env, read_csv("categories")
    strategies = {s.method: s.id for s in env["product.removal"].search([])}
    categories = env["product.category"].create(
        [
            {
                "name": row["name"],
                "removal_strategy_id": strategies.get(row["strategy"], False),
                "property_cost_method": "fifo" if row["strategy"] else "standard",
            }
            for row in rows
        ]
    )
    return dict(zip((row["key"] for row in rows), categories, strict=True))


def _make_products(world, categories, vendors):
    rows = read_csv("products")
    icons = {
        row["key"]: draw_product(row["icon"], row["color"])
        for row in read_csv("categories")
    }
    templates = world.env["product.template"].create(
        [
            {
                **_prepare_product(row, categories),
                **_prepare_supply(row, vendors),
                "barcode": codes.ean13(number)
                if row["category"] != "service"
                else False,
                "default_code": f"{row['category'][:2].upper()}-{number:03}",
                "image_1920": icons[row["category"]],
            }
            for number, row in enumerate(rows, start=101)
        ]
    )
    world.products = {
        row["key"]: template.product_variant_id
        for row, template in zip(rows, templates, strict=True)
    }


def _prepare_product(row, categories):
    goods = row["category"] != "service"
    part = row["category"] == "parts"
    expiry = int(row["expiry_days"] or 0)
    return {
        "name": row["name"],
        "categ_id": categories[row["category"]].id,
        "type": "consu" if goods else "service",
        "is_storable": goods,
        "tracking": row["tracking"],
        "list_price": float(row["price"]),
        "standard_price": float(row["cost"]),
        "weight": float(row["weight"] or 0),
        "sale_ok": not part,
        "purchase_ok": row["supply"] == "buy",
        "invoice_policy": "delivery" if goods else "order",
        "use_expiration_date": bool(expiry),
        "expiration_time": expiry,
        "use_time": REMOVAL_DAYS if expiry else 0,
        "removal_time": REMOVAL_DAYS if expiry else 0,
        "alert_time": ALERT_DAYS if expiry else 0,
    }


def _prepare_supply(row, vendors):
    if row["supply"] != "buy":
        return {}
    return {
        "seller_ids": [
            Command.create(
                {
                    "partner_id": vendors[row["vendor"]].id,
                    "price": float(row["cost"]),
                    "delay": int(row["lead"]),
                    "min_qty": 1,
                    "product_code": f"{row['key'].upper()}-V",
                }
            )
        ]
    }


# production


def _make_boms(world):
    data = read_json("boms")
    centers = _make_work_centers(world, data["work_centers"])
    leads = {row["key"]: int(row["lead"] or 0) for row in read_csv("products")}
    world.env["mrp.bom"].create(
        [
            _prepare_bom(world, key, bom, centers, leads[key])
            for key, bom in data["boms"].items()
        ]
    )


def _make_work_centers(world, names):
    calendar = world.company.resource_calendar_id
    centers = world.env["mrp.workcenter"].create(
        [
            {
                "name": name,
                "code": key[:4].upper(),
                "resource_calendar_id": calendar.id,
                "costs_hour": HOUR_COST,
                "time_start": 15,
                "time_stop": 10,
            }
            for key, name in names.items()
        ]
    )
    return dict(zip(names, centers, strict=True))


def _prepare_bom(world, key, bom, centers, lead):
    product = world.products[key]
    return {
        "product_tmpl_id": product.product_tmpl_id.id,
        "code": f"СП-{product.default_code}",
        "produce_delay": lead,
        "bom_line_ids": [
            Command.create(
                {"product_id": world.products[part].id, "product_qty": quantity}
            )
            for part, quantity in bom["parts"].items()
        ],
        "operation_ids": [
            Command.create(
                {
                    "name": name,
                    "workcenter_id": centers[center].id,
                    "time_cycle_manual": minutes,
                    "sequence": sequence,
                }
            )
            for sequence, (center, name, minutes) in enumerate(bom["operations"], 1)
        ],
    }
