from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesDocumentSource(models.AbstractModel):
    """A document of the ERP that belongs to deals and may have signed scans.

    A model that joins answers `_get_document_deals` and `_get_document_kind`.
    """

    _name = "sales.document.source"
    _description = "Document with Signed Scans"

    is_deal_document = fields.Boolean(
        string="Document of a Deal",
        compute="_compute_is_deal_document",
        compute_sudo=True,
    )

    @api.depends()
    def _compute_is_deal_document(self):
        for record in self:
            record.is_deal_document = bool(record._get_document_deals())

    def _get_document_deals(self):
        """Deals of the departments that the document belongs to."""
        return self.env["crm.lead"]

    def _get_document_kind(self):
        """Code of its kind in the register."""
        return ""

    def _get_printed_reference(self, kind):
        """Number and date of the printed form of a kind, ("", False) without one.

        :param kind: code of a kind of the register, for example ``upd``
        """
        return "", False

    def action_attach_signed_scan(self):
        """Ask for the files of the signed document.

        :raises UserError: the document belongs to no deal
        """
        self.ensure_one()
        # sudo: which deal it is; whether the user may add to it is checked on saving
        deals = self.sudo()._get_document_deals()
        own = deals.sudo(False)._filtered_access("read")
        if not deals:
            raise UserError(self.env._("This document belongs to no deal."))
        return self.env["sales.document.upload"]._open(
            lead=(own or deals)[:1], source=self
        )

    @api.ondelete(at_uninstall=False)
    def _release_scans(self):
        """Scans outlive a deleted draft: they stay documents of the deal."""
        # sudo: who deletes the draft need not see the documents of the deal
        documents = self.env["sales.document"].sudo()
        scans = documents.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        if scans:
            scans.write({"res_model": False, "res_id": False})


def _get_deals(orders):
    return orders.opportunity_id.filtered("is_department")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sales.document.source"]

    def _get_document_deals(self):
        return _get_deals(self)

    def _get_document_kind(self):
        return "order" if self.state == "sale" else "quotation"


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "sales.document.source"]

    def _get_document_deals(self):
        if not self.is_sale_document():
            return super()._get_document_deals()
        orders = self.line_ids.sale_line_ids.order_id
        return _get_deals(orders) | self.claim_ids.lead_id

    def _get_document_kind(self):
        return "credit_note" if self.move_type == "out_refund" else "invoice"


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "sales.document.source"]

    def _get_document_deals(self):
        moves = self.move_ids.filtered(
            lambda move: (
                "customer" in (move.location_id + move.location_dest_id).mapped("usage")
            )
        )
        return _get_deals(moves.sale_line_id.order_id) | self.claim_id.lead_id

    def _get_document_kind(self):
        usages = self.move_ids.location_id.mapped("usage")
        return "return" if "customer" in usages else "shipment"


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "sales.document.source"]

    def _get_document_deals(self):
        return _get_deals(self.reference_ids.sale_ids)

    def _get_document_kind(self):
        return "production"


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "sales.document.source"]

    def _get_document_deals(self):
        return _get_deals(
            self.reference_ids.sale_ids | self.order_line.sale_line_id.order_id
        )

    def _get_document_kind(self):
        return "purchase"


class EquipmentWork(models.Model):
    _name = "equipment.work"
    _inherit = ["equipment.work", "sales.document.source"]

    def _get_document_deals(self):
        return self.lead_id

    def _get_document_kind(self):
        return "certification_protocol" if self.kind == "certification" else "work_act"


class SalesClaim(models.Model):
    _name = "sales.claim"
    _inherit = ["sales.claim", "sales.document.source"]

    def _get_document_deals(self):
        return self.lead_id

    def _get_document_kind(self):
        return "claim"
