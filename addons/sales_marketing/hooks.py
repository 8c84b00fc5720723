from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

LEAD_RULE = "sales_process.crm_lead_rule_department"
READER = "user.has_group('sales_process.group_reader')"
MARKETER = " or user.has_group('sales_marketing.group_marketer')"


def post_init_hook(env):
    """Let the marketer read leads that nobody has taken yet.

    Departments keep them to their own people by a global rule, which no rule of a
    group can widen: the marketer is named in it.
    """
    rule = env.ref(LEAD_RULE)
    if MARKETER not in rule.domain_force:
        rule.domain_force = rule.domain_force.replace(READER, READER + MARKETER)


def uninstall_hook(env):
    """Give the rule its words back, and take away what holds personal data.

    Exports and campaigns go first, with their files and tasks: segments cannot be
    deleted before them, and the ORM leaves attachments of a dropped model behind.
    """
    rule = env.ref(LEAD_RULE, raise_if_not_found=False)
    if rule:
        rule.domain_force = rule.domain_force.replace(MARKETER, "")
    for model in ("marketing.export", "marketing.call.campaign"):
        records = env[model].with_context(**{MODULE_UNINSTALL_FLAG: True})
        records.search([]).unlink()
