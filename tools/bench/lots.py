"""Series in stock for the benches, loaded by SQL: alike in both kinds of database."""

STRATEGIES = {"fifo": "stock.removal_fifo", "fefo": "product_expiry.removal_fefo"}


def create_product(env, name, strategy, tracking="serial"):
    category = env["product.category"].create(
        {"name": name, "removal_strategy_id": env.ref(STRATEGIES[strategy]).id}
    )
    return env["product.product"].create(
        {
            "name": name,
            "is_storable": True,
            "tracking": tracking,
            "categ_id": category.id,
            "use_expiration_date": strategy == "fefo",
        }
    )


def load_lots(env, ours, product, count):
    """One piece of each series: number 1 came first, and is to be removed first."""
    location = find_warehouse(env).lot_stock_id
    env.flush_all()
    values = {"product": product.id, "location": location.id, "count": count}
    env.cr.execute(_LOTS, values)
    env.cr.execute(_QUANTS, values | {"company": location.company_id.id})
    if ours:
        env.cr.execute(
            "UPDATE stock_lot SET first_in_date = create_date WHERE product_id = %s",
            [product.id],
        )
        env.invalidate_all()
        env["stock.quant"]._init_age()
    env.invalidate_all()


def find_warehouse(env):
    return env["stock.warehouse"].search([], limit=1)


def create_delivery(env, product, quantity):
    """A confirmed delivery that has reserved nothing yet."""
    kind = find_warehouse(env).out_type_id
    kind.reservation_method = "manual"
    return _create_picking(
        env, kind, product, quantity, env.ref("stock.stock_location_customers")
    )


def create_receipt(env, product, quantity):
    return _create_picking(
        env,
        find_warehouse(env).in_type_id,
        product,
        quantity,
        find_warehouse(env).lot_stock_id,
    )


def _create_picking(env, kind, product, quantity, target):
    source = kind.default_location_src_id or env.ref("stock.stock_location_suppliers")
    places = {"location_id": source.id, "location_dest_id": target.id}
    move = {"product_id": product.id, "product_uom_qty": quantity, **places}
    picking = env["stock.picking"].create(
        {"picking_type_id": kind.id, **places, "move_ids": [(0, 0, move)]}
    )
    picking.action_confirm()
    return picking


_LOTS = """
    INSERT INTO stock_lot (name, product_id, create_date, removal_date)
    SELECT 'B-' || lpad(number::text, 6, '0'), %(product)s,
           timestamp '2025-01-01' + number * interval '1 minute',
           timestamp '2090-01-01' + number * interval '1 minute'
      FROM generate_series(1, %(count)s) number
"""
_QUANTS = """
    INSERT INTO stock_quant (product_id, location_id, company_id, lot_id, quantity,
                             reserved_quantity, in_date, removal_date, create_date)
    SELECT product_id, %(location)s, %(company)s, id, 1, 0, create_date, removal_date,
           create_date
      FROM stock_lot WHERE product_id = %(product)s ORDER BY id
"""
