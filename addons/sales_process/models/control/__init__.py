from . import sales_feedback
from . import sales_feedback_steps
from . import crm_team
from . import crm_lead
