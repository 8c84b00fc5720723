from odoo import models


class SalesCall(models.Model):
    _name = "sales.call"
    _inherit = ["sales.call", "sales.repeat.mixin"]

    def _get_repeat_owner(self):
        return self.user_id

    def _link_repeat(self, deal):
        """The call stands in the new deal, with the inquiry that it made."""
        # sudo: the deal may be of another salesperson
        self.sudo().lead_id = deal
        if self.inquiry_id:
            self.sudo().inquiry_id.with_env(self.env)._link_repeat(deal)
