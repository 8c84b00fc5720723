from odoo import models
from odoo.tools import SQL

from ..tools import age

FREE = SQL("stock_quant.quantity > stock_quant.reserved_quantity")
SHORT = SQL("COALESCE(stock_quant.quantity, 0) < stock_quant.reserved_quantity")
# what the statements below read: pending writes have to be in the database
READ = ("product_id", "location_id", "lot_id", "quantity", "reserved_quantity")


class StockQuant(models.Model):
    """Free quantities in the order of the strategy, read only as far as needed."""

    _inherit = "stock.quant"

    def _select_spots(self, domain, condition, product, location, strategy, limit=None):
        """Rows ``(id, free quantity)`` in the order of the strategy.

        The places where the product lies are found one by one in the index (their
        number does not grow with the number of series), then the first rows of each.

        :param condition: ``FREE`` or ``SHORT``: each has an index of its own
        :param domain: search domain, no wider than ``location`` with its sublocations
        """
        query = self._search(domain)
        if query.is_empty():
            return []
        self.flush_model([*READ, *age.ORDERS[strategy][:-1]])
        product_id = product.id
        names = [SQL.identifier(name) for name in age.ORDERS[strategy]]
        columns = [SQL("stock_quant.%s", name) for name in names]
        limited = SQL("LIMIT %s", limit) if limit else SQL()
        return self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE spot(id) AS (
                    (SELECT stock_quant.location_id
                       FROM stock_quant
                      WHERE stock_quant.product_id = %(product)s AND %(condition)s
                   ORDER BY stock_quant.location_id
                      LIMIT 1)
                     UNION ALL
                    SELECT (SELECT stock_quant.location_id
                              FROM stock_quant
                             WHERE stock_quant.product_id = %(product)s
                               AND stock_quant.location_id > spot.id
                               AND %(condition)s
                          ORDER BY stock_quant.location_id
                             LIMIT 1)
                      FROM spot
                     WHERE spot.id IS NOT NULL
                )
                SELECT found.id, found.free
                  FROM spot
                  JOIN stock_location place ON place.id = spot.id
            CROSS JOIN LATERAL (
                           SELECT %(columns)s,
                                  COALESCE(stock_quant.quantity, 0)
                                  - stock_quant.reserved_quantity AS free
                             FROM %(tables)s
                            WHERE stock_quant.product_id = %(product)s
                              AND stock_quant.location_id = spot.id
                              AND %(condition)s
                              AND %(where)s
                         ORDER BY %(columns)s
                               %(limited)s
                       ) found
                 WHERE place.parent_path LIKE %(path)s
              ORDER BY %(order)s
                       %(limited)s
                """,
                product=product_id,
                condition=condition,
                columns=SQL(", ").join(columns),
                tables=query.from_clause,
                where=query.where_clause or SQL("TRUE"),
                path=f"{location.sudo().parent_path}%",
                order=SQL(", ").join(SQL("found.%s", name) for name in names),
                limited=limited,
            )
        )
