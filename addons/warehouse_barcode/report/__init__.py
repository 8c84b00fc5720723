from . import warehouse_barcode_label_report
from . import warehouse_barcode_sheets
