from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.barcode import draw_code
from ...tools.documents.pages import row_height, split_pages
from ...tools.documents.tax_rows import distribute

MODULE = 0.38  # millimetres of the narrowest bar
CODE_WIDTH = 85  # the widest code, millimetres
CODE_HEIGHT = 13
QR_SIZE = 22
# millimetres: of a page, of its title and columns, of the columns alone, of what follows
PAGE, HEAD, COLUMNS, LAST_ROOM = 186, 24, 10, 40
LINE, PADDING = 4, 2  # millimetres of a line of text, around a row
HEAD_CHARS = 120  # of a line of the head
HEAD_ROWS = (
    "supplier",
    "warehouse",
    "buyer",
    "recipient",
    "basis",
    "delivery",
    "attorney",
)
PRICE_GROUPS = (
    "sales_process.group_accountant",
    "account.group_account_readonly",
    "account.group_account_invoice",
)


class SalesIssueNote(models.AbstractModel):
    """The goods issue note, for shipments and for components of an order (R096).

    1. A transfer that is done shows what has gone; before that what is reserved, with
       series and shelf, and what is not reserved yet.
    2. Prices are there when the director has switched them on, and only for people of
       accounting: the note of a storekeeper has none.
    3. The barcode is the number of the document: the scanner opens it.
    """

    _name = "sales.issue.note"
    _inherit = "sales.issue.note.rows"
    _description = "Form of a Goods Issue Note"

    def _prepare_note(self, record, moves):
        """What the notes of all kinds of documents have in common."""
        rows = self._prepare_rows(moves)
        if not rows:
            raise UserError(
                self.env._("%(document)s: nothing is issued.", document=record.name)
            )
        prices = self._prepare_prices(rows)
        return {
            "title": record._get_print_title("goods_issue_note"),
            "number": record.name,
            "day": record._get_note_day(),
            "is_done": record.state == "done",
            "supplier": record.company_id.partner_id._get_party_line(),
            "warehouse": self._say_warehouse(record),
            "code": self._draw_number(record.name),
            "has_expiry": "expiration_date" in self.env["stock.lot"]._fields,
            "rows": rows,
            "places": sum(row["places"] for row in rows),
            **self._prepare_sizes(rows),
            **prices,
        }

    def _say_warehouse(self, record):
        # sudo: where the goods lie is written on the paper that goes with them
        warehouse = record.picking_type_id.warehouse_id.sudo()
        address = warehouse.partner_id and warehouse.partner_id._get_form_address()
        return ", ".join(filter(None, (warehouse.name, address)))

    def _draw_number(self, name):
        code = draw_code(name)
        if not code["is_linear"]:
            return {**code, "width": QR_SIZE, "height": QR_SIZE}
        module = min(MODULE, CODE_WIDTH / code["columns"])
        return {**code, "width": module * code["columns"], "height": CODE_HEIGHT}

    def _finish_note(self, form):
        """The note with its pages: each has its own table, for no build repeats heads.

        :param dict form: all that the note shows
        """
        widths = {
            "name": 34 if form["has_prices"] else 64,
            "article": 13,
            "series": 16,
            "shelf": 15,
            "unit": 6,
        }
        heights = [
            max(
                row_height(row[name], width, LINE, PADDING)
                for name, width in widths.items()
            )
            for row in form["rows"]
        ]
        head = sum(
            row_height(form[name], HEAD_CHARS, LINE, PADDING / 2)
            for name in HEAD_ROWS
            if form[name] or name == "attorney"
        )
        pages = split_pages(heights, PAGE - HEAD - head, PAGE - COLUMNS, LAST_ROOM)
        return {**form, "pages": pages}

    def _prepare_sizes(self, rows):
        products = self.env["product.template"]
        return {
            "weight": sum(row["weight"] for row in rows),
            "weight_unit": products._get_weight_uom_name_from_ir_config_parameter(),
            "volume": sum(row["volume"] for row in rows),
            "volume_unit": products._get_volume_uom_name_from_ir_config_parameter(),
        }

    # ---- prices --------------------------------------------------------------------

    def _may_show_prices(self):
        """The switch is on, and the user is of accounting: the paper goes with him."""
        if not self.env["sales.settings"]._get_value("note_prices"):
            return False
        return any(self.env.user.has_group(group) for group in PRICE_GROUPS)

    def _prepare_prices(self, rows):
        """Prices of the rows by the order, with VAT; without the right there are none.

        Goods without an order line of their own, parts of a kit for example, have none.
        """
        lines = [row.pop("sale_line") for row in rows]
        uoms = [row.pop("uom") for row in rows]
        orders = self.env["sale.order.line"].sudo().union(*lines).order_id
        if not self._may_show_prices() or len(orders.currency_id) != 1:
            return {"has_prices": False}
        currency = orders.currency_id
        parts = {}
        for row, line, uom in zip(rows, lines, uoms, strict=True):
            row["price"] = row["sum"] = None
            if line.product_uom_qty:
                parts.setdefault(line, []).append((row, uom))
        for line, own in parts.items():
            self._price_rows(line, own, currency)
        total = sum(row["sum"] or 0 for row in rows)
        return {
            "has_prices": True,
            "currency": currency,
            "total": currency.round(total),
        }

    def _price_rows(self, line, parts, currency):
        """Prices of the rows of one order line: all of it costs what the order says.

        :param parts: list of (row, its unit)
        """
        ordered = line.product_uom_qty
        weights = [
            uom._compute_quantity(row["quantity"], line.product_uom_id, round=False)
            for row, uom in parts
        ]
        whole = max(ordered, sum(weights))
        sums = distribute(
            line.price_total * whole / ordered,
            [*weights, whole - sum(weights)],
            currency.decimal_places,
        )
        for (row, _uom), weight, amount in zip(parts, weights, sums, strict=False):
            row["sum"] = amount
            price = line.price_total / ordered * weight / row["quantity"]
            row["price"] = currency.round(price)
