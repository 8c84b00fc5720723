"""The day of each salesperson: tasks overdue, of today, ahead; done ones."""

from datetime import timedelta

from .texts import read_json

TYPES = {
    "todo": "mail.mail_activity_data_todo",
    "call": "mail.mail_activity_data_call",
    "meeting": "mail.mail_activity_data_meeting",
    "email": "mail.mail_activity_data_email",
}
# days to the deadline of the next step; None: nobody has planned one
TERMS = (-6, 0, 2, 1, -2, 5, None, 0, 9, 3, 14)


def make(world):
    texts = read_json("deal_texts")
    open_deals = [p for p in world.deals if p.target != "closed" and not p.is_lost]
    _plan_next_steps(world, open_deals, texts)
    _do_past_steps(world, texts)
    _finish_tasks_of_process(world, texts)


def _plan_next_steps(world, plans, texts):
    values = []
    for number, plan in enumerate(plans):
        term = TERMS[number % len(TERMS)]
        if term is not None:
            kind, summary = _choose_step(plan, number, texts)
            values.append(_prepare_activity(world, plan, kind, summary, term))
    world.env["mail.activity"].create(values)


def _choose_step(plan, number, texts):
    steps = texts["next_steps"]
    if plan.reaches("certification"):
        return steps[8 + number % 2]
    if plan.reaches("production"):
        return steps[6 + number % 2]
    return steps[number % 6]


def _prepare_activity(world, plan, kind, summary, term):
    return {
        "res_model_id": world.env["ir.model"]._get_id("crm.lead"),
        "res_id": plan.lead.id,
        "activity_type_id": world.env.ref(TYPES[kind]).id,
        "summary": summary,
        "date_deadline": world.today + timedelta(days=term),
        "user_id": world.people[plan.user].id,
    }


def _do_past_steps(world, texts):
    """Done tasks stay in the history with what came of them."""
    for number, plan in enumerate(world.deals):
        if plan.is_lost or number % 2:
            continue
        kind, summary = texts["next_steps"][number % 6]
        # some have planned no next step, as those who work on a Friday evening
        tasks = world.as_user(plan.user)["mail.activity"]
        activity = tasks.with_context(sales_process_next_follows=True).create(
            _prepare_activity(world, plan, kind, summary, -1 - number % 5)
        )
        feedback = texts["feedbacks"][number % len(texts["feedbacks"])]
        activity.action_feedback(feedback=feedback)


def _finish_tasks_of_process(world, texts):
    """Works that are planned need no planning; heads have looked at most losses."""
    plan_it = ["mail.mail_activity_data_todo"]
    works = world.env["equipment.work"].search([("state", "!=", "draft")])
    works.activity_feedback(plan_it, feedback=texts["feedbacks"][3])
    check_it = ["sales_process.mail_activity_type_check_work"]
    lost = [plan for plan in world.deals if plan.is_lost]
    for plan in lost[: -len(world.teams)]:
        head = world.as_user(f"head_{plan.team}")
        lead = plan.lead.with_env(head)
        lead.activity_feedback(check_it, feedback=texts["checked"])
