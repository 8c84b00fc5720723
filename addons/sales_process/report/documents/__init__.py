from . import transfer_form
from . import torg12
from . import upd_goods
from . import upd
