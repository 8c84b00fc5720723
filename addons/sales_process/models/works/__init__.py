from . import crm_stage_requirement
from . import equipment_work
from . import equipment_work_line
from . import crm_lead
from . import crm_lead_history
