from odoo import models


class ResPartner(models.Model):
    """Contacts know their segments."""

    _name = "res.partner"
    _inherit = ["res.partner", "marketing.segment.member.mixin"]
