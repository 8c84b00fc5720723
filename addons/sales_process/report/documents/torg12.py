from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.documents.pages import row_height
from ...tools.documents.print_text import digits_of, russian_date
from ...tools.documents.tax_rows import WITHOUT_TAX
from ...tools.documents.transfer import page_rows, text_height
from ...tools.documents.words import number_in_words

# millimetres of a page: head without its texts, header of the table, what ends it
CURRENCY_WORDS = {"RUB": "руб. коп."}
PAGE, HEAD, TABLE, END = 190.0, 43.0, 13.0, 66.0


class DeliveryNoteForm(models.AbstractModel):
    """The delivery note TORG-12 (OKUD 0330212, decree 132 of 25.12.1998; R098).

    Only goods stand in it: services have an act. It is printed of a shipment, with the
    prices of its orders, or of an invoice with those of the invoice.
    """

    _name = "sales.torg12.form"
    _inherit = "sales.transfer.form"
    _description = "Form TORG-12"

    def _prepare_note(self, values, company, client, orders, currency):
        """The form of what a shipment and an invoice have in common.

        :param values: what is own to the document: number, date, rows, consignee,
            shipments
        """
        self._check_details(company, client)
        rows, pickings = values["rows"], values.pop("pickings")
        totals = self._sum_rows(rows, currency.decimal_places)
        basis = self._get_basis(orders)
        note = {
            "title": f"Товарная накладная № {values['number']} от "
            f"{russian_date(values['date'])}",
            "consignor": company.partner_id._get_party_line(with_bank=True),
            "supplier": company.partner_id._get_party_line(with_bank=True),
            "payer": client._get_party_line(with_bank=True),
            "okpo": company.partner_id.l10n_ru_okpo or "",
            "payer_okpo": client.l10n_ru_okpo or "",
            "basis": "; ".join(paper["name"] for paper in basis),
            "basis_number": "; ".join(paper["number"] or "" for paper in basis),
            "basis_date": basis[0]["date"] if len(basis) == 1 else False,
            "currency": currency,
            "currency_words": CURRENCY_WORDS.get(currency.name, currency.name),
            "totals": totals,
            "is_taxed": any(row["rate"] != WITHOUT_TAX for row in rows),
            "count_words": number_in_words(len(rows)).capitalize(),
            "signers": self._prepare_signers(company),
            **self._prepare_cargo(pickings),
            **self._prepare_attorney(pickings),
            **values,
        }
        note["units"] = self._sum_units(rows)
        note["pages"] = self._split_rows(note)
        note["sheets"] = len(note["pages"])
        return note

    def _prepare_cargo(self, pickings):
        places = sum(pickings.mapped("l10n_ru_places"))
        waybills = pickings.filtered("l10n_ru_waybill_no")
        return {
            "places": places,
            "places_words": number_in_words(places).capitalize() if places else "",
            "net": pickings._get_net_weight(),
            "gross": pickings._get_gross_weight(),
            "waybill": "; ".join(waybills.mapped("l10n_ru_waybill_no")),
            "waybill_date": waybills[:1].l10n_ru_waybill_date,
        }

    def _prepare_attorney(self, pickings):
        given = pickings.filtered("l10n_ru_attorney_no")[:1]
        return {
            "attorney_no": given.l10n_ru_attorney_no or "",
            "attorney_date": given.l10n_ru_attorney_date,
            "attorney_person": given.l10n_ru_attorney_person or "",
        }

    def _sum_units(self, rows):
        """The quantity of all rows, when they have one unit; else nothing."""
        if len({row["unit"] for row in rows}) > 1:
            return None
        return sum(row["quantity"] for row in rows)

    def _number_rows(self, rows):
        return [{**row, "number": number} for number, row in enumerate(rows, 1)]

    def _split_rows(self, note):
        heights = [
            max(
                row_height(row["name"], 42, 2.85, 1.2),
                row_height(row["code"], 12, 2.85, 1.2),
            )
            for row in note["rows"]
        ]
        head = HEAD + text_height(
            [
                (note[name], 120)
                for name in ("consignor", "consignee", "supplier", "payer", "basis")
            ],
            3.2,
        )
        rest = PAGE - TABLE
        return [
            [note["rows"][index] for index in page]
            for page in page_rows(heights, rest - head, rest, END)
        ]


