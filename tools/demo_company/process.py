"""The process at work: roles, late deals and what the heads have decided."""

from .texts import read_json

# every so many late deals the head has decided already
DECIDED_EACH = 3
ROLES = ("hunter", "closer", "account")


def make(world):
    _set_roles(world)
    _change_a_rule(world)
    _apply_time_rules(world)
    _decide(world)
    _call_heads(world)


def _set_roles(world):
    for team in world.teams.values():
        members = team.crm_team_member_ids.filtered(
            lambda member, team=team: member.user_id != team.user_id
        )
        for number, member in enumerate(members):
            member.sales_role = ROLES[number % len(ROLES)]


def _change_a_rule(world):
    """A head has changed the process: there is a version before it."""
    stage = world.env.ref("sales_process.stage_selection")
    stage.with_user(world.people["head_vacuum"]).sudo(False).remind_hours = 16
    world.env.cr.flush()


def _apply_time_rules(world):
    """As the scheduled action does, without its commits.

    Each round tells one step of the ladder: the salesperson, the head, the director.
    """
    log = world.env["crm.stage.log"]
    for _round in range(3):
        while rows := log._lock_due(500):
            rows._apply_time_rules()
            world.env.flush_all()


def _decide(world):
    texts = read_json("process_texts")["decisions"]
    late = world.env["crm.lead"].search([("escalation_state", "!=", False)], order="id")
    for number, lead in enumerate(late):
        if number % DECIDED_EACH:
            continue
        head = lead.team_id.user_id
        deal = lead.with_user(head)
        kind = (number // DECIDED_EACH) % 3
        if kind == 0:
            deal.action_more_time(2 + number % 4)
        elif kind == 1:
            start = world.now
            deal._decide(
                "more_time",
                texts[number % len(texts)],
                deadline=lead._plan_working(5, "days", start),
            )
        else:
            deal.action_take_over()


def _call_heads(world):
    """Some salespeople have asked for help today; one head has answered."""
    texts = read_json("process_texts")
    plans = [p for p in world.deals if p.target == "selection" and not p.is_lost]
    for plan, reason in zip(plans[:4], texts["calls"], strict=True):
        plan.lead.with_user(plan.lead.user_id)._call_head(reason)
    answered = plans[0].lead
    answered.with_user(answered.team_id.user_id)._decide("answer", texts["answer"])
