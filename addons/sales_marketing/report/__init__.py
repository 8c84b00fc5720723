from . import marketing_cost_report
from . import marketing_stop_report
from . import marketing_cost_report_open
from . import marketing_source_share
from . import marketing_source_missing
from . import marketing_call_report
