"""Works at the customer: certification, commissioning, service, in all states."""

from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command

from .pictures import draw_signature
from .texts import read_json

BODIES = ("body_1", "body_2")
ENGINEERS = ("engineer_1", "engineer_2")
REFUSALS = (
    "sales_process.service_refusal_own_engineers",
    "sales_process.service_refusal_expensive",
    "sales_process.service_refusal_no_need",
    "sales_process.service_refusal_other_contractor",
)
UNSIGNED = ("draft", "planned", "done", "in_progress", "refused")


def make(world):
    """Works without a deal: service calls and certificates that end soon."""
    _make_periodic_certifications(world)
    _make_service_works(world)


# certification


def do_certification(world, plan):
    for number, work in enumerate(_get_works(plan, "certification")):
        _certify(world, plan, work, number)


def _certify(world, plan, work, number):
    """Each serial number has a certification of its own, with papers of its own."""
    if plan.target == "certification":
        _begin_certification(world, plan, work)
        return
    done = plan.times.get("installation") or plan.times["service"]
    _plan_certification(world, plan, work, done - timedelta(days=1))
    work.action_start()
    work.write(_prepare_result(world, plan.number + 500 * number, done))
    work.action_done()


def _begin_certification(world, plan, work):
    step = plan.number % 3
    if step:
        ahead = world.moment(-(plan.number % 12) - 1, hour=10)
        _plan_certification(world, plan, work, ahead)
    if step == 2:
        work.action_start()


def _plan_certification(world, plan, work, date):
    body = world.contacts[BODIES[plan.number % 2]]
    work.write({"body_id": body.id, "date_planned": date})
    work.action_plan()


def _prepare_result(world, number, date):
    return {
        "protocol_no": f"{date:%m}-{number:03}/П",
        "protocol_date": date.date(),
        "certificate_no": f"А-{date:%y}-{1200 + number}",
        "valid_until": (date + timedelta(days=(183, 365)[number % 2])).date(),
        "result": "limited" if number % 7 == 0 else "fit",
    }


def _make_periodic_certifications(world):
    """Equipment sold in the years before: certificates end in the next weeks."""
    clients = [plan.partner for plan in world.deals if plan.target == "closed"][:6]
    works = world.env["equipment.work"].create(
        [
            {
                "kind": "certification",
                "certification_type": "periodic",
                "partner_id": client.id,
                "address_id": client.id,
                "body_id": world.contacts[BODIES[number % 2]].id,
                "date_planned": world.moment(340 - 12 * number),
                "protocol_no": f"11-{number:03}/П",
                "protocol_date": world.today + timedelta(days=14 * number - 375),
                "certificate_no": f"А-25-{880 + number}",
                "valid_until": world.today + timedelta(days=14 * number - 10),
                "result": "fit",
            }
            for number, client in enumerate(clients)
        ]
    )
    works.action_plan()
    works.action_done()
    for work in works:
        work.date_done = work.date_planned


# commissioning


def do_commissioning(world, plan):
    work = _get_works(plan, "commissioning")[:1]
    if not work or not plan.reaches("installation"):
        return
    if plan.target != "installation":
        signed = plan.times["service"]
        _plan_work(world, plan, work, signed - timedelta(days=1))
        _finish_work(world, plan, work)
        _sign(world, plan, work)
        return
    state = UNSIGNED[plan.number % len(UNSIGNED)]
    if state == "draft":
        return
    ahead = state in ("planned", "in_progress")
    day = -(plan.number % 9) - 1 if state == "planned" else 0 if ahead else 2
    _plan_work(world, plan, work, world.moment(day, hour=10))
    if state == "in_progress":
        work.with_env(_get_engineer_env(world, work)).action_start()
    elif state != "planned":
        _finish_work(world, plan, work)
    if state == "refused":
        text = read_json("deal_texts")["refusals"][plan.number % 2]
        work.sudo()._refuse(plan.contact.name, text)


def _get_works(plan, kind):
    return plan.lead.work_ids.filtered(lambda work: work.kind == kind)


