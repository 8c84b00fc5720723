from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.process.rules import Process


class CrmTeam(models.Model):
    """A department walks through the stages that name it.

    Its rules are kept in the cache of the registry as plain data: a deal that moves
    asks for them without a query (``crm.stage._process_changed`` forgets them).
    """

    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.filtered("is_department")._join_process()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"resource_calendar_id", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        if vals.get("is_department"):
            self._join_process()
        return result

    def _join_process(self):
        """A new department goes through the stages that the departments share.

        Stages made for one department only stay with it.
        """
        new = self.filtered(lambda team: not team._get_process())
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
        process = self._get_process()
        return self.env["crm.stage"].browse(stage.id for stage in process.stages)

    def _get_process(self):
        """The rules of the department: ``tools.process.rules.Process``."""
        return self._get_rules() if self else Process()

    @tools.ormcache("self.id")
    def _get_rules(self):
        # sudo: everybody's deals follow the same rules, whoever may read them
        stages = self.env["crm.stage"].sudo()
        return stages.search(
            Domain("kind", "!=", False) & Domain("team_ids", "in", self.ids),
        )._compile()

    @api.model
    @tools.ormcache()
    def _get_route_fields(self):
        """Fields of a deal whose change may change which stages apply to it."""
        # sudo: the rules of all departments, whoever asks
        departments = self.sudo().search([("is_department", "=", True)])
        fields = self.env["crm.lead"]._fields
        asked = {
            fields[condition.field_expr.split(".")[0]]
            for team in departments
            for condition in team._get_process().conditions()
        }
        asked.add(fields["certification_order"])
        registry = self.env.registry
        return frozenset(
            name
            for name, field in fields.items()
            if field in asked
            or not asked.isdisjoint(registry.get_dependent_fields(field))
        )

    def _get_present_head(self):
        """Who decides in the department: its head, while he is away his deputy.

        :raise UserError: the department has no head
        """
        # sudo: who leads a department is no secret
        team = self.sudo()
        head = team._get_sales_leader() or team.user_id
        if not head:
            raise UserError(
                self.env._(
                    "The department “%(team)s” has no head: ask the director to name "
                    "one.",
                    team=team.name,
                )
            )
        return head.with_env(self.env)

    def _works_today(self):
        """Whether today, by its own zone, is a working day of the department."""
        self.ensure_one()
        now = fields.Datetime.now()
        clock = self._get_clock({now})
        return clock.days is None or clock.to_local(now).date() in clock.days

    @tools.ormcache("self.id", "company_id")
    def _get_calendar_id(self, company_id):
        """Id of the calendar in which terms of a deal of this department count.

        :param int company_id: of the deal
        """
        # sudo: calendars and companies belong to nobody's department
        team, company = self.sudo(), self.env["res.company"].sudo().browse(company_id)
        calendar = team.resource_calendar_id
        company = company or team.company_id
        return (calendar or company.resource_calendar_id).id


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env.registry.clear_cache()  # crm.team._get_calendar_id
        return result
