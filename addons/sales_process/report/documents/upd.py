from odoo import models
from odoo.exceptions import UserError

from ...tools.documents.pages import row_height
from ...tools.documents.print_text import digits_of, russian_date
from ...tools.documents.tax_rows import WITHOUT_TAX
from ...tools.documents.transfer import (
    DASH,
    currency_text,
    form_caption,
    is_new_form,
    page_rows,
    text_height,
    transfer_numbers,
)

# millimetres: a page, its head without the texts, the header of the table, what ends
# the document (total, signatures, transfer part)
PAGE, HEAD, TABLE, END = 190.0, 10.0, 18.5, 74.5


class UniversalTransferDocument(models.AbstractModel):
    """The universal transfer document (UPD) of a posted invoice (R098).

    Form: letter of the Federal Tax Service ММВ-20-3/96@ of 21.10.2013 on the ground of
    the VAT invoice of decree 1137. The edition follows the date of the document: from
    01.04.2026 that of decree 26 of 23.01.2026 (line 5б, transfer fields 10-21, OGRNIP
    of an entrepreneur), before it that of decree 1096 (fields 8-19).

    1. Status 1 is VAT invoice and transfer document, 2 only the latter: lines 5 and 5б,
       columns 1б, 6, 10-14 and the signatures of the VAT invoice stay empty.
    2. The price is without VAT after the discount: amount / quantity.
    3. Base, tax and total add up to those of the invoice to the kopeck, see
       `sales.printed.form`; an advance that the invoice deducts is no line of goods,
       then the totals are those of the invoice before the deduction.
    4. Columns 12-14 are drawn only when a line is of traceable goods.
    """

    _name = "report.sales_process.upd"
    _inherit = "sales.upd.goods"
    _description = "Universal Transfer Document"
    _form_model = "account.move"

    def _prepare_form(self, record):
        """
        :raises UserError: no posted invoice of goods or works, or details are missing
        """
        self._check_document(record)
        status, day = record._get_upd_status(), record.invoice_date
        rows = self._prepare_rows(record, status)
        form = {
            "title": f"УПД № {digits_of(record.name)} от {russian_date(day)}",
            "caption": form_caption(day),
            "is_new": is_new_form(day),
            "status": status,
            "rows": rows,
            "is_traceable": any(row["traces"] for row in rows),
            **self._prepare_head(record, status),
            **self._prepare_transfer(record),
        }
        form["totals"] = self._sum_rows(rows, record.currency_id.decimal_places)
        form["is_taxed"] = any(row["rate"] != WITHOUT_TAX for row in rows)
        form["pages"] = self._split_rows(form)
        form["sheets"] = len(form["pages"])
        return form

    def _check_document(self, move):
        if move.move_type != "out_invoice" or move.state != "posted":
            raise UserError(
                self.env._(
                    "%(name)s: a transfer document is printed of a posted customer "
                    "invoice. Post the invoice first.",
                    name=move.display_name,
                )
            )
        if move._is_downpayment():
            raise UserError(
                self.env._(
                    "%(name)s is an invoice of an advance: nothing is handed over yet. "
                    "Print the transfer document of the invoice of the shipment.",
                    name=move.display_name,
                )
            )
        self._check_details(move.company_id, move.partner_id.commercial_partner_id)

    # ---- lines 1 to 8 ----------------------------------------------------------------

    def _prepare_head(self, move, status):
        number, day = digits_of(move.name), move.invoice_date
        has_tax_part = status == "1"
        currency = move.currency_id
        return {
            "number": number,
            "date": day,
            "correction_no": move.l10n_ru_correction_no or DASH,
            "correction_date": move.l10n_ru_correction_date,
            "seller": self._prepare_party(move.company_id.partner_id),
            "buyer": self._prepare_party(move.partner_id.commercial_partner_id),
            "payments": (has_tax_part and move.l10n_ru_payment_refs) or DASH,
            "shipment": move.l10n_ru_shipment_document
            or f"Универсальный передаточный документ, № {number} от {russian_date(day)}",
            "advances": (has_tax_part and move.l10n_ru_advance_refs) or DASH,
            "currency": currency_text(
                currency.name, currency.iso_numeric, currency.full_name
            ),
            "gov_contract": move.l10n_ru_gov_contract or DASH,
            **self._prepare_consignment(move),
            **self._prepare_signatures(move, status),
        }

    def _prepare_consignment(self, move):
        """Lines 3 and 4; works and services have neither."""
        if not self._has_goods(move):
            return {"consignor": DASH, "consignee": DASH}
        consignor = move.l10n_ru_consignor_id
        own = move.company_id.partner_id.commercial_partner_id
        if not consignor or consignor.commercial_partner_id == own:
            said = "он же"
        else:
            said = f"{consignor._get_form_name()}, {consignor._get_form_address()}"
        consignee = move.partner_shipping_id or move.partner_id
        return {
            "consignor": said,
            "consignee": self._say_consignee(consignee),
        }

    def _has_goods(self, move):
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.is_downpayment
        )
        return any(line.product_id.type == "consu" for line in lines)

    def _prepare_signatures(self, move, status):
        """Who signs the VAT invoice: of status 2 nobody does."""
        company = move.company_id
        signers = self._prepare_signers(company)
        shown = signers if status == "1" else {}
        is_entrepreneur = shown.get("is_entrepreneur")
        partner = company.partner_id
        ogrnip = ""
        if is_entrepreneur and partner.company_registry:
            ogrnip = f"ОГРНИП {partner.company_registry}"
            if partner.l10n_ru_ogrnip_date:
                ogrnip += f", {russian_date(partner.l10n_ru_ogrnip_date)}"
        head = shown.get("director") or ""
        return {
            "director": "" if is_entrepreneur else head,
            "accountant": "" if is_entrepreneur else shown.get("accountant") or "",
            "entrepreneur": head if is_entrepreneur else "",
            "ogrnip": ogrnip,
            "sender": signers["director"],
            "sender_position": signers["position"],
        }

    # ---- transfer part ---------------------------------------------------------------

    def _prepare_transfer(self, move):
        """Fields 10-21 (8-19 of the form before April 2026)."""
        # sudo: shipments and orders of an invoice that the user reads
        pickings = move.sudo()._get_upd_pickings()
        orders = move.sudo().invoice_line_ids.sale_line_ids.order_id
        basis = self._say_basis(self._get_basis(orders))
        attorney = self._say_attorney(pickings)
        buyer = move.partner_id.commercial_partner_id
        return {
            "numbers": transfer_numbers(move.invoice_date),
            "basis": "; ".join(filter(None, (basis, attorney))) or DASH,
            "transport": self._say_transport(pickings) or DASH,
            "shipped": move._get_shipment_date(),
            "sender_company": self._say_company(move.company_id.partner_id),
            "receiver_company": self._say_company(buyer),
        }

    def _say_company(self, partner):
        return f"{partner._get_form_name()}, ИНН/КПП {self._say_inn_kpp(partner)}"

    def _say_transport(self, pickings):
        """Waybills, carriers, packages and weights of the shipments."""
        said = []
        for picking in pickings:
            said += self._say_carriage(picking)
        places = sum(pickings.mapped("l10n_ru_places"))
        if places:
            said.append(f"мест: {places}")
        for name, weight in (
            ("нетто", pickings._get_net_weight()),
            ("брутто", pickings._get_gross_weight()),
        ):
            if weight:
                said.append(f"масса {name} {self._get_functions()['qty'](weight)} кг")
        return "; ".join(said)

    def _say_carriage(self, picking):
        said = []
        if picking.l10n_ru_waybill_no:
            said.append(
                self._say_paper(
                    "транспортная накладная",
                    picking.l10n_ru_waybill_no,
                    picking.l10n_ru_waybill_date,
                )
            )
        for words, value in (
            ("идентификатор ЭТрН", picking.l10n_ru_waybill_ident),
            ("перевозчик", picking.l10n_ru_carrier_id._get_form_name()),
            ("водитель", picking.l10n_ru_driver),
            ("ТС", picking.l10n_ru_vehicle_plate),
        ):
            if value:
                said.append(f"{words} {value}")
        return said

    # ---- pages -----------------------------------------------------------------------

    def _split_rows(self, form):
        """Rows of each page: the header of the table is drawn on each."""
        heights = [
            self._get_row_height(row, form["is_traceable"]) for row in form["rows"]
        ]
        end = END + text_height([(form["basis"], 120), (form["transport"], 120)])
        first = PAGE - TABLE - self._get_head_height(form)
        return [
            [form["rows"][index] for index in page]
            for page in page_rows(heights, first, PAGE - TABLE, end)
        ]

    def _get_head_height(self, form):
        left = [
            form["seller"]["name"], form["seller"]["address"],
            form["seller"]["inn_kpp"], form["consignor"], form["consignee"],
            form["payments"], form["shipment"],
        ]  # fmt: skip
        if form["is_new"]:
            # its name takes three small lines
            left.append(f"{form['advances']}\n ")
        return HEAD + text_height([(text, 58) for text in left])

    def _get_row_height(self, row, is_traceable):
        name, code = (22, 12) if is_traceable else (37, 16)
        lines = max(len(row["declarations"]) * 2, len(row["traces"]) * 2, 1)
        texts = [
            (row["name"], name),
            (row["code"], code),
            (row["country"], 9),
            ("\n" * (lines - 1), 1),
        ]
        return max(row_height(text, chars, 2.6, 1.0) for text, chars in texts)
