from . import sales_feedback
from . import sales_feedback_steps
from . import crm_team
from . import crm_lead
from . import sales_settings
from . import sales_silent_client
from . import sales_silent_client_tasks