class ShipmentDeliveryNote(models.AbstractModel):
    """TORG-12 of a shipment: what has left, at the prices of its orders.

    The amounts of a line that leaves in parts are its share of the order's line.
    """

    _name = "report.sales_process.torg12"
    _inherit = "sales.torg12.form"
    _description = "Delivery Note of a Shipment"
    _form_model = "stock.picking"

    def _prepare_form(self, record):
        """
        :raises UserError: it is no shipment of an order, or nothing is ready
        :raises AccessError: the order is of a deal that the user does not read
        """
        # sudo: what the shipment moves; its orders the user has to read himself
        picking = record.sudo()
        moves = self._get_shipped_moves(picking)
        orders = moves.sale_line_id.order_id
        if not orders:
            raise UserError(
                self.env._(
                    "%(name)s ships no goods of an order that are ready: there is nothing "
                    "to print. Reserve or validate it first; goods without an order are "
                    "printed from their invoice.",
                    name=record.display_name,
                )
            )
        orders.sudo(False).check_access("read")
        client = orders[0].partner_invoice_id.commercial_partner_id
        consignee = picking.partner_id or orders[0].partner_shipping_id
        values = {
            "number": digits_of(picking.name),
            "date": self._get_day(picking),
            "rows": self._number_rows(self._prepare_rows(orders, moves)),
            "consignee": self._say_consignee(consignee),
            "pickings": picking,
        }
        return self._prepare_note(
            values, picking.company_id, client, orders, orders[0].currency_id
        )

    def _get_day(self, picking):
        if not picking.date_done:
            return fields.Date.context_today(picking)
        return fields.Datetime.context_timestamp(picking, picking.date_done).date()

    def _get_shipped_moves(self, picking):
        if picking.picking_type_code != "outgoing":
            return picking.move_ids.browse()
        return picking.move_ids.filtered(
            lambda move: (
                move.state in ("assigned", "partially_available", "done")
                and move.quantity
                and move.sale_line_id
            )
        )

    def _prepare_rows(self, orders, moves):
        rows = []
        for order in orders:
            digits = order.currency_id.decimal_places
            earlier = self._get_earlier_moves(order, moves.picking_id)
            for values in self._get_transfer_lines(order):
                line = values["line"]
                quantity = self._get_shipped(line, _of_line(moves, line))
                if quantity:
                    before = self._get_shipped(line, _of_line(earlier, line))
                    share = self._take_share(values, before, quantity, digits)
                    rows.append(self._prepare_row(share, digits))
        return rows

    def _get_earlier_moves(self, order, picking):
        """What left with earlier shipments of the order."""
        return order.order_line.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.picking_id != picking
                and move.location_dest_id.usage == "customer"
                and (
                    not picking.date_done
                    or move.picking_id.date_done < picking.date_done
                )
            )
        )

    def _get_shipped(self, line, moves):
        """How much of the order's line the moves take, in its unit; of a kit as many
        as its parts make."""
        if not moves or moves.product_id == line.product_id:
            return sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in moves
            )
        planned = line.move_ids.filtered(
            lambda move: (
                move.state != "cancel" and move.location_dest_id.usage == "customer"
            )
        )
        parts = []
        for product, needed in planned.grouped("product_id").items():
            leaving = moves.filtered(lambda move, one=product: move.product_id == one)
            total = sum(needed.mapped("product_qty"))
            taken = sum(
                move.product_uom._compute_quantity(move.quantity, product.uom_id)
                for move in leaving
            )
            parts.append(taken / total if total else 1.0)
        return line.product_uom_id.round(line.product_uom_qty * min(parts, default=0))

    def _take_share(self, values, before, quantity, digits):
        """The part of the amounts of a line that leaves.

        It is what the order costs up to here without what left before, so the shares
        of all shipments add up to the line.
        """
        ordered = values["quantity"] or 1.0
        share = {
            name: round(
                round(values[name] * (before + quantity) / ordered, digits)
                - round(values[name] * before / ordered, digits),
                digits,
            )
            for name in ("base", "tax")
        }
        total = round(share["base"] + share["tax"], digits)
        return {**values, **share, "quantity": quantity, "total": total}


def _of_line(moves, line):
    return moves.filtered(lambda move: move.sale_line_id == line)


class InvoiceDeliveryNote(models.AbstractModel):
    """TORG-12 of a posted invoice: its goods at its prices."""

    _name = "report.sales_process.torg12_invoice"
    _inherit = "sales.torg12.form"
    _description = "Delivery Note of an Invoice"
    _form_model = "account.move"

    def _prepare_form(self, record):
        """
        :raises UserError: no posted invoice, or it has no goods
        """
        digits = record.currency_id.decimal_places
        rows = [
            self._prepare_row(values, digits)
            for values in self._get_transfer_lines(record)
            if values["line"].product_id.type == "consu"
        ]
        if record.move_type != "out_invoice" or record.state != "posted" or not rows:
            raise UserError(
                self.env._(
                    "%(name)s: a delivery note is printed of a posted customer invoice "
                    "with goods.",
                    name=record.display_name,
                )
            )
        # sudo: shipments and orders of an invoice that the user reads
        move = record.sudo()
        consignee = move.partner_shipping_id or move.partner_id
        values = {
            "number": digits_of(record.name),
            "date": record.invoice_date,
            "rows": self._number_rows(rows),
            "consignee": self._say_consignee(consignee),
            "pickings": move._get_upd_pickings(),
        }
        return self._prepare_note(
            values,
            move.company_id,
            move.partner_id.commercial_partner_id,
            move.invoice_line_ids.sale_line_ids.order_id,
            record.currency_id,
        )
