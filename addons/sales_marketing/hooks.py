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
    """Give the rule its words back, and take away the exported files: they hold
    personal data, and the ORM would leave attachments of a dropped model behind."""
    rule = env.ref(LEAD_RULE, raise_if_not_found=False)
    if rule:
        rule.domain_force = rule.domain_force.replace(MARKETER, "")
    env["ir.attachment"].search([("res_model", "=", "marketing.export")]).unlink()
