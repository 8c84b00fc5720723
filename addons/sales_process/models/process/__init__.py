from . import resource_calendar
from . import crm_stage
from . import crm_stage_requirement
from . import crm_stage_task
from . import crm_stage_log
from . import mail_activity
from . import crm_team
from . import crm_lead
