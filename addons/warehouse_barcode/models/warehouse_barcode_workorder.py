from odoo import models

from ..tools.refusal import Refusal
from .mrp_production import KEEP


class WarehouseBarcodeWorkorder(models.AbstractModel):
    """Starting, stopping and finishing work orders; the time belongs to the user.

    Core fills in components and the produced quantity when a work order is started or
    finished. Here both stay as they were scanned; what nobody scans is settled at the
    validation (``warehouse.barcode.production.validate``).

    All three may be repeated: started twice it still runs once. A start is taken back
    with its time; a stop and a finish are not.
    """

    _name = "warehouse.barcode.workorder"
    _inherit = ["warehouse.barcode.flow"]
    _description = "Scanner: Work Orders"

    def _start(self, operation, work):
        workorder = self._find(operation, work)
        if workorder.state in ("done", "cancel"):
            raise Refusal("workorder_closed", workorder=workorder.name)
        if self._get_running(workorder, self.env.user):
            return "workorder_started", self._prepare_params(workorder), None
        state, times = workorder.state, workorder.time_ids
        self._call("button_start", workorder, work)
        started = {
            "id": workorder.id,
            "state": state,
            "time_ids": (workorder.time_ids - times).ids,
        }
        summary = {
            "type": "workorder_start",
            "workorder_id": workorder.id,
            "workorder": workorder.name,
        }
        return (
            "workorder_started",
            self._prepare_params(workorder),
            {"started": started, "summary": summary},
        )

    def _stop(self, operation, work):
        workorder = self._find(operation, work)
        workorder.button_pending()
        return "workorder_stopped", self._prepare_params(workorder), None

    def _finish(self, operation, work):
        workorder = self._find(operation, work)
        if workorder.state == "cancel":
            raise Refusal("workorder_closed", workorder=workorder.name)
        if workorder.state != "done":
            self._call("button_finish", workorder, work)
        return "workorder_done", self._prepare_params(workorder), None

    def _undo_start(self, row, work):
        started = row.effect["started"]
        workorder = self._get_workorders(work.subject).filtered(
            lambda workorder: workorder.id == started["id"]
        )
        if not workorder or workorder.state in ("done", "cancel"):
            raise Refusal("nothing_to_undo")
        workorder.time_ids.filtered(
            lambda time: time.id in started["time_ids"]
        ).unlink()
        if not workorder.time_ids and started["state"] != "progress":
            workorder.state = started["state"]

    def _get_running(self, workorder, user=None):
        """Open times: of one user or of all. Core's own fields are not told anew when a
        work order is started and stopped in one transaction."""
        return workorder.time_ids.filtered(
            lambda time: not time.date_end and user in (None, time.user_id)
        )

    def _call(self, button, workorder, work):
        """Core's own button, without what it fills in."""
        order = work.subject
        before, picked = order.qty_producing, self._get_picked_moves(order)
        getattr(workorder.with_context(**{KEEP: True}), button)()
        if order.qty_producing != before:
            # sudo: storekeepers do not edit orders, this only takes core's default back
            order.sudo().qty_producing = before
        (self._get_picked_moves(order) - picked).picked = False

    def _get_picked_moves(self, order):
        moves = order._get_scanner_moves() | order._get_scanner_finished_moves()
        return moves.filtered("picked")

    def _find(self, operation, work):
        self._check_document(work, "production")
        ref = operation.get("workorder_id")
        workorder = self._get_workorders(work.subject).filtered(
            lambda workorder: workorder.id == ref
        )
        if not workorder:
            raise Refusal("workorder_unknown", document=work.subject.name)
        return workorder

    def _get_workorders(self, order):
        # sudo: a storekeeper has no rights on work orders, only the scanner starts them
        return order.sudo().workorder_ids

    def _prepare_params(self, workorder):
        return {"workorder": workorder.name}
