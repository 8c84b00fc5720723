from odoo import models

ROWS = 50


class WarehouseBarcodeInfo(models.AbstractModel):
    """What a code is and where it lies: for a code that is scanned outside of a document.

    ``{"kind": "info", "code", "things": [{type, id, name, about, rows [{product, lot,
    location, quantity, free, uom, expiration_date}], has_more}]}``.
    """

    _name = "warehouse.barcode.info"
    _inherit = ["warehouse.barcode.resolve"]
    _description = "What a Scanned Code Is"

    def _prepare_info(self, code):
        text = str(code).strip()
        found = [
            candidate
            for candidate in self._get_candidates(text)
            if candidate["type"] in self._get_kinds()
        ]
        if not found:
            return {
                "kind": "unknown",
                "message_code": "unknown_document",
                "params": {"code": text},
            }
        things = [self._prepare_thing(candidate) for candidate in found[:10]]
        return {"kind": "info", "code": text, "things": things}

    def _get_kinds(self):
        """``{type of meaning: field of the goods}``."""
        return {
            "product": "product_id",
            "lot": "lot_id",
            "location": "location_id",
            "package": "package_id",
        }

    def _prepare_thing(self, candidate):
        field = self._get_kinds()[candidate["type"]]
        domain = [
            (field, "=", candidate["id"]),
            ("location_id.usage", "in", ("internal", "transit")),
            ("quantity", "!=", 0),
        ]
        quants = self.env["stock.quant"].search(
            domain, order="in_date, id", limit=ROWS + 1
        )
        return {
            "type": candidate["type"],
            "id": candidate["id"],
            "name": candidate["name"],
            "rows": [self._prepare_row(quant) for quant in quants[:ROWS]],
            "has_more": len(quants) > ROWS,
        }

    def _prepare_row(self, quant):
        Document = self.env["warehouse.barcode.document"]
        return {
            "product": quant.product_id.display_name,
            "lot": quant.lot_id.name or "",
            "package": quant.package_id.name or "",
            "location": quant.location_id.display_name,
            "quantity": quant.quantity,
            "free": quant.quantity - quant.reserved_quantity,
            "uom": quant.product_uom_id.name,
            "expiration_date": Document._to_day(quant.lot_id.expiration_date),
        }
