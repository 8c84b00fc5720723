from functools import cached_property

from odoo.tools import format_date, get_lang

READERS = "sales_process.group_reader"
SALESPEOPLE = "sales_process.group_salesperson"
DIRECTORS = "sales_process.group_director"
ENGINEERS = "sales_process.group_engineer"
STOREKEEPERS = "stock.group_stock_user"
SELLERS = "sales_team.group_sale_salesman"


def get_readable_orders(orders):
    """Orders (read past the rules) that the user may read himself, or whose deal he may.

    A storekeeper may read every order in core: that is for his transfers, not to see
    whose equipment it is.
    """
    user = orders.env.user
    own = orders.sudo(False)
    if not (user.has_group(SELLERS) or user.has_group(READERS)):
        return own.browse()
    readable = own._filtered_access("read")
    deals = orders.opportunity_id.sudo(False)._filtered_access("read")
    return readable | own.filtered(lambda order: order.sudo().opportunity_id in deals)


class PassportScope:
    """What one user may see of one serial number, asked for once per page.

    Technical data (product, orders of production, parts, stock) is for everybody who
    may read the serial number. The client is told to those who see his deal or order,
    to engineers (they go there) and to those who see everything. Documents open only
    for those who may read them (`stock.lot._resolve_passport_links`).
    """

    def __init__(self, lot):
        self.env = lot.env
        self.lot = lot
        # sudo: the page is put together from documents of others; each section shows
        # only what `sees_*` allows
        self.sudo = lot.sudo()

    @cached_property
    def sees_all(self):
        user = self.env.user
        return user.has_group(READERS) or user.has_group(DIRECTORS)

    @cached_property
    def is_engineer(self):
        return self.env.user.has_group(ENGINEERS)

    @cached_property
    def is_salesperson(self):
        return self.env.user.has_group(SALESPEOPLE)

    @cached_property
    def sees_movements(self):
        return self.sees_all or self.env.user.has_group(STOREKEEPERS)

    @cached_property
    def lines(self):
        """Done moves of the serial number, the oldest first."""
        return self.sudo._search_lines(self.lot._get_lot_domain())

    @cached_property
    def rows(self):
        """Where the goods are: see `stock.lot._get_whereabouts`."""
        return self.sudo._get_whereabouts()

    @cached_property
    def shipments(self):
        return [row for row in self.rows if row["where"] in ("shipped", "returned")]

    @cached_property
    def reserved_moves(self):
        """Moves to a client for which the serial number is put by."""
        return (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    *self.lot._get_lot_domain(),
                    ("state", "not in", ("done", "cancel")),
                    ("move_id.sale_line_id", "!=", False),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
            .move_id
        )

    @cached_property
    def orders(self):
        """Every order of the serial number, whoever may read it."""
        orders = self.env["sale.order"].sudo()
        ids = [row["order_id"] for row in self.shipments if row["order_id"]]
        return orders.browse(dict.fromkeys(ids)) | (
            self.reserved_moves.sale_line_id.order_id
        )

    @cached_property
    def own_orders(self):
        """Orders that are told to the user, see `get_readable_orders`."""
        return get_readable_orders(self.orders)

    def sees_client(self, row):
        """Whether the client of a shipment is told."""
        if self.sees_all or self.is_engineer:
            return True
        return self.sees_deal(row)

    def sees_deal(self, row):
        """Whether the order of a shipment is told, and what belongs to it."""
        if self.sees_all or row["order_id"] in self.own_orders.ids:
            return True
        client = self.env["res.partner"].sudo().browse(row["partner_id"])
        return bool(
            self.is_salesperson
            and not row["order_id"]
            and client.commercial_partner_id.user_id == self.env.user
        )

    @cached_property
    def is_foreign(self):
        """The goods are, or were, with clients none of whom is the user's."""
        if not self.shipments:
            return bool(self.orders and not self.own_orders and not self.sees_all)
        return not any(self.sees_client(row) for row in self.shipments)

    # ---- words ---------------------------------------------------------------------

    def format(self, value):
        """A date, or the day of a moment in the user's time zone, in his language."""
        return format_date(self.env, value) if value else ""

    def format_quantity(self, quantity, product):
        digits = self.env["ir.qweb.field.float"].value_to_html(
            quantity, {"decimal_precision": "Product Unit"}
        )
        separator = get_lang(self.env).decimal_point
        number = str(digits)
        if separator and separator in number:
            number = number.rstrip("0").rstrip(separator)
        return f"{number} {product.uom_id.name}"
