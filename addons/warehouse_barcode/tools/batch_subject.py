"""Batch transfers for the scanner, where core's module for them is installed.

The addon does not depend on that module: installing it makes each new warehouse gather
its transfers into batches by itself, which is for the company to decide.
"""

MODEL = "stock.picking.batch"


class BatchSubject:
    """A batch with the same methods as the documents that inherit
    ``warehouse.barcode.subject``; everything else is asked of the record itself."""

    def __init__(self, record):
        self.record = record

    def __getattr__(self, name):
        return getattr(self.record, name)

    def __getitem__(self, name):
        return self.record[name]

    def __eq__(self, other):
        return isinstance(other, BatchSubject) and other.record == self.record

    def __hash__(self):
        return hash(self.record)

    def _get_scanner_ref(self):
        return {"batch_id": self.record.id}

    def _get_scanner_flow(self):
        """That of its transfers, where all of them are of one kind."""
        pickings = self.record.picking_ids
        flows = {picking._get_scanner_flow() for picking in pickings}
        return flows.pop() if len(flows) == 1 else False

    def _get_scanner_type(self):
        return self.record.picking_type_id

    def _get_scanner_state(self):
        state = self.record.state
        return state if state in ("draft", "done", "cancel") else "open"

    def _get_scanner_moves(self):
        """The moves of one transfer after those of another."""
        moves = self.record.picking_ids.move_ids
        moves = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        return moves.sorted(lambda move: (move.picking_id.id, move.sequence, move.id))

    def _get_scanner_source(self):
        return self._get_scanner_moves().location_id[:1]

    def _get_scanner_partner(self):
        return self.record.env["res.partner"]

    def _get_scanner_pickings(self):
        return self.record.picking_ids

    def _get_scanner_origin(self):
        return self.record.description or ""

    def _watches_age(self):
        return any(picking._watches_age() for picking in self.record.picking_ids)

    @property
    def ids(self):
        return self.record.ids

    def with_context(self, **values):
        return BatchSubject(self.record.with_context(**values))

    def button_validate(self):
        return self.record.action_done()
