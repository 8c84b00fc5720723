"""Rules of access that this version words anew; they are not updated by themselves."""

from odoo import SUPERUSER_ID, api

STAGES_OF_THE_HEAD = (
    "[('kind', '!=', False), '|', '|', ('team_ids', '=', False), "
    "('team_ids.user_id', '=', user.id), "
    "('team_ids.crm_team_member_ids.user_id', '=', user.id)]"
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    rule = env.ref("sales_process.crm_stage_rule_head", raise_if_not_found=False)
    if rule:
        rule.domain_force = STAGES_OF_THE_HEAD
