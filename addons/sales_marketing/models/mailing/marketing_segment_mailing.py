from odoo import models


class MarketingSegment(models.Model):
    """Mailings to a segment, where Odoo's mailing apps are installed."""

    _inherit = "marketing.segment"

    def action_new_mailing(self):
        """Ask what to send and show who gets it."""
        self.ensure_one()
        wizard = self.env["marketing.mailing"].create({"segment_id": self.id})
        return wizard._reopen()
