# Odoo's runner looks only here: the modules of every room are named one by one.
from .documents import test_deal_documents, test_requisites
from .process import (
    test_deal_rights,
    test_stage_guard,
    test_stage_log,
    test_stage_rules,
    test_stage_task,
)
from .supply import test_order_split, test_split
from .works import test_deal_works, test_equipment_work, test_portal
