from odoo import fields, models
from odoo.tools import SQL

STOCK_USAGES = ("internal", "transit")
ALL = SQL()  # no further condition


class StockLot(models.Model):
    _inherit = "stock.lot"

    first_in_date = fields.Datetime(
        string="First in stock",
        readonly=True,
        copy=False,
        help="When this series first came into our stock. Unlike the incoming date of "
        "the quantities it stays after returns, recounts and moves between shelves.",
    )
    _product_first_in_date_idx = models.Index("(product_id, first_in_date)")

    def _set_first_in_date(self, date):
        """Note the first entry into stock; a later entry never makes a series newer."""
        fresh = self.filtered(
            lambda lot: not lot.first_in_date or lot.first_in_date > date
        )
        if fresh:
            # sudo: the age is kept by the system, whoever does the move
            fresh.sudo().write({"first_in_date": date})

    def _get_oldest_in_date(self, before):
        """``{lot: date}``: the oldest quantity that lay in stock before a moment."""
        # sudo: the quantities of all companies belong to the history of a series
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("lot_id", "in", self.ids),
                    ("location_id.usage", "in", STOCK_USAGES),
                    ("quantity", ">", 0),
                    ("in_date", "<", before),
                ],
                ["lot_id"],
                ["in_date:min"],
            )
        )
        return dict(groups)

    def _read_first_in_date(self):
        """Take the age anew from the history: one of its dates has been corrected."""
        if not self:
            return
        self.env["stock.move.line"].flush_model()
        self.env["stock.quant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot.id, COALESCE(history.date, onhand.date)
                  FROM stock_lot lot
             LEFT JOIN (%s) history ON history.lot_id = lot.id
             LEFT JOIN (%s) onhand ON onhand.lot_id = lot.id
                 WHERE lot.id IN %s
                """,
                self._get_first_in_query(SQL("AND line.lot_id IN %s", self._ids)),
                self._get_oldest_quant_query(SQL("AND lot_id IN %s", self._ids)),
                self._ids,
            )
        )
        for lot_id, date in rows:
            # sudo: the age is kept by the system, whoever corrects the move
            self.browse(lot_id).sudo().first_in_date = date

    def _init_first_in_date(self):
        """Fill the age of the series that were here before the addon, in one go.

        The first done line that brought the series from outside into stock; for a
        series without such a line, the oldest incoming date of its quantities.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_lot lot
                   SET first_in_date = COALESCE(history.date, onhand.date)
                  FROM stock_lot same
             LEFT JOIN (%s) history ON history.lot_id = same.id
             LEFT JOIN (%s) onhand ON onhand.lot_id = same.id
                 WHERE same.id = lot.id
                   AND lot.first_in_date IS NULL
                   AND COALESCE(history.date, onhand.date) IS NOT NULL
                """,
                self._get_first_in_query(),
                self._get_oldest_quant_query(),
            )
        )
        self.env.invalidate_all(flush=False)
        self.env["stock.quant"]._init_age()

    def _get_first_in_query(self, condition=ALL):
        return SQL(
            """
            SELECT line.lot_id, MIN(line.date) AS date
              FROM stock_move_line line
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location target ON target.id = line.location_dest_id
             WHERE line.state = 'done'
               AND line.lot_id IS NOT NULL
               AND target.usage IN %s
               AND source.usage NOT IN %s
                   %s
          GROUP BY line.lot_id
            """,
            STOCK_USAGES,
            STOCK_USAGES,
            condition,
        )

    def _get_oldest_quant_query(self, condition=ALL):
        return SQL(
            """
            SELECT quant.lot_id, MIN(quant.in_date) AS date
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
             WHERE quant.lot_id IS NOT NULL
               AND quant.quantity > 0
               AND location.usage IN %s
                   %s
          GROUP BY quant.lot_id
            """,
            STOCK_USAGES,
            condition,
        )
