from . import crm_stage_requirement
from . import equipment_work
from . import equipment_work_line
from . import crm_lead
<<<<<<< HEAD
from . import crm_lead_history
=======
from . import crm_team
from . import sales_settings
from . import res_config_settings
from . import sales_claim_cause
from . import sales_claim
from . import sales_claim_guard
from . import sales_claim_flow
from . import sales_claim_task
from . import sales_claim_answer
from . import sales_claim_return
from . import sales_claim_repair
from . import sales_claim_supplier
from . import sales_claim_source
from . import sales_claim_lawyer
from . import stock_picking
from . import repair_order
from . import crm_lead_claims
from . import res_partner
from . import sales_handover
from . import sales_handover_line
from . import equipment_work_handover
from . import sales_claim_handover
>>>>>>> claims
