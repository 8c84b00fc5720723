from odoo import models


class SalesCall(models.Model):
    """An answered incoming call answers the inquiry that it made, at once (R038)."""

    _inherit = "sales.call"

    def _mark_answers(self):
        # sudo: the employee may not see the inquiry of the call yet
        self.sudo().inquiry_id._mark_answered_calls()
        return super()._mark_answers()
