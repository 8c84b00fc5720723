from . import product_label_layout
from . import lot_label_layout
from . import warehouse_barcode_label
