from odoo import api, fields, models


class ResPartner(models.Model):
    """Service contracts of the client and of his contacts; whether he wants letters."""

    _inherit = "res.partner"

    progress_letters = fields.Selection(
        [("yes", "Send"), ("no", "Do not send")],
        string="Letters about His Orders",
        default="yes",
        help="Goods ready, goods shipped, engineer planned: for the whole company.",
    )

    service_contract_count = fields.Integer(
        string="Service Contracts",
        compute="_compute_service_contract_count",
        groups="base.group_user",
    )

    def _compute_service_contract_count(self):
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        # sudo: the number on the button; the list behind it follows the rules
        groups = (
            self.env["sales.service.contract"]
            .sudo()
            ._read_group(
                [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
            )
        )
        self.service_contract_count = 0
        for partner, count in groups:
            for member in self & partner._get_family_upwards():
                member.service_contract_count += count

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "progress_letters"]

    def action_view_service_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_service_contract_action"
        )
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }
