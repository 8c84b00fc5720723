from odoo import fields, models
from odoo.exceptions import UserError

SOURCES = [
    ("order", "Delivery date of the order"),
    ("told", "Told to the client"),
    ("moved", "New date told to the client"),
]


class SalesPromise(models.Model):
    """What the client was promised, by whom and when: a history that nobody changes."""

    _name = "sales.promise"
    _description = "Promised Date"
    _order = "create_date desc, id desc"
    _rec_name = "date"

    line_id = fields.Many2one(
        "sale.order.line",
        string="Goods",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    order_id = fields.Many2one(
        related="line_id.order_id", store=True, index=True, readonly=True
    )
    lead_id = fields.Many2one(
        related="order_id.opportunity_id",
        string="Deal",
        store=True,
        index="btree_not_null",
        readonly=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    product_id = fields.Many2one(related="line_id.product_id")
    date = fields.Date(string="Promised date", required=True, readonly=True)
    previous_date = fields.Date(string="Promised before", readonly=True)
    expected_date = fields.Date(
        string="Expected then",
        readonly=True,
        help="When the goods were expected at that moment. Empty: nobody could say.",
    )
    source = fields.Selection(SOURCES, required=True, readonly=True)
    comment = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Promised by", readonly=True)

    def write(self, vals):
        """:raise UserError: whoever changes what was promised"""
        if vals.keys() & {"date", "previous_date", "source", "user_id", "comment"}:
            raise UserError(self.env._("The history of promises cannot be changed."))
        return super().write(vals)
