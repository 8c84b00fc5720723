"""Rules of access to works: by their own salesperson and department, not the deal's.

Works without a deal belong to somebody too; engineers read the parts of all works, as
the works themselves. Rules are not updated by themselves.
"""

from odoo import SUPERUSER_ID, api

PARTS = ("line", "check")
OWN = "[('{path}salesperson_id', '=', user.id)]"
DEPARTMENT = (
    "['|', ('{path}team_id.user_id', '=', user.id), "
    "('{path}team_id.crm_team_member_ids.user_id', '=', user.id)]"
)
PORTAL = (
    "[('work_id.partner_id', 'child_of', user.commercial_partner_id.ids), "
    "('work_id.state', 'in', "
    "('planned', 'in_progress', 'done', 'signed', 'refused'))]"
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})

    def word(name, **values):
        rule = env.ref(f"sales_process.{name}", raise_if_not_found=False)
        if rule:
            rule.write(values)

    word("equipment_work_rule_salesperson", domain_force=OWN.format(path=""))
    word("equipment_work_rule_head", domain_force=DEPARTMENT.format(path=""))
    for part in PARTS:
        rule = f"equipment_work_{part}_rule"
        word(f"{rule}_salesperson", domain_force=OWN.format(path="work_id."))
        word(f"{rule}_head", domain_force=DEPARTMENT.format(path="work_id."))
        word(f"{rule}_engineer", perm_read=False)
        word(f"{rule}_portal", domain_force=PORTAL)
