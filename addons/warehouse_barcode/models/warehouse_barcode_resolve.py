from datetime import date

from odoo import fields, models

from ..tools import gs1
from ..tools.gtin import same_gtin
from ..tools.refusal import Refusal

SSCC_AI = "00"
GTIN_AIS = ("01", "02")
LOT_AIS = ("10", "21")
EXPIRY_AIS = ("17", "7003")
COUNT_AIS = ("30", "37")
COMMAND_PREFIXES = ("OBT", "OCD")


class WarehouseBarcodeResolve(models.AbstractModel):
    """What a code means, by the records there are. The nomenclature is not asked."""

    _name = "warehouse.barcode.resolve"
    _description = "Meaning of Scanned Codes"

    def _search_code(self, code):
        text = str(code or "").strip(gs1.BLANKS)
        facts = self._read_gs1(text)
        return {"code": text, "gs1": facts, "candidates": self._get_candidates(text)}

    def _get_candidates(self, text):
        """All meanings in a fixed order: command, product, series, place, document."""
        if not text:
            return []
        found = [{"type": "command", "id": False, "name": text}]
        candidates = found if text.startswith(COMMAND_PREFIXES) else []
        facts = self._read_gs1(text)
        codes = same_gtin(facts["gtin"]) if facts.get("gtin") else same_gtin(text)
        candidates += self._find_products(codes)
        candidates += self._find_lots(text, facts)
        candidates += self._find_named("stock.location", "location", "barcode", text)
        package = facts.get("sscc") or text
        candidates += self._find_named("stock.package", "package", "name", package)
        candidates += self._find_named(
            "stock.picking.type", "operation_type", "barcode", text
        )
        candidates += self._find_named("stock.picking", "document", "name", text)
        candidates += self._find_named("mrp.production", "document", "name", text)
        return candidates

    def _find_lots(self, text, facts):
        """Series of that name; of a GS1 code those of its product."""
        names = [facts[key] for key in ("lot", "serial") if facts.get(key)]
        domain = [("name", "in", [text, *names])]
        if names and facts.get("gtin"):
            products = self._find_products(same_gtin(facts["gtin"]))
            domain += [("product_id", "in", [row["id"] for row in products])]
        return [
            {
                "type": "lot",
                "id": lot.id,
                "name": lot.name,
                "product_id": lot.product_id.id,
                "product": lot.product_id.display_name,
            }
            for lot in self.env["stock.lot"].search(domain, limit=10)
        ]

    def _find_named(self, model, kind, field, text):
        records = self.env[model].search([(field, "=", text)], limit=10)
        return [
            {"type": kind, "id": record.id, "name": record.display_name}
            for record in records
        ]

    def _find_products(self, codes):
        """Products and packagings with one of the codes, with the quantity they mean."""
        products = self.env["product.product"].search([("barcode", "in", codes)])
        packagings = self.env["product.uom"].search([("barcode", "in", codes)])
        found = [(product, 1.0) for product in products]
        found += [
            (packaging.product_id, self._get_packaging_quantity(packaging))
            for packaging in packagings
        ]
        return [
            {
                "type": "product",
                "id": product.id,
                "name": product.display_name,
                "quantity": quantity,
            }
            for product, quantity in found
        ]

    def _get_packaging_quantity(self, packaging):
        return packaging.uom_id._compute_quantity(1.0, packaging.product_id.uom_id)

    def _read_gs1(self, text):
        """What a GS1 code says: gtin, lot_name, expiration_date, quantity; or nothing."""
        today = fields.Date.context_today(self)
        read = gs1.parse(text, today=today)
        if not read["valid"]:
            return {}
        facts = {}
        for element in read["elements"]:
            self._note_element(facts, element)
        return facts

    def _note_element(self, facts, element):
        ai, value = element["ai"], element["value"]
        if ai == SSCC_AI:
            facts["sscc"] = value
        elif ai in GTIN_AIS:
            facts["gtin"] = value
        elif ai in LOT_AIS:
            facts["serial" if ai == "21" else "lot"] = value
        elif ai in EXPIRY_AIS:
            facts["expiration_date"] = element["date"]
        elif ai in COUNT_AIS:
            facts["quantity"] = float(value)

    def _complete(self, operation, work):
        """The operation with product, series, expiry and quantity taken from its code."""
        if operation.get("product_id") or not operation.get("code"):
            return operation
        text = str(operation["code"]).strip(gs1.BLANKS)
        facts = self._read_gs1(text)
        codes = same_gtin(facts["gtin"]) if facts.get("gtin") else same_gtin(text)
        candidates = self._find_products(codes)
        product_ids = {candidate["id"] for candidate in candidates}
        here = product_ids & set(work.products.ids)
        if not candidates:
            raise Refusal("unknown_barcode", code=text)
        if len(here or product_ids) > 1:
            raise Refusal("ambiguous_barcode", code=text)
        product_id = (here or product_ids).pop()
        packaging = next(row for row in candidates if row["id"] == product_id)
        product = self.env["product.product"].browse(product_id)
        read = {
            "product_id": product_id,
            "quantity": facts.get("quantity", 1.0) * packaging["quantity"],
            "lot_name": self._choose_lot_name(facts, product),
            "expiration_date": facts.get("expiration_date"),
        }
        given = {key: value for key, value in operation.items() if value is not None}
        return {key: value for key, value in read.items() if value} | given

    def _choose_lot_name(self, facts, product):
        """Serial (21) for products tracked by serial, batch (10) for series."""
        if product.tracking == "serial":
            return facts.get("serial") or facts.get("lot")
        return facts.get("lot") or facts.get("serial")

    def _read_product(self, operation, work):
        """The product and its open moves in the document."""
        product_id = operation.get("product_id")
        product = work.products.filtered(lambda product: product.id == product_id)
        moves = work.get_moves(product, operation.get("move_id") or None)
        if not product or not moves:
            name = self.env["product.product"].search(
                [("id", "=", product_id if isinstance(product_id, int) else 0)]
            )
            raise Refusal("wrong_product", product=name.display_name or "")
        return product, moves

    def _read_quantity(self, operation, product):
        quantity = operation.get("quantity", 1.0)
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if not is_number or not 0 < quantity < 1e9:
            raise Refusal("bad_quantity", quantity=str(quantity))
        if product.uom_id.compare(product.uom_id.round(quantity), quantity) != 0:
            raise Refusal("bad_quantity", quantity=str(quantity))
        if product.tracking == "serial" and quantity != 1:
            raise Refusal("serial_quantity", product=product.display_name)
        return float(quantity)

    def _read_date(self, operation):
        """The expiry of the operation as a date, or nothing."""
        text = operation.get("expiration_date")
        if not text:
            return None
        try:
            return date.fromisoformat(str(text)[:10])
        except ValueError as error:
            raise Refusal("bad_operation", field="expiration_date") from error
