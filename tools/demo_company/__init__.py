"""The demo company: a Russian maker of vacuum and thermal equipment at work.

``build(env)`` fills a fresh database that has the three addons, the Russian
language and no demo data of Odoo's own. Everything is invented: phones are
+7 999 000-xx-xx, mail domains end in ``.example``, INNs lie in the tax office 9900,
which does not exist.

Documents go through the real process (quotation, confirmation, production,
receipt, shipment, signature, payment), in the order of time; afterwards
``history`` shifts their dates back, because Odoo dates everything "now".
"""

from .build import build
from .verify import verify

__all__ = ["build", "verify"]
