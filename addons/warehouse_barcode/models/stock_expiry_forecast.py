import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import age, expiry_forecast
from .stock_expiry_base import VALUE_GROUPS

COLUMNS = SQL(
    """id int, product_id int, categ_id int, lot_id int, company_id int, uom_id int,
    currency_id int, quantity float, rate float, last_day date, days_left int,
    empty_date date, lost_quantity float, lost_value float, loss_date date"""
)
#: columns of a series that its row shows as they are
KEPT = (
    "id", "product_id", "categ_id", "lot_id", "company_id", "uom_id", "currency_id",
    "quantity", "last_day",
)  # fmt: skip


class StockExpiryForecast(models.Model):
    """What will expire unsold at the present rate of sale: a row for each series.

    1. The rate of a product is what went to customers and into production over a period
       (context ``warehouse_barcode_rate_days``, 90 days if not said), less what
       customers returned, per day, over all warehouses of the company.
    2. Series are taken in the order of the removal strategy of the product.
    3. Each is sold until its last day: the day of expiry, or the day of removal when it
       comes first, for reservation leaves the series alone from then on.
    4. What is left then is expected to be written off on that day; what has expired
       already, today.

    The arithmetic is ``tools.expiry_forecast.forecast``. Rows are reckoned whenever they
    are read: nothing is stored, nothing gets old.
    """

    _name = "stock.expiry.forecast"
    _inherit = ["stock.expiry.base"]
    _description = "Write-off Forecast"
    _auto = False
    _order = "loss_date, lost_quantity desc, id"
    _rec_name = "lot_id"

    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Series", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Float(string="In stock", digits="Product Unit", readonly=True)
    rate = fields.Float(
        string="Sold per day",
        digits=(16, 3),
        readonly=True,
        aggregator="avg",
        help="To customers and into production, less returns, on average of the period.",
    )
    last_day = fields.Date(string="Good until", readonly=True)
    days_left = fields.Integer(readonly=True, aggregator="min")
    empty_date = fields.Date(
        string="Sold out on",
        readonly=True,
        help="Empty when the series will not be sold out in time.",
    )
    lost_quantity = fields.Float(
        string="Will be written off", digits="Product Unit", readonly=True
    )
    lost_value = fields.Monetary(
        string="Write-off value", readonly=True, groups=VALUE_GROUPS
    )
    loss_date = fields.Date(string="Write-off date", readonly=True)

    @property
    def _table_query(self):
        rows = json.dumps(self._get_rows(), default=str)
        return SQL(
            "SELECT * FROM jsonb_to_recordset(%s::jsonb) AS row(%s)", rows, COLUMNS
        )

    def action_open_lot(self):
        self.ensure_one()
        return self.lot_id._get_records_action()

    @api.model
    def _get_loss_domain(self):
        """Series that are good today and will not be sold in time."""
        return Domain("lost_quantity", ">", 0) & Domain("days_left", ">=", 0)

    @api.model
    def _get_loss_total(self):
        """Number of those series and their value in the currency of the company: what
        the list filtered by ``_get_loss_domain`` shows, without asking the database for
        rows that it was given."""
        self.check_access("read")
        company, today = self.env.company, self._get_today()
        lots, values = set(), {}
        for row in self._get_rows():
            if row["lost_quantity"] > 0 and row["days_left"] >= 0:
                lots.add(row["lot_id"])
                currency_id = row["currency_id"]
                values[currency_id] = values.get(currency_id, 0) + row["lost_value"]
        currencies = self.env["res.currency"].browse(values)
        return len(lots), sum(
            currency._convert(values[currency.id], company.currency_id, company, today)
            for currency in currencies
        )

    @api.model
    def _get_rate_days(self):
        days = self.env.context.get("warehouse_barcode_rate_days")
        known = days in expiry_forecast.RATE_DAYS
        return days if known else expiry_forecast.DEFAULT_RATE_DAYS

    @api.model
    def _get_rows(self):
        queues = {}
        for series in self._read_series():
            key = (series["product_id"], series["company_id"])
            queues.setdefault(key, []).append(series)
        strategies = self._get_strategies(queues)
        rates = self._read_rates({product_id for product_id, _company in queues})
        rows = []
        for key, queue in queues.items():
            self._sort_queue(queue, strategies[key])
            rows += self._prepare_rows(queue, rates.get(key, 0.0))
        return rows

    @api.model
    def _read_series(self):
        """Series of products that have dates, one for each series and company."""
        self._flush_sources()
        self.env.cr.execute(self._select_series())
        return self.env.cr.dictfetchall()

    @api.model
    def _flush_sources(self):
        depends = self.env["stock.expiry.report"]._depends
        for name, names in depends.items():
            self.env[name].flush_model(names)
        self.env["stock.move.line"].flush_model(["quantity_product_uom"])

    @api.model
    def _select_series(self):
        return SQL(
            """
                SELECT MIN(quant.id) AS id, quant.product_id, template.categ_id,
                       quant.lot_id, quant.company_id, template.uom_id,
                       COALESCE(company.currency_id, %(currency)s) AS currency_id,
                       SUM(quant.quantity) AS quantity,
                       SUM(quant.quantity * %(price)s) AS value,
                       MIN(quant.location_id) AS location_id,
                       to_char(COALESCE(lot.first_in_date, MIN(quant.in_date)),
                               'YYYY-MM-DD HH24:MI:SS') AS first_in,
                       to_char(lot.removal_date, 'YYYY-MM-DD HH24:MI:SS') AS removal,
                       LEAST(%(expiry)s, %(removal)s) AS last_day
                %(tables)s
                 WHERE %(where)s
                   AND quant.company_id IN %(companies)s
                   AND quant.product_id IN (
                       SELECT product_id FROM stock_lot
                        WHERE expiration_date IS NOT NULL
                       )
              GROUP BY quant.product_id, template.id, lot.id, quant.lot_id,
                       quant.company_id, company.id
            """,
            currency=self.env.company.currency_id.id,
            price=self._get_price_sql(),
            expiry=self._get_day_sql(SQL("lot.expiration_date")),
            removal=self._get_day_sql(SQL("lot.removal_date")),
            tables=self._get_stock_from_sql(),
            where=self._get_stock_where_sql(),
            companies=tuple(self.env.companies.ids),
        )

    @api.model
    def _get_strategies(self, queues):
        """``{(product, company): removal strategy}``, read for all of them at once."""
        Quant = self.env["stock.quant"]
        products = self.env["product.product"].browse(
            product_id for product_id, _company in queues
        )
        locations = self.env["stock.location"].browse(
            queue[0]["location_id"] for queue in queues.values()
        )
        return {
            key: Quant._get_removal_strategy(product, location)
            for key, product, location in zip(queues, products, locations, strict=True)
        }

    @api.model
    def _sort_queue(self, queue, strategy):
        queue.sort(
            key=lambda series: (
                age.key(strategy, series["first_in"], series["removal"]),
                series["id"],
            ),
            reverse=strategy == "lifo",
        )

    @api.model
    def _read_rates(self, product_ids):
        """``{(product, company): units a day}``."""
        if not product_ids:
            return {}
        days = self._get_rate_days()
        self.env.cr.execute(
            SQL(
                """
                SELECT product_id, company_id, SUM(sold), SUM(returned)
                  FROM (
                       SELECT line.product_id, line.company_id,
                              line.quantity_product_uom AS sold, 0.0 AS returned
                              %(outflow)s AND line.date >= %(since)s
                                          AND line.product_id IN %(products)s
                       UNION ALL
                       SELECT line.product_id, line.company_id, 0.0,
                              line.quantity_product_uom
                              %(returns)s AND line.date >= %(since)s
                                          AND line.product_id IN %(products)s
                       ) AS flow
              GROUP BY product_id, company_id
                """,
                outflow=self._get_outflow_sql(),
                returns=self._get_returns_sql(),
                since=fields.Datetime.now() - timedelta(days=days),
                products=tuple(product_ids),
            )
        )
        return {
            (product_id, company_id): expiry_forecast.get_rate(sold, returned, days)
            for product_id, company_id, sold, returned in self.env.cr.fetchall()
        }

    @api.model
    def _get_returns_sql(self):
        return SQL(
            """
                  FROM stock_move_line line
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location target ON target.id = line.location_dest_id
                 WHERE line.state = 'done'
                   AND source.usage = 'customer'
                   AND target.usage IN ('internal', 'transit')
            """
        )

    @api.model
    def _prepare_rows(self, queue, rate):
        """Rows of the series that have a last day."""
        today = self._get_today()
        outlooks = expiry_forecast.forecast(
            [
                expiry_forecast.Series(
                    series["id"],
                    series["quantity"],
                    series["last_day"] and (series["last_day"] - today).days,
                )
                for series in queue
            ],
            rate,
        )
        return [
            self._prepare_row(series, outlook, rate, today)
            for series, outlook in zip(queue, outlooks, strict=True)
            if series["last_day"]
        ]

    @api.model
    def _prepare_row(self, series, outlook, rate, today):
        lost = outlook.lost if outlook.lost > 1e-6 else 0.0
        last_day = series["last_day"]
        sold_out = outlook.empty_in is not None
        return {
            **{name: series[name] for name in KEPT},
            "rate": rate,
            "days_left": (last_day - today).days,
            "empty_date": today + timedelta(days=outlook.empty_in)
            if sold_out
            else None,
            "lost_quantity": lost,
            "lost_value": series["value"] * lost / series["quantity"],
            "loss_date": max(last_day, today) if lost else None,
        }
