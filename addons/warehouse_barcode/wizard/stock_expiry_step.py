from odoo import api, fields, models
from odoo.exceptions import LockError, UserError


class StockExpiryStep(models.AbstractModel):
    """Something done at once with a series on a shelf, whole or in part.

    Pressing twice does it once, and two people cannot do it with the same goods: the
    quant is locked and read again before anything is done.
    """

    _name = "stock.expiry.step"
    _description = "Step with a Series on a Shelf"

    quant_id = fields.Many2one(
        "stock.quant", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="quant_id.product_id")
    tracking = fields.Selection(related="quant_id.product_id.tracking")
    lot_id = fields.Many2one(related="quant_id.lot_id", string="Series")
    location_id = fields.Many2one(related="quant_id.location_id", string="Shelf")
    company_id = fields.Many2one(related="quant_id.company_id")
    uom_id = fields.Many2one(related="quant_id.product_uom_id", string="Unit")
    on_hand = fields.Float(related="quant_id.quantity", string="On the shelf")
    reserved = fields.Float(related="quant_id.reserved_quantity")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
    )
    takes_reserved = fields.Boolean(compute="_compute_takes_reserved")
    is_done = fields.Boolean(readonly=True)

    @api.depends("quant_id")
    def _compute_quantity(self):
        """What nobody has reserved, else all of it."""
        for step in self:
            free = step.quant_id.quantity - step.quant_id.reserved_quantity
            has_free = step.uom_id.compare(free, 0.0) > 0
            step.quantity = free if has_free else step.quant_id.quantity

    @api.depends("quantity", "on_hand", "reserved")
    def _compute_takes_reserved(self):
        for step in self:
            free = step.on_hand - step.reserved
            step.takes_reserved = step.uom_id.compare(step.quantity, free) > 0

    def action_apply(self):
        """Do it once.

        :raises AccessError: the goods belong to a company that is out of reach
        :raises UserError: the goods have gone, somebody works with them at the moment,
            or the quantity is not between nothing and what lies there
        """
        self.ensure_one()
        self.quant_id.check_access("read")
        self.lock_for_update()
        if not self.is_done:
            self._lock_quant()
            self._check_quantity()
            self._apply()
            self.is_done = True
        return {"type": "ir.actions.act_window_close"}

    def _apply(self):
        """Do it with ``quantity`` of ``quant_id``; all has been checked."""
        raise NotImplementedError

    def _lock_quant(self):
        try:
            self.quant_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working with these goods right now. Wait a moment and "
                    "try again."
                )
            ) from error
        self.quant_id.invalidate_recordset(["quantity", "reserved_quantity"])

    def _check_quantity(self):
        if self.uom_id.compare(self.quantity, 0.0) <= 0:
            raise UserError(self.env._("Enter a quantity greater than zero."))
        if self.uom_id.compare(self.quantity, self.on_hand) > 0:
            raise UserError(
                self.env._(
                    "Only %(quantity)s %(unit)s of series %(series)s lie on %(shelf)s. "
                    "Enter no more than that.",
                    quantity=self.on_hand,
                    unit=self.uom_id.name,
                    series=self.lot_id.name,
                    shelf=self.location_id.display_name,
                )
            )
