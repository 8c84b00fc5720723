"""Real days of the chatter and of the done tasks of deals."""

from datetime import timedelta

from .dating import set_dates
from .world import DAY_BEGINS, DAY_ENDS, ZONE

MINUTE = timedelta(minutes=1)
UNREAD_DAYS = 2


def make(world):
    rows = {}
    for plan in world.deals:
        rows |= _get_message_dates(world, plan)
    set_dates(
        world.env,
        "mail.message",
        {key: {"date": date, "create_date": date} for key, date in rows.items()},
    )
    _date_tracked_values(world.env)
    _date_done_tasks(world)
    _read_old_notifications(world)


def _get_message_dates(world, plan):
    """A change of stage has the day of the stage, what follows it comes after."""
    kinds = {stage.id: stage.kind for stage in world.env["crm.stage"].search([])}
    notes = {note: kind for kind, note in plan.documents.get("notes", {}).items()}
    begun = plan.times["qualification"]
    latest = plan.documents.get("lost") or world.now
    rows = {}
    for message in plan.lead.sudo().message_ids.sorted("id"):
        if message.id in notes:
            begun = _get_note_date(world, plan, notes[message.id])
            rows[message.id] = begun
            continue
        kind = _get_entered_kind(message, kinds)
        begun = plan.times.get(kind, begun + MINUTE)
        rows[message.id] = min(begun, latest)
    return rows


def _get_entered_kind(message, kinds):
    for value in message.tracking_value_ids:
        if value.field_id.name == "stage_id":
            return kinds.get(value.new_value_integer)
    return None


def _get_note_date(world, plan, kind):
    """Between entering the stage and leaving it."""
    moments = sorted(plan.times.values())
    begun = plan.times[kind]
    end = next((moment for moment in moments if moment > begun), world.now)
    moment = begun + (end - begun) * world.rng.uniform(0.1, 0.8)
    return max(begun, _to_working_hour(world, moment))


def _to_working_hour(world, moment):
    local = moment + ZONE.utcoffset(moment)
    if not DAY_BEGINS <= local.hour < DAY_ENDS:
        local = local.replace(hour=world.rng.randrange(DAY_BEGINS, DAY_ENDS))
    return min(world.to_utc(local), world.now)


def _date_done_tasks(world):
    leads = {plan.lead.id: plan for plan in world.deals}
    tasks = (
        world.env["mail.activity"]
        .with_context(active_test=False)
        .search([("active", "=", False), ("res_model", "=", "crm.lead")])
    )
    rows = {}
    for task in tasks:
        plan = leads.get(task.res_id)
        if plan:
            begun = plan.times["qualification"]
            end = plan.documents.get("lost") or world.now
            done = begun + (end - begun) * world.rng.uniform(0.1, 0.9)
            late = timedelta(days=world.rng.choice((0, 0, 0, 1, -1, 3)))
            rows[task.id] = {
                "date_done": done.date(),
                "date_deadline": (done - late).date(),
                "create_date": max(begun, done - timedelta(days=4)),
            }
    set_dates(world.env, "mail.activity", rows)


def _date_tracked_values(env):
    """The time in a stage that the status bar shows is counted from these."""
    env.cr.execute(
        """
        UPDATE mail_tracking_value AS value SET create_date = message.date
          FROM mail_message AS message WHERE message.id = value.mail_message_id
        """
    )


def _read_old_notifications(world):
    world.env.cr.execute(
        """
        UPDATE mail_notification AS notification
           SET is_read = TRUE, read_date = message.date
          FROM mail_message AS message
         WHERE message.id = notification.mail_message_id
           AND message.date < %s
        """,
        [world.now - timedelta(days=UNREAD_DAYS)],
    )
