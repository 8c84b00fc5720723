import logging

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.refusal import Refusal

_logger = logging.getLogger(__name__)

MAX_OPERATIONS = 500


class WarehouseBarcode(models.AbstractModel):
    """The service behind the scanner screen. Three public methods, for storekeepers.

    ``open(code_or_ref=False)`` -> dictionary, in a constant number of queries:

    - ``False``: ``{"kind": "start", "documents": [{id, name, flow, partner, origin,
      scheduled_date, is_mine, line_count}]}``: what is ready today, mine first;
    - barcode of an operation type: the same list of this type only;
    - id, name or barcode of a receipt or delivery: ``{"kind": "document", "document",
      "products", "lines", "lots", "locations", "managers", "allowed_lots", "today"}``,
      see ``warehouse.barcode.document``;
    - several documents of that name: ``{"kind": "choice", "documents"}``;
    - else ``{"kind": "unknown", "message_code", "params"}``.

    ``apply(operations)`` -> one answer per operation, in order::

        {"uuid", "ok", "message_code", "params", "lines"}

    Each operation is applied exactly once by its ``uuid`` (a repeated uuid gets the
    first answer), adds to what is there (never absolute values), and a refused one
    does not touch the others. Quantities are in the unit of the product. Every
    operation has ``uuid``, ``type`` and ``picking_id``; the rest by type
    (``[]`` = optional):

    - ``receipt_scan``: ``product_id`` or ``code`` (any barcode, GS1 too), ``[quantity=1,
      or from the code]``, ``lot_name`` (tracked products), ``[expiration_date]``
      ("YYYY-MM-DD", needed for a new series of a product with expiry),
      ``[allow_over]`` (more than expected, confirmed by the user);
    - ``delivery_scan``: ``product_id`` or ``code``, ``[quantity=1]``, ``lot_id`` or
      ``lot_name`` (tracked products), ``[location_id]`` (shelf), ``[allow_over]``;
    - ``allow_newer``: a ``delivery_scan`` of a newer series with ``reason`` and, where
      the operation type blocks, the signature of an age manager: he is the user
      himself, or ``manager_id`` and ``pin``. Writes ``stock.age.deviation``;
    - ``undo``: ``[target]`` (uuid of the operation; the last one when omitted);
    - ``validate``: ``[backorder]`` "create" or "cancel", when less was done than asked.

    ``lines`` of an answer are the touched lines as in ``open``. Message codes of
    refusals: bad_operation, unknown_type, unknown_barcode, ambiguous_barcode,
    document_unknown, document_done, document_cancelled, document_not_ready,
    wrong_flow, wrong_product, bad_quantity, lot_needed, lot_unknown,
    lot_of_other_product, serial_quantity, serial_twice, serial_in_stock,
    expiry_needed, expiry_mismatch, over_quantity, lot_not_here, lot_reserved,
    not_enough, lot_expired, newer_series, reason_needed, manager_needed, wrong_pin,
    too_many_attempts, nothing_to_undo, nothing_scanned, ask_backorder, needs_dialog,
    uuid_taken, refused (``params.message`` has the words of the core). Of successes:
    received, received_expired, picked, picked_newer, undone, validated,
    already_validated.

    ``search_code(code)`` -> ``{"code", "gs1", "candidates": [{"type", "id", "name",
    ...}]}``: everything the code may mean; nothing is chosen when it is ambiguous.
    """

    _name = "warehouse.barcode"
    _description = "Warehouse Scanner Service"

    @api.model
    def open(self, code_or_ref=False):
        self._check_storekeeper()
        return self.env["warehouse.barcode.document"]._open(code_or_ref)

    @api.model
    def search_code(self, code):
        self._check_storekeeper()
        return self.env["warehouse.barcode.resolve"]._search_code(code)

    @api.model
    def apply(self, operations):
        self._check_storekeeper()
        self._check_operations(operations)
        stored = self.env["warehouse.barcode.operation"]._get_stored_answers(
            [operation["uuid"] for operation in operations]
        )
        answers = []
        for operation in operations:
            uuid = operation["uuid"]
            if uuid not in stored:
                stored[uuid] = self._apply_one(operation)
            answers.append(stored[uuid])
        return answers

    def _check_storekeeper(self):
        if not self.env.user.has_group("warehouse_barcode.group_storekeeper"):
            raise AccessError(self.env._("Only storekeepers work with the scanner."))

    def _check_operations(self, operations):
        """A call that is no list of operations is a fault of the caller, not a scan."""
        if not isinstance(operations, list) or len(operations) > MAX_OPERATIONS:
            raise UserError(
                self.env._(
                    "Operations come as a list of at most %(limit)s.",
                    limit=MAX_OPERATIONS,
                )
            )
        if not all(self._is_operation(operation) for operation in operations):
            raise UserError(self.env._("Each operation needs a uuid and a type."))

    def _is_operation(self, operation):
        return isinstance(operation, dict) and all(
            isinstance(operation.get(key), str) and 0 < len(operation[key]) <= 64
            for key in ("uuid", "type")
        )

    def _apply_one(self, operation):
        """Claim, run and keep one operation; refusals are answers, not errors."""
        picking = self._get_picking(operation)
        Operation = self.env["warehouse.barcode.operation"]
        row = Operation._claim(Operation._prepare_values(operation, picking))
        if not row:
            return Operation._get_stored_answers([operation["uuid"]])[operation["uuid"]]
        effect = None
        try:
            with self.env.cr.savepoint():
                answer, effect = self._run(operation, picking)
        except Refusal as refusal:
            answer = self._prepare_answer(refusal.code, refusal.params, ok=False)
        except (UserError, IntegrityError) as error:
            _logger.info("Scanner operation %s refused: %s", row.id, error)
            answer = self._prepare_answer("refused", {"message": str(error)}, ok=False)
        answer["uuid"] = operation["uuid"]
        row._keep(answer, effect)
        return answer

    def _get_picking(self, operation):
        """The document of an operation, if this user can see it."""
        ref = operation.get("picking_id")
        if not isinstance(ref, int) or isinstance(ref, bool):
            return self.env["stock.picking"]
        return self.env["stock.picking"].search([("id", "=", ref)])

    def _run(self, operation, picking):
        handler = self._get_handlers().get(operation["type"])
        if not handler:
            raise Refusal("unknown_type", type=operation["type"])
        if not picking:
            raise Refusal("document_unknown")
        code, params, moves, effect = handler(operation, picking)
        self.env.flush_all()
        lines = self.env["warehouse.barcode.document"]._prepare_lines(moves)
        return self._prepare_answer(code, params, lines=lines), effect

    def _get_handlers(self):
        """``{type: method}``; a method gets (operation, picking) and returns (message
        code, params, touched moves, effect). Extend it to add a type of operation."""
        delivery = self.env["warehouse.barcode.delivery"]
        return {
            "receipt_scan": self.env["warehouse.barcode.receipt"]._scan,
            "delivery_scan": delivery._scan,
            "allow_newer": delivery._allow_newer,
            "undo": self.env["warehouse.barcode.undo"]._undo,
            "validate": self.env["warehouse.barcode.validate"]._validate,
        }

    def _prepare_answer(self, code, params=None, ok=True, lines=()):
        return {
            "ok": ok,
            "message_code": code,
            "params": params or {},
            "lines": list(lines),
        }
