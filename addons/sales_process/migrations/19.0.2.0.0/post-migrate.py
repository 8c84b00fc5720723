"""Deals know their present stay; stays with a time limit are looked at anew."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute(
        """
        UPDATE crm_lead AS lead
           SET stage_log_id = log.id, stage_since = log.date_in
          FROM crm_stage_log AS log
         WHERE log.lead_id = lead.id AND log.date_out IS NULL AND lead.active
        """
    )
    cr.execute(
        """
        UPDATE crm_stage_log AS log
           SET date_out = lead.write_date, outcome = 'lost'
          FROM crm_lead AS lead
         WHERE log.lead_id = lead.id AND log.date_out IS NULL AND NOT lead.active
        """
    )
    cr.execute(
        """
        UPDATE crm_lead AS lead
           SET stage_state = CASE WHEN stage_deadline < now() AT TIME ZONE 'UTC'
                                  THEN 'late' ELSE 'ok' END
         WHERE stage_deadline IS NOT NULL AND active
        """
    )
    cr.execute(
        """
        UPDATE crm_stage_log SET next_due = now() AT TIME ZONE 'UTC'
         WHERE date_out IS NULL
        """
    )
    # the process as it was before anybody changes it in this version
    api.Environment(cr, SUPERUSER_ID, {})["sales.process.version"]._keep()
