import logging

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.http import SessionExpiredException

from ..tools.refusal import Refusal
from .warehouse_barcode_work import Work

_logger = logging.getLogger(__name__)

MAX_OPERATIONS = 500
CHANNEL = "warehouse_barcode"
#: operations that belong to no document
FREE = ("unknown_code", "attach_code")
JOINED = ("receipt_scan", "delivery_scan")


class WarehouseBarcode(models.AbstractModel):
    """The service behind the scanner screen. Its public methods are for storekeepers.

    ``open(code_or_ref=False)`` -> dictionary, in a constant number of queries:

    - ``False``: ``{"kind": "start", "documents": [{id, name, flow, partner, origin,
      scheduled_date, is_mine, line_count}]}``: what is ready today, mine first;
    - barcode of an operation type: the same list of this type only;
    - id, name or barcode of a document: ``{"kind": "document", "document",
      "products", "lines", "lots", "packages", "locations", "managers", "allowed_lots",
      "history", "in_hand", "today"}``, see ``warehouse.barcode.document``; an order
      also "finished", "workorders";
    - shelf that is counted (``count_id``) or from which goods are moved
      (``shelf_id``): a document too, see ``warehouse.barcode.shelf``;
    - several documents of that name: ``{"kind": "choice", "documents"}``;
    - code of goods or of a place: ``{"kind": "info"}``, see ``warehouse.barcode.info``;
    - else ``{"kind": "unknown", "message_code", "params"}``.

    ``apply(operations)`` -> one answer per operation, in order::

        {"uuid", "ok", "message_code", "params", "lines"}

    Each operation is applied exactly once by its ``uuid`` (a repeated uuid gets the
    first answer), adds to what is there (never absolute values), and a refused one
    does not touch the others. Quantities are in the unit of the product. Every
    operation has ``uuid``, ``type`` and its document: ``picking_id``, ``batch_id``,
    ``production_id``, ``count_id`` or ``shelf_id``; the rest by type (``[]`` =
    optional):

    - ``receipt_scan``: ``product_id`` or ``code`` (any barcode, GS1 too), ``[quantity=1,
      or from the code]``, ``lot_name`` (tracked products), ``[expiration_date]``
      ("YYYY-MM-DD", needed for a new series of a product with expiry),
      ``[allow_over]`` (more than expected, confirmed by the user);
    - ``delivery_scan``: ``product_id`` or ``code``, ``[quantity=1]``, ``lot_id`` or
      ``lot_name`` (tracked products), ``[location_id]`` (shelf), ``[allow_over]``;
    - ``allow_newer``: a ``delivery_scan`` of a newer series with ``reason`` and, where
      the operation type blocks, the signature of an age manager: he is the user
      himself, or ``manager_id`` and ``pin``, or his badge alone as ``pin``. Writes
      ``stock.age.deviation``;
    - ``package_scan``: ``package_id``: all that is in it is taken;
    - ``set_destination``: ``location_dest_id``, ``[targets]`` (uuids of the scans whose
      goods are put there; else all of the user);
    - ``put_in_pack``: ``[package]`` (a name; else a new one), ``[targets]``;
    - ``shelf_move``: ``rows`` [{product_id, lot_id, quantity}], ``location_dest_id``;
      ``shelf_scrap``: ``rows``, ``reason``;
    - ``count_scan``: ``product_id`` or ``code``, ``[quantity=1]``, ``lot_id`` or
      ``lot_name``, ``[create_lot]``, ``[take_from_elsewhere]`` (a serial number that
      lay elsewhere until now); ``count_finish``: ``[missing]`` "zero" or "leave",
      ``[conflict]`` "counted" or "difference"; only then the stock changes;
    - ``unknown_code``: ``code``, for the list of unknown codes; ``attach_code``:
      ``code``, ``product_id``. Both also without a document;
    - ``undo``: ``[target]`` (uuid of the operation; the last one when omitted);
    - ``validate``: ``[backorder]`` "create" or "cancel", when less was done than asked;
      of an order also ``[consumption]`` "confirm" and ``[produce_all]``;
    - with ``production_id`` a ``delivery_scan`` consumes a component, ``[allow_add]``
      one beside the plan, ``[for_lot]`` for a finished serial; ``produce_scan``:
      ``[product_id]`` (a by-product), ``[quantity=1]``, ``lot_name`` or ``lot_id``,
      ``[expiration_date]``, ``[allow_over]``; ``workorder_start``, ``workorder_stop``
      and ``workorder_done``: ``workorder_id``.

    ``lines`` of an answer are the touched lines as in ``open``. Message codes of
    refusals: bad_operation, unknown_type, unknown_barcode, ambiguous_barcode,
    document_unknown, document_done, document_cancelled, document_not_ready,
    wrong_flow, wrong_product, bad_quantity, lot_needed, lot_unknown,
    lot_of_other_product, serial_quantity, serial_twice, serial_in_stock,
    expiry_needed, expiry_mismatch, over_quantity, lot_not_here, lot_reserved,
    not_enough, lot_expired, newer_series, reason_needed, manager_needed, wrong_pin,
    too_many_attempts, nothing_to_undo, nothing_scanned, ask_backorder, needs_dialog,
    wrong_place, package_not_here, nothing_to_pack, pack_one_document, nothing_in_hand,
    serial_elsewhere, ask_missing, count_conflict, code_taken, uuid_taken, refused
    (``params.message`` has the words of the core); of orders over_strict,
    ask_component, component_strict, serial_exists, one_series, finished_needed,
    ask_produce_all, ask_consumption, consumption_strict, workorder_unknown,
    workorder_closed. Of successes: received, received_expired,
    picked, picked_newer, package_taken, placed, packed, moved, scrapped, counted,
    count_done, noted, attached, undone, validated, already_validated, produced,
    workorder_started, workorder_stopped, workorder_done.

    ``search_code(code)`` -> ``{"code", "gs1", "candidates": [{"type", "id", "name",
    ...}]}``: everything the code may mean; nothing is chosen when it is ambiguous.

    ``find_lot(ref, product_id, lot_name)`` -> ``{"lots", "locations"}``: a series of
    which the device was not told, because there are very many of the product.
    """

    _name = "warehouse.barcode"
    _description = "Warehouse Scanner Service"

    @api.model
    def open(self, code_or_ref=False):
        self._check_storekeeper()
        return self.env["warehouse.barcode.start"]._open(code_or_ref)

    @api.model
    def search_code(self, code):
        self._check_storekeeper()
        return self.env["warehouse.barcode.resolve"]._search_code(code)

    @api.model
    def find_lot(self, ref, product_id, lot_name):
        self._check_storekeeper()
        return self.env["warehouse.barcode.document"]._find_lot(
            ref, product_id, lot_name
        )

    @api.model
    def apply(self, operations):
        self._check_storekeeper()
        self._check_person()
        self._check_operations(operations)
        Operation = self.env["warehouse.barcode.operation"]
        fresh = list({one["uuid"]: one for one in reversed(operations)}.values())[::-1]
        subjects = self._get_subjects(fresh)
        rows = Operation._claim(
            [
                Operation._prepare_values(operation, subjects[operation["uuid"]])
                for operation in fresh
            ]
        )
        claimed = [operation for operation in fresh if operation["uuid"] in rows]
        for chunk in self._get_chunks(claimed, subjects):
            self._apply_chunk(chunk, rows)
        self._tell_others(claimed, subjects)
        answers = Operation._get_stored_answers([one["uuid"] for one in operations])
        return [answers[operation["uuid"]] for operation in operations]

    def _tell_others(self, operations, subjects):
        """Devices with the same document on the screen ask for it anew. Only its number
        is told: whoever listens has to be allowed to open it."""
        told = {}
        for operation in operations:
            subject = subjects[operation["uuid"]]
            if subject:
                [(key, ref)] = subject._get_scanner_ref().items()
                told[key, ref] = {
                    "key": key,
                    "id": ref,
                    "device": operation.get("device"),
                }
        # sudo: people without rights on the bus tell it too
        bus = self.env["bus.bus"].sudo()
        for message in told.values():
            bus._sendone(CHANNEL, "warehouse_barcode_changed", message)

    def _check_storekeeper(self):
        if not self.env.user.has_group("warehouse_barcode.group_storekeeper"):
            raise AccessError(self.env._("Only storekeepers work with the scanner."))

    def _check_person(self):
        """What one person has scanned is never sent in the name of another.

        :raises SessionExpiredException: somebody else has logged in on the device while
            the page of the first is still open; it keeps its operations and asks him to
            log in again.
        """
        shown = self.env.context.get("uid")  # whom the page was made for
        if shown and shown != self.env.uid:
            raise SessionExpiredException("Somebody else has logged in here")

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

    def _get_subjects(self, operations):
        """``{uuid: document}`` as far as this user can see it; else None."""
        Start = self.env["warehouse.barcode.start"]
        keys = Start._get_subject_keys()
        known, subjects = {}, {}
        for operation in operations:
            key = next((key for key in keys if operation.get(key)), None)
            ref = (key, str(operation.get(key)))
            if ref not in known:
                found = Start._find_by_id(key, operation[key]) if key else []
                known[ref] = found[0] if found else None
            subjects[operation["uuid"]] = known[ref]
        return subjects

    def _get_chunks(self, operations, subjects):
        """Neighbours that are applied together: scans of one document."""
        chunks = []
        for operation in operations:
            subject = subjects[operation["uuid"]]
            is_joined = subject is not None and self._is_joined(operation)
            last = chunks[-1] if chunks else None
            if last and is_joined and last["is_joined"] and last["subject"] == subject:
                last["operations"].append(operation)
                continue
            chunk = {"subject": subject, "operations": [operation]}
            chunks.append(chunk | {"is_joined": is_joined})
        return chunks

    def _is_joined(self, operation):
        """Scans only change quantities in memory; all else is applied by itself."""
        alone = ("take_reserved", "package", "allow_add")
        return operation["type"] in JOINED and not any(map(operation.get, alone))

    def _apply_chunk(self, chunk, rows):
        """Apply and keep; when it cannot be written as a whole, one by one."""
        operations = chunk["operations"]
        try:
            with self.env.cr.savepoint():
                outcomes = self._run(chunk["subject"], operations)
        except Refusal as refusal:
            answer = self._prepare_answer(refusal.code, refusal.params, ok=False)
            outcomes = [(answer, None)]
        except (UserError, IntegrityError) as error:
            if len(operations) > 1:
                for operation in operations:
                    self._apply_chunk(chunk | {"operations": [operation]}, rows)
                return
            _logger.info("Scanner operation %s refused: %s", operations, error)
            answer = self._prepare_answer("refused", {"message": str(error)}, ok=False)
            outcomes = [(answer, None)]
        for operation, (answer, effect) in zip(operations, outcomes, strict=True):
            answer["uuid"] = operation["uuid"]
            rows[operation["uuid"]]._keep(answer, effect)

    def _run(self, subject, operations):
        """``[(answer, effect)]`` of operations on one document, written at the end."""
        work = Work(self.env, subject, operations)
        results = [self._run_one(operation, work) for operation in operations]
        work.flush()
        self.env.flush_all()
        outcomes = [(answer, self._export(effect)) for answer, effect in results]
        self._add_lines(outcomes, work)
        return outcomes

    def _export(self, effect):
        """What an undo needs, as plain data: the lines have their ids now."""
        if not effect:
            return effect
        exported = dict(effect)
        if "portions" in effect:
            exported["portions"] = [portion.export() for portion in effect["portions"]]
        if "values" in effect:
            exported["values"] = [
                (line.id, name, before) for line, name, before in effect["values"]
            ]
        return exported

    def _run_one(self, operation, work):
        handler = self._get_handlers().get(operation["type"])
        if not handler:
            raise Refusal("unknown_type", type=operation["type"])
        if not work.subject and operation["type"] not in FREE:
            raise Refusal("document_unknown")
        if len(work.operations) == 1:
            code, params, effect = handler(operation, work)
            return self._prepare_answer(code, params), effect
        state = work.ledger.copy_state()
        try:
            code, params, effect = handler(operation, work)
        except Refusal as refusal:
            work.ledger.restore(state)
            answer = self._prepare_answer(refusal.code, refusal.params, ok=False)
            return answer, None
        return self._prepare_answer(code, params), effect

    def _add_lines(self, outcomes, work):
        """The touched lines go with the last answer that stands."""
        accepted = [answer for answer, _effect in outcomes if answer["ok"]]
        if accepted and work.subject:
            moves = work.get_touched_moves()
            Document = self.env["warehouse.barcode.document"]
            accepted[-1]["lines"] = Document._prepare_lines(moves)
            accepted[-1] |= Document._prepare_progress(work.subject)

    def _get_handlers(self):
        """``{type: method}``; a method gets (operation, work) and returns (message
        code, params, effect). Extend it to add a type of operation."""
        Delivery = self.env["warehouse.barcode.delivery"]
        Placing = self.env["warehouse.barcode.placing"]
        Shelf = self.env["warehouse.barcode.shelf"]
        Count = self.env["warehouse.barcode.count"]
        Codes = self.env["warehouse.barcode.codes"]
        Workorder = self.env["warehouse.barcode.workorder"]
        return {
            "receipt_scan": self.env["warehouse.barcode.receipt"]._scan,
            "delivery_scan": Delivery._scan,
            "allow_newer": Delivery._allow_newer,
            "package_scan": Delivery._scan_package,
            "set_destination": Placing._set_destination,
            "put_in_pack": Placing._put_in_pack,
            "shelf_move": Shelf._move,
            "shelf_scrap": Shelf._scrap,
            "count_scan": Count._count,
            "count_finish": Count._finish,
            "unknown_code": Codes._note_unknown,
            "attach_code": Codes._attach_code,
            "undo": self.env["warehouse.barcode.undo"]._undo,
            "validate": self.env["warehouse.barcode.validate"]._finish,
            "produce_scan": self.env["warehouse.barcode.production"]._produce,
            "workorder_start": Workorder._start,
            "workorder_stop": Workorder._stop,
            "workorder_done": Workorder._finish,
        }

    def _prepare_answer(self, code, params=None, ok=True, lines=()):
        return {
            "ok": ok,
            "message_code": code,
            "params": params or {},
            "lines": list(lines),
        }
