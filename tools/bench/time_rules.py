"""Time rules among very many open deals: nothing is due, or some deals are late.

Both kinds of database are the same here. Ours is the scheduled action of time limits;
the reference is what an automation rule of Odoo does: it looks for the records whose
date lies in the last interval, and gives each of them a next activity by a server
action.
"""

from datetime import timedelta

from odoo import fields

from .many_deals import load_deals


def setup(env, ours, deals, due):
    source = load_deals(env, deals)
    source.team_id.user_id = source.user_id
    far = fields.Datetime.now() + timedelta(days=30)
    env.cr.execute("UPDATE crm_stage_log SET next_due = %s, deadline = %s", [far, far])
    leads = env["crm.lead"]
    if due:
        leads = leads.search([], limit=due, order="id")
        # so late that the head has to decide: he gets a task for each deal
        past = fields.Datetime.now() - timedelta(days=3)
        env.cr.execute(
            "UPDATE crm_stage_log SET next_due = %s, deadline = %s, escalation = 1"
            " WHERE lead_id IN %s",
            [past, past, leads._ids],
        )
        env.cr.execute(
            "UPDATE crm_lead SET stage_deadline = %s WHERE id IN %s", [past, leads._ids]
        )
    kind = env.ref("sales_process.mail_activity_type_decide")
    action = env["ir.actions.server"].create(
        {
            "name": "Bench: next activity",
            "model_id": env["ir.model"]._get_id("crm.lead"),
            "state": "next_activity",
            "activity_type_id": kind.id,
            "activity_summary": "Decide",
            "activity_date_deadline_range": 1,
            "activity_user_type": "specific",
            "activity_user_id": source.user_id.id,
        }
    )
    return {"ours": ours, "due": leads.ids, "action": action.id, "kind": kind.id}


def run(env, state):
    if state["ours"]:
        log = env["crm.stage.log"]
        rows = log._lock_due(500)
        if rows:
            rows._apply_safely()
    else:
        _run_automation(env, state)
    return state


def _run_automation(env, state):
    now = fields.Datetime.now()
    env["crm.lead"].search(
        [
            ("date_last_stage_update", ">=", now + timedelta(days=1)),
            ("date_last_stage_update", "<", now + timedelta(days=2)),
        ]
    )
    action = env["ir.actions.server"].browse(state["action"])
    for lead_id in state["due"]:
        context = {
            "active_model": "crm.lead",
            "active_id": lead_id,
            "active_ids": [lead_id],
        }
        action.with_context(**context).run()


def prove(env, state):
    tasks = env["mail.activity"].search_count(
        [("activity_type_id", "=", state["kind"]), ("res_id", "in", state["due"])]
    )
    return {"tasks": tasks}
