from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.process.rehearsal import Department, PastStay, Witness, rehearse
from .crm_lead_history import ALWAYS

# a check that the values of the stage log answer
KEPT_CHECKS = {
    "is_deal": lambda facts: facts.get("type") == "opportunity",
    "assigned": lambda facts: facts.get("user_id"),
    "competitor": lambda facts: facts.get("competitor_id"),
    "contact": lambda facts: facts.get("phone") or facts.get("email_from"),
}


class SalesProcessHistory(models.AbstractModel):
    """Loads the stage log for ``tools.process.rehearsal`` and tries rules on it.

    The user sees the stays of deals that he may read: rules are tried on these only.
    """

    _name = "sales.process.history"
    _description = "Rules Tried on the History"

    @api.model
    def _rehearse(self, stages, team, since, until=None):
        """Try rules on the stays that ended after a moment, and on those still open.

        :param list stages: ``StageRules`` of one department
        :param team: the department
        :param since: naive UTC
        :param until: the present moment; now when it is left out
        :return: list of ``Outcome``
        """
        until = until or fields.Datetime.now()
        rows = self._find_rows(team, since)
        stays = self._load_stays(rows)
        witness = self._load_witness(rows, stays)
        return rehearse(
            stays, {team.id: self._get_department(team, stages, rows)}, witness, until
        )

    @api.model
    def _find_rows(self, team, since):
        domain = Domain("team_id", "=", team.id) & (
            Domain("date_out", "=", False) | Domain("date_out", ">=", since)
        )
        return self.env["crm.stage.log"].search(domain, order="lead_id, date_in, id")

    @api.model
    def _get_department(self, team, process, rows):
        company = team.company_id or self.env.company
        # sudo: working hours are no secret
        calendars = self.env["resource.calendar"].sudo()
        calendar = calendars.browse(team._get_calendar_id(company.id) or ())
        moments = rows.mapped("date_in") or [fields.Datetime.now()]
        clock = calendar._get_working_time(min(moments), max(moments))
        return Department(process, clock, calendar._get_day_hours())

    # ---- stays ---------------------------------------------------------------------

    @api.model
    def _load_stays(self, rows):
        """The rows as plain data, each with what came after it."""
        # sudo: the kept values are for the program; the rows themselves are the user's
        rows = rows.sudo()
        # the rows before and after those asked for decide about them too
        neighbours = self._load_neighbours(rows)
        leads = rows.lead_id.with_context(active_test=False)
        today = leads._get_facts()
        won = {
            stage.id for stage in rows.stage_id | neighbours.stage_id if stage.is_won
        }
        by_lead = neighbours.grouped("lead_id")
        stays = []
        for lead, own in by_lead.items():
            ordered = list(own.sorted(lambda row: (row.date_in, row.id)))
            for index, row in enumerate(ordered):
                if row not in rows:
                    continue
                later = ordered[index + 1] if index + 1 < len(ordered) else None
                earlier = ordered[index - 1] if index else None
                stays.append(
                    PastStay(
                        id=row.id,
                        lead_id=lead.id,
                        team_id=row.team_id.id,
                        stage_id=row.stage_id.id,
                        user_id=row.salesperson_id.id or 0,
                        date_in=row.date_in,
                        date_out=row.date_out or None,
                        outcome=row.outcome or ("moved" if row.date_out else ""),
                        facts=row.facts or today[lead.id],
                        facts_out=(later and later.facts) or today[lead.id],
                        next_stage_id=later.stage_id.id if later else 0,
                        comes_from_won=bool(earlier and earlier.stage_id.id in won),
                    )
                )
        return stays

    @api.model
    def _load_neighbours(self, rows):
        return rows.search([("lead_id", "in", rows.lead_id.ids)])

    # ---- what is known besides -----------------------------------------------------

    @api.model
    def _load_witness(self, rows, stays):
        # sudo: the answer may lie in documents the user cannot read
        leads = rows.lead_id.sudo().with_context(active_test=False)
        types = {name: leads._fields[name].type for name in leads._get_fact_names()}
        present, since = {}, {}

        def ask_present(lead_id, condition):
            # conditions live as long as the rules: each is asked once of all deals
            key = id(condition)
            if key not in present:
                present[key] = set(leads.filtered_domain(condition)._ids)
            return lead_id in present[key]

        def ask_value(lead_id, name):
            return leads.browse(lead_id)[name]

        def ask_since(check, stay):
            if check in KEPT_CHECKS and KEPT_CHECKS[check](stay.facts_out):
                return ALWAYS
            if check in KEPT_CHECKS and stay.facts_out and check != "contact":
                return None
            if check not in since:
                since[check] = leads._get_since(check)
            return since[check].get(stay.lead_id)

        return Witness(
            types, ask_present, ask_value, ask_since, self._load_steps(leads)
        )

    @api.model
    def _load_steps(self, leads):
        """A function: whether a deal had an open task at a moment."""
        # sudo: tasks of others are steps too; only their dates are looked at
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)],
                ["res_id", "create_date", "date_done"],
            )
        )
        steps = defaultdict(list)
        for activity in activities:
            done = activity.date_done and fields.Datetime.to_datetime(
                activity.date_done
            )
            end = done + timedelta(days=1) if done else None
            steps[activity.res_id].append((activity.create_date, end))

        def had_step(lead_id, moment):
            return any(
                begun <= moment and (end is None or moment < end)
                for begun, end in steps[lead_id]
            )

        return had_step
