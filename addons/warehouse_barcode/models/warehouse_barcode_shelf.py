from odoo import fields, models

from ..tools.refusal import Refusal

SHELVES = 3000
GOODS = 2000


class WarehouseBarcodeShelf(models.AbstractModel):
    """What lies on a shelf, as the device gets it for a count or to move goods."""

    _name = "warehouse.barcode.shelf"
    _inherit = [
        "warehouse.barcode.flow",
        "warehouse.barcode.resolve",
        "warehouse.barcode.age",
    ]
    _description = "Shelves on the Scanner"

    def _prepare_shelf(self, subject):
        quants = self._get_quants(subject.record)
        Document = self.env["warehouse.barcode.document"]
        flow = subject._get_scanner_flow()
        is_blind = flow == "count" and self._is_blind(subject.record)
        return {
            "kind": "document",
            "document": self._prepare_shelf_header(subject, is_blind),
            "products": Document._prepare_products(
                quants.product_id, subject.record, cut=()
            ),
            "lines": [self._prepare_goods(quant, is_blind) for quant in quants],
            "lots": [
                self._prepare_shelf_lot(lot, own)
                for lot, own in quants.grouped("lot_id").items()
                if lot
            ],
            "packages": [],
            "locations": self._prepare_shelves(subject.record),
            "managers": [],
            "allowed_lots": [],
            "history": Document._prepare_history(subject),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
        }

    def _get_quants(self, location):
        """The goods of exactly this place, oldest first."""
        return self.env["stock.quant"].search(
            [("location_id", "=", location.id), ("quantity", "!=", 0)],
            order="product_id, in_date, id",
            limit=GOODS,
        )

    def _is_blind(self, location):
        """Whether who counts is not told what should be there."""
        return location.warehouse_id.is_blind_count

    def _prepare_shelf_header(self, subject, is_blind):
        location = subject.record
        return {
            **{"key": subject.key, "id": location.id, "name": location.display_name},
            "flow": subject._get_scanner_flow(),
            "partner": location.barcode or "",
            "age_control": "off",
            "checks_expiry": False,
            "can_allow_newer": False,
            "use_create_lots": True,
            "backorder": "never",
            "is_blind": is_blind,
        }

    def _prepare_goods(self, quant, is_blind):
        return {
            "id": quant.id,
            "product_id": quant.product_id.id,
            "lot_id": quant.lot_id.id or False,
            "lot_name": quant.lot_id.name or "",
            "package": quant.package_id.name or "",
            "demand": 0.0 if is_blind else quant.quantity,
            "free": quant.quantity - quant.reserved_quantity,
            "done": quant.inventory_quantity if quant.inventory_quantity_set else 0.0,
            "is_counted": quant.inventory_quantity_set,
            "picked": [],
            "reserved": [],
        }

    def _prepare_shelf_lot(self, lot, own):
        return {
            "id": lot.id,
            "product_id": lot.product_id.id,
            "name": lot.name,
            "expiration_date": self.env["warehouse.barcode.document"]._to_day(
                lot.expiration_date
            ),
            "is_expired": self._is_expired(lot),
            "to_remove": not self._may_be_taken(lot),
            "age": "",
            "in_stock": True,
            "places": [
                {
                    "location_id": quant.location_id.id,
                    "package_id": quant.package_id.id,
                    "quantity": quant.quantity,
                    "free": quant.quantity - quant.reserved_quantity,
                }
                for quant in own
            ],
            "reserved_for": [],
        }

    def _prepare_shelves(self, location):
        """Where goods of this place may be put: all shelves of the company with a code."""
        shelves = self.env["stock.location"].search(
            [
                ("usage", "in", ("internal", "transit")),
                ("company_id", "in", [False, location.company_id.id]),
                ("barcode", "!=", False),
            ],
            limit=SHELVES,
        )
        return [
            {
                "id": shelf.id,
                "name": shelf.display_name,
                "barcode": shelf.barcode or "",
                "is_source": shelf == location,
                "is_target": shelf != location,
            }
            for shelf in shelves | location
        ]

    # -- goods taken from a shelf -------------------------------------------------------

    def _move(self, operation, work):
        """Put goods of a shelf on another one at once, as a done internal transfer."""
        source = work.subject.record
        target = self._find_target(operation, source)
        shares = self._read_shares(operation, source)
        picking = self.env["stock.quant"]._transfer_shares(
            shares, target, user_id=self.env.uid
        )
        params = {
            "location": target.display_name,
            "document": picking.name,
            "lines": len(shares),
        }
        summary = {"location_dest_id": target.id, "rows": operation["rows"]}
        effect = {"picking_id": picking.id, "summary": summary}
        return "moved", params, effect

    def _scrap(self, operation, work):
        """Write goods of a shelf off, with a reason."""
        reason = self._read_text(operation, "reason")
        if not reason:
            raise Refusal("reason_needed")
        shares = self._read_shares(operation, work.subject.record)
        scraps = self.env["stock.scrap"].create(
            [
                quant._prepare_share_scrap(quantity, origin=reason)
                for quant, quantity in shares
            ]
        )
        scraps.do_scrap()
        names = ", ".join(scraps.mapped("name"))
        params = {"lines": len(shares), "document": names}
        summary = {"rows": operation["rows"]}
        return "scrapped", params, {"scrap_ids": scraps.ids, "summary": summary}

    def _find_target(self, operation, source):
        ref = operation.get("location_dest_id")
        target = self.env["stock.location"].search(
            [
                ("id", "=", ref if isinstance(ref, int) else 0),
                ("usage", "in", ("internal", "transit")),
            ]
        )
        if not target or target == source:
            raise Refusal("wrong_place", document=source.display_name)
        return target

    def _read_shares(self, operation, source):
        """``[(quant, quantity)]`` of what is in hand: free goods of the shelf, the oldest
        first, loose ones before those in packages."""
        wanted = self._read_wanted(operation)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", [product.id for product, _lot in wanted]),
                ("location_id", "=", source.id),
                ("quantity", ">", 0),
            ],
            order="package_id desc, in_date, id",
        )
        by_goods = quants.grouped(lambda quant: (quant.product_id, quant.lot_id))
        shares = []
        for goods, quantity in wanted.items():
            shares += self._share(goods, by_goods.get(goods, quants.browse()), quantity)
        return shares

    def _read_wanted(self, operation):
        """``{(product, series): quantity}`` of the rows, which may name goods twice."""
        rows = operation.get("rows")
        is_list = isinstance(rows, list) and rows
        if not is_list or not all(isinstance(row, dict) for row in rows):
            raise Refusal("nothing_in_hand", location="")
        products = self._browse_given("product.product", rows, "product_id")
        lots = self._browse_given("stock.lot", rows, "lot_id")
        wanted = {}
        for row in rows:
            product = products.get(str(row.get("product_id")))
            if not product:
                raise Refusal("wrong_product", product="")
            lot = lots.get(str(row.get("lot_id")))
            if not lot or lot.product_id != product:
                lot = self.env["stock.lot"]
            if product.tracking != "none" and not lot:
                raise Refusal("lot_needed", product=product.display_name)
            quantity = self._read_quantity(row, product)
            wanted[product, lot] = wanted.get((product, lot), 0.0) + quantity
        return wanted

    def _browse_given(self, model, rows, key):
        """The records that the rows name, ``{id as text: record}``."""
        ids = [row[key] for row in rows if isinstance(row.get(key), int) and row[key]]
        records = self.env[model].search([("id", "in", ids)])
        return {str(record.id): record for record in records}

    def _share(self, goods, quants, quantity):
        product, lot = goods
        free = sum(quant.quantity - quant.reserved_quantity for quant in quants)
        if product.uom_id.compare(free, quantity) < 0:
            raise Refusal(
                "not_enough", product=product.display_name, lot=lot.name, available=free
            )
        shares = []
        for quant in quants:
            share = min(quantity, quant.quantity - quant.reserved_quantity)
            if product.uom_id.compare(share, 0.0) > 0:
                shares.append((quant, share))
                quantity -= share
        return shares

    # -- taking it back -----------------------------------------------------------------

    def _undo_move(self, row, work):
        """The goods go back by a transfer of their own: a done one is not changed."""
        picking = self.env["stock.picking"].browse(row.effect["picking_id"])
        self._move_back(picking.move_ids, picking.name)

    def _undo_scrap(self, row, work):
        scraps = self.env["stock.scrap"].browse(row.effect["scrap_ids"]).exists()
        self._move_back(scraps.move_ids, ", ".join(scraps.mapped("name")))

    def _move_back(self, moves, name):
        values = []
        for line in moves.move_line_ids:
            self._check_still_there(line)
            values.append(
                {
                    "product_id": line.product_id.id,
                    "product_uom": line.product_uom_id.id,
                    "product_uom_qty": line.quantity,
                    "origin": self.env._("Undone: %(document)s", document=name),
                    "location_id": line.location_dest_id.id,
                    "location_dest_id": line.location_id.id,
                    "company_id": line.company_id.id,
                    "picked": True,
                    "move_line_ids": [
                        fields.Command.create(
                            {
                                "product_id": line.product_id.id,
                                "product_uom_id": line.product_uom_id.id,
                                "quantity": line.quantity,
                                "lot_id": line.lot_id.id,
                                "package_id": line.result_package_id.id,
                                "result_package_id": line.package_id.id,
                                "owner_id": line.owner_id.id,
                                "location_id": line.location_dest_id.id,
                                "location_dest_id": line.location_id.id,
                                "picked": True,
                            }
                        )
                    ],
                }
            )
        self.env["stock.move"].create(values)._action_done()

    def _check_still_there(self, line):
        """Goods that somebody has taken on cannot be brought back."""
        if line.location_dest_id.should_bypass_reservation():
            return
        free = self.env["stock.quant"]._get_available_quantity(
            line.product_id,
            line.location_dest_id,
            lot_id=line.lot_id,
            package_id=line.result_package_id,
            owner_id=line.owner_id,
            strict=True,
            allow_negative=True,
        )
        if line.product_id.uom_id.compare(free, line.quantity_product_uom) < 0:
            raise Refusal("nothing_to_undo")
