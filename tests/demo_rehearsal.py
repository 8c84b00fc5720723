"""Changed rules tried on the history of the demo company, and counted anew apart.

    python -m tests.demo_rehearsal CONFIG DATABASE

Builds the demo company in the database, tries three changes of the Equipment
selection and of Production as a head does, and counts the same from the rows of the
stage log with SQL and with the working time of core's calendars: nothing of the
addon's own engine is used for that. Prints both as JSON.
"""

import json
import sys
from collections import Counter

import pytz
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

import odoo.cli  # noqa: F401 -- sets Odoo's own patches up before anything else
from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

from tools.demo_company import build
from tools.devenv.inside import speak_russian

MONTHS = 6
MESSAGE = "Ask when the client wants to decide"
LIMITS = {"sla_hours": 40, "escalate_hours": 12, "escalate_next_hours": 20}
REPEAT_DAYS = 3
ROWS = """
    SELECT log.id, log.lead_id, log.stage_id, log.salesperson_id, log.date_in,
           log.date_out, log.outcome, later.stage_id AS next_stage_id,
           later.facts ->> 'date_deadline' AS decides
      FROM crm_stage_log AS log
      LEFT JOIN LATERAL (
               SELECT next.* FROM crm_stage_log AS next
                WHERE next.lead_id = log.lead_id
                  AND (next.date_in, next.id) > (log.date_in, log.id)
                ORDER BY next.date_in, next.id LIMIT 1) AS later ON TRUE
     WHERE log.team_id = %s AND (log.date_out IS NULL OR log.date_out >= %s)
"""


class Department:
    """The rows of one department and the hours that core's calendar counts."""

    def __init__(self, team, now):
        self.team, self.now = team, now
        self.calendar = (
            team.resource_calendar_id or team.company_id.resource_calendar_id
        )
        self.calendar = self.calendar or team.env.company.resource_calendar_id
        since = now - relativedelta(months=MONTHS)
        team.env.cr.execute(ROWS, (team.id, since))
        self.rows = [dict(row) for row in team.env.cr.dictfetchall()]

    def of(self, stage):
        return [row for row in self.rows if row["stage_id"] == stage.id]

    def plan(self, moment, hours):
        planned = self.calendar.plan_hours(
            hours, pytz.utc.localize(moment), compute_leaves=True
        )
        return planned.astimezone(pytz.utc).replace(tzinfo=None)

    def count(self, row):
        return self.calendar.get_work_hours_count(
            pytz.utc.localize(row["date_in"]),
            pytz.utc.localize(row["date_out"] or self.now),
        )

    def late(self, stage, limits):
        """Deals that are late, told to the head, told to the director: sets of ids."""
        found = {"late": set(), "escalated": set(), "director": set()}
        for row in self.of(stage):
            end = row["date_out"] or self.now
            moment = row["date_in"]
            for kind, hours in zip(found, limits, strict=True):
                if not hours:
                    break
                moment = self.plan(moment, hours)
                if end <= moment:
                    break
                found[kind].add(row["lead_id"])
        return found


def change_limits(department, stage):
    """Other limits of the selection: deals late, escalated, before and after."""
    rehearsal = stage.action_rehearse(LIMITS)
    figures = (
        stage.env["sales.process.rehearsal"].browse(rehearsal["res_id"]).figure_ids
    )
    stages = stage.search([("kind", "!=", False), ("id", "!=", stage.id)])
    expected = {}
    for name, limits in (("before", [stage[field] for field in LIMITS]),
                         ("after", list(LIMITS.values()))):  # fmt: skip
        found = department.late(stage, limits)
        for other in stages:
            for kind, deals in department.late(
                other, [other[field] for field in LIMITS]
            ).items():
                found[kind] |= deals
        for kind, deals in found.items():
            expected[f"{kind} {name}"] = len(deals)
    shown = {}
    for figure in figures.filtered(
        lambda one: one.kind in ("late", "escalated", "director")
    ):
        shown[f"{figure.kind} before"] = figure.deals_before
        shown[f"{figure.kind} after"] = figure.deals_after
    return shown, expected


def ask_for_a_field(department, stage):
    """A field that must be filled when a deal leaves: which deals are stopped."""
    field = stage.env["ir.model.fields"].sudo()._get("crm.lead", "date_deadline")
    rehearsal = stage.action_rehearse(
        {
            "requirement_ids": [
                (0, "virtual_1", {"type": "field", "field_id": field.id,
                                  "when": "leave", "message": MESSAGE})
            ]
        }
    )  # fmt: skip
    lines = stage.env["sales.process.rehearsal"].browse(rehearsal["res_id"]).line_ids
    shown = lines.filtered(lambda line: line.kind == "stopped" and MESSAGE in line.what)
    order = {
        one.id: number
        for number, one in enumerate(stage.search([("kind", "!=", False)]))
    }
    stopped = [
        row["lead_id"]
        for row in department.of(stage)
        if row["outcome"] == "moved"
        and row["next_stage_id"] in order
        and order[row["next_stage_id"]] > order[stage.id]
        and not row["decides"]
    ]
    return sorted(shown.lead_id.ids), sorted(set(stopped))


def give_tasks(department, stage, production):
    """More tasks: how many each person gets more than now."""
    kind = stage.env.ref("mail.mail_activity_data_todo")
    task = {"activity_type_id": kind.id, "term": 8, "term_unit": "hours"}
    shown, expected = Counter(), Counter()
    for one, values in (
        (stage, {"summary": "Ask again", "trigger": "after", "delay": REPEAT_DAYS,
                 "delay_unit": "days", "is_repeated": True,
                 "responsible": "salesperson"}),
        (production, {"summary": "Look", "trigger": "enter", "responsible": "head"}),
    ):  # fmt: skip
        rehearsal = one.action_rehearse(
            {"task_ids": [(0, "virtual_1", {**task, **values})]}
        )
        result = one.env["sales.process.rehearsal"].browse(rehearsal["res_id"])
        for line in result.task_ids:
            shown[line.user_id.login] += line.difference
    head = department.team.user_id
    day = department.calendar.hours_per_day
    names = {user.id: user.login for user in stage.env["res.users"].search([])}
    for row in department.of(stage):
        person = names[row["salesperson_id"] or head.id]
        expected[person] += int(round(department.count(row), 6) // (REPEAT_DAYS * day))
    expected[head.login] += len(department.of(production))
    return dict(+shown), dict(+expected)


def try_department(team, now):
    """What the head is shown, and what the rows say: dict of change -> both."""
    head = team.env["crm.stage"].with_user(team.user_id)
    selection = head.browse(team.env.ref("sales_process.stage_selection").id)
    production = head.browse(team.env.ref("sales_process.stage_production").id)
    department = Department(team, now)
    return {
        "limits": change_limits(department, selection),
        "stopped": ask_for_a_field(department, selection),
        "tasks": give_tasks(department, selection, production),
    }


def main(config_file, database):
    config.parse_config(["-c", config_file, "-d", database], setup_logging=True)
    server.load_server_wide_modules()
    with Registry(database).cursor() as cursor:
        env = api.Environment(cursor, api.SUPERUSER_ID, {})
        env["res.lang"]._activate_lang("ru_RU")
        speak_russian(env)
        build(env)
        now = fields.Datetime.now()
        teams = env["crm.team"].search([("is_department", "=", True)])
        result = {}
        with freeze_time(now):
            for team in teams:
                result[team.with_context(lang="en_US").name] = try_department(team, now)
    sys.stdout.write(f"RESULT {json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
