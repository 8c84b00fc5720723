from . import crm_stage_requirement
from . import stock_warehouse
from . import sale_order_line
from . import sale_order
from . import crm_lead
from . import stock_picking
from . import mrp_production
from . import purchase_order_line
