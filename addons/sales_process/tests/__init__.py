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
    test_call_card,
    test_call_card_buttons,
    test_call_card_http,
    test_call_lists,
    test_telephony_guide,
    test_crm_lead,
    test_mail_cost,
    test_mail_guard,
    test_mail_intake,
    test_parsers,
    test_rights,
    test_sales_call,
    test_sales_identification,
    test_sales_inquiry_dispatch,
    test_sales_inquiry_template,
    test_sales_inquiry_triage,
    test_wizards,
)
