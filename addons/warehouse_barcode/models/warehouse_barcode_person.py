from odoo import api, models
from odoo.http import SessionExpiredException


class WarehouseBarcode(models.AbstractModel):
    """What one person has scanned is never sent in the name of another."""

    _inherit = "warehouse.barcode"

    @api.model
    def apply(self, operations):
        """:raises SessionExpiredException: somebody else has logged in on the device
        while the page of the first is still open; it keeps its operations and asks him
        to log in again.
        """
        shown = self.env.context.get("uid")  # whom the page was made for
        if shown and shown != self.env.uid:
            raise SessionExpiredException("Somebody else has logged in here")
        return super().apply(operations)
