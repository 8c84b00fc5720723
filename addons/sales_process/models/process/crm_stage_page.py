from odoo import api, models
from odoo.exceptions import AccessError

# what makes deals of different types: a field of the deal and its name on the page
TYPE_FIELDS = (
    "without_offer", "needs_production", "needs_certification", "needs_installation",
)  # fmt: skip
READERS = (
    "sales_process.group_salesperson,sales_process.group_reader,"
    "sales_process.group_triage,sales_process.group_engineer,"
    "sales_team.group_sale_salesman"
)


class CrmStage(models.Model):
    """The page "Our process": drawn from the rules, for staff and newcomers (R177-R179).

    One template serves the screen and the printed book (R189).
    """

    _inherit = "crm.stage"

    @api.model
    def get_process_page(self, team_id=None, flags=None):
        """What the page shows of a department.

        :param int team_id: of the department; the own one when it is left out
        :param dict flags: names of ``TYPE_FIELDS`` -> whether the deal has it; stages
            that do not apply to such a deal are pale. None: all stages
        :return: dict with "html", the departments to choose from and the questions
            about the type of the deal
        :raise AccessError: the user has nothing to do with sales
        """
        if not self.env.user.has_groups(READERS):
            raise AccessError(self.env._("This page is for people of the process."))
        teams = self._get_page_teams()
        team = teams.filtered(lambda one: one.id == team_id) or teams[:1]
        return {
            "teams": [{"id": one.id, "name": one.name} for one in teams],
            "team_id": team.id,
            "flags": [
                {
                    "name": name,
                    "label": self.env["crm.lead"]
                    ._fields[name]
                    ._description_string(self.env),
                }
                for name in TYPE_FIELDS
            ],
            "html": str(self._render_process(team, flags)) if team else "",
        }

    @api.model
    def _get_page_teams(self):
        """Departments, the user's own one first."""
        # sudo: names of departments and the rules are no secret
        teams = self.env["crm.team"].sudo().search([("is_department", "=", True)])
        own = teams.filtered(
            lambda team: self.env.user in (team.user_id | team.member_ids)
        )
        return own | teams

    @api.model
    def _render_process(self, team, flags=None):
        return self.env["ir.qweb"]._render(
            "sales_process.process_page",
            {"team": team, "stages": self._prepare_page(team, flags)},
        )

    @api.model
    def _prepare_page(self, team, flags=None):
        """Each stage of the department with its rules in words."""
        # sudo: the rules are told to everybody, whoever may edit them
        stages = team.sudo()._get_stages().with_env(self.env(su=True))
        deal = self._imagine_deal(team, flags)
        return [stage._prepare_page_stage(deal, flags) for stage in stages]

    @api.model
    def _imagine_deal(self, team, flags):
        values = {name: bool((flags or {}).get(name)) for name in TYPE_FIELDS}
        return self.env["crm.lead"].sudo().new({**values, "team_id": team.id})

    def _prepare_page_stage(self, deal, flags):
        roles = dict(self._fields["role"]._description_selection(self.env))
        rules = self.requirement_ids.filtered("active")
        applies = self._describe_domain(self.apply_domain)
        return {
            "stage": self,
            "name": self.name,
            "is_won": self.is_won,
            "is_conditional": self.apply_domain not in (False, "", "[]"),
            "is_pale": flags is not None and not self._applies_to_imagined(deal),
            "applies": applies,
            "role": self.role and roles[self.role].split(":")[0],
            "limit": self._describe_limit(),
            "enter": self._describe_rules(rules, "enter"),
            "leave": self._describe_rules(rules, "leave"),
            "tasks": [
                task._describe_task() for task in self.task_ids.filtered("active")
            ],
        }

    def _applies_to_imagined(self, deal):
        return bool(deal.filtered_domain(self._read_condition(self.apply_domain)))

    def _describe_limit(self):
        """The time limit in words, and who is told when it is over."""
        if not self.sla_hours:
            return ""
        hours = self.env._("%(hours)s working hours", hours=f"{self.sla_hours:g}")
        parts = [hours]
        if self.remind_hours:
            parts.append(
                self.env._(
                    "the salesperson is reminded %(hours)s h before",
                    hours=f"{self.remind_hours:g}",
                )
            )
        if self.escalate_hours:
            parts.append(
                self.env._(
                    "%(hours)s h after the limit the head decides",
                    hours=f"{self.escalate_hours:g}",
                )
            )
        else:
            parts.append(self.env._("at the limit the head decides"))
        if self.escalate_next_hours:
            parts.append(
                self.env._(
                    "%(hours)s h later the director",
                    hours=f"{self.escalate_next_hours:g}",
                )
            )
        return "; ".join(parts)

    def _describe_rules(self, rules, when):
        return [
            {
                "text": rule.message,
                "only": rule.condition_domain not in (False, "", "[]")
                and self._describe_domain(rule.condition_domain),
            }
            for rule in rules
            if rule.when == when
        ]


class CrmStageTask(models.Model):
    _inherit = "crm.stage.task"

    def _describe_task(self):
        """A task in words: when, what, who, until when."""
        self.ensure_one()

        def label(name):
            return dict(self._fields[name]._description_selection(self.env))[self[name]]

        when = label("trigger")
        if self.trigger == "after":
            when = self.env._(
                "After %(delay)g %(unit)s in the stage",
                delay=self.delay,
                unit=label("delay_unit"),
            )
            if self.is_repeated:
                when = self.env._("%(when)s, again and again", when=when)
        who = self.user_id.name if self.responsible == "user" else label("responsible")
        return {
            "when": when,
            "what": self.summary,
            "who": who.split(":")[0],
            "term": self.env._(
                "%(term)g %(unit)s", term=self.term, unit=label("term_unit")
            ),
            "only": self.condition_domain not in (False, "", "[]")
            and self._describe_domain(self.condition_domain),
            "note": self.note,
        }


class ReportProcess(models.AbstractModel):
    """The book of the process: one department a chapter."""

    _name = "report.sales_process.report_process"
    _description = "Our Process, Printed"

    @api.model
    def _get_report_values(self, docids, data=None):
        stages = self.env["crm.stage"]
        teams = stages._get_page_teams()
        if docids:
            teams = teams.filtered(lambda team: team.id in docids)
        return {
            "doc_ids": teams.ids,
            "doc_model": "crm.team",
            "docs": teams,
            "pages": {team.id: stages._render_process(team) for team in teams},
        }
