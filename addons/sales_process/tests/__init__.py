# Odoo's runner looks only here: the modules of every room are named one by one.
from .documents import test_deal_documents, test_requisites
from .process import (
    test_deal_rights,
    test_stage_guard,
    test_stage_log,
    test_stage_rules,
    test_stage_task,
    test_tours,
)
from .supply import test_order_split, test_split
from .works import test_deal_works, test_equipment_work, test_portal
from .intake import (
    test_crm_lead,
    test_crm_team_inflow,
    test_duplicates,
    test_first_answer,
    test_inquiry_report,
    test_js,
    test_mail_cost,
    test_mail_guard,
    test_mail_intake,
    test_parsers,
    test_repeat_order,
    test_rights,
    test_sales_call,
    test_sales_identification,
    test_sales_inquiry_dispatch,
    test_sales_inquiry_template,
    test_sales_inquiry_triage,
    test_triage_board,
    test_triage_notice,
    test_triage_rpc,
    test_triage_tours,
    test_wizards,
    test_working_time,
)
