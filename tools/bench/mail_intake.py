"""One letter of an unknown sender: core's lead alias against our inquiry alias.

Core looks for the sender by sequential scans of all partners, so the cost grows
with their number; ours must not.
"""

from .deals import create_seller, find_team
from .partners import load_partners

LETTER = """\
From: Ivan Petrov <ivan.petrov@new-client.example>
To: {alias}@bench-own.example
Subject: Vacuum pump for a chamber
Message-ID: <bench-1@new-client.example>
Date: {date}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Good day, we need a vacuum pump for a chamber of two cubic metres.
Ivan Petrov, +7 912 345-67-89
"""


def setup(env, ours, partners):
    load_partners(env, partners)
    known = env["mail.alias"].search([("alias_name", "=", "bench")])
    alias = known or _create_alias(env, ours)
    date = env.cr.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    letter = LETTER.format(alias=alias.alias_name, date=date)
    return {"letter": letter, "model": alias.alias_model_id.model}


def _create_alias(env, ours):
    env["mail.alias.domain"].search([]).unlink()
    domain = env["mail.alias.domain"].create({"name": "bench-own.example"})
    env.company.alias_domain_id = domain
    team = find_team(env, ours)
    team.user_id = create_seller(env, ours)
    model = "sales.inquiry" if ours else "crm.lead"
    defaults = {} if ours else {"type": "lead", "team_id": team.id}
    return env["mail.alias"].create(
        {
            "alias_name": "bench",
            "alias_domain_id": domain.id,
            "alias_model_id": env["ir.model"]._get(model).id,
            "alias_contact": "everyone",
            "alias_defaults": repr(defaults),
        }
    )


def run(env, state):
    known = env["mail.thread"].message_process(False, state["letter"])
    return env[state["model"]].browse(known)


def prove(env, records):
    """Exactly one lead, with the sender's letter."""
    leads = records if records._name == "crm.lead" else records.lead_id
    return {"leads": len(leads), "sender": leads.email_normalized}
