"""Rules of access that this version words anew; they are not updated by themselves."""

from odoo import SUPERUSER_ID, api

DEALS_NOT_TAKEN = """([(1, '=', 1)]
    if user.has_group('sales_team.group_sale_salesman_all_leads')
    or user.has_group('sales_process.group_reader')
    or user.has_group('sales_process.group_lead_contacts')
    or user.has_group('sales_process.group_triage')
    else ['|', '|', '|', '|',
        ('is_department', '=', False),
        ('user_id', '!=', False),
        ('team_id.user_id', '=', user.id),
        ('team_id.user_id.sales_deputy_id', '=', user.id),
        ('team_id.crm_team_member_ids.user_id', '=', user.id)])"""
STAGES_OF_THE_HEAD = (
    "[('kind', '!=', False), '|', '|', ('team_ids', '=', False), "
    "('team_ids.user_id', '=', user.id), "
    "('team_ids.crm_team_member_ids.user_id', '=', user.id)]"
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, domain in (
        ("crm_stage_rule_head", STAGES_OF_THE_HEAD),
        ("crm_lead_rule_department", DEALS_NOT_TAKEN),
    ):
        rule = env.ref(f"sales_process.{name}", raise_if_not_found=False)
        if rule:
            rule.domain_force = domain
