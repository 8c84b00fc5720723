from odoo import api, models


class MarketingBlacklistMixin(models.AbstractModel):
    """Who is put on a blacklist, by whatever page, has withdrawn his consents."""

    _name = "marketing.blacklist.mixin"
    _description = "Blacklist that Ends Consents"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._end_consents()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._end_consents()
        return result

    def _end_consents(self):
        """Withdraw the consents for the addresses of these entries; they are active."""
        raise NotImplementedError
