from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.process.rules import next_stage
from ..intake.sales_equipment_type import CERTIFICATION_ORDERS

# from the first of them on the order of certification and installation is settled
SETTLED_KINDS = ("certification", "installation", "service", "closed")


class CrmLead(models.Model):
    """Which stages apply to a deal, and which one is next.

    The stages stand in the order of the department; equipment that has to be certified
    where it stands is installed first (``certification_order``).
    """

    _inherit = "crm.lead"

    certification_order = fields.Selection(
        CERTIFICATION_ORDERS,
        compute="_compute_certification_order",
        store=True,
        precompute=True,
        help="After installation when one of the certified equipment types says so. It "
        "stays once the deal has reached either of the two.",
    )

    process_stage_ids = fields.Many2many(
        "crm.stage",
        string="Stages of the deal",
        compute="_compute_process_stage_ids",
        compute_sudo=True,
        help="The stages that apply to this deal, in their order.",
    )

    @api.depends(
        "equipment_type_ids.needs_certification",
        "equipment_type_ids.certification_order",
    )
    def _compute_certification_order(self):
        """The way does not turn round under a deal that is on it."""
        for lead in self:
            if lead.certification_order and lead.stage_id.kind in SETTLED_KINDS:
                lead.certification_order = lead.certification_order
                continue
            # of a lead in the making too, the types as they are saved
            types = lead.equipment_type_ids._origin.filtered("needs_certification")
            after = "after" in types.mapped("certification_order")
            lead.certification_order = "after" if after else "before"

    @api.depends(
        "team_id", "stage_id", "type", "equipment_type_ids", "without_offer",
        "certification_order",
    )  # fmt: skip
    def _compute_process_stage_ids(self):
        routes = self._get_routes()
        for lead in self:
            if lead in routes:
                lead.process_stage_ids = [stage.id for stage in routes[lead]]
            else:
                lead.process_stage_ids = lead._get_foreign_stages()

    def _get_foreign_stages(self):
        """Stages of a lead that is in no department: as core shows them."""
        return self.env["crm.stage"].search(
            Domain("team_ids", "=", False) | Domain("team_ids", "in", self.team_id.ids),
        )

    def _get_process_stages(self):
        """Stages that apply to the deal now, in order; the present one always does.

        A stage may depend on any field of the deal, so decisions ask here and not
        the cached field, which is for screens.
        """
        self.ensure_one()
        route = self._get_routes().get(self)
        if route is None:
            return self._get_foreign_stages()
        return self.env["crm.stage"].browse(stage.id for stage in route)

    def _get_routes(self):
        """The way of each deal of a department.

        :return: dict of deal -> list of ``StageRules`` that apply to it, in order; its
            present stage is among them even when it does not apply any more
        """
        routes = {}
        leads = self.sudo()  # a condition may ask about documents the user cannot read
        for team, deals in leads.filtered("is_department").grouped("team_id").items():
            everybody = set(deals._ids)
            applying = {
                stage.id: everybody
                if stage.applies.is_true()
                else set(deals.filtered_domain(stage.applies)._ids)
                for stage in team._get_process().stages
            }
            for lead in deals:
                present = lead.stage_id.id
                routes[lead.with_env(self.env)] = [
                    stage
                    for stage in lead._get_process().stages
                    if lead.id in applying[stage.id] or stage.id == present
                ]
        return routes

    def _get_process(self):
        """The rules of the department, in the order in which the deal goes through."""
        return self.team_id._get_process().ordered(self.certification_order)

    def _get_position(self, stage=None):
        """Place of a stage, of the present one by default, in the process."""
        stage = stage or self.stage_id
        rules = self._get_process().get(stage.id)
        return rules.position if rules else stage._position()

    def _get_stage_rules(self):
        """Rules of the present stage; None outside the process."""
        self.ensure_one()
        return self._get_process().get(self.stage_id.id)

    def _get_next_stages(self, routes=None):
        """The next stage of each deal: dict of deal -> ``StageRules``.

        Deals in their last stage, and those of no department, are not in it.
        """
        routes = self._get_routes() if routes is None else routes
        found = {
            lead: next_stage(routes[lead], lead._get_position())
            for lead in self
            if lead in routes and lead.stage_id
        }
        return {lead: stage for lead, stage in found.items() if stage}

    def _get_first_stage(self):
        self.ensure_one()
        return self._get_process_stages()[:1] or self.stage_id

    def _is_stranded(self, route):
        """Whether the present stage does not apply to the deal any more."""
        rules = next((stage for stage in route if stage.id == self.stage_id.id), None)
        if rules is None or rules.applies.is_true():
            return rules is None
        return not self.sudo().filtered_domain(rules.applies)
