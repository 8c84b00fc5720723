from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

from ..tools import age
from .stock_picking import FLOWS

LIST_LIMIT = 40
HISTORY_LIMIT = 50
OPEN_STATES = ("confirmed", "waiting", "assigned")


class WarehouseBarcodeDocument(models.AbstractModel):
    """All the device needs to decide by itself, in a constant number of queries.

    - ``document``: id, name, flow, state, partner, origin, scheduled_date, age_control,
      can_allow_newer, use_create_lots, backorder (ask/always/never), location;
    - ``products``: id, name, code, tracking, use_expiration, is_storable, uom,
      strategy, is_age_controlled, codes [{code, quantity, name}];
    - ``lines``: id, product_id, demand, done, picked [..], reserved [..] with lot_id,
      lot_name, location_id, expiration_date, quantity;
    - ``lots``: id, product_id, name, expiration_date, is_expired, to_remove, age,
      in_stock, places [{location_id, quantity, free}], reserved_for [document names];
    - ``locations``: id, name, barcode;
    - ``history``: what this user may undo here, oldest first: uuid, product_id,
      quantity, lot_id, lot_name.
    """

    _name = "warehouse.barcode.document"
    _inherit = ["warehouse.barcode.resolve", "warehouse.barcode.age"]
    _description = "Documents for the Scanner"

    def _open(self, ref):
        if not ref:
            return self._prepare_start(self._get_ready_domain())
        pickings = self._find_documents(ref)
        if len(pickings) == 1:
            return self._prepare_document(pickings)
        if pickings:
            return self._prepare_list("choice", pickings)
        picking_type = self._find_picking_type(ref)
        if picking_type:
            domain = self._get_ready_domain()
            return self._prepare_start(
                domain & Domain("picking_type_id", "=", picking_type.id)
            )
        return self._prepare_unknown("unknown_document", code=str(ref))

    def _find_documents(self, ref):
        field = "id" if isinstance(ref, int) else "name"
        value = ref if isinstance(ref, int) else str(ref).strip()
        return self.env["stock.picking"].search([(field, "=", value)], limit=LIST_LIMIT)

    def _find_picking_type(self, ref):
        return self.env["stock.picking.type"].search(
            [("barcode", "=", str(ref).strip()), ("code", "in", tuple(FLOWS))], limit=1
        )

    def _prepare_unknown(self, code, /, **params):
        return {"kind": "unknown", "message_code": code, "params": params}

    def _get_ready_domain(self):
        return Domain("state", "=", "assigned") & Domain(
            "picking_type_code", "in", tuple(FLOWS)
        )

    def _prepare_start(self, domain):
        """Ready documents: mine first, then by date."""
        mine = Domain("user_id", "=", self.env.uid)
        Picking = self.env["stock.picking"]
        order = "scheduled_date, id"
        pickings = Picking.search(domain & mine, order=order, limit=LIST_LIMIT)
        if len(pickings) < LIST_LIMIT:
            others = Domain("user_id", "!=", self.env.uid)
            pickings |= Picking.search(
                domain & others, order=order, limit=LIST_LIMIT - len(pickings)
            )
        return self._prepare_list("start", pickings)

    def _prepare_list(self, kind, pickings):
        return {
            "kind": kind,
            "documents": [self._prepare_list_item(picking) for picking in pickings],
        }

    def _prepare_list_item(self, picking):
        return {
            "id": picking.id,
            "name": picking.name,
            "flow": picking._get_scanner_flow() or False,
            "partner": picking.partner_id.display_name or "",
            "origin": picking.origin or "",
            "scheduled_date": fields.Datetime.to_string(picking.scheduled_date),
            "is_mine": picking.user_id.id == self.env.uid,
            "line_count": len(picking.move_ids),
        }

    def _prepare_document(self, picking):
        flow = picking._get_scanner_flow()
        if not flow:
            return self._prepare_unknown("flow_not_supported", document=picking.name)
        if picking.state not in OPEN_STATES:
            return self._prepare_unknown(
                f"document_{picking.state}", document=picking.name
            )
        moves = picking.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        places = self._get_places_of_flow(flow, moves)
        lots = self._get_lots(flow, moves, places)
        return {
            "kind": "document",
            "document": self._prepare_header(picking, flow),
            "products": self._prepare_products(moves.product_id, picking),
            "lines": self._prepare_lines(moves),
            "lots": self._prepare_lots(lots, places, picking, flow),
            "locations": self._prepare_locations(picking, places),
            "managers": self._prepare_managers(picking, flow),
            "allowed_lots": self._get_allowed_lots(picking, flow),
            "history": self._prepare_history(picking),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
        }

    def _prepare_header(self, picking, flow):
        return self._prepare_list_item(picking) | {
            "flow": flow,
            "state": picking.state,
            "age_control": picking.picking_type_id.age_control or "off",
            "can_allow_newer": self.env.user.has_group(
                "warehouse_barcode.group_age_manager"
            ),
            "use_create_lots": picking.picking_type_id.use_create_lots,
            "backorder": picking.picking_type_id.create_backorder,
            "location": picking.location_id.display_name,
        }

    def _prepare_products(self, products, picking):
        packagings = self.env["product.uom"].search_fetch(
            [("product_id", "in", products.ids)]
        )
        by_product = packagings.grouped("product_id")
        empty = packagings.browse()
        return [
            self._prepare_product(product, by_product.get(product, empty), picking)
            for product in products
        ]

    def _prepare_product(self, product, packagings, picking):
        strategy = self._get_strategy(product, picking.location_id)
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
        picked = move.move_line_ids.filtered("picked")
        planned = move.move_line_ids - picked
        return {
            "id": move.id,
            "product_id": move.product_id.id,
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
            "expiration_date": self._to_day(line.expiration_date),
            "quantity": line.quantity_product_uom,
        }

    def _to_day(self, moment):
        if not moment:
            return False
        day = fields.Datetime.context_timestamp(self, moment).date()
        return fields.Date.to_string(day)

    def _get_places_of_flow(self, flow, moves):
        """Where the goods lie: under the source for a delivery, anywhere for a receipt
        (to refuse a serial number that is in stock already)."""
        tracked = moves.product_id.filtered(lambda product: product.tracking != "none")
        if flow == "delivery":
            return self._get_places(moves.product_id, moves.location_id)
        serial = tracked.filtered(lambda product: product.tracking == "serial")
        views = moves.picking_type_id.warehouse_id.view_location_id
        if not serial or not views:
            return defaultdict(list)
        return self._get_places(serial, views)

    def _get_lots(self, flow, moves, places):
        tracked = moves.product_id.filtered(lambda product: product.tracking != "none")
        lots = self.env["stock.lot"].browse([lot.id for _product, lot in places if lot])
        lots |= moves.move_line_ids.lot_id
        if flow == "receipt" and tracked:
            lots |= self.env["stock.lot"].search(
                [
                    ("product_id", "in", tracked.ids),
                    ("company_id", "in", [False, moves.company_id.id]),
                ],
                order="id desc",
                limit=5000,
            )
        return lots.filtered(lambda lot: lot.product_id in tracked)

    def _prepare_lots(self, lots, places, picking, flow):
        reserved_for = self._get_reserved_for(lots, picking, flow)
        return [
            self._prepare_lot(
                lot,
                places.get((lot.product_id.id, lot), []),
                picking,
                reserved_for[lot],
            )
            for lot in lots
        ]

    def _prepare_lot(self, lot, spots, picking, reserved_for):
        strategy = self._get_strategy(lot.product_id, picking.location_id)
        return {
            "id": lot.id,
            "product_id": lot.product_id.id,
            "name": lot.name,
            "expiration_date": self._to_day(lot.expiration_date),
            "is_expired": self._is_expired(lot),
            "to_remove": not self._may_be_taken(lot),
            "age": self._get_key(strategy, lot, spots),
            "in_stock": bool(spots),
            "places": [
                {key: spot[key] for key in ("location_id", "quantity", "free")}
                for spot in spots
            ],
            "reserved_for": sorted(reserved_for),
        }

    def _get_reserved_for(self, lots, picking, flow):
        """Names of other documents that hold a series, ``{lot: {name}}``."""
        names = defaultdict(set)
        if flow != "delivery" or not lots:
            return names
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", lots.ids),
                ("state", "not in", ("draft", "done", "cancel")),
                ("picking_id", "!=", picking.id),
                ("location_id", "child_of", picking.move_ids.location_id.ids),
            ]
        )
        for line in lines.filtered("quantity_product_uom"):
            names[line.lot_id].add(line.picking_id.name or line.reference or "")
        return names

    def _prepare_locations(self, picking, places):
        ids = {spot["location_id"] for spots in places.values() for spot in spots}
        ids |= set(picking.move_line_ids.location_id.ids)
        locations = self.env["stock.location"].browse(sorted(ids))
        return [
            {
                "id": location.id,
                "name": self._get_shelf_name(location, picking),
                "barcode": location.barcode or "",
            }
            for location in locations
        ]

    def _get_shelf_name(self, location, picking):
        """The name below the stock place: "A-02-3" and not "WH/Stock/A-02-3"."""
        prefix = f"{picking.location_id.complete_name}/"
        return location.complete_name.removeprefix(prefix)

    def _prepare_managers(self, picking, flow):
        """Who may sign for a newer series on this device."""
        if flow != "delivery" or picking.picking_type_id.age_control != "block":
            return []
        group = self.env.ref("warehouse_barcode.group_age_manager")
        # sudo: a storekeeper may not read groups and PINs; only names leave here
        users = group.sudo().all_user_ids.filtered(
            lambda user: (
                user.active
                and user.scanner_pin_hash
                and picking.company_id in user.company_ids
            )
        )
        return [{"id": user.id, "name": user.name} for user in users]

    def _get_allowed_lots(self, picking, flow):
        if flow != "delivery":
            return []
        # sudo: whoever signed it, this document may go on with the series
        deviations = self.env["stock.age.deviation"].sudo()
        return deviations.search([("picking_id", "=", picking.id)]).lot_id.ids

    def _prepare_history(self, picking):
        rows = self.env["warehouse.barcode.operation"].search_fetch(
            self.env["warehouse.barcode.undo"]._get_undoable_domain(picking),
            ["uuid", "effect"],
            limit=HISTORY_LIMIT,
        )
        return [
            {"uuid": row.uuid} | row.effect["summary"] for row in reversed(list(rows))
        ]
