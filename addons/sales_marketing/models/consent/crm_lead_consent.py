from odoo import fields, models

from ...tools.consent.consent import is_same_address


class CrmLead(models.Model):
    """What a person agreed to before there was a contact (38-FZ, article 18)."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "marketing.consent.mixin"]
    # mailings can be made on leads, also where nothing else has switched that on
    _mailing_enabled = True

    marketing_consent_ids = fields.One2many(
        "marketing.consent",
        "lead_id",
        string="Consents to advertising",
        groups="sales_marketing.group_marketer",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            self._hand_consents_to_contact()
        return result

    def _hand_consents_to_contact(self):
        # sudo: who converts a lead does not read the consents
        for lead in self.sudo().filtered("marketing_consent_ids"):
            lead.marketing_consent_ids._hand_to(lead.partner_id)

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """The person likes to be reached as the lead says."""
        values = super()._prepare_customer_values(
            partner_name,
            is_company=is_company,
            parent_id=parent_id,
        )
        if not is_company and self.marketing_preferred_channel:
            values["marketing_preferred_channel"] = self.marketing_preferred_channel
        return values

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "marketing_preferred_channel"]

    def _merge_opportunity(
        self,
        user_id=False,
        team_id=False,
        auto_unlink=True,
        max_length=5,
    ):
        """The lead that stays keeps one address: the consents are for that one."""
        owners = {
            consent: consent.lead_id.id
            for consent in self.sudo().marketing_consent_ids  # sudo: as above
        }
        lead = super()._merge_opportunity(
            user_id=user_id,
            team_id=team_id,
            auto_unlink=auto_unlink,
            max_length=max_length,
        )
        consents = self.env["marketing.consent"].union(
            *(consent for consent, owner in owners.items() if owner != lead.id)
        )
        consents._end_foreign(lead)
        if lead.partner_id:
            lead._hand_consents_to_contact()
        return lead

    def _merge_dependences(self, opportunities):
        """The lead that stays has the consents of all."""
        super()._merge_dependences(opportunities)
        # sudo: who merges leads does not read the consents
        opportunities.sudo().marketing_consent_ids.write({"lead_id": self.id})

    def _get_consent_owner(self, channel, address):
        partner = self.partner_id
        if partner and is_same_address(
            channel,
            address,
            partner._get_marketing_addresses(channel),
        ):
            return partner
        return self
