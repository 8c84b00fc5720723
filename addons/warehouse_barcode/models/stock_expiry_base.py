import pytz

from odoo import api, fields, models
from odoo.tools import SQL

#: who may see what the stock is worth
VALUE_GROUPS = "stock.group_stock_manager,mrp.group_mrp_manager"


class StockExpiryBase(models.AbstractModel):
    """What the board and the forecast of expiry agree on: the day, the price, a sale.

    * A day is a day of the user's time zone, or of the company's when the user has none.
      A series is good through its last day (see ``warehouse.barcode.age._is_expired``).
    * A unit is worth the cost of the product in the company that holds it. Goods that
      belong to somebody else are worth nothing to us.
    * A sale is goods that went from stock to a customer, or into production.
    """

    _name = "stock.expiry.base"
    _description = "Rules of Expiry Reports"

    @api.model
    def _get_zone(self):
        # sudo: the time zone of the company, whoever may read its address
        company_zone = self.env.company.sudo().partner_id.tz
        zone = self.env.context.get("tz") or self.env.user.tz or company_zone
        return zone if zone in pytz.all_timezones_set else "UTC"

    @api.model
    def _get_today(self):
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(self._get_zone())).date()

    @api.model
    def _get_day_sql(self, moment):
        """The day of a moment, which the database keeps in UTC."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._get_zone()
        )

    @api.model
    def _get_price_sql(self):
        """Cost of ``product`` in the company of ``quant``, as the field itself reads it:
        the value of the company, else the default of the company."""
        Product = self.env["product.product"]
        field = Product._fields["standard_price"]
        prices = [SQL("(product.standard_price ->> quant.company_id::text)::float")]
        for company in self.env.companies:
            fallback = field.get_company_dependent_fallback(
                Product.with_company(company)
            )
            if fallback:
                prices.append(
                    SQL(
                        "CASE WHEN quant.company_id = %s THEN %s::float END",
                        company.id,
                        fallback,
                    )
                )
        return SQL(
            """
            CASE WHEN quant.owner_id IS NULL OR quant.owner_id = company.partner_id
                 THEN COALESCE(%s, 0.0) ELSE 0.0 END
            """,
            SQL(", ").join(prices),
        )

    @api.model
    def _get_stock_from_sql(self):
        """Series that lie on our shelves, with what both reports need of them."""
        return SQL(
            """
                  FROM stock_quant quant
                  JOIN stock_lot lot ON lot.id = quant.lot_id
                  JOIN stock_location location ON location.id = quant.location_id
                  JOIN product_product product ON product.id = quant.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
             LEFT JOIN res_company company ON company.id = quant.company_id
            """
        )

    @api.model
    def _get_stock_where_sql(self):
        return SQL("location.usage = 'internal' AND quant.quantity > 0")

    @api.model
    def _get_outflow_sql(self):
        """Done lines that took goods out of stock to customers or into production."""
        return SQL(
            """
                  FROM stock_move_line line
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location target ON target.id = line.location_dest_id
                 WHERE line.state = 'done'
                   AND source.usage IN ('internal', 'transit')
                   AND target.usage IN ('customer', 'production')
            """
        )
