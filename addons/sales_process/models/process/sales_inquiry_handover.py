from odoo import models
from odoo.fields import Domain


class SalesInquiry(models.Model):
    """Inquiries that are not answered yet go with their client or lead."""

    _name = "sales.inquiry"
    _inherit = ["sales.inquiry", "sales.handover.mixin"]

    _handover_kind = "inquiry"

    def _get_handover_open_domain(self):
        return Domain("state", "in", ("new", "sorted", "work"))

    def _get_handover_client(self):
        partner = self.partner_id or self.lead_id.partner_id
        return partner.commercial_partner_id

    def _get_handover_parent(self):
        return self.lead_id or self

    def _get_handover_info(self):
        return self._get_handover_label("state")
