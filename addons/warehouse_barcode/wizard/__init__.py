from . import label_layout_mixin
from . import product_label_layout
from . import lot_label_layout
from . import warehouse_barcode_label
from . import stock_expiry_step
from . import stock_expiry_scrap
from . import stock_expiry_move
