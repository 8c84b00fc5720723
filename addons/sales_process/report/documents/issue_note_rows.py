from odoo import models


class SalesIssueNoteRows(models.AbstractModel):
    """Rows of a goods issue note: what is issued, of which series, from which shelf."""

    _name = "sales.issue.note.rows"
    _inherit = "sales.basis.form"
    _description = "Rows of a Goods Issue Note"

    def _prepare_rows(self, moves):
        """One row for each product, series, shelf and package; then what is missing.

        :param moves: stock moves, cancelled ones too
        :return: list of dicts; numbers are numbers, ``sale_line`` and ``uom`` records
        """
        rows, packages = [], set()
        for move in moves.filtered(lambda move: move.state != "cancel"):
            rows += self._prepare_move_rows(move, packages)
        for number, row in enumerate(rows, 1):
            row["number"] = number
        return rows

    def _prepare_move_rows(self, move, packages):
        groups = move.move_line_ids.filtered("quantity").grouped(self._get_row_key)
        rows = [
            self._prepare_row(move, lines, self._count_places(lines, packages))
            for lines in groups.values()
        ]
        left = move.product_uom_qty - move.quantity
        if move.state != "done" and move.product_uom.compare(left, 0) > 0:
            rows.append(self._prepare_missing_row(move, left))
        return rows

    def _get_row_key(self, line):
        return (
            line.lot_id,
            line.lot_name,
            line.location_id,
            line.result_package_id,
            line.product_uom_id,
        )

    def _count_places(self, lines, packages):
        """Packages that no earlier row has: so the rows add up to all places."""
        own = {package.id for package in lines.result_package_id.outermost_package_id}
        new = own - packages
        packages |= new
        return len(new)

    def _prepare_row(self, move, lines, places):
        line = lines[:1]
        lot = line.lot_id
        return {
            **self._prepare_goods(
                move, line.product_uom_id, sum(lines.mapped("quantity"))
            ),
            "series": lot.name or line.lot_name or "",
            "expires": self._get_expiry(lot, move.company_id),
            "shelf": self._say_shelf(line.location_id),
            "places": places,
            "is_reserved": True,
        }

    def _prepare_missing_row(self, move, quantity):
        return {
            **self._prepare_goods(move, move.product_uom, quantity),
            "series": "",
            "expires": False,
            "shelf": "",
            "places": 0,
            "is_reserved": False,
        }

    def _prepare_goods(self, move, uom, quantity):
        product = move.product_id
        own = uom._compute_quantity(quantity, product.uom_id, round=False)
        return {
            "article": product.default_code or "",
            "name": product.with_context(display_default_code=False).display_name,
            "unit": self._say_unit(uom),
            "uom": uom,
            "quantity": quantity,
            "weight": product.weight * own,
            "volume": product.volume * own,
            # sudo: the storekeeper need not be allowed to read orders; parts of a kit
            # have no price of their own
            "sale_line": move.sudo().sale_line_id.filtered(
                lambda line: line.product_id == product
            ),
        }

    def _get_expiry(self, lot, company):
        """The last day of the series, where expiry is installed."""
        if not lot or "expiration_date" not in lot._fields:
            return False
        return company._get_local_day(lot.expiration_date)

    def _say_shelf(self, location):
        """Where it lies, without the name of the warehouse."""
        stock = location.warehouse_id.lot_stock_id
        inside = f"{stock.complete_name}/"
        name = location.complete_name or ""
        return (
            name.removeprefix(inside) if stock and location != stock else location.name
        )
