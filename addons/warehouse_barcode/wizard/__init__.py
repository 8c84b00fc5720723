from . import stock_expiry_step
from . import stock_expiry_scrap
from . import stock_expiry_move
