from . import crm_stage_requirement
from . import res_partner
from . import res_bank
from . import account_move
from . import crm_lead
from . import crm_lead_history
