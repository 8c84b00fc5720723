from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..tools import age
from .warehouse_barcode_work import read_spot

HISTORY_LIMIT = 50
#: after this nobody is thought to be still at work on a line
WORKING_MINUTES = 10
#: series of one product that a device gets: the oldest; newer ones are asked for
LOTS_PER_PRODUCT = 300
#: known series of a receipt (the latest), to tell a new one from a known one
KNOWN_LOTS = 5000
SHELVES = 3000


class WarehouseBarcodeDocument(models.AbstractModel):
    """All the device needs to decide by itself, in a constant number of queries.

    - ``document``: key, id, name, flow, state, partner, origin, scheduled_date,
      age_control, can_allow_newer, use_create_lots, backorder (ask/always/never),
      location, target;
    - ``products``: id, name, code, tracking, use_expiration, is_storable, uom,
      strategy, is_age_controlled, has_more_lots, codes [{code, quantity, name}];
    - ``lines``: id, product_id, document, workers [names of others], demand, done, picked [..], reserved [..] with
      lot_id, lot_name, location_id, location_dest_id, package, expiration_date,
      quantity;
    - ``lots``: id, product_id, name, expiration_date, is_expired, to_remove, age,
      in_stock, places [{location_id, quantity, free}], reserved_for [document names];
    - ``packages``: id, name, items [{product_id, lot_id, lot_name, quantity}];
    - ``locations``: id, name, barcode, is_source, is_target;
    - ``history``: what this user may undo here, oldest first: uuid, product_id,
      quantity, lot_id, lot_name.
    """

    _name = "warehouse.barcode.document"
    _inherit = [
        "warehouse.barcode.start",
        "warehouse.barcode.resolve",
        "warehouse.barcode.age",
    ]
    _description = "Documents for the Scanner"

    def _prepare_document(self, subject):
        flow = subject._get_scanner_flow()
        if not flow:
            return self._prepare_unknown("flow_not_supported", document=subject.name)
        if subject._get_scanner_state() != "open":
            return self._prepare_unknown(
                f"document_{subject._get_scanner_state()}", document=subject.name
            )
        moves = subject._get_scanner_moves()
        spots = self._get_spots(flow, moves)
        lots = self._get_lots(flow, moves, spots)
        products = self._prepare_products(
            self._get_products(subject, moves),
            subject._get_scanner_source(),
            spots.cut,
        )
        if flow == "receipt":
            self._add_next_lots(products, moves)
        return {
            "kind": "document",
            "document": self._prepare_header(subject, flow),
            "products": products,
            "lines": self._prepare_open_lines(subject, moves),
            "lots": self._prepare_lots(lots, spots, subject, flow),
            "packages": self._prepare_packages(flow, spots),
            "locations": self._prepare_locations(subject, flow, spots),
            "managers": self._prepare_managers(subject, flow),
            "allowed_lots": self._get_allowed_lots(subject, flow),
            "history": self._prepare_history(subject),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
        }

    def _add_next_lots(self, rows, moves):
        """The number that core would give to the next series, where it gives numbers."""
        Production = self.env["warehouse.barcode.production"]
        products = {product.id: product for product in moves.product_id}
        for row in rows:
            product = products[row["id"]]
            if product.tracking != "none" and product.lot_sequence_id:
                company = moves.company_id[:1]
                row["next_lot"] = Production._get_next_lot_name(product, company)

    def _prepare_open_lines(self, subject, moves):
        """The lines, and who else is at work on them: two people share one document."""
        workers = self._get_workers(subject)
        return [
            line | {"workers": sorted(workers[line["id"]])}
            for line in self._prepare_lines(moves)
        ]

    def _get_workers(self, subject):
        """Names of others who have scanned lately, ``{move id: {name}}``."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=WORKING_MINUTES)
        # sudo: a storekeeper sees his own operations only; here names of colleagues
        rows = (
            self.env["warehouse.barcode.operation"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", subject._name),
                    ("res_id", "=", subject.id),
                    ("user_id", "!=", self.env.uid),
                    ("is_ok", "=", True),
                    ("is_undone", "=", False),
                    ("create_date", ">", since),
                ],
                ["user_id", "effect"],
                limit=HISTORY_LIMIT * 4,
            )
        )
        workers = defaultdict(set)
        for row in rows:
            summary = (row.effect or {}).get("summary") or {}
            workers[summary.get("move_id")].add(row.user_id.name)
        return workers

    def _find_lot(self, ref, product_id, lot_name):
        subjects = self._find_subjects(ref if isinstance(ref, dict) else {})
        moves = subjects[0]._get_scanner_moves() if subjects else self.env["stock.move"]
        lots = self.env["stock.lot"].search(
            [("product_id", "=", product_id), ("name", "=", str(lot_name).strip())]
        )
        lots = lots.filtered(lambda lot: lot.product_id in moves.product_id)[:1]
        if not lots:
            return {"lots": [], "locations": []}
        subject, flow = subjects[0], subjects[0]._get_scanner_flow()
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lots.id),
                ("location_id", "child_of", moves.location_id.ids),
                ("quantity", ">", 0),
            ]
        )
        spots = Spots(quants, LOTS_PER_PRODUCT)
        return {
            "lots": self._prepare_lots(lots, spots, subject, flow),
            "locations": [
                self._prepare_location(
                    location, moves, quants.location_id, quants.location_id.browse()
                )
                for location in quants.location_id
            ],
        }

    def _get_products(self, subject, moves):
        """All products whose codes the device has to know."""
        return moves.product_id

    def _prepare_header(self, subject, flow):
        picking_type = subject._get_scanner_type()
        watches = flow != "receipt" and subject._watches_age()
        moves = subject._get_scanner_moves()
        return self._prepare_list_item(subject) | {
            "flow": flow,
            "state": subject.state,
            "age_control": (watches and picking_type.age_control) or "off",
            "checks_expiry": watches,
            "can_allow_newer": self.env.user.has_group(
                "warehouse_barcode.group_age_manager"
            ),
            "use_create_lots": picking_type.use_create_lots,
            "backorder": picking_type.create_backorder,
            "location": subject._get_scanner_source().display_name or "",
            "target": moves.location_dest_id[:1].display_name or "",
        }

    def _prepare_products(self, products, source, cut):
        packagings = self.env["product.uom"].search_fetch(
            [("product_id", "in", products.ids)]
        )
        by_product = packagings.grouped("product_id")
        empty = packagings.browse()
        return [
            self._prepare_product(product, by_product.get(product, empty), source)
            | {"has_more_lots": product.id in cut}
            for product in products
        ]

    def _prepare_product(self, product, packagings, source):
        strategy = self._get_strategy(product, source)
        return {
            "id": product.id,
            "name": product.name,
            "code": product.default_code or "",
            "tracking": product.tracking,
            "use_expiration": product.use_expiration_date,
            "is_storable": product.is_storable,
            "uom": product.uom_id.name,
            "strategy": strategy,
            "is_age_controlled": age.is_controlled(strategy),
            "codes": self._prepare_codes(product, packagings),
        }

    def _prepare_codes(self, product, packagings):
        codes = [{"code": product.barcode, "quantity": 1.0, "name": ""}]
        codes += [
            {
                "code": packaging.barcode,
                "quantity": self._get_packaging_quantity(packaging),
                "name": packaging.uom_id.name,
            }
            for packaging in packagings
        ]
        return [code for code in codes if code["code"]]

    def _prepare_lines(self, moves):
        return [self._prepare_line(move) for move in moves]

    def _prepare_line(self, move):
        picked = move.move_line_ids.filtered(lambda line: line._is_scanned())
        planned = move.move_line_ids - picked
        return {
            "id": move.id,
            "product_id": move.product_id.id,
            "document": move.picking_id.name or "",
            "demand": move.product_qty,
            "done": sum(picked.mapped("quantity_product_uom")),
            "picked": [self._prepare_move_line(line) for line in picked],
            "reserved": [
                self._prepare_move_line(line)
                for line in planned
                if line.quantity_product_uom
            ],
        }

    def _prepare_move_line(self, line):
        return {
            "lot_id": line.lot_id.id or False,
            "lot_name": line.lot_id.name or line.lot_name or "",
            "location_id": line.location_id.id,
            "location_dest_id": line.location_dest_id.id,
            "package": line.result_package_id.name or "",
            "expiration_date": self._to_day(line.expiration_date),
            "quantity": line.quantity_product_uom,
        }

    def _to_day(self, moment):
        if not moment:
            return False
        day = fields.Datetime.context_timestamp(self, moment).date()
        return fields.Date.to_string(day)

    def _get_spots(self, flow, moves):
        """Where the goods lie: under the source for what is taken, anywhere in the
        warehouse for a receipt (to refuse a serial number that is in stock already)."""
        products, roots = moves.product_id, moves.location_id
        if flow == "receipt":
            products = products.filtered(lambda product: product.tracking == "serial")
            roots = moves.picking_type_id.warehouse_id.view_location_id
        if not products or not roots:
            return Spots([], LOTS_PER_PRODUCT)
        limit = KNOWN_LOTS if flow == "receipt" else LOTS_PER_PRODUCT
        quants = self.env["stock.quant"].browse(
            self._find_oldest_quants(products, roots, limit + 1)
        )
        own = moves.move_line_ids.lot_id
        if own:
            quants |= quants.search(
                [
                    ("lot_id", "in", own.ids),
                    ("location_id", "child_of", roots.ids),
                    ("quantity", ">", 0),
                ]
            )
        return Spots(quants, limit)

    def _find_oldest_quants(self, products, roots, limit):
        """Ids of the goods of each product that are the oldest by its strategy."""
        self.env["stock.quant"].flush_model()
        by_strategy = products.grouped(
            lambda product: self._get_strategy(product, roots[:1])
        )
        ids = []
        for strategy, own in by_strategy.items():
            order = age.order(strategy if age.is_controlled(strategy) else "fifo")
            query = SQL(
                """
                SELECT goods.id
                  FROM unnest(%(products)s) AS wanted(product_id)
                  JOIN LATERAL (
                           SELECT stock_quant.id
                             FROM stock_quant
                             JOIN stock_location location
                               ON location.id = stock_quant.location_id
                            WHERE stock_quant.product_id = wanted.product_id
                              AND location.parent_path LIKE ANY(%(paths)s)
                              AND stock_quant.quantity > 0
                              AND (stock_quant.company_id IS NULL
                                   OR stock_quant.company_id = ANY(%(companies)s))
                         ORDER BY %(order)s
                            LIMIT %(limit)s
                       ) AS goods ON TRUE
                """,
                products=own.ids,
                paths=[f"{root.parent_path}%" for root in roots],
                companies=self.env.companies.ids,
                order=SQL(", ").join(
                    SQL.identifier("stock_quant", name) for name in order.split(", ")
                ),
                limit=limit,
            )
            ids += [row[0] for row in self.env.execute_query(query)]
        return ids

    def _get_lots(self, flow, moves, spots):
        tracked = moves.product_id.filtered(lambda product: product.tracking != "none")
        lots = self.env["stock.lot"].browse(
            [lot_id for _product_id, lot_id in spots.by_lot if lot_id]
        )
        lots |= moves.move_line_ids.lot_id
        if flow == "receipt" and tracked:
            lots |= self.env["stock.lot"].search(
                [
                    ("product_id", "in", tracked.ids),
                    ("company_id", "in", [False, *moves.company_id.ids]),
                ],
                order="id desc",
                limit=KNOWN_LOTS,
            )
        return lots.filtered(lambda lot: lot.product_id in tracked)

    def _prepare_lots(self, lots, spots, subject, flow):
        reserved_for = self._get_reserved_for(lots, subject, flow)
        source = subject._get_scanner_source()
        return [
            self._prepare_lot(
                lot, spots.get(lot.product_id.id, lot.id), source, reserved_for[lot]
            )
            for lot in lots
        ]

    def _prepare_lot(self, lot, own, source, reserved_for):
        strategy = self._get_strategy(lot.product_id, source)
        return {
            "id": lot.id,
            "product_id": lot.product_id.id,
            "name": lot.name,
            "expiration_date": self._to_day(lot.expiration_date),
            "is_expired": self._is_expired(lot),
            "to_remove": not self._may_be_taken(lot),
            "age": self._get_key(strategy, lot, own),
            "in_stock": bool(own),
            "places": [
                {
                    "location_id": spot.place.location_id,
                    "package_id": spot.place.package_id,
                    "quantity": spot.quantity,
                    "free": spot.free,
                }
                for spot in own
            ],
            "reserved_for": sorted(reserved_for),
        }

    def _get_reserved_for(self, lots, subject, flow):
        """Names of other documents that hold a series, ``{lot: {name}}``."""
        names = defaultdict(set)
        if flow == "receipt" or not lots:
            return names
        moves = subject._get_scanner_moves()
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", lots.ids),
                ("state", "not in", ("draft", "done", "cancel")),
                ("move_id", "not in", moves.ids),
                ("location_id", "child_of", moves.location_id.ids),
            ]
        )
        for line in lines.filtered("quantity_product_uom"):
            names[line.lot_id].add(line.picking_id.name or line.reference or "")
        return names

    def _prepare_packages(self, flow, spots):
        """Packages at the source with what is in them."""
        if flow == "receipt":
            return []
        packages = self.env["stock.package"].browse(sorted(spots.by_package))
        return [
            {
                "id": package.id,
                "name": package.name,
                "items": [
                    {
                        "product_id": quant.product_id.id,
                        "lot_id": quant.lot_id.id or False,
                        "lot_name": quant.lot_id.name or "",
                        "quantity": quant.quantity,
                    }
                    for quant in spots.by_package[package.id]
                ],
            }
            for package in packages
        ]

    def _prepare_locations(self, subject, flow, spots):
        moves = subject._get_scanner_moves()
        sources = self.env["stock.location"].browse(sorted(spots.location_ids))
        sources |= moves.move_line_ids.location_id
        targets = moves.move_line_ids.location_dest_id
        if flow in ("receipt", "transfer"):
            targets |= self.env["stock.location"].search(
                [
                    ("id", "child_of", moves.location_dest_id.ids),
                    ("usage", "in", ("internal", "transit")),
                    ("barcode", "!=", False),
                ],
                limit=SHELVES,
            )
        return [
            self._prepare_location(location, moves, sources, targets)
            for location in sources | targets
        ]

    def _prepare_location(self, location, moves, sources, targets):
        return {
            "id": location.id,
            "name": self._get_shelf_name(location, moves),
            "barcode": location.barcode or "",
            "is_source": location in sources,
            "is_target": location in targets,
        }

    def _get_shelf_name(self, location, moves):
        """The name below the stock place: "A-02-3" and not "WH/Stock/A-02-3"."""
        name = location.complete_name
        for root in moves.location_id | moves.location_dest_id:
            name = name.removeprefix(f"{root.complete_name}/")
        return name

    def _prepare_managers(self, subject, flow):
        """Who may sign for a newer series on this device."""
        picking_type = subject._get_scanner_type()
        if flow == "receipt" or picking_type.age_control != "block":
            return []
        Delivery = self.env["warehouse.barcode.delivery"]
        users = Delivery._get_managers(subject.company_id)
        return [{"id": user.id, "name": user.name} for user in users]

    def _get_allowed_lots(self, subject, flow):
        if flow == "receipt":
            return []
        domain = self.env["warehouse.barcode.delivery"]._get_deviation_domain(subject)
        # sudo: whoever signed it, this document may go on with the series
        return self.env["stock.age.deviation"].sudo().search(domain).lot_id.ids

    def _prepare_history(self, subject):
        rows = self.env["warehouse.barcode.operation"].search_fetch(
            self.env["warehouse.barcode.undo"]._get_undoable_domain(subject),
            ["uuid", "effect"],
            limit=HISTORY_LIMIT,
        )
        return [
            {"uuid": row.uuid} | row.effect.get("summary", {})
            for row in reversed(list(rows))
        ]


class Spots:
    """Goods by series, and of which products there are more than the device gets."""

    def __init__(self, quants, limit):
        self.by_lot = defaultdict(list)
        self.by_package = defaultdict(list)
        self.location_ids = set()
        counts = defaultdict(int)
        self.cut = set()
        for quant in quants:
            product_id = quant.product_id.id
            counts[product_id] += 1
            if counts[product_id] > limit:
                self.cut.add(product_id)
            self.by_lot[product_id, quant.lot_id.id].append(read_spot(quant))
            self.location_ids.add(quant.location_id.id)
            if quant.package_id:
                self.by_package[quant.package_id.id].append(quant)

    def get(self, product_id, lot_id):
        return self.by_lot.get((product_id, lot_id), [])
