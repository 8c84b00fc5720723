"""Requests to other departments, orders to approve, claims, what clients say."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.fields import Command

from .dating import set_dates
from .texts import read_json

PEOPLE = {
    "production": ("planner", ()),
    "service": ("engineer_2", ("engineer_1",)),
    "warehouse": ("storekeeper_senior", ("storekeeper",)),
    "laboratory": ("engineer_2", ("engineer_1",)),
    "purchasing": ("buyer", ()),
}
DISCOUNT, AMOUNT = 12, 15_000_000  # above them the heads approve


def make(world):
    _name_answerers(world)
    _make_requests(world)
    _ask_for_approval(world)
    _make_claims(world)
    _ask_clients(world)
    _make_canned_responses(world)
    _let_letters_go(world)


def _let_letters_go(world):
    """Letters to the clients about their orders are sent long ago: as the mail server
    does after sending, what waits in the queue is deleted, the messages stay."""
    world.env.flush_all()
    mails = world.env["mail.mail"].search([])
    mails.is_notification = True  # else their messages are deleted with them
    mails.unlink()


def _as(world, record, user):
    """The record as the person works with it, in his language."""
    return record.with_env(world.env(user=user.id, su=False))


# requests to other departments


def _name_answerers(world):
    for name, (leader, members) in PEOPLE.items():
        department = world.env.ref(f"sales_process.request_department_{name}")
        department.write(
            {
                "user_id": world.people[leader].id,
                "member_ids": [
                    Command.set([world.people[login].id for login in members])
                ],
            }
        )


def _make_requests(world):
    """Each step of a request is to be seen: asked, late, answered, asked again."""
    texts = read_json("care_texts")
    leads = [
        plan.lead
        for plan in world.deals
        if plan.target in ("selection", "production") and plan.lead.active
    ]
    for number, row in enumerate(texts["requests"]):
        lead = leads[number * 3 % len(leads)]
        asked = world.moment(9 - number % 8, hour=10 + number % 6)
        request = _ask(world, lead, row, asked)
        if row[3]:
            _answer(world, request, row, asked + timedelta(hours=1 + 9 * (number % 3)))
        if number == 0:
            asker = request.asked_by_id
            _as(world, request, asker)._return(texts["remark"])
        elif row[3] and number % 3:
            _as(world, request, request.asked_by_id).action_accept()


def _ask(world, lead, row, moment):
    name, subject, question, _answer_text = row
    with freeze_time(moment):
        asker = lead.user_id or lead.team_id.user_id
        request = _as(world, world.env["sales.internal.request"], asker).create(
            {
                "lead_id": lead.id,
                "subject": subject,
                "question": f"<p>{question}</p>",
                "department_id": world.env.ref(
                    f"sales_process.request_department_{name}"
                ).id,
            }
        )
        request.action_ask()
    set_dates(world.env, request._name, {request.id: {"create_date": moment}})
    return request


def _answer(world, request, row, moment):
    with freeze_time(min(moment, world.now)):
        mine = _as(world, request, request.user_id)
        mine.answer = f"<p>{row[3]}</p>"
        mine.action_answer()


# orders that the heads approve


def _ask_for_approval(world):
    for team in world.teams.values():
        team.write({"approval_discount": DISCOUNT, "approval_amount": AMOUNT})
    drafts = world.env["sale.order"].search(
        [("state", "=", "draft"), ("opportunity_id.is_department", "=", True)],
        order="id",
        limit=4,
    )
    for number, order in enumerate(drafts):
        order.order_line[:1].discount = 14 + 3 * number
        salesperson = _as(world, order, order.user_id)
        if number < 3 and not salesperson.can_approve:
            salesperson.action_ask_approval()


# claims


def _make_claims(world):
    """One claim of each state, about serials that were shipped."""
    texts = read_json("care_texts")
    plans = [plan for plan in world.deals if plan.target in ("service", "closed")]
    lots = [lot for plan in plans if (lot := _get_shipped(plan))]
    steps = ("", "examined", "decided", "closed", "")
    for number, (text, step) in enumerate(zip(texts["claims"], steps, strict=True)):
        received = world.moment(26 - 5 * number, hour=11)
        lot, lead = lots[number % len(lots)]
        with freeze_time(received):
            claim = _as(world, world.env["sales.claim"], lead.user_id).create(
                {"lot_id": lot.id, "description": text}
            )
        set_dates(world.env, claim._name, {claim.id: {"create_date": received}})
        if step:
            _handle_claim(world, claim, step, received + timedelta(days=1), texts)


def _get_shipped(plan):
    """A serial of the deal that the client has, with the deal."""
    orders = plan.lead.order_ids.filtered(lambda order: order.state == "sale")
    lines = orders.picking_ids.filtered(lambda p: p.state == "done").move_line_ids
    lot = lines.lot_id.filtered(lambda lot: lot.product_id.tracking == "serial")[:1]
    return lot and plan.lead.user_id and (lot, plan.lead)


def _handle_claim(world, claim, step, moment, texts):
    engineer = world.people["engineer_1"]
    with freeze_time(moment):
        claim.with_env(world.env).user_id = engineer
        mine = _as(world, claim, engineer)
        mine.action_examine()
        mine.conclusion = texts["conclusion"]
    if step == "examined":
        return
    with freeze_time(moment + timedelta(days=1)):
        head = claim.team_id.user_id
        cause = world.env.ref("sales_process.claim_cause_component")
        decision = "refuse" if step == "closed" else "repair"
        _as(world, claim, head)._decide(decision, cause, texts["decision"])
    if step == "closed":
        with freeze_time(moment + timedelta(days=2)):
            answered = moment + timedelta(days=2)
            claim.with_env(world.env).date_answered = answered.date()
            _as(world, claim, head).action_close()


# what clients say


def _ask_clients(world):
    """The sample of last month, part of it asked already."""
    answers = read_json("care_texts")["feedback"]
    for team in world.teams.values():
        team._fill_feedback_sample(team._get_feedback_month())
    drawn = world.env["sales.feedback"].search([], order="id")
    for number, feedback in enumerate(drawn):
        if number % 3 == 2:
            continue
        score, comment = answers[number % len(answers)]
        mine = _as(world, feedback, feedback.user_id)
        mine.write({"score": score, "comment": comment})
        mine.action_done()


# standard answers


def _make_canned_responses(world):
    group = world.env.ref("sales_process.group_salesperson")
    world.env["mail.canned.response"].create(
        [
            {
                "source": source,
                "substitution": text,
                "group_ids": [Command.set(group.ids)],
            }
            for source, text in read_json("care_texts")["canned"]
        ]
    )
