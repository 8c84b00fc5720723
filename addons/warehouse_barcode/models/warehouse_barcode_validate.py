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

    def _finish(self, operation, work):
        """Each kind of document by its own rules."""
        if work.flow == "production":
            production = self.env["warehouse.barcode.production.validate"]
            return production._validate(operation, work)
        return self._validate(operation, work)

    def _validate(self, operation, work):
        subject = work.subject
        work.touched |= set(work.moves.ids)
        if subject._get_scanner_state() == "done":
            return "already_validated", {"document": subject.name}, None
        self._check_document(work)
        picked = work.moves.move_line_ids.filtered("picked")
        if not picked:
            raise Refusal("nothing_scanned", document=subject.name)
        if work.flow != "receipt" and subject._watches_age():
            self._check_expired(picked)
        backorder = operation.get("backorder")
        self._check_backorder_answer(work, backorder)
        self._run_dialogs(subject, backorder)
        if subject._get_scanner_state() != "done":
            raise Refusal("needs_dialog", document=subject.name)
        params = {"document": subject.name, "backorder": self._get_backorder(subject)}
        return "validated", params, None

    def _check_expired(self, lines):
        for lot in lines.lot_id.filtered(self._is_expired):
            raise Refusal(
                "lot_expired", lot=lot.name, expired=str(lot.expiration_date.date())
            )

    def _check_backorder_answer(self, work, backorder):
        """Less than asked: what to do with the rest is for the user to say."""
        if backorder in ("create", "cancel") or work.type.create_backorder != "ask":
            return
        missing = self._get_missing(work)
        if missing:
            raise Refusal("ask_backorder", document=work.subject.name, missing=missing)

    def _get_missing(self, work):
        ledger = work.ledger
        return [
            {"product": move.product_id.display_name, "quantity": quantity}
            for move in work.moves
            if (quantity := ledger.get_missing(move.id)) > 0
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
        self._answer_dialogs(result, self._get_dialog_answers(backorder))

    def _answer_dialogs(self, result, answers):
        """Press in each dialog of core what the user has said; leave unknown ones."""
        for _step in range(MAX_DIALOGS):
            answer = answers.get(self._get_dialog(result))
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

    def _get_backorder(self, subject):
        pickings = subject._get_scanner_pickings()
        backorders = pickings.search([("backorder_id", "in", pickings.ids)])
        return ", ".join(backorders.mapped("name"))
