from odoo import fields, models


class SalesInternalRequestReturn(models.TransientModel):
    """The asker is not satisfied with the answer and says why (R070)."""

    _name = "sales.internal.request.return"
    _description = "Ask a Department Again"

    request_id = fields.Many2one("sales.internal.request", required=True)
    answer = fields.Html(
        related="request_id.answer", related_sudo=False, string="Their Answer"
    )
    remark = fields.Text(string="What Is Missing", required=True)

    def action_apply(self):
        self.ensure_one()
        self.request_id._return(self.remark)
        return {"type": "ir.actions.act_window_close"}
