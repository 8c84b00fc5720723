from odoo import api, fields, models
from odoo.exceptions import AccessError

from .stock_lot_whereabouts import WHERE

# what people note; everything else is as the search has found it
NOTED = {"is_told", "comment"}


class SalesRecallLine(models.Model):
    """One lot in one place, as it was found, and whether its client knows."""

    _name = "sales.recall.line"
    _description = "Line of a Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "recall_id desc, is_gone, where, client_id, id"

    recall_id = fields.Many2one(
        "sales.recall", required=True, readonly=True, index=True, ondelete="cascade"
    )
    recall_state = fields.Selection(related="recall_id.state", string="Recall State")
    key = fields.Char(required=True, readonly=True)
    where = fields.Selection(WHERE, string="Where Now", required=True, readonly=True)
    is_gone = fields.Boolean(
        string="No Longer So",
        readonly=True,
        help="The last search has not found it there any more.",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    quantity = fields.Float(readonly=True, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    source_lot_ids = fields.Many2many(
        "stock.lot",
        "sales_recall_line_source_rel",
        string="Contains",
        readonly=True,
    )
    path = fields.Char(
        string="How It Came In", readonly=True, help="Lots and orders from the part on."
    )
    location_id = fields.Many2one("stock.location", readonly=True)
    production_id = fields.Many2one(
        "mrp.production", string="Manufacturing Order", readonly=True
    )
    document = fields.Char(
        readonly=True, help="Manufacturing order, repair or unbuild order."
    )
    picking_id = fields.Many2one("stock.picking", string="Delivery", readonly=True)
    date = fields.Datetime(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Delivery Address", readonly=True, ondelete="restrict"
    )
    client_id = fields.Many2one(
        "res.partner",
        related="partner_id.commercial_partner_id",
        string="Client",
        store=True,
        index="btree_not_null",
    )
    phone = fields.Char(compute="_compute_phone", compute_sudo=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Deal", related="order_id.opportunity_id", store=True
    )
    salesperson_id = fields.Many2one(
        "res.users",
        compute="_compute_salesperson_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        help="Of the deal; without a deal of the order, else of the client.",
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True)
    must_tell = fields.Boolean(
        string="To Be Told", compute="_compute_must_tell", store=True
    )
    is_told = fields.Boolean(string="Told", help="The client knows of the recall.")
    date_told = fields.Datetime(string="Told On", readonly=True)
    told_by = fields.Many2one("res.users", readonly=True)
    comment = fields.Char(help="What the client answers, what is agreed.")

    _unique_key = models.Constraint(
        "UNIQUE(recall_id, key)", "The recall has this line already."
    )

    @api.depends("partner_id.phone", "client_id.phone")
    def _compute_phone(self):
        for line in self:
            line.phone = line.partner_id.phone or line.client_id.phone

    @api.depends(
        "lead_id.user_id",
        "order_id.user_id",
        "partner_id.commercial_partner_id.user_id",
    )
    def _compute_salesperson_id(self):
        for line in self:
            client = line.partner_id.commercial_partner_id
            line.salesperson_id = (
                line.lead_id.user_id or line.order_id.user_id or client.user_id
            )

    @api.depends("where", "is_gone", "partner_id")
    def _compute_must_tell(self):
        """Whoever has the goods is told, also where the goods have no serial number."""
        for line in self:
            line.must_tell = bool(
                line.partner_id
                and line.where in ("shipped", "unknown")
                and not line.is_gone
            )

    @api.depends("lot_id", "product_id", "client_id")
    def _compute_display_name(self):
        for line in self:
            goods = line.lot_id.name or line.product_id.display_name
            line.display_name = " · ".join(
                filter(None, (goods, line.client_id.display_name))
            )

    def write(self, vals):
        self._check_noted(vals)
        if "is_told" in vals:
            vals = {**vals, **self._prepare_told_values(vals["is_told"])}
        result = super().write(vals)
        if vals.get("is_told"):
            self._after_told()
        return result

    def _check_noted(self, vals):
        """People note what the client says; what was found stays as it was found.

        :raises AccessError: something else is written
        :raises UserError: the recall is closed
        """
        if self.env.su:
            return
        if vals.keys() - NOTED - {"activity_ids", "message_follower_ids"}:
            raise AccessError(
                self.env._("Lines of a recall are found by the search, not written.")
            )
        self.recall_id.sudo()._check_open()  # sudo: only the state is looked at

    def _prepare_told_values(self, is_told):
        if not is_told:
            return {"date_told": False, "told_by": False}
        return {"date_told": fields.Datetime.now(), "told_by": self.env.uid}

    def _get_untold(self):
        return self.filtered(lambda line: not line.is_told)

    def action_told(self):
        """The client knows: this line and the others of the client in the recall."""
        same = self.search(
            [
                ("recall_id", "in", self.recall_id.ids),
                ("client_id", "in", self.client_id.ids),
                ("must_tell", "=", True),
            ]
        ).filtered(
            lambda other: any(
                other.recall_id == line.recall_id and other.client_id == line.client_id
                for line in self
            )
        )
        (self | same)._get_untold().is_told = True
        return True
