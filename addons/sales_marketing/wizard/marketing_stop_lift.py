from odoo import fields, models
from odoo.exceptions import AccessError


class MarketingStopLift(models.TransientModel):
    """Why addresses of the list may be written to or called again."""

    _name = "marketing.stop.lift"
    _description = "Allow Stopped Addresses Again"

    stop_ids = fields.Many2many(
        "marketing.stop.report",
        relation="marketing_stop_lift_rel",
        string="Addresses",
    )
    reason = fields.Char(
        required=True,
        help="What proves it: a letter of the person, a mistake of ours.",
    )

    def action_allow(self):
        """Lift the stops; letters that come back are counted anew."""
        self.ensure_one()
        if not self.env.user.has_group("sales_marketing.group_marketer"):
            raise AccessError(
                self.env._("Only a marketer allows to write and call again."),
            )
        stops = self.env["marketing.stop"]
        bounced = self.stop_ids.filtered(lambda stop: stop.how == "bounced")
        for channel, rows in (self.stop_ids - bounced).grouped("channel").items():
            stops._lift(channel, rows.mapped("address"), "employee", self.reason)
        if bounced:
            stops._forget_bounces(bounced.mapped("address"))
        return {"type": "ir.actions.act_window_close"}
