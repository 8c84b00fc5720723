"""Stage change of deals: core's stages against ours with guard, log and tasks."""

from .deals import create_deals


def setup(env, ours, count):
    deals = create_deals(env, ours, count)
    first = "sales_process.stage_qualification" if ours else "crm.stage_lead1"
    second = "sales_process.stage_selection" if ours else "crm.stage_lead2"
    # a complete deal goes on by itself: each starts one stage before the target
    env.flush_all()
    env.cr.execute(
        "UPDATE crm_lead SET stage_id = %s WHERE id IN %s",
        [env.ref(first).id, deals._ids],
    )
    return {"deals": deals.ids, "stage": env.ref(second).id}


def run(env, state):
    deals = env["crm.lead"].browse(state["deals"])
    deals.write({"stage_id": state["stage"]})
    return deals


def prove(env, deals):
    """All deals are where they were sent."""
    return {"moved": len(deals), "stages": len(deals.stage_id)}
