from . import commercial_offer
from . import payment_invoice
