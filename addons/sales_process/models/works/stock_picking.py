from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    claim_id = fields.Many2one(
        "sales.claim",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The claim for which the goods come back or go instead.",
    )

    def _with_backorders(self):
        """The transfers with what is left of them, however often they were split."""
        found, step = self, self.backorder_ids
        while step - found:
            found |= step
            step = step.backorder_ids
        return found
