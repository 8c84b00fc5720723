from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import age, training

STRATEGY = "fifo"
FLOWS = ("receipt", "delivery")


class WarehouseBarcodeTraining(models.AbstractModel):
    """A document that does not exist, for learning: nothing is read from stock, nothing
    is written. Its goods and codes are the ones of the printed training sheet
    (``tools/training.py``).

    ``_prepare_document(flow)`` gives what ``warehouse.barcode.open`` gives for a
    delivery or a receipt. The document has the id 0; products, lots, places and lines
    have negative ids, so none of them is ever taken for a record.
    """

    _name = "warehouse.barcode.training"
    _description = "Training of the Scanner"

    def _prepare_document(self, flow):
        if flow not in FLOWS:
            raise UserError(
                self.env._("There is a training of receipts and deliveries.")
            )
        today = fields.Date.context_today(self)
        # a receipt brings the series as new ones
        lots = training.LOTS if flow == "delivery" else ()
        return {
            "kind": "document",
            "document": self._prepare_header(flow, today),
            "products": [self._prepare_product(item) for item in training.PRODUCTS],
            "lines": [
                self._prepare_line(item, flow, today) for item in training.PRODUCTS
            ],
            "lots": [self._prepare_lot(lot, today) for lot in lots],
            "packages": [],
            "locations": [
                {
                    "id": self._get_id(place),
                    "name": place.name,
                    "barcode": place.barcode,
                    "is_source": flow == "delivery",
                    "is_target": flow == "receipt",
                }
                for place in training.LOCATIONS
            ],
            "managers": [],
            "allowed_lots": [],
            "history": [],
            "in_hand": [],
            "today": fields.Date.to_string(today),
        }

    def _get_id(self, item):
        """A negative number of its own for each thing of the table."""
        things = [*training.PRODUCTS, *training.LOTS, *training.LOCATIONS]
        return -1 - things.index(item)

    def _get_location(self, key):
        return next(place for place in training.LOCATIONS if place.key == key)

    def _prepare_header(self, flow, today):
        return {
            "key": "training",
            "id": 0,
            "name": self.env._("Training"),
            "flow": flow,
            "partner": "",
            "origin": "",
            "scheduled_date": fields.Datetime.to_string(
                datetime.combine(today, time(9))
            ),
            "is_mine": True,
            "line_count": len(training.PRODUCTS),
            "state": "assigned",
            "age_control": "warn",
            "checks_expiry": flow == "delivery",
            "can_allow_newer": False,
            "use_create_lots": True,
            "backorder": "ask",
            "location": self.env._("Training warehouse"),
            "target": self.env._("Training warehouse"),
            "target_id": 0,
            "operation": self.env._("Training"),
        }

    def _prepare_product(self, item):
        return {
            "id": self._get_id(item),
            "name": self.env._(item.name),
            "code": "",
            "tracking": item.tracking,
            "use_expiration": item.use_expiration,
            "is_storable": True,
            "uom": self.env.ref("uom.product_uom_unit").name,
            "strategy": STRATEGY,
            "is_age_controlled": age.is_controlled(STRATEGY),
            "has_more_lots": False,
            "next_lot": "",
            "codes": [{"code": item.barcode, "quantity": 1.0, "name": ""}],
        }

    def _prepare_line(self, item, flow, today):
        return {
            "id": self._get_id(item),
            "product_id": self._get_id(item),
            "document": "",
            "workers": [],
            "demand": float(item.ordered),
            "done": 0.0,
            "picked": [],
            "reserved": self._prepare_reserved(item, flow, today),
        }

    def _prepare_reserved(self, item, flow, today):
        """Planned for us: the oldest good series; nothing of it in a receipt."""
        if flow == "receipt" or item.tracking == "none":
            return [self._prepare_move_line(None, item.ordered, today)]
        lots = self._get_planned_lots(item)
        share = item.ordered / len(lots)
        return [self._prepare_move_line(lot, share, today) for lot in lots]

    def _get_planned_lots(self, item):
        lots = [lot for lot in training.LOTS if lot.product == item.key]
        return lots[: item.ordered] if item.tracking == "serial" else lots[:1]

    def _prepare_move_line(self, lot, quantity, today):
        place = self._get_location(lot.location) if lot else training.LOCATIONS[0]
        return {
            "lot_id": self._get_id(lot) if lot else False,
            "lot_name": lot.name if lot else "",
            "location_id": self._get_id(place),
            "location_dest_id": self._get_id(place),
            "package": "",
            "expiration_date": self._get_expiry_text(lot, today) if lot else False,
            "quantity": float(quantity),
        }

    def _get_expiry_text(self, lot, today):
        return fields.Date.to_string(training.get_expiry(lot, today)) or False

    def _prepare_lot(self, lot, today):
        expiry = training.get_expiry(lot, today)
        is_expired = bool(expiry) and expiry < today
        first_in = datetime.combine(today + timedelta(days=lot.first_in), time(9))
        return {
            "id": self._get_id(lot),
            "product_id": self._get_id(training.get_product(lot.product)),
            "name": lot.name,
            "expiration_date": self._get_expiry_text(lot, today),
            "is_expired": is_expired,
            "to_remove": is_expired,
            "age": age.key(STRATEGY, fields.Datetime.to_string(first_in)),
            "in_stock": True,
            "places": self._prepare_places(lot),
            "reserved_for": [],
        }

    def _prepare_places(self, lot):
        item = training.get_product(lot.product)
        planned = self._get_planned_lots(item)
        taken = item.ordered / len(planned) if lot in planned else 0
        return [
            {
                "location_id": self._get_id(self._get_location(lot.location)),
                "quantity": float(lot.quantity),
                "free": lot.quantity - taken,
            }
        ]
