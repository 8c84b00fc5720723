from odoo import models

from ..tools.refusal import Refusal

MAX_DIALOGS = 5


class WarehouseBarcodeValidate(models.AbstractModel):
    """Finishing a document with core's own validation, safe to repeat.

    Core may answer with dialogs. Those the storekeeper has answered on the screen are
    answered here; an unknown one is handed back, the document stays open.
    """

    _name = "warehouse.barcode.validate"
    _inherit = ["warehouse.barcode.flow", "warehouse.barcode.age"]
    _description = "Scanner: Validation"

    def _validate(self, operation, picking):
        if picking.state == "done":
            return (
                "already_validated",
                {"document": picking.name},
                picking.move_ids,
                None,
            )
        self._check_document(picking)
        picked = picking.move_line_ids.filtered("picked")
        if not picked:
            raise Refusal("nothing_scanned", document=picking.name)
        if picking._get_scanner_flow() == "delivery":
            self._check_expired(picked)
        backorder = operation.get("backorder")
        self._check_backorder_answer(picking, backorder)
        self._run_dialogs(picking, backorder)
        if picking.state != "done":
            raise Refusal("needs_dialog", document=picking.name)
        params = {"document": picking.name, "backorder": self._get_backorder(picking)}
        return "validated", params, picking.move_ids, None

    def _check_expired(self, lines):
        for lot in lines.lot_id.filtered(self._is_expired):
            raise Refusal(
                "lot_expired", lot=lot.name, expired=str(lot.expiration_date.date())
            )

    def _check_backorder_answer(self, picking, backorder):
        """Less than asked: what to do with the rest is for the user to say."""
        if backorder in ("create", "cancel"):
            return
        if picking.picking_type_id.create_backorder != "ask":
            return
        missing = self._get_missing(picking)
        if missing:
            raise Refusal("ask_backorder", document=picking.name, missing=missing)

    def _get_missing(self, picking):
        moves = picking.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        return [
            {
                "product": move.product_id.display_name,
                "quantity": move.product_qty - self._get_picked_quantity(move),
            }
            for move in moves
            if move.product_id.uom_id.compare(
                self._get_picked_quantity(move), move.product_qty
            )
            < 0
        ]

    def _skip_first_sms_question(self, picking):
        """Core asks at the first delivery whether clients get text messages.

        It is the company's decision, not the storekeeper's: until it is made in the
        settings no message is sent and nothing is asked on the terminal.
        """
        company = picking.company_id
        asked = "has_received_warning_stock_sms"
        if asked in company._fields and not company[asked]:
            return picking.with_context(skip_sms=True)
        return picking

    def _run_dialogs(self, picking, backorder):
        result = self._skip_first_sms_question(picking).button_validate()
        for _step in range(MAX_DIALOGS):
            answer = self._get_dialog_answers(backorder).get(self._get_dialog(result))
            if not answer:
                return
            wizard = (
                self.env[result["res_model"]]
                .with_context(**result.get("context", {}))
                .create({})
            )
            result = getattr(wizard, answer)()

    def _get_dialog(self, result):
        return result.get("res_model") if isinstance(result, dict) else None

    def _get_dialog_answers(self, backorder):
        """``{wizard model: its method}``. Extend it for dialogs of other addons whose
        answer the storekeeper has given."""
        return {
            "stock.backorder.confirmation": (
                "process_cancel_backorder" if backorder == "cancel" else "process"
            ),
            "expiry.picking.confirmation": "process",
        }

    def _get_backorder(self, picking):
        backorder = self.env["stock.picking"].search(
            [("backorder_id", "=", picking.id)], limit=1
        )
        return backorder.name or ""
