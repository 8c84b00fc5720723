from odoo import models

from .crm_lead_missing import STEP


class CrmLead(models.Model):
    """Everything that is still missing until the deal is closed (R102)."""

    _inherit = "crm.lead"

    def get_missing_to_close(self):
        """What all the stages until the last one ask for and the deal lacks.

        :return: list of {stage, items: [{text, link}]} in the order of the process;
            a thing that several stages ask for is told once, with the first of them
        """
        self.ensure_one()
        self.check_access("read")
        routes = self._get_routes()
        if self not in routes:
            return []
        missing = self._find_missing(
            {self: routes[self][-1]}, skip_checks=(STEP,), routes=routes
        )[self]
        told, stages = set(), {}
        for item in missing:
            text = self._get_missing_text(item)
            if text not in told:
                told.add(text)
                link = self._get_link(item.field, item.check)
                stages.setdefault(item.stage_id, []).append(
                    {"text": text, "link": link or False}
                )
        # sudo: stages of the department are told to everybody who reads the deal
        names = self.env["crm.stage"].sudo().browse(stages)
        return [
            {"id": stage.id, "stage": stage.name, "items": stages[stage.id]}
            for stage in names
        ]
