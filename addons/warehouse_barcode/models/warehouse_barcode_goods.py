from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools import age
from .warehouse_barcode_work import read_spot

#: series of one product that a device gets: the oldest; newer ones are asked for
LOTS_PER_PRODUCT = 300
#: known series of a receipt (the latest), to tell a new one from a known one
KNOWN_LOTS = 5000


class WarehouseBarcodeGoods(models.AbstractModel):
    """The goods around a document: what lies where, how old it is, who has reserved it."""

    _name = "warehouse.barcode.goods"
    _inherit = ["warehouse.barcode.resolve", "warehouse.barcode.age"]
    _description = "Goods of a Document for the Scanner"

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
