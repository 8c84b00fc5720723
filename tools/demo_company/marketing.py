"""Marketing: sources, expenses by month, segments, exports, a campaign of calls."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .texts import read_json

MONTHS = 6
CAMPAIGN_CALLS = 24


def make_sources(world):
    """Sources and media with Russian names: all deals and inquiries have them."""
    for key, (source, medium) in read_json("marketing")["sources"].items():
        world.sources[key] = world.env["utm.source"].create({"name": source})
        world.media[key] = _find_medium(world, medium)


def _find_medium(world, name):
    media = world.env["utm.medium"]
    return media.search([("name", "=", name)], limit=1) or media.create({"name": name})


def make(world):
    _make_expenses(world)
    segments = _make_segments(world)
    _make_exports(world, segments)
    _make_campaign(world, segments[0])


def _make_expenses(world):
    """Monthly ones by source; an exhibition each third month."""
    rows = read_json("marketing")["expenses"]
    first = world.today.replace(day=1)
    teams = list(world.teams.values())
    values = [
        {
            "name": f"{name}, {month:%m.%Y}",
            "date": min(month + timedelta(days=9 + number), world.today),
            "source_id": world.sources[source].id,
            "medium_id": world.media[source].id,
            "team_id": teams[number % 3].id if source == "catalog" else False,
            "amount": round(amount * world.rng.uniform(0.85, 1.2), -2),
        }
        for back in range(MONTHS)
        for month in [first - relativedelta(months=back)]
        for number, (source, name, amount, step) in enumerate(rows)
        if back % step == step - 1
    ]
    world.as_user("marketer")["marketing.expense"].create(values)


def _make_segments(world):
    marketer = world.as_user("marketer")
    segments = marketer["marketing.segment"]
    for sequence, row in enumerate(read_json("marketing")["segments"], start=1):
        values = {key: value for key, value in row.items() if key != "team"}
        values["sequence"] = 10 * sequence
        if row.get("team"):
            values["team_ids"] = [Command.set(world.teams[row["team"]].ids)]
        segments |= segments.create(values)
    return segments


def _make_exports(world, segments):
    exports = world.as_user("marketer")["marketing.export"].create(
        [
            {"segment_id": segments[0].id, "layout": "mailchimp"},
            {"segment_id": segments[0].id, "layout": "phone", "not_called_days": 30},
            {"segment_id": segments[1].id, "layout": "mailchimp"},
        ]
    )
    exports.action_export()
    for export, days in zip(exports, (34, 12, 2), strict=True):
        export.sudo().date = world.moment(days)


def _make_campaign(world, segment):
    texts = read_json("marketing")
    callers = [login for login in world.people if login.startswith("sales_")]
    campaign = world.as_user("marketer")["marketing.call.campaign"].create(
        {
            "name": texts["campaign"],
            "segment_id": segment.id,
            "deadline": world.today + timedelta(days=6),
            "not_called_days": 7,
            "user_ids": [Command.set([world.people[login].id for login in callers])],
            "script": texts["campaign_script"],
            "source_id": world.sources["cold"].id,
            "medium_id": world.media["cold"].id,
        }
    )
    campaign.action_start()
    results = texts["results"]
    for number, line in enumerate(campaign.line_ids[:CAMPAIGN_CALLS]):
        result = results[number % len(results)]
        if result:
            _call(world, line, result, texts["notes"][result])


def _call(world, line, result, note):
    line = line.with_env(line.env(user=line.user_id.id, su=False))
    values = {"result": result, "note": note}
    if result == "callback":
        values["callback_date"] = world.today + timedelta(days=3)
    line.write(values)
