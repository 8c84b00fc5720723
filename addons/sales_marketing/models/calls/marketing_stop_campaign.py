from odoo import api, models
from odoo.fields import Domain


class MarketingStop(models.Model):
    """Calls of campaigns that are still to be made honour a stop at once."""

    _inherit = "marketing.stop"

    @api.model
    def _after_stop(self, channel, partners, leads):
        super()._after_stop(channel, partners, leads)
        if channel == "phone":
            self._end_campaign_calls(partners, leads)

    @api.model
    def _end_campaign_calls(self, partners, leads):
        """Open calls end without a result; the note says why."""
        # sudo: the calls of all salespeople
        lines = self.env["marketing.call.campaign.line"].sudo()
        whose = Domain("partner_id", "in", partners.ids)
        whose |= Domain("lead_id", "in", leads.ids)
        lines = lines.search(Domain("state", "=", "open") & whose)
        reason = self.env._("Asked not to be called.")
        for line in lines:
            note = f"{line.note}\n{reason}" if line.note else reason
            line.write({"state": "done", "note": note})
        lines.activity_ids._action_done(feedback=reason)
