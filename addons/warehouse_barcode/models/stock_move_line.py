from collections import defaultdict

from odoo import api, fields, models

from .stock_lot import STOCK_USAGES

# a done line that is corrected in these may give a series another age
CORRECTIONS = {"date", "lot_id", "quant_id"}


class StockMoveLine(models.Model):
    """Lines of done moves tell the age of the series that they brought into stock."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        done = lines.filtered(lambda line: line.state == "done")
        done._note_first_in(fields.Datetime.now())
        return lines

    def write(self, vals):
        if CORRECTIONS.isdisjoint(vals):
            return super().write(vals)
        before = self._get_first_in_given()
        result = super().write(vals)
        self._correct_first_in(before)
        return result

    def _action_done(self):
        begun = fields.Datetime.now()
        result = super()._action_done()
        self.exists()._note_first_in(begun)
        return result

    def _brings_lot_into_stock(self):
        return (
            bool(self.lot_id)
            and self.location_dest_id.usage in STOCK_USAGES
            and self.location_id.usage not in STOCK_USAGES
        )

    def _note_first_in(self, begun):
        """Note the age of the series that have come into stock, or lie there without.

        A series without an age that only moves (it was imported as a quantity, or
        another company sent it under its own name) is as old as its oldest quantity.

        :param begun: quantities from before this moment were not made by these lines
        """
        lines = self.filtered(
            lambda line: line.lot_id and line.location_dest_id.usage in STOCK_USAGES
        )
        ageless = lines.lot_id.filtered(lambda lot: not lot.first_in_date)
        oldest = ageless._get_oldest_in_date(begun) if ageless else {}
        lots_by_date = defaultdict(self.env["stock.lot"].browse)
        for line in lines:
            if line.lot_id in ageless or line._brings_lot_into_stock():
                date = min(line.date, oldest.get(line.lot_id, line.date))
                lots_by_date[date] |= line.lot_id
        for date in sorted(lots_by_date):
            lots_by_date[date]._set_first_in_date(date)

    def _get_first_in_given(self):
        """``[(lot, date)]`` that the done ones of these lines stand for."""
        done = self.filtered(
            lambda line: line.state == "done" and line._brings_lot_into_stock()
        )
        return [(line.lot_id, line.date) for line in done]

    def _correct_first_in(self, before):
        """The date or the series of a done line was corrected: so is the age.

        :param before: see :meth:`_get_first_in_given`
        """
        after = set(self._get_first_in_given())
        changed = [given for given in before if given not in after]
        self.env["stock.lot"].union(
            *[lot for lot, date in changed if lot.first_in_date == date]
        )._read_first_in_date()
        done = self.filtered(lambda line: line.state == "done")
        if after.difference(before):
            done._note_first_in(fields.Datetime.now())
