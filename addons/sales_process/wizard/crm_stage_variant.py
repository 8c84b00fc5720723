from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmStageVariant(models.TransientModel):
    """One department gets its own variant of a stage that several share (R073)."""

    _name = "crm.stage.variant"
    _description = "Variant of a Stage"

    stage_id = fields.Many2one("crm.stage", required=True)
    allowed_team_ids = fields.Many2many("crm.team", compute="_compute_allowed_team_ids")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        required=True,
        domain="[('id', 'in', allowed_team_ids)]",
    )
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True
    )

    @api.depends("stage_id")
    def _compute_allowed_team_ids(self):
        for wizard in self:
            wizard.allowed_team_ids = wizard.stage_id.team_ids

    @api.depends("stage_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.stage_id.name

    def action_make(self):
        """Copy the stage with its rules; deals of the department go over to the copy.

        :raise UserError: the department does not have the stage, or it has it alone
        """
        self.ensure_one()
        stage, team = self.stage_id, self.team_id
        if team not in stage.team_ids:
            raise UserError(
                self.env._(
                    "“%(team)s” does not have the stage “%(stage)s”.",
                    team=team.name,
                    stage=stage.name,
                )
            )
        if len(stage.team_ids) == 1:
            raise UserError(
                self.env._(
                    "“%(stage)s” belongs to this department alone already: just change "
                    "it.",
                    stage=stage.name,
                )
            )
        variant = stage.copy(
            {"team_ids": [Command.set(team.ids)], "name": self.name or stage.name}
        )
        stage.team_ids = [Command.unlink(team.id)]
        variant._take_deals(stage)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.stage",
            "res_id": variant.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("sales_process.crm_stage_view_form_process").id, "form")
            ],
        }
