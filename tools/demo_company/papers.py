"""Contracts, payment invoices, questionnaires, and the originals that came back."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .texts import read_json

# papers whose signed original has to come back; the deal does not close without it
WITH_ORIGINAL = ("contract", "upd")
# of the deals that are agreed, and of those that are not yet
CONTRACT_EACH, INVOICE_EACH, QUESTIONS_EACH = 3, 2, 2
ADVANCE = 40


def make(world):
    kinds = world.env["sales.document.kind"].search([("code", "in", WITH_ORIGINAL)])
    kinds.needs_original = True
    _make_contracts(world)
    _make_payment_invoices(world)
    _make_questionnaires(world)


def _get_deals(world, targets):
    """Deals with their salespeople of today: some have been handed over."""
    for plan in world.deals:
        deal = world.env["crm.lead"].browse(plan.lead.id)
        if plan.target in targets and not plan.is_lost and deal.user_id:
            yield plan, deal


def _as_salesperson(world, deal, records):
    return records.with_env(world.env(user=deal.user_id.id, su=False))


# contracts


def _make_contracts(world):
    """Signed ones, some with the original; of those in production some wait yet."""
    targets = ("production", "certification", "installation", "service")
    deals = list(_get_deals(world, targets))[::CONTRACT_EACH]
    for number, (plan, deal) in enumerate(deals):
        order = deal.order_ids.filtered(lambda order: order.state == "sale")[:1]
        if not order:
            continue
        _as_salesperson(world, deal, order).action_make_contract()
        contract = _as_salesperson(world, deal, order.contract_id)
        day = fields.Date.to_date(plan.contract)
        contract.write({"date": day, "date_end": _get_end(world, day, number)})
        if number % 4 == 3:
            continue  # a draft
        contract.action_sign()
        if number % 2:
            _receive(world, contract)


def _get_end(world, day, number):
    """One year; the third one ends soon, so that its salesperson is told."""
    if number % 3 == 2:
        return world.today + timedelta(days=20)
    return day + timedelta(days=365)


def _receive(world, contract):
    rows = world.as_user("accountant")["sales.document.register"].search(
        [("res_model", "=", contract._name), ("res_id", "=", contract.id)]
    )
    rows._receive_originals(world.today, read_json("paper_texts")["place"])


# payment invoices


def _make_payment_invoices(world):
    """The whole order, or an advance; for offers that the client wants to pay."""
    deals = list(_get_deals(world, ("selection", "production")))[::INVOICE_EACH]
    for number, (_plan, deal) in enumerate(deals):
        orders = deal.order_ids.filtered(lambda order: order.state in ("sent", "sale"))
        order = _as_salesperson(world, deal, orders[:1])
        if not order or order._get_approval_error():
            continue
        way = {"way": "percent", "percent": ADVANCE} if number % 2 else {"way": "whole"}
        make = order.env["sales.payment.invoice.make"].create(
            {"order_id": order.id, **way}
        )
        make._issue()


# questionnaires


def _make_questionnaires(world):
    """Accepted, filled in by the client, at the client, and drafts."""
    asked = world.env["sales.questionnaire.template"].search([]).equipment_type_ids
    deals = [
        deal
        for _plan, deal in _get_deals(world, ("qualification", "selection"))
        if deal.equipment_type_ids & asked
    ]
    for number, deal in enumerate(deals[::QUESTIONS_EACH]):
        own = _as_salesperson(world, deal, deal)
        own.action_make_questionnaires()
        for questionnaire in own.questionnaire_ids[:1]:
            _fill(questionnaire, step=number % 4)


def _fill(questionnaire, step):
    if step == 3:
        return
    if step == 2:
        questionnaire.action_open_for_client()
        return
    texts = read_json("paper_texts")
    lines = questionnaire.line_ids.filtered(lambda line: line.kind != "section")
    questionnaire.write(
        {
            "line_ids": [
                Command.update(line.id, {"answer": answer})
                for line in lines
                if (answer := _get_answer(line, texts))
            ]
        }
    )
    questionnaire.action_fill()
    if step == 0:
        questionnaire.action_accept()


def _get_answer(line, texts):
    known = texts["answers"].get(line.name)
    if known or not line.is_required:
        return known
    if line.options:
        return line.options.splitlines()[0]
    if line.kind == "date":
        return fields.Date.today().strftime("%d.%m.%Y")
    least = line.value_min + 1 if line.has_min else 10
    if line.kind == "range":
        return f"{least:g}–{least + 20:g}".replace(".", ",")
    if line.kind == "number":
        return f"{least:g}".replace(".", ",")
    return texts[line.kind]
