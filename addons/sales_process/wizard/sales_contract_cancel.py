from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesContractCancel(models.TransientModel):
    """Shows everything that hangs on the contract before it is cancelled."""

    _name = "sales.contract.cancel"
    _description = "Cancel a Contract"

    lead_id = fields.Many2one("crm.lead", required=True, string="Deal")
    reason = fields.Text(required=True)
    is_lost = fields.Boolean(
        string="The deal is lost",
        help="Otherwise it goes back to the selection of equipment, to be agreed anew.",
    )
    lost_reason_id = fields.Many2one("crm.lost.reason", string="Reason of the loss")
    competitor_id = fields.Many2one("sales.competitor")
    order_names = fields.Char(compute="_compute_documents", string="Orders")
    production_names = fields.Char(
        compute="_compute_documents", string="Manufacturing orders"
    )
    purchase_names = fields.Char(compute="_compute_documents", string="Purchases")
    invoice_names = fields.Char(compute="_compute_documents", string="Invoices")

    @api.depends("lead_id")
    def _compute_documents(self):
        for wizard in self:
            # sudo: the names of documents that the salesperson cannot open
            orders = wizard.lead_id.sudo()._get_confirmed_orders()
            documents = [order._get_open_documents() for order in orders]
            productions = [doc for pair in documents for doc in pair[0]]
            purchases = [doc for pair in documents for doc in pair[1]]
            invoices = orders.invoice_ids.filtered(lambda move: move.state != "cancel")
            wizard.order_names = wizard._join(orders)
            wizard.production_names = wizard._join(productions)
            wizard.purchase_names = wizard._join(purchases)
            wizard.invoice_names = wizard._join(invoices)

    def _join(self, documents):
        return ", ".join(doc.name or doc.display_name for doc in documents) or False

    def action_apply(self):
        """
        :raise UserError: the reason is empty, or goods are shipped already
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why the contract is cancelled."))
        self.lead_id.action_cancel_contract(self.reason.strip())
        if self.is_lost:
            self.lead_id.action_set_lost(
                lost_reason_id=self.lost_reason_id.id,
                competitor_id=self.competitor_id.id,
            )
        return {"type": "ir.actions.act_window_close"}
