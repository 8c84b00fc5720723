from odoo import models

from ..process.crm_lead_history import ALWAYS


class CrmLead(models.Model):
    """Since when the works of a deal are what a check asks for."""

    _inherit = "crm.lead"

    def _since_certified(self):
        return self._passes_certified()._get_last_work("certification")

    def _since_act_signed(self):
        return self._passes_act_signed()._get_last_work("commissioning")

    def _since_works_done(self):
        done = self._passes_works_done()
        works = [
            done._get_last_work(kind) for kind in ("certification", "commissioning")
        ]
        return {lead.id: max(moments[lead.id] for moments in works) for lead in done}

    def _since_service_answered(self):
        moments = self._get_last_tracked("service_state")
        return {
            lead.id: moments.get(lead.id, ALWAYS)
            for lead in self._passes_service_answered()
        }

    def _get_last_work(self, kind):
        """When the last work of a kind was done or signed: dict of id -> moment."""
        result = {}
        for lead in self:
            ends = [work.signed_on or work.date_done for work in lead._get_works(kind)]
            result[lead.id] = max(filter(None, ends), default=ALWAYS)
        return result
