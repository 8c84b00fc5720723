"""One letter of an unknown sender: core's lead alias against our inquiry alias.

Core looks for the sender by sequential scans of all partners, so the cost grows
with their number; ours must not.
"""

from odoo.tools import SQL, sql

from .deals import create_seller, find_team

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
Ivan Petrov, +7 999 000-12-34
"""
# every other column is copied from a partner that the ORM has made
PARTNERS = """
INSERT INTO res_partner (%(columns)s, name, complete_name, email, email_normalized,
                         phone, phone_sanitized)
SELECT %(columns)s, 'Partner ' || n, 'Partner ' || n, %(email)s, %(email)s,
       '+7999' || lpad(n::text, 7, '0'), '+7999' || lpad(n::text, 7, '0')
FROM res_partner, generate_series(1, %(count)s) AS n
WHERE id = %(source)s
"""
EMAIL = "'partner' || n || '@bench-' || n / 20 || '.example'"
MADE = {"id", "name", "complete_name", "email", "email_normalized", "phone"}
OWN_PARENT = """
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id = %s
"""


def setup(env, ours, partners):
    _load_partners(env, partners)
    env["mail.alias.domain"].search([]).unlink()
    domain = env["mail.alias.domain"].create({"name": "bench-own.example"})
    env.company.alias_domain_id = domain
    team = find_team(env, ours)
    team.user_id = create_seller(env, ours)
    alias = _create_alias(env, domain, ours, team)
    date = env.cr.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    letter = LETTER.format(alias=alias.alias_name, date=date)
    return {"letter": letter, "model": alias.alias_model_id.model}


def _load_partners(env, count):
    """Add partners with an e-mail and a phone each, by one statement."""
    source = env["res.partner"].create({"name": "Bench source"})
    env.flush_all()
    columns = set(sql.table_columns(env.cr, "res_partner")) - MADE - {"phone_sanitized"}
    parts = {
        "columns": SQL(", ").join(SQL.identifier(name) for name in sorted(columns)),
        "count": count,
        "email": SQL(EMAIL),
        "source": source.id,
    }
    env.cr.execute(SQL(PARTNERS, **parts))
    env.cr.execute(SQL(OWN_PARENT, source.id))
    env.invalidate_all()


def _create_alias(env, domain, ours, team):
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
