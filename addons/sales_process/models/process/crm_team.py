from odoo import Command, api, models, tools
from odoo.fields import Domain


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.filtered("is_department")._join_process()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_department"):
            self._join_process()
        return result

    def _join_process(self):
        """A new department goes through the stages that the departments share.

        Stages made for one department only stay with it.
        """
        new = self.filtered(lambda team: not team._get_stage_ids())
        departments = self.search([("is_department", "=", True)]) - new
        shared = (
            self.env["crm.stage"]
            .search(
                [("kind", "!=", False), ("team_ids", "!=", False)],
            )
            .filtered(lambda stage: departments <= stage.team_ids)
        )
        if new and shared:
            # sudo: who makes a team need not be allowed to edit stages
            shared.sudo().team_ids = [Command.link(team.id) for team in new]

    def _get_stages(self):
        """Stages of the department's process, in their order."""
        self.ensure_one()
        return self.env["crm.stage"].browse(self._get_stage_ids())

    @tools.ormcache("self.id")
    def _get_stage_ids(self):
        stages = self.env["crm.stage"].sudo()
        return tuple(
            stages.search(
                Domain("kind", "!=", False) & Domain("team_ids", "in", self.ids),
            ).ids,
        )
