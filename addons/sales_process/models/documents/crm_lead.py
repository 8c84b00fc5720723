from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Every document of the deal is found from the deal (R096, R102)."""

    _inherit = "crm.lead"

    requisites_complete = fields.Boolean(
        related="partner_id.requisites_complete",
        string="Company details complete",
    )
    requisites_missing = fields.Char(related="partner_id.requisites_missing")
    invoice_count = fields.Integer(
        compute="_compute_document_counts", compute_sudo=True
    )
    picking_count = fields.Integer(
        compute="_compute_document_counts", compute_sudo=True
    )
    production_count = fields.Integer(
        compute="_compute_document_counts", compute_sudo=True
    )
    purchase_count = fields.Integer(
        compute="_compute_document_counts", compute_sudo=True
    )
    amount_overdue = fields.Monetary(
        compute="_compute_amount_overdue",
        compute_sudo=True,
        currency_field="company_currency",
        help="Unpaid part of the deal's invoices whose due date has passed.",
    )

    @api.depends("order_ids.invoice_ids", "order_ids.picking_ids")
    def _compute_document_counts(self):
        for lead in self:
            orders = lead._get_process_orders()
            lead.invoice_count = len(orders.invoice_ids)
            lead.picking_count = len(orders.picking_ids)
            lead.production_count = len(orders.stock_reference_ids.production_ids)
            lead.purchase_count = len(orders.stock_reference_ids.purchase_ids)

    @api.depends("order_ids.invoice_ids.amount_residual")
    def _compute_amount_overdue(self):
        today = fields.Date.context_today(self)
        for lead in self:
            late = lead._get_process_orders().invoice_ids.filtered(
                lambda move: (
                    move.state == "posted"
                    and move.move_type == "out_invoice"
                    and move.invoice_date_due
                    and move.invoice_date_due < today
                ),
            )
            lead.amount_overdue = sum(late.mapped("amount_residual_signed"))

    def _get_process_orders(self):
        return self.order_ids.filtered(lambda order: order.state != "cancel")

    @api.model
    def _checklist_depends(self):
        return (
            *super()._checklist_depends(),
            "partner_id.requisites_complete",
            "order_ids.invoice_ids.payment_state",
        )

    @api.model
    def _get_check_links(self):
        return {
            **super()._get_check_links(),
            "requisites_complete": ("action", "action_view_client"),
            "paid": ("action", "action_view_invoices"),
        }

    def _passes_requisites_complete(self):
        return self.filtered(lambda lead: lead.partner_id.requisites_complete)

    # -------------------------------------------------------------------- actions

    def action_view_client(self):
        """The company whose details are asked for, to complete them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Client"),
            "res_model": "res.partner",
            "res_id": (self.partner_id.commercial_partner_id or self.partner_id).id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_paste_requisites(self):
        """Fill the client's details out of a letter.

        :raises UserError: the deal has no client yet
        """
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the client of the deal first."))
        return self.partner_id.action_paste_requisites()

    def action_view_invoices(self):
        return self._action_documents(
            "account.action_move_out_invoice_type",
            self._get_process_orders().invoice_ids,
        )

    def action_view_pickings(self):
        return self._action_documents(
            "stock.action_picking_tree_all",
            self._get_process_orders().picking_ids,
        )

    def action_view_productions(self):
        return self._action_documents(
            "mrp.mrp_production_action",
            self._get_process_orders().stock_reference_ids.production_ids,
        )

    def action_view_purchases(self):
        return self._action_documents(
            "purchase.purchase_form_action",
            self._get_process_orders().stock_reference_ids.purchase_ids,
        )

    def _action_documents(self, action_xml_id, documents):
        """List of the documents; the form at once when there is only one.

        Rights stay those of the user: he sees in it what his role may read.
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(action_xml_id)
        action["domain"] = [("id", "in", documents.ids)]
        action["context"] = {"create": False}
        return action

    def action_close(self):
        """Close the deal; refused while anything is open, naming all of it (R102)."""
        for lead in self:
            lead.stage_id = lead._get_process_stages().filtered(
                lambda stage: stage.kind == "closed",
            )[:1]
        return True


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    def _get_checks_after_contract(self):
        return super()._get_checks_after_contract() | {"paid"}
