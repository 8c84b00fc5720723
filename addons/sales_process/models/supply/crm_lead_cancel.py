from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """A contract is cancelled after it was made: an action of its own (R064).

    Core forbids to lose a won deal, and a cancelled order leaves the deal won.
    """

    _inherit = "crm.lead"

    def action_ask_cancel_contract(self):
        """Open the form that shows what is cancelled and asks for the reason."""
        self.ensure_one()
        self._check_nothing_shipped()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the contract"),
            "res_model": "sales.contract.cancel",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    def action_cancel_contract(self, reason=""):
        """Cancel the orders: planners and buyers get their tasks, the deal goes back to
        the selection, from where it can be lost or agreed anew.

        :param str reason: kept in the history of the deal
        :raise UserError: goods are shipped already
        """
        self.ensure_one()
        self._check_nothing_shipped()
        orders = self.order_ids.filtered(lambda order: order.state == "sale")
        # sudo: cancelling touches purchase lines that a salesperson cannot read
        orders.sudo().filtered("locked").action_unlock()
        orders.sudo()._action_cancel()
        target = self._get_process_stages().filtered(lambda stage: not stage.is_won)
        self.stage_id = (
            target.filtered(lambda stage: stage.kind == "selection")[:1]
            or (target[-1:])
        )
        self._log_cancelled_contract(orders, reason)
        return True

    def _check_nothing_shipped(self):
        orders = self.order_ids.filtered(lambda order: order.state == "sale")
        if any(line.qty_delivered for line in orders.order_line):
            raise UserError(
                self.env._("Goods are shipped already: make a return first."),
            )

    def _log_cancelled_contract(self, orders, reason):
        text = self.env._(
            "The contract is cancelled: %(orders)s. %(reason)s",
            orders=", ".join(orders.mapped("name")),
            reason=reason,
        )
        self._message_log(body=text)
        # sudo: the history is written by the program only
        self.env["crm.stage.decision"].sudo().create(
            {
                "lead_id": self.id,
                "log_id": self.stage_log_id.id,
                "stage_id": self.stage_id.id,
                "kind": "cancel_contract",
                "cause": self._get_decision_cause(),
                "comment": reason,
                "user_id": self.env.uid,
                "date": self.env.cr.now(),
            }
        )

    def _release_agreed(self):
        """A deal that was put back and is agreed anew moves on by itself again."""
        # sudo: the client may have signed himself
        held = self.sudo().filtered("stage_held")
        if held:
            held._keep({"stage_held": False})

    def _tell_without_order(self):
        """A deal whose last order was cancelled outside of the deal needs a person."""
        # sudo: the order may be cancelled by somebody who has no rights on deals
        for lead in self.sudo():
            running = lead.stage_id.is_won and lead.stage_kind != "closed"
            person = lead.user_id or lead.team_id.user_id
            if running and person and not lead._get_confirmed_orders():
                lead.activity_schedule(
                    "sales_process.mail_activity_type_order_cancelled",
                    summary=lead.with_context(lang=person.lang).env._(
                        "The order is cancelled: cancel the contract or agree anew"
                    ),
                    user_id=person.id,
                )
