from odoo import api, fields, models

FLOWS = {"incoming": "receipt", "outgoing": "delivery"}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    can_scan = fields.Boolean(compute="_compute_can_scan")

    @api.depends("picking_type_id.code", "state")
    def _compute_can_scan(self):
        for picking in self:
            picking.can_scan = bool(
                picking._get_scanner_flow()
                and picking.state in ("confirmed", "assigned")
            )

    def action_open_scanner(self):
        """Open this document on the scanner screen."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "warehouse_barcode.scanner_action"
        )
        action["params"] = {"picking_id": self.id}
        return action

    def _get_scanner_flow(self):
        """Name of the flow of the scanner that works this document, or nothing."""
        self.ensure_one()
        return FLOWS.get(self.picking_type_id.code)
