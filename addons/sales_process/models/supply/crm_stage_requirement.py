from odoo import fields, models


class CrmStageRequirement(models.Model):
    _inherit = "crm.stage.requirement"

    check = fields.Selection(
        selection_add=[
            ("offer_sent", "Offer sent"),
            ("order_approved", "Order approved by the head, if he has to"),
            ("order_confirmed", "Order confirmed"),
            ("all_ready", "All goods ready"),
            ("delivered", "All goods shipped"),
        ],
    )
