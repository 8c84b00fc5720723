"""Whom marketing writes to: companies with people, leads without a contact, and what
they did, all by a few statements."""

from odoo.tools import SQL, sql

from .deals import find_team

PEOPLE = 5  # partners of one company, itself included
REGIONS = 40  # as in the query below
COPIES = """
INSERT INTO %(table)s (%(copied)s, %(names)s)
SELECT %(copied)s, %(values)s
FROM %(table)s AS source, generate_series(1, %(count)s) AS n
WHERE source.id = %(source)s
"""
# companies and regions are taken in turn
CLIENT = """
(SELECT array_agg(id) FROM res_partner WHERE is_company AND name LIKE 'Partner %%')
[1 + n %% 20000]
"""
REGION = """
(SELECT array_agg(id) FROM (SELECT id FROM res_country_state ORDER BY id LIMIT 40) AS s)
[1 + (n - 1) / 5 %% 40]
"""
# a fifth of all that was done is of the last 90 days
MOMENT = "now() AT TIME ZONE 'UTC' - n %% 450 * interval '1 day'"


def load_audience(env, partners, leads, done):
    """Make partners, twice as many leads (half of them deals) and what was done."""
    _load_partners(env, partners)
    teams = [find_team(env, True), env.ref("sales_process.team_thermal")]
    _load_leads(env, teams, leads // 2, client=False)
    _load_leads(env, teams, leads // 2, client=True)
    _load_orders(env, done)
    _load_inquiries(env, done)
    env.invalidate_all()
    return teams


def _load_partners(env, count):
    """Every fifth is a company, the next ones are its people."""
    source = env["res.partner"].create({"name": "Bench source"})
    first = SQL("%s + n", source.id)
    company = SQL("%s + n - (n - 1) %% %s", source.id, PEOPLE)
    made = {
        "id": first,
        "name": SQL("'Partner ' || n"),
        "complete_name": SQL("'Partner ' || n"),
        "email": SQL("'partner' || n || '@bench-' || n / 20 || '.example'"),
        "phone": SQL("'+7' || 9990000000 + n"),
        "parent_id": SQL("NULLIF(%s, %s)", company, first),
        "commercial_partner_id": company,
        "is_company": SQL("%s = %s", company, first),
        "client_state": SQL(
            "CASE WHEN (n - 1) / 5 %% 50 = 0 THEN 'unfit' ELSE 'client' END"
        ),
        "state_id": SQL(REGION),
    }
    load_copies(env, source, count, made)
    env.cr.execute(
        "SELECT setval('res_partner_id_seq', (SELECT MAX(id) FROM res_partner))"
    )


def _load_leads(env, teams, count, client):
    source = env["crm.lead"].create(
        {
            "name": "Bench lead",
            "type": "opportunity" if client else "lead",
            "contact_name": "Bench person",
            "email_from": "lead@bench-lead.example",
            "phone": "+7 999 000-00-02",
            "user_id": False,
            "team_id": teams[0].id,
        }
    )
    team = SQL("CASE n %% 4 WHEN 0 THEN %s ELSE %s END", teams[1].id, teams[0].id)
    made = {
        "name": SQL("'Lead ' || n"),
        "team_id": team,
        "state_id": SQL(REGION),
        "create_date": SQL(MOMENT),
    }
    if client:
        made["partner_id"] = SQL(CLIENT)
    load_copies(env, source, count, made)


def _load_orders(env, count):
    partner = env["res.partner"].search([("name", "=", "Partner 1")])
    source = env["sale.order"].create({"partner_id": partner.id})
    made = {
        "name": SQL("'BENCH' || n"),
        "partner_id": SQL(CLIENT),
        "date_order": SQL(MOMENT),
        "state": SQL("'sale'"),
        "amount_untaxed": SQL("n %% 1000 * 100"),
    }
    load_copies(env, source, count, made)


def _load_inquiries(env, count):
    source = env["sales.inquiry"].create({"channel": "manual"})
    made = {"partner_id": SQL(CLIENT), "date": SQL(MOMENT)}
    load_copies(env, source, count, made)


def load_copies(env, source, count, made):
    """Copy a record so many times; ``made`` gives the columns that differ, by n."""
    env.flush_all()
    table = source._table
    columns = set(sql.table_columns(env.cr, table)) - {"id"}
    copied = sorted(columns - made.keys())
    env.cr.execute(
        SQL(
            COPIES,
            table=SQL.identifier(table),
            copied=_names(copied),
            names=_names(made),
            values=SQL(", ").join(made.values()),
            count=count,
            source=source.id,
        )
    )


def _names(columns):
    return SQL(", ").join(SQL.identifier(name) for name in columns)
