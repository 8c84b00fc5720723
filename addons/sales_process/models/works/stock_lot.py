from odoo import fields, models


class StockLot(models.Model):
    """Service contracts of a serial number."""

    _inherit = "stock.lot"

    service_contract_count = fields.Integer(
        string="Service Contracts",
        compute="_compute_service_contract_count",
        groups="base.group_user",
    )

    def _compute_service_contract_count(self):
        # sudo: the number on the button; the list behind it follows the rules
        contracts = self.env["sales.service.contract"].sudo()
        groups = contracts._read_group(
            [("lot_ids", "in", self.ids)], ["lot_ids"], ["__count"]
        )
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.service_contract_count = counts.get(lot.id, 0)

    def action_view_service_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_service_contract_action"
        )
        return {**action, "domain": [("lot_ids", "in", self.ids)], "context": {}}
