"""The members of a segment, among 100,000 partners and 200,000 leads.

All the databases have our addons. Ours is the number that the screen of a segment
shows; the reference is what core's search counts by a filter that says the same of
this data: deals, inquiries and orders are all of the companies themselves here, so
the shorter paths of a filter lead to the same people.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command, Domain

from .audience import REGIONS, load_audience

DONE = 50_000
SILENT_DAYS = 90


def setup(env, ours, partners, leads, is_asked):
    teams = load_audience(env, partners, leads, DONE)
    states = env["res.country.state"].search([], order="id", limit=REGIONS // 2)
    values = {"name": "Bench"}
    if is_asked:
        values |= {
            "team_ids": [Command.set(teams[1].ids)],
            "state_ids": [Command.set(states.ids)],
            "silent_days": SILENT_DAYS,
        }
    segment = env["marketing.segment"].create(values)
    return {
        "ours": ours,
        "is_asked": is_asked,
        "segment": segment.id,
        "team": teams[1].id,
        "states": states.ids,
    }


def run(env, state):
    if state["ours"]:
        segment = env["marketing.segment"].browse(state["segment"])
        return [segment.contact_count, segment.lead_count]
    return [
        env["res.partner"].search_count(_get_contact_filter(env, state)),
        env["crm.lead"].search_count(_get_lead_filter(state)),
    ]


def _get_contact_filter(env, state):
    address = Domain("email", "!=", False) | Domain("phone", "!=", False)
    person = Domain("is_company", "=", False) & Domain("type", "=", "contact")
    lonely = Domain("is_company", "=", True) & Domain(
        "child_ids", "not any", person & address
    )
    own = env["res.company"].search([]).partner_id
    seller = (
        Domain("client_state", "=", False)
        & Domain("supplier_rank", ">", 0)
        & Domain("customer_rank", "=", 0)
    )
    fit = (
        address
        & (person | lonely)
        & Domain("partner_share", "=", True)
        & Domain("commercial_partner_id", "not in", own.ids)
        & Domain("commercial_partner_id.active", "=", True)
        & Domain("commercial_partner_id.client_state", "!=", "unfit")
        & Domain("commercial_partner_id", "not any", seller)
    )
    if not state["is_asked"]:
        return fit
    since = fields.Datetime.now() - timedelta(days=SILENT_DAYS)
    lately = Domain("state", "=", "sale") & Domain("date_order", ">=", since)
    company = (
        Domain("opportunity_ids.team_id", "in", [state["team"]])
        & Domain("inquiry_ids", "not any", [("date", ">=", since)])
        & Domain("sale_order_ids", "not any", lately)
    )
    return (
        fit
        & Domain("state_id", "in", state["states"])
        & Domain("commercial_partner_id", "any", company)
    )


def _get_lead_filter(state):
    address = Domain("email_from", "!=", False) | Domain("phone", "!=", False)
    fit = Domain("partner_id", "=", False) & address
    if not state["is_asked"]:
        return fit
    since = fields.Datetime.now() - timedelta(days=SILENT_DAYS)
    return (
        fit
        & Domain("team_id", "in", [state["team"]])
        & Domain("state_id", "in", state["states"])
        & Domain("create_date", "<", since)
        & Domain("inquiry_ids", "not any", [("date", ">=", since)])
    )


def prove(env, counts):
    """The same people are counted."""
    return {"contacts": counts[0], "leads": counts[1]}
