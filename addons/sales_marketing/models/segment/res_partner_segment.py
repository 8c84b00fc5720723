from odoo import models


class ResPartner(models.Model):
    """Contacts know their segments."""

    _name = "res.partner"
    _inherit = ["res.partner", "marketing.segment.member.mixin"]

    # who is in no segment unless asked for: unfit, and who only sells to us
    _unfit_idx = models.Index("(id) WHERE client_state = 'unfit'")
    _supplier_idx = models.Index(
        "(id) WHERE supplier_rank > 0 AND client_state IS NULL"
    )