def _get_engineer_env(world, work):
    return work.env(user=work.engineer_id.id, su=False)


def _plan_work(world, plan, work, date):
    """The salesperson agrees the day and the engineer."""
    engineer = world.people[ENGINEERS[plan.number % 2]]
    checks = read_json("deal_texts")["checks"]
    work.write(
        {
            "engineer_id": engineer.id,
            "date_planned": date,
            "check_ids": [
                Command.create({"name": name, "sequence": number})
                for number, name in enumerate(checks)
            ],
        }
    )
    work.action_plan()


def _finish_work(world, plan, work):
    """The engineer answers every check and finishes."""
    texts = read_json("deal_texts")
    work = work.with_env(_get_engineer_env(world, work))
    work.action_start()
    for check, note in zip(work.check_ids, texts["check_notes"], strict=True):
        check.write({"answer": "yes", "note": note})
    work.remark = texts["remarks"][plan.number % len(texts["remarks"])]
    work.action_done()


def _sign(world, plan, work):
    # the client signs on the portal page, whose route works with superuser rights; the
    # file of the act is made later, when the dates are those of the past
    with patch.object(type(work), "_make_act_file", return_value=False):
        work.sudo()._sign(plan.contact.name, draw_signature(world.rng))


def seal_again(env):
    """The acts were signed in the past: their seals are those of these dates."""
    env.cr.flush()
    env.invalidate_all()
    for work in env["equipment.work"].search([("state", "=", "signed")]):
        env.cr.execute(
            """
            UPDATE equipment_work
               SET act_content = %(act_content)s, act_hash = %(act_hash)s
             WHERE id = %(id)s
            """,
            {**work._prepare_seal(), "id": work.id},
        )
    env.invalidate_all()


# service


def answer_service(world, plan):
    """What the client says about service; some answers are still to come."""
    if not plan.reaches("service"):
        return
    lead, step = plan.lead, plan.number % 4
    if plan.target == "service" and step == 0:
        return
    lead.action_service_offered()
    if plan.target == "service" and step == 1:
        return
    if step == 2:
        reason = world.env.ref(REFUSALS[plan.number // 4 % len(REFUSALS)])
        lead.action_service_refused(reason)
        return
    lead.action_service_agreed()
    if plan.target == "closed" or plan.number % 8 != 3:
        _conclude_contract(world, plan)


def _conclude_contract(world, plan):
    """A year from the day after the deal was served; every third on call only."""
    context = plan.lead.action_service_contract()["context"]
    contracts = world.as_user(plan.user)["sales.service.contract"]
    start = max(plan.times["service"].date(), world.today - timedelta(days=300))
    contract = contracts.with_context(**context).create(
        {
            "engineer_id": world.people[ENGINEERS[plan.number % 2]].id,
            "date_start": start,
            "date_end": start + timedelta(days=364),
            "price": 60000 + 12000 * (plan.number % 7),
            "period_months": (3, 6, 0)[plan.number % 3],
            "auto_renew": plan.number % 5 == 0,
            "lead_days": 10,
        }
    )
    contract.action_start()


def _make_service_works(world):
    """Service under contracts: signed ones, planned ones, one in progress."""
    texts = read_json("deal_texts")
    plans = [plan for plan in world.deals if plan.lead.service_state == "contract"]
    for number, plan in enumerate(plans[:10]):
        work = world.as_user(plan.user)["equipment.work"].create(
            {
                "kind": "service",
                "lead_id": plan.lead.id,
                "contract_id": plan.lead.service_contract_ids[:1].id,
                "partner_id": plan.partner.id,
                "address_id": plan.partner.id,
                "line_ids": [
                    Command.create({"name": texts["service_works"][number % 4]})
                ],
            }
        )
        days = (12, -3, 5, -8, 0, -1, 20, -15, 2, -5)[number]
        _plan_work(world, plan, work, world.moment(days, hour=11))
        if days > 0:
            _finish_work(world, plan, work)
            if number % 4 != 2:
                _sign(world, plan, work)
