from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..tools.expiry_forecast import DEFAULT_RATE_DAYS, RATE_DAYS

#: buckets that have a tile, in the order of the screen
TILES = ("expired", "week", "month", "quarter")


class StockExpiryReport(models.Model):
    """Figures above the list of the board."""

    _inherit = "stock.expiry.report"

    @api.model
    @api.readonly
    def get_board(self, domain):
        """Tiles of the board for what the list shows.

        A tile counts what the list would show after a tap on it: conditions on the
        bucket are left out of ``domain``, all others stay.

        :param domain: of the list
        :return: ``{tiles: [{name, count, value}], oldest: {name, product, days} or
            False}``; values are texts, ``False`` for those who may not see them
        """
        domain = self._get_board_domain(domain)
        return {
            "tiles": self._get_tiles(domain),
            "oldest": self._get_oldest(domain),
        }

    @api.model
    def _get_board_domain(self, domain):
        return Domain(domain).map_conditions(
            lambda condition: (
                Domain.TRUE if condition.field_expr == "bucket" else condition
            )
        )

    @api.model
    def _get_tiles(self, domain):
        found = {
            bucket: figures for bucket, *figures in self._count_lots(domain, ["bucket"])
        }
        return [
            self._prepare_tile(*found.get(name, (0, 0.0)), name=name) for name in TILES
        ]

    @api.model
    def _count_lots(self, domain, groupby):
        aggregates = ["lot_id:count_distinct"]
        if self._may_see_value():
            aggregates.append("value:sum_currency")
        return self._read_group(domain, groupby, aggregates)

    @api.model
    def _prepare_tile(self, count, value=0.0, **values):
        return {**values, "count": count, "value": self._format_value(value)}

    @api.model
    def _may_see_value(self):
        return self._has_field_access(self._fields["value"], "read")

    @api.model
    def _format_value(self, value):
        if not self._may_see_value():
            return False
        currency = self.env.company.currency_id
        return formatLang(
            self.env, value or 0.0, currency_obj=currency, rounding_unit="units"
        )

    @api.model
    def _get_oldest(self, domain):
        oldest = self.search(domain, order="first_in_date, id", limit=1)
        return bool(oldest) and {
            "name": oldest.lot_id.display_name,
            "product": oldest.product_id.display_name,
            "days": oldest.age_days,
        }

    @api.model
    @api.readonly
    def get_forecast(self, rate_days=DEFAULT_RATE_DAYS):
        """The tile of the forecast, asked for when the list is there already: it reads
        every series in stock.

        :param rate_days: period of the rate of sale, one of ``RATE_DAYS``
        :return: ``{count, value, rate_days}``; see ``get_board`` for the value
        """
        days = rate_days if rate_days in RATE_DAYS else DEFAULT_RATE_DAYS
        Forecast = self.env["stock.expiry.forecast"].with_context(
            warehouse_barcode_rate_days=days
        )
        count, value = Forecast._get_loss_total()
        return self._prepare_tile(count, value, rate_days=days)
