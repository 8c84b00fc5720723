from odoo import fields, models
from odoo.fields import Domain

from ..tools import batch_subject, shelf_subject
from ..tools.batch_subject import BatchSubject
from ..tools.shelf_subject import ShelfSubject
from .stock_picking import FLOWS

LIST_LIMIT = 40


class WarehouseBarcodeStart(models.AbstractModel):
    """Finding the document to work: the list of what is ready, a name, a barcode."""

    _name = "warehouse.barcode.start"
    _description = "Documents to Choose on the Scanner"

    def _get_subject_keys(self):
        """``{key of an operation: model}`` of the documents that are scanned."""
        keys = {
            "picking_id": "stock.picking",
            "batch_id": batch_subject.MODEL,
            "production_id": "mrp.production",
            "count_id": shelf_subject.MODEL,
            "shelf_id": shelf_subject.MODEL,
        }
        return {key: model for key, model in keys.items() if model in self.env}

    def _find(self, key, domain, **options):
        """Documents of a kind, as the scanner knows them."""
        model = self._get_subject_keys().get(key)
        if not model:
            return []
        if model == shelf_subject.MODEL:
            domain = Domain(domain) & Domain("usage", "in", ("internal", "transit"))
        records = self.env[model].search(domain, **options)
        return [self._wrap(record, key) for record in records]

    def _wrap(self, record, key):
        if record._name == batch_subject.MODEL:
            return BatchSubject(record)
        if record._name == shelf_subject.MODEL:
            return ShelfSubject(record, key)
        return record

    def _open(self, ref):
        if not ref:
            return self._prepare_list("start", self._find_ready())
        if isinstance(ref, dict) and "training" in ref:
            Training = self.env["warehouse.barcode.training"]
            return Training._prepare_document(ref["training"])
        subjects = self._find_subjects(ref)
        if len(subjects) == 1:
            return self._prepare_subject(subjects[0])
        if subjects:
            return self._prepare_list("choice", subjects)
        picking_type = self._find_picking_type(ref)
        if picking_type:
            return self._prepare_list("start", self._find_ready(picking_type))
        return self.env["warehouse.barcode.info"]._prepare_info(ref)

    def _prepare_subject(self, subject):
        if isinstance(subject, ShelfSubject):
            return self.env["warehouse.barcode.shelf"]._prepare_shelf(subject)
        return self.env["warehouse.barcode.document"]._prepare_document(subject)

    def _find_subjects(self, ref):
        """Documents by ``{key: id}``, by the id of a transfer, or by a name."""
        if isinstance(ref, int):
            ref = {"picking_id": ref}
        if isinstance(ref, dict):
            keys = self._get_subject_keys()
            key = next((key for key in ref if key in keys), None)
            return self._find_by_ref(key, ref[key]) if key else []
        name = str(ref).strip()
        return [
            subject
            for key in self._get_ready_domains()
            for subject in self._find(
                key, self._get_name_domain(key, name), limit=LIST_LIMIT
            )
        ]

    def _get_name_domain(self, key, name):
        if key == "production_id":
            return self.env["mrp.production"]._get_scanner_name_domain(name)
        return Domain("name", "=", name)

    def _find_by_ref(self, key, ref):
        """A document by its id; a shelf also by its barcode."""
        if (
            isinstance(ref, str)
            and self._get_subject_keys()[key] == shelf_subject.MODEL
        ):
            return self._find(key, [("barcode", "=", ref.strip())], limit=1)
        return self._find_by_id(key, ref)

    def _find_by_id(self, key, ref):
        is_id = isinstance(ref, int) and not isinstance(ref, bool)
        return self._find(key, [("id", "=", ref if is_id else 0)])

    def _find_picking_type(self, ref):
        codes = (*FLOWS, "mrp_operation")
        return self.env["stock.picking.type"].search(
            [("barcode", "=", str(ref).strip()), ("code", "in", codes)], limit=1
        )

    def _prepare_unknown(self, code, /, **params):
        return {"kind": "unknown", "message_code": code, "params": params}

    def _get_ready_domains(self):
        """``{key: (domain, name of the date)}`` of what can be worked now."""
        transfers = Domain("state", "=", "assigned") & Domain(
            "picking_type_code", "in", tuple(FLOWS)
        )
        if batch_subject.MODEL in self.env:
            transfers &= Domain("batch_id", "=", False)
        orders = Domain("state", "in", ("confirmed", "progress", "to_close"))
        return {
            "picking_id": (transfers, "scheduled_date"),
            "batch_id": (Domain("state", "=", "in_progress"), "scheduled_date"),
            "production_id": (orders, "date_start"),
        }

    def _find_ready(self, picking_type=None):
        """Mine first, then by date; at most ``LIST_LIMIT`` of each kind."""
        found = []
        own = Domain("picking_type_id", "=", picking_type.id) if picking_type else None
        for key, (domain, date) in self._get_ready_domains().items():
            found += self._find_mine_first(key, domain & own if own else domain, date)
        return sorted(found, key=lambda subject: not self._is_mine(subject))

    def _find_mine_first(self, key, domain, date):
        order, mine = f"{date}, id", Domain("user_id", "=", self.env.uid)
        found = self._find(key, domain & mine, order=order, limit=LIST_LIMIT)
        if len(found) < LIST_LIMIT:
            others = domain & Domain("user_id", "!=", self.env.uid)
            limit = LIST_LIMIT - len(found)
            found += self._find(key, others, order=order, limit=limit)
        return found

    def _is_mine(self, subject):
        return subject.user_id.id == self.env.uid

    def _prepare_list(self, kind, subjects):
        """Of each document what tells it from the others."""
        return {
            "kind": kind,
            "documents": [self._prepare_list_item(subject) for subject in subjects],
        }

    def _get_about(self, subject):
        """What stands beside the name where there is no partner: the product made."""
        is_order = subject._name == "mrp.production"
        return subject.product_id.display_name if is_order else ""

    def _prepare_list_item(self, subject):
        key = next(iter(subject._get_scanner_ref()))
        date = subject[self._get_ready_domains()[key][1]]
        partner = subject._get_scanner_partner()
        return {
            "key": key,
            "id": subject.id,
            "name": subject.name,
            "flow": subject._get_scanner_flow(),
            "partner": partner.display_name or self._get_about(subject),
            "origin": subject._get_scanner_origin(),
            "scheduled_date": fields.Datetime.to_string(date) or "",
            "is_mine": self._is_mine(subject),
            "line_count": len(subject._get_scanner_moves()),
            "operation": subject._get_scanner_type().name or "",
        }
