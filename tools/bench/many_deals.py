"""Very many open deals, each with its present stay, by two statements."""

from odoo.tools import SQL, sql

from .deals import create_deals

LEADS = """
INSERT INTO crm_lead (%(copied)s, name)
SELECT %(copied)s, 'Deal ' || n
FROM crm_lead, generate_series(1, %(count)s) AS n
WHERE id = %(source)s
"""
STAYS = """
INSERT INTO crm_stage_log (%(copied)s, lead_id)
SELECT %(stay)s, lead.id
FROM crm_stage_log AS log, crm_lead AS lead
WHERE log.id = %(source)s AND lead.name LIKE 'Deal _%%' AND lead.stage_log_id = log.id
  AND lead.id != log.lead_id
"""
KNOWN = """
UPDATE crm_lead AS lead SET stage_log_id = log.id
FROM crm_stage_log AS log WHERE log.lead_id = lead.id AND log.date_out IS NULL
"""


def load_deals(env, count):
    """Make `count` open deals like one that the ORM has made; return that one."""
    source = create_deals(env, True, 1)
    env.flush_all()
    leads = set(sql.table_columns(env.cr, "crm_lead")) - {"id", "name"}
    stays = set(sql.table_columns(env.cr, "crm_stage_log")) - {"id", "lead_id"}
    env.cr.execute(
        SQL(LEADS, copied=_names(leads), count=count, source=source.id),
    )
    env.cr.execute(
        SQL(
            STAYS,
            copied=_names(stays),
            stay=_names(stays, "log"),
            source=source.stage_log_id.id,
        )
    )
    env.cr.execute(SQL(KNOWN))
    env.invalidate_all()
    return source


def _names(columns, table=None):
    parts = [(table, name) if table else (name,) for name in sorted(columns)]
    return SQL(", ").join(SQL.identifier(*part) for part in parts)
