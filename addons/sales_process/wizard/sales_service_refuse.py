from odoo import fields, models
from odoo.exceptions import UserError


class SalesServiceRefuse(models.TransientModel):
    """Why the client wants no service, and when it is offered again (R101)."""

    _name = "sales.service.refuse"
    _description = "Refuse Service"

    lead_ids = fields.Many2many("crm.lead", string="Deals", required=True)
    refusal_id = fields.Many2one(
        "sales.service.refusal", string="Reason", required=True
    )
    comment = fields.Text(string="In the words of the client")
    remind_on = fields.Date(
        string="Offer Again On",
        default=lambda self: self.env["crm.lead"]._get_service_remind_date(),
        help="Empty: never.",
    )

    def action_refuse(self):
        """
        :raises UserError: the day to offer it again is over
        """
        self.ensure_one()
        if self.remind_on and self.remind_on <= fields.Date.context_today(self):
            raise UserError(
                self.env._("Service is offered again on a day that is still to come.")
            )
        self.lead_ids.action_service_refused(
            self.refusal_id, remind_on=self.remind_on, comment=self.comment
        )
        return {"type": "ir.actions.act_window_close"}
