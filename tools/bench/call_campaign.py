"""A campaign of calls to many clients: lines, tasks and time zones by one click.

Both kinds of database are the same here. Ours starts a campaign of a segment; the
reference plans the same tasks on the same clients as core does it, all in one call and
without letters. What counts is the number of queries a task: at most 0.5.
"""

from odoo.fields import Command

from .deals import create_seller

SUMMARY = "Bench campaign"


def setup(env, ours, clients):
    seller = create_seller(env, True)
    tag = env["res.partner.category"].create({"name": "Bench calls"})
    partners = env["res.partner"].create(
        [_prepare_client(number, seller, tag) for number in range(clients)]
    )
    segment = env["marketing.segment"].create(
        {
            "name": "Bench",
            "partner_scope": "contact",
            "partner_domain": f"[('category_id', 'in', [{tag.id}])]",
            "include_leads": False,
        }
    )
    return {
        "ours": ours,
        "segment": segment.id,
        "partners": partners.ids,
        "seller": seller.id,
    }


def _prepare_client(number, seller, tag):
    return {
        "name": f"Person {number}",
        "phone": f"+7495{6000000 + number}",
        "email": f"person{number}@bench-calls.example",
        "user_id": seller.id,
        "category_id": [Command.link(tag.id)],
    }


def run(env, state):
    if state["ours"]:
        campaign = env["marketing.call.campaign"].create(
            {"name": SUMMARY, "segment_id": state["segment"]}
        )
        campaign.action_start()
    else:
        partners = env["res.partner"].browse(state["partners"])
        partners.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_call", user_id=state["seller"], summary=SUMMARY
        )
    return state


def prove(env, state):
    """Each client has one task of the seller."""
    tasks = env["mail.activity"].search_count(
        [("summary", "=", SUMMARY), ("user_id", "=", state["seller"])]
    )
    return {"tasks": tasks}
