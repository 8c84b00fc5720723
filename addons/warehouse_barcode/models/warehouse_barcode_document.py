from collections import defaultdict

from odoo import fields, models

from ..tools import age

HISTORY_LIMIT = 50
#: after this nobody is thought to be still at work on a line
WORKING_MINUTES = 10
SHELVES = 3000


class WarehouseBarcodeDocument(models.AbstractModel):
    """All the device needs to decide by itself, in a constant number of queries.

    - ``document``: key, id, name, flow, state, partner, origin, scheduled_date,
      age_control, can_allow_newer, use_create_lots, backorder (ask/always/never),
      location, target;
    - ``products``: id, name, code, tracking, use_expiration, is_storable, uom,
      strategy, is_age_controlled, has_more_lots, next_lot, codes [{code, quantity, name}];
    - ``lines``: id, product_id, document, workers [names of others], demand, done,
      picked [..], reserved [..] with lot_id, lot_name, location_id, location_dest_id,
      package, expiration_date, quantity;
    - ``lots``: id, product_id, name, expiration_date, is_expired, to_remove, age,
      in_stock, places [{location_id, quantity, free}], reserved_for [document names];
    - ``packages``: id, name, items [{product_id, lot_id, lot_name, quantity}];
    - ``locations``: id, name, barcode, is_source, is_target;
    - ``history``: what this user may undo here, oldest first: uuid, product_id,
      quantity, lot_id, lot_name;
    - ``in_hand``: uuids of the scans of this user that he has not put on a shelf yet.
    """

    _name = "warehouse.barcode.document"
    _inherit = [
        "warehouse.barcode.start",
        "warehouse.barcode.goods",
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
            "in_hand": self.env["warehouse.barcode.placing"]._get_in_hand(subject),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
        }

    def _add_next_lots(self, rows, moves):
        """The number that core would give to the next series, where it gives numbers."""
        Flow = self.env["warehouse.barcode.flow"]
        products = {product.id: product for product in moves.product_id}
        for row in rows:
            product = products[row["id"]]
            if product.tracking != "none" and product.lot_sequence_id:
                company = moves.company_id[:1]
                row["next_lot"] = Flow._get_next_lot_name(product, company)

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
            "target_id": moves.location_dest_id[:1].id,
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
            "next_lot": "",
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
            ["uuid", "type", "effect"],
            limit=HISTORY_LIMIT,
        )
        return [
            {"uuid": row.uuid, "type": row.type} | row.effect.get("summary", {})
            for row in reversed(list(rows))
        ]
