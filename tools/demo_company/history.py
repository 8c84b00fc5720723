"""Dates of the past: everything was made today, here it gets its real day."""

from datetime import timedelta

from . import history_documents, history_messages
from .clock import WorkClock
from .dating import set_dates
from .plans import KINDS

MINUTE = timedelta(minutes=1)


def make(world):
    env = world.env
    env.cr.flush()  # the messages of tracked changes are written now
    clock = WorkClock(world.company.resource_calendar_id, world.now)
    for plan in world.deals:
        _complete_times(world, plan)
    _date_leads_of_inquiries(world, clock)
    _date_deals(world, clock)
    history_documents.make(world)
    history_messages.make(world)
    env.invalidate_all()


def _complete_times(world, plan):
    """The stages a deal has really been in: one that was not meant takes no time."""
    last = plan.times["qualification"]
    kinds = plan.lead.sudo().log_ids.mapped("stage_id.kind")
    for kind in KINDS:
        if kind in plan.times:
            last = plan.times[kind] = max(last, plan.times[kind])
        elif kind in kinds:
            plan.times[kind] = last
    if plan.is_lost:
        plan.documents["lost"] = min(last + timedelta(days=8), world.now - MINUTE)


# stage log


def _date_deals(world, clock):
    rows, leads = {}, {}
    for plan in world.deals:
        rows |= _get_log_rows(plan.lead.sudo(), plan.times, clock)
        leads[plan.lead.id] = _get_lead_dates(plan, clock)
    for plan in world.deals:
        if plan.is_lost:
            _date_loss(plan, rows, clock)
    set_dates(world.env, "crm.stage.log", rows)
    set_dates(world.env, "crm.lead", leads)
    _start_terms(world)
    world.env.cr.execute(
        """
        UPDATE crm_lead
           SET day_open = EXTRACT(EPOCH FROM date_open - create_date) / 86400,
               day_close = EXTRACT(EPOCH FROM date_closed - create_date) / 86400
        """
    )


def _date_loss(plan, rows, clock):
    """The last stay of a lost deal ended with the loss."""
    last = plan.lead.sudo().log_ids.sorted("id")[-1:]
    values, lost = rows[last.id], plan.documents["lost"]
    values["date_out"] = max(lost, values["date_in"])
    values["hours"] = clock.hours(values["date_in"], values["date_out"])
    limit = values["deadline"]
    values["is_late"] = bool(limit and limit < values["date_out"])


def _start_terms(world):
    """Deals know their stay; all open stays are looked at by the time rules."""
    world.env.cr.execute(
        """
        UPDATE crm_lead AS lead SET stage_since = log.date_in
          FROM crm_stage_log AS log WHERE log.id = lead.stage_log_id
        """
    )
    world.env.cr.execute(
        "UPDATE crm_stage_log SET next_due = date_in WHERE date_out IS NULL"
    )


def _get_log_rows(lead, times, clock):
    """Dates, working hours and lateness of each stay of a deal in a stage."""
    log = lead.log_ids.sorted("id")
    entries = [times[row.stage_id.kind] for row in log]
    leaves = [*entries[1:], None][: len(log)]
    rows = {}
    for row, date_in, date_out in zip(log, entries, leaves, strict=True):
        limit = row.stage_id.sla_hours
        deadline = clock.plan(limit, date_in) if limit else None
        rows[row.id] = {
            "date_in": date_in,
            "create_date": date_in,
            "deadline": deadline,
        }
        if date_out:
            rows[row.id] |= {
                "date_out": date_out,
                "hours": clock.hours(date_in, date_out),
                "is_late": bool(deadline and deadline < date_out),
            }
    return rows


def _get_lead_dates(plan, clock):
    times, stage = plan.times, plan.lead.stage_id
    last = times[stage.kind]
    limit = stage.sla_hours
    return {
        "create_date": times["qualification"],
        "date_open": times["qualification"] + 7 * MINUTE,
        "date_conversion": times.get("selection"),
        "date_last_stage_update": last,
        "date_closed": plan.documents.get("lost") or plan.contract,
        "stage_deadline": clock.plan(limit, last) if limit else None,
    }


def _date_leads_of_inquiries(world, clock):
    """Leads that inquiries have made: as old as their inquiry."""
    known = {plan.lead.id for plan in world.deals}
    leads = (
        world.env["crm.lead"]
        .with_context(active_test=False)
        .search([("id", "not in", list(known)), ("inquiry_ids", "!=", False)])
    )
    rows, dates = {}, {}
    for lead in leads:
        came = min(lead.inquiry_ids.mapped("date"))
        rows |= _get_log_rows(lead, dict.fromkeys(KINDS, came), clock)
        limit = lead.stage_id.sla_hours
        dates[lead.id] = {
            "create_date": came,
            "date_open": came if lead.user_id else None,
            "date_last_stage_update": came,
            "stage_deadline": clock.plan(limit, came) if limit else None,
        }
    set_dates(world.env, "crm.stage.log", rows)
    set_dates(world.env, "crm.lead", dates)
