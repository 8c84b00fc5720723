"""Leads and deals: each walks through the real process as far as its plan says."""

from datetime import timedelta

from odoo.fields import Command

from . import invoices, production, works
from .notes import post_note, write_notes
from .plans import make_plans
from .texts import read_csv, read_json

# every so many quotations have a second variant
VARIANT_EACH = 4


def make(world):
    _make_dictionaries(world)
    world.deals = make_plans(world)
    # draft orders of one vendor are merged: deals that wait for goods come last
    for plan in sorted(world.deals, key=lambda plan: plan.target == "production"):
        _walk(world, plan)
        world.tidy()


def _make_dictionaries(world):
    texts = read_json("deal_texts")
    reasons = world.env["crm.lost.reason"]
    reasons.search([]).active = False
    world.lost_reasons = reasons.create([{"name": n} for n in texts["lost_reasons"]])
    world.competitors = world.env["sales.competitor"].create(
        [{"name": name} for name in texts["competitors"]]
    )


def _walk(world, plan):
    _make_lead(world, plan)
    write_notes(world, plan)
    if plan.reaches("selection"):
        plan.lead.action_convert()
        write_notes(world, plan)
        _make_quotations(world, plan)
    if plan.is_lost:
        _lose(world, plan)
    elif plan.contract:
        _agree(world, plan)
        write_notes(world, plan)
        _fulfil(world, plan)


def _make_lead(world, plan):
    leads = world.as_user(plan.user)["crm.lead"]
    plan.lead = leads.create(_prepare_lead(world, plan))


def _prepare_lead(world, plan):
    package, contact = plan.package, plan.contact
    source = world.sources[plan.source]
    values = {
        "type": "lead",
        "name": package["name"],
        "partner_id": contact.id,
        "partner_name": plan.partner.name,
        "contact_name": contact.name,
        "email_from": contact.email,
        "phone": contact.phone,
        "team_id": world.teams[plan.team].id,
        "user_id": world.people[plan.user].id,
        "source_id": source.id,
        "medium_id": world.media[plan.source].id,
        "expected_revenue": _get_revenue(package),
        "priority": str(plan.number % 3),
        "equipment_type_ids": [
            Command.set(
                [_ref(world, f"equipment_type_{t}").id for t in package["types"]]
            )
        ],
        "application_area_id": _ref(world, f"application_area_{package['area']}").id,
        "material_ids": [
            Command.set([_ref(world, f"material_{m}").id for m in package["materials"]])
        ],
    }
    # a lead of today is not worked out yet
    if plan.target != "qualification" or plan.number % 3:
        values["need"] = package["need"]
    if not plan.contract:
        values["date_deadline"] = world.today + timedelta(days=plan.number % 50 + 5)
    if plan.number % 4 == 1:
        values["competitor_id"] = world.competitors[plan.number % 3].id
    return values


def _ref(world, name):
    return world.env.ref(f"sales_process.{name}")


def _get_revenue(package):
    prices = {row["key"]: float(row["price"]) for row in read_csv("products")}
    return sum(prices[key] * quantity for key, quantity in package["lines"])


# quotation and contract


def _make_quotations(world, plan):
    """None yet, one or two variants for a deal in selection; one for the others."""
    step = plan.number % VARIANT_EACH
    if plan.target == "selection" and step == 3:
        return
    count = 2 if plan.reaches("selection") and step == 1 else 1
    orders = world.as_user(plan.user)["sale.order"].create(
        [_prepare_order(world, plan, variant) for variant in range(count)]
    )
    if step != 2 or plan.target != "selection":
        orders.action_quotation_sent()


def _prepare_order(world, plan, variant):
    return {
        "opportunity_id": plan.lead.id,
        "partner_id": plan.contact.id,
        "team_id": world.teams[plan.team].id,
        "user_id": world.people[plan.user].id,
        "source_id": world.sources[plan.source].id,
        "medium_id": world.media[plan.source].id,
        "payment_term_id": world.env.ref("account.account_payment_term_30days").id,
        "client_order_ref": f"исх. {100 + plan.number}",
        "validity_date": world.today + timedelta(days=30),
        "order_line": [
            Command.create(
                {
                    "product_id": world.products[key].id,
                    "product_uom_qty": quantity,
                    "discount": 5 * variant,
                }
            )
            for key, quantity in plan.package["lines"]
        ],
    }


def _get_promise(world, plan):
    """Days after the contract by what takes longest; some promise too much."""
    leads = {row["key"]: int(row["lead"] or 3) for row in read_csv("products")}
    days = max(leads[key] for key, _quantity in plan.package["lines"])
    return plan.contract + timedelta(
        days=days * (0.7 if plan.number % 3 == 0 else 1.1) + 5
    )


def _agree(world, plan):
    """The date promised is told afterwards: goods are reserved as of today, and a
    date of the past would reserve series that have expired since."""
    orders = plan.lead.order_ids
    if len(orders) > 1:
        orders[:1].action_agree()
    else:
        plan.lead.action_agree()
    if not plan.lead.stage_id.is_won:
        raise RuntimeError(f"{plan.lead.name}: not won by its confirmed order")
    confirmed = orders.filtered(lambda order: order.state == "sale")
    confirmed.commitment_date = _get_promise(world, plan)


def _lose(world, plan):
    reason = world.lost_reasons[plan.number % len(world.lost_reasons)]
    texts = read_json("deal_texts")["lost_notes"]
    post_note(world, plan, texts[plan.number % len(texts)])
    rival = world.competitors[plan.number % len(world.competitors)]
    nobody = world.env.ref("sales_process.competitor_none")
    plan.lead.action_set_lost(
        lost_reason_id=reason.id,
        competitor_id=(rival if plan.number % 2 else nobody).id,
    )


# after the contract


def _fulfil(world, plan):
    order = plan.lead.order_ids.filtered(lambda order: order.state == "sale")
    production.supply(world, plan, order)
    if plan.target == "production":
        invoices.prepay(world, plan, order)
        return
    write_notes(world, plan)
    production.ship(world, plan, order)
    write_notes(world, plan)
    if not plan.reaches("certification"):
        return
    invoices.invoice(world, plan, order)
    works.do_certification(world, plan)
    write_notes(world, plan)
    works.do_commissioning(world, plan)
    write_notes(world, plan)
    works.answer_service(world, plan)
    write_notes(world, plan)
    invoices.pay(world, plan, order)
    write_notes(world, plan)
    _check_stage(plan)


def _check_stage(plan):
    """:raises RuntimeError: the process took the deal somewhere else."""
    kind = plan.lead.stage_id.kind
    if kind != plan.target:
        raise RuntimeError(
            f"{plan.lead.name} ({plan.number}) is in {kind} and not in {plan.target}:"
            f" {plan.lead.sudo().process_panel}"
        )
