"""The one consent of a contact becomes two records: for e-mail and for calls.

It was used for both. The columns of the contact go away after this script.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

BATCH = 1000
UNKNOWN = "Recorded in an earlier version, source not named"


def migrate(cr, version):
    if not column_exists(cr, "res_partner", "marketing_consent_date"):
        return
    cr.execute(
        """
        SELECT id, LEAST(marketing_consent_date, CURRENT_DATE),
               COALESCE(marketing_consent_source, %s)
          FROM res_partner
         WHERE marketing_consent_date IS NOT NULL
      ORDER BY id
        """,
        [UNKNOWN],
    )
    rows = cr.fetchall()
    context = {"tracking_disable": True, "active_test": False}
    env = api.Environment(cr, SUPERUSER_ID, context)
    for start in range(0, len(rows), BATCH):
        _make_consents(env, rows[start : start + BATCH])
        env.flush_all()
        env.invalidate_all()


def _make_consents(env, rows):
    consents = env["marketing.consent"]
    partners = env["res.partner"].browse(partner_id for partner_id, *_rest in rows)
    consents.create(
        [
            consents._prepare_values(partner, channel) | {"date": day, "source": source}
            for partner, (_id, day, source) in zip(partners, rows, strict=True)
            for channel in ("email", "phone")
        ],
    )
