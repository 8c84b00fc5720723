"""Checks of the finished demo company: fail loudly rather than show empty screens."""

from odoo.tools import SQL

# model -> the least number of records that is meant
COUNTS = {
    "product.product": 25,
    "stock.lot": 200,
    "mrp.bom": 10,
    "mrp.workorder": 40,
    "crm.lead": 120,
    "sale.order": 80,
    "sales.inquiry": 140,
    "sales.call": 40,
    "equipment.work": 40,
    "account.move": 40,
    "account.payment": 15,
    "purchase.order": 15,
    "marketing.segment": 3,
    "marketing.export": 3,
    "marketing.call.campaign": 1,
    "marketing.expense": 25,
    "stock.age.deviation": 2,
    "warehouse.barcode.operation": 8,
    "crm.stage.log": 300,
    "crm.stage.decision": 5,
    "sales.process.version": 2,
    "sales.internal.request": 10,
    "sales.claim": 5,
    "sales.feedback": 8,
    "sales.contract": 10,
    "sales.payment.invoice": 10,
    "sales.questionnaire": 10,
    "mail.canned.response": 4,
}
# model, field: every value of the selection is to be seen
SPREADS = (
    ("equipment.work", "state", {"cancelled"}),
    ("equipment.work", "kind", set()),
    ("sales.inquiry", "channel", set()),
    ("sales.inquiry", "state", set()),
    ("sales.inquiry", "age_state", set()),
    ("sales.call", "direction", {"inner"}),
    ("crm.lead", "stage_kind", set()),
    ("sales.internal.request", "state", {"draft", "cancelled"}),
    ("sales.claim", "state", set()),
    ("sales.feedback", "state", {"unreachable", "cancelled"}),
    ("sales.contract", "state", {"sent", "ended", "cancelled"}),
    ("sales.questionnaire", "state", {"outdated"}),
)
PROBLEMS = {
    "deals with no open row of the stage log, or with several": """
        SELECT lead.name FROM crm_lead AS lead
          JOIN crm_stage AS stage ON stage.id = lead.stage_id AND stage.kind IS NOT NULL
          LEFT JOIN crm_stage_log AS log
                 ON log.lead_id = lead.id AND log.date_out IS NULL
         GROUP BY lead.id HAVING COUNT(log.id) != lead.active::int""",
    "deals whose open row is of another stage": """
        SELECT lead.name FROM crm_lead AS lead
          JOIN crm_stage_log AS log ON log.lead_id = lead.id AND log.date_out IS NULL
         WHERE log.stage_id != lead.stage_id""",
    "rows of the stage log that end before they begin": """
        SELECT lead.name FROM crm_stage_log AS log
          JOIN crm_lead AS lead ON lead.id = log.lead_id
         WHERE log.date_out < log.date_in""",
    "letters waiting to be sent": "SELECT subject FROM mail_mail"
    " JOIN mail_message ON mail_message.id = mail_message_id",
    "letters that were not taken in": "SELECT name FROM sales_inquiry_failure",
    "records of the future": """
        SELECT name FROM crm_lead
         WHERE create_date > clock_timestamp() AT TIME ZONE 'UTC'""",
}


def verify(env):
    """:raises RuntimeError: naming everything that is wrong."""
    env.flush_all()
    problems = [*_check_counts(env), *_check_spreads(env), *_check_queries(env)]
    problems += _check_salespeople(env)
    if problems:
        raise RuntimeError("The demo company is not complete:\n" + "\n".join(problems))


def _check_counts(env):
    for model, least in COUNTS.items():
        count = env[model].with_context(active_test=False).search_count([])
        if count < least:
            yield f"{model}: {count} records, {least} are meant"


def _check_spreads(env):
    for model, field, unused in SPREADS:
        name = "stage_id.kind" if field == "stage_kind" else field
        meant = set(env[model]._fields[field].get_values(env)) - unused
        missing = [
            value
            for value in sorted(meant)
            if not env[model].search_count([(name, "=", value)])
        ]
        if missing:
            yield f"{model}: nothing with {field} {', '.join(missing)}"


def _check_queries(env):
    for problem, query in PROBLEMS.items():
        rows = env.execute_query(SQL(query))
        if rows:
            names = ", ".join(str(row[0]) for row in rows[:5])
            yield f"{len(rows)} {problem}: {names}"


def _check_salespeople(env):
    group = env.ref("sales_process.group_salesperson")
    for user in group.all_user_ids.filtered("crm_team_ids.is_department"):
        domain = [("user_id", "=", user.id)]
        if not env["crm.lead"].search_count([*domain, ("activity_ids", "!=", False)]):
            yield f"{user.name} has no deals with tasks"
