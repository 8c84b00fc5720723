from odoo import api, fields, models

from ...tools.intake.phones import format_phone
from .sales_call_back import CALL_BACK


class SalesCall(models.Model):
    """What lists and forms of calls show of them."""

    _inherit = "sales.call"

    number_text = fields.Char(
        string="Number of the Client", compute="_compute_number_text"
    )
    callback_user_ids = fields.Many2many(
        "res.users",
        string="To Be Called Back by",
        compute="_compute_callback_user_ids",
        compute_sudo=True,
    )

    @api.depends("number")
    def _compute_number_text(self):
        for call in self:
            call.number_text = format_phone(call.number) or False

    @api.depends(
        "activity_ids.active",
        "activity_ids.user_id",
        "inquiry_id.activity_ids.active",
        "inquiry_id.activity_ids.user_id",
    )
    def _compute_callback_user_ids(self):
        kind = self.env.ref(CALL_BACK)
        for call in self:
            call.callback_user_ids = (
                (call.inquiry_id or call)
                .activity_ids.filtered(
                    lambda task: task.active and task.activity_type_id == kind
                )
                .user_id
            )
