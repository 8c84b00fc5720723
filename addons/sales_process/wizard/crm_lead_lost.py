from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLeadLost(models.TransientModel):
    """Deals of a department are lost to somebody: the competitor is asked for (R122)."""

    _inherit = "crm.lead.lost"

    is_department = fields.Boolean(compute="_compute_is_department")
    competitor_id = fields.Many2one(
        "sales.competitor",
        help="Who got the order. Nobody: choose “No competitor”.",
    )
    competitor_price = fields.Float(
        help="What the competitor asks for, as far as it is known."
    )

    @api.depends("lead_ids")
    def _compute_is_department(self):
        for wizard in self:
            wizard.is_department = any(wizard.lead_ids.mapped("is_department"))

    @api.model
    def default_get(self, fields):
        """The competitor that the deal has already."""
        values = super().default_get(fields)
        ids = self.env.context.get("default_lead_ids") or ()
        leads = self.env["crm.lead"].browse(ids)
        if "competitor_id" in fields and len(leads.competitor_id) == 1:
            values["competitor_id"] = leads.competitor_id.id
        return values

    def action_lost_reason_apply(self):
        """
        :raise UserError: the reason or the competitor is missing
        """
        departments = self.lead_ids.filtered("is_department")
        if departments and not (self.lost_reason_id and self.competitor_id):
            raise UserError(
                self.env._("Choose the reason and the competitor, or “No competitor”.")
            )
        values = {
            "competitor_id": self.competitor_id.id,
            "competitor_price": self.competitor_price,
        }
        departments.write({name: value for name, value in values.items() if value})
        departments._log_let_go(self.lost_reason_id.name or "")
        return super().action_lost_reason_apply()
