from odoo import models

from ..models.consent.marketing_consent_mixin import DATE_FIELDS


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Contacts that are merged are one person: the consents of all are his."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        super()._update_foreign_keys(src_partners, dst_partner)
        # the links were changed behind the back of computed fields
        for field_name in DATE_FIELDS.values():
            self.env.add_to_compute(dst_partner._fields[field_name], dst_partner)
        consents = self.env["marketing.consent"].sudo()  # sudo: any merger's rights
        moved = consents.search([("partner_id", "=", dst_partner.id)])
        self.env.add_to_compute(consents._fields["company_id"], moved)
