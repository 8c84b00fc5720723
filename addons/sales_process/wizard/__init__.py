from . import sales_absence
from . import sales_inquiry_assign
from . import sales_inquiry_phone
from . import sales_inquiry_reject
from . import sales_inquiry_template_try
from . import sales_internal_request_return
from . import sales_lead_merge
