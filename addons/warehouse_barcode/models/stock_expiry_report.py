from odoo import api, fields, models
from odoo.tools import SQL

from .stock_expiry_base import VALUE_GROUPS

BUCKETS = [
    ("expired", "Expired"),
    ("week", "Within 7 days"),
    ("month", "8 to 30 days"),
    ("quarter", "31 to 90 days"),
    ("later", "Later"),
    ("none", "No date"),
]


class StockExpiryReport(models.Model):
    """Series on our shelves with their expiry, age and worth: one row for each quant.

    The row has the identifier of its quant. Buckets do not overlap, so that their sums
    add up. The day, the price and a sale are those of ``stock.expiry.base``.
    """

    _name = "stock.expiry.report"
    _inherit = ["stock.expiry.base"]
    _description = "Expiry Dates of Stock"
    _auto = False
    _order = "expiration_date, first_in_date, id"
    _rec_name = "lot_id"
    _depends = {
        "product.product": ["product_tmpl_id", "standard_price"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["currency_id", "partner_id"],
        "stock.location": ["name", "usage", "warehouse_id"],
        "stock.lot": ["expiration_date", "first_in_date", "removal_date"],
        "stock.move.line": [
            "company_id", "date", "location_dest_id", "location_id", "product_id",
            "state",
        ],
        "stock.quant": [
            "company_id", "in_date", "location_id", "lot_id", "owner_id", "package_id",
            "product_id", "quantity", "reserved_quantity",
        ],
    }  # fmt: skip

    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Series", readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    shelf = fields.Char(
        readonly=True, help="Name of the location, without its parents."
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    package_id = fields.Many2one("stock.package", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved_quantity = fields.Float(
        string="Reserved", digits="Product Unit", readonly=True
    )
    free_quantity = fields.Float(string="Free", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    expiration_date = fields.Datetime(string="Expires", readonly=True)
    removal_date = fields.Datetime(string="To be removed", readonly=True)
    days_left = fields.Integer(
        readonly=True,
        aggregator="min",
        help="0 on the last good day, negative when the series has expired.",
    )
    bucket = fields.Selection(BUCKETS, string="Expiry", readonly=True)
    first_in_date = fields.Datetime(string="First in stock", readonly=True)
    age_days = fields.Integer(string="Age, days", readonly=True, aggregator="max")
    last_sale_date = fields.Datetime(
        string="Last sale",
        readonly=True,
        help="When the product last went to a customer or into production.",
    )
    sale_days = fields.Integer(
        string="Days since last sale",
        readonly=True,
        aggregator="max",
        help="Empty when the product has never been sold or used.",
    )
    price = fields.Monetary(
        string="Cost of a unit", readonly=True, aggregator=None, groups=VALUE_GROUPS
    )
    value = fields.Monetary(readonly=True, groups=VALUE_GROUPS)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT stock.*,
                   stock.quantity - stock.reserved_quantity AS free_quantity,
                   stock.quantity * stock.price AS value,
                   %(bucket)s AS bucket
              FROM (%(stock)s) AS stock
            """,
            stock=self._select_stock(),
            bucket=self._get_bucket_sql(),
        )

    @api.model
    def _get_bucket_sql(self):
        return SQL(
            """
            CASE WHEN stock.days_left IS NULL THEN 'none'
                 WHEN stock.days_left < 0 THEN 'expired'
                 WHEN stock.days_left <= 7 THEN 'week'
                 WHEN stock.days_left <= 30 THEN 'month'
                 WHEN stock.days_left <= 90 THEN 'quarter'
                 ELSE 'later' END
            """
        )

    @api.model
    def _select_stock(self):
        first_in = SQL("COALESCE(lot.first_in_date, quant.in_date)")
        today = self._get_today()
        return SQL(
            """
                SELECT quant.id, quant.product_id, template.categ_id, quant.lot_id,
                       quant.location_id, location.name AS shelf,
                       location.warehouse_id, quant.package_id,
                       quant.owner_id, quant.company_id, quant.quantity,
                       quant.reserved_quantity, template.uom_id,
                       lot.expiration_date, lot.removal_date,
                       %(expiry_day)s - %(today)s AS days_left,
                       %(first_in)s AS first_in_date,
                       %(today)s - %(first_day)s AS age_days,
                       sale.date AS last_sale_date,
                       %(today)s - %(sale_day)s AS sale_days,
                       %(price)s AS price,
                       COALESCE(company.currency_id, %(currency)s) AS currency_id
                %(tables)s
             LEFT JOIN (%(sales)s) AS sale
                    ON sale.product_id = quant.product_id
                   AND sale.company_id = quant.company_id
                 WHERE %(where)s
            """,
            today=SQL("%s::date", today),
            expiry_day=self._get_day_sql(SQL("lot.expiration_date")),
            first_day=self._get_day_sql(first_in),
            sale_day=self._get_day_sql(SQL("sale.date")),
            first_in=first_in,
            price=self._get_price_sql(),
            currency=self.env.company.currency_id.id,
            tables=self._get_stock_from_sql(),
            where=self._get_stock_where_sql(),
            sales=SQL(
                """
                SELECT line.product_id, line.company_id, MAX(line.date) AS date
                %s GROUP BY line.product_id, line.company_id
                """,
                self._get_outflow_sql(),
            ),
        )
