"""Very many partners, alike in both kinds of database, by one statement."""

from odoo.tools import SQL, sql

# every other column is copied from a partner that the ORM has made
PARTNERS = """
INSERT INTO res_partner (%(copied)s, %(names)s)
SELECT %(copied)s, %(values)s
FROM res_partner, generate_series(%(first)s, %(last)s) AS n
WHERE id = %(source)s
"""
MADE = {
    "name": "'Partner ' || n",
    "complete_name": "'Partner ' || n",
    "email": "'partner' || n || '@bench-' || n / 20 || '.example'",
    "email_normalized": "'partner' || n || '@bench-' || n / 20 || '.example'",
    "phone": "'+7' || 9990000000 + n",
    "phone_sanitized": "'+7' || 9990000000 + n",
    # ours only: all the numbers of a partner
    "phone_keys": "(9990000000 + n)::text",
}
SOURCE = "Bench source"
OWN_PARENT = """
UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id = %s
"""


def load_partners(env, count):
    """Add partners up to `count`, each with an e-mail and a phone number."""
    partners = env["res.partner"]
    source = partners.search([("name", "=", SOURCE)])
    first = partners.search_count([("name", "=like", "Partner %")]) + 1
    source = source or partners.create({"name": SOURCE})
    env.flush_all()
    columns = set(sql.table_columns(env.cr, "res_partner"))
    made = {name: MADE[name] for name in sorted(MADE) if name in columns}
    parts = {
        "copied": _names(columns - made.keys() - {"id"}),
        "names": _names(made),
        "values": SQL(", ").join(SQL(value) for value in made.values()),
        "first": first,
        "last": count,
        "source": source.id,
    }
    env.cr.execute(SQL(PARTNERS, **parts))
    env.cr.execute(SQL(OWN_PARENT, source.id))
    env.invalidate_all()


def _names(columns):
    return SQL(", ").join(SQL.identifier(name) for name in sorted(columns))
