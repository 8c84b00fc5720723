import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.documents.goods import spread
from ...tools.documents.pages import row_height, split_pages
from ...tools.documents.print_text import (
    RUSSIAN,
    digits_of,
    number_text,
    russian_date,
)
from ...tools.documents.tax_rows import WITHOUT_TAX

# heights in mm: room for rows on the first page with nothing above, on the others
FIRST, REST = 206, 256
TOTAL, LINE = 4.3, 6  # a row of the totals, a line below them
SIGNS, STAMP = 32, 20


class PaymentInvoice(models.AbstractModel):
    """«Счёт на оплату» of an order: no primary document, its form is free
    (R062). A Russian form: its words are Russian for everybody."""

    _name = "report.sales_process.payment_invoice"
    _inherit = "sales.goods.form"
    _description = "Printed Payment Invoice"
    _form_model = "sale.order"
    _form_language = RUSSIAN

    def _prepare_form(self, record):
        """The order as a whole, as it is now.

        :raises UserError: the head has to approve the order first
        """
        asked = record.with_context(lang=self.env.user.lang)
        if asked._get_approval_error():
            raise UserError(asked._get_approval_error())
        today = fields.Date.context_today(record)
        part = {
            "amount": record.amount_total,
            **self._get_default_dates(record.company_id, today),
        }
        form = self._prepare_issued(record, digits_of(record.name), today, part)
        return self._finish(form, record.company_id)

    @api.model
    def _get_default_dates(self, company, day):
        """Until when a client has to pay, and his goods are kept."""
        days = company.payment_invoice_days
        kept = company.payment_invoice_reserve_days
        return {
            "due_date": days and day + timedelta(days=days),
            "reserve_date": kept and day + timedelta(days=kept),
        }

    def _prepare_issued(self, record, number, date, part, is_contract=False):
        """What the form shows and keeps for ever: without pictures of signatures.

        :param record: ``sale.order`` or ``account.move``
        :param part: amount, due_date, reserve_date, note
        """
        lang = self._get_form_lang(record)
        own = self.with_context(lang=lang)
        record = record.with_context(lang=lang)
        goods = own._prepare_goods(record)
        currency = goods.pop("currency")
        company = record.company_id
        title = "Счёт-договор" if is_contract else "Счёт на оплату"
        form = {
            **goods,
            "title": f"{title} № {number} от {russian_date(date)}",
            "number": number,
            "date": date,
            "note": company.payment_invoice_note or "",
            "currency": currency.name,
            "currency_label": own._get_currency_label(currency),
            "words": own._get_words(part["amount"], currency, RUSSIAN),
            "counted": own._get_counted(goods, currency),
            "terms": own._get_contract_terms(record) if is_contract else "",
            **own._prepare_parties(record),
            **own._prepare_part(record, part, goods["taxes"]),
        }
        return {**form, **own._prepare_bank(record, form)}

    @api.model
    def _get_currency_label(self, currency):
        return "руб." if currency.name == "RUB" else currency.name

    def _get_counted(self, goods, currency):
        total = number_text(goods["amount_total"])
        label = self._get_currency_label(currency)
        return f"Всего наименований {goods['count']}, на сумму {total} {label}"

    @api.model
    def _get_contract_terms(self, record):
        own = "invoice_contract_terms" in record and record.invoice_contract_terms
        return own or record.company_id.invoice_contract_terms or ""

    # ---- who ---------------------------------------------------------------------------

    def _prepare_parties(self, record):
        # sudo: accountants print orders of clients that they do not read
        partners = record.sudo()
        buyer = partners.partner_id
        if "partner_invoice_id" in record:
            buyer = partners.partner_invoice_id
        consignee = ""
        receiver = partners.partner_shipping_id
        if receiver and receiver != buyer:
            place = receiver._get_delivery_address_text()
            name = receiver.commercial_partner_id._get_form_name()
            if place != buyer._get_form_address() or name != buyer._get_form_name():
                consignee = f"{name}, {place}"
        signs = record.company_id._get_signatories()
        return {
            "supplier": record.company_id.partner_id._get_party_line(),
            "buyer": buyer._get_party_line(),
            "consignee": consignee,
            "basis": self._get_basis(record),
            "signs": {
                role: {"name": sign["name"], "position": sign["position"]}
                for role, sign in signs.items()
            },
        }

    @api.model
    def _get_basis(self, record):
        """The contract, what the client himself calls it, else the order."""
        if "date_order" not in record:
            # sudo: a basis is named to everybody who gets the document
            orders = record.sudo().line_ids.sale_line_ids.order_id
            named = dict.fromkeys(order._get_basis_text() for order in orders)
            origin = record.invoice_origin
            return "; ".join(named) or (f"Заказ {origin}" if origin else "")
        if record.client_order_ref and not record._get_contracts_in_force():
            return record.client_order_ref
        return record._get_basis_text()

    def _prepare_bank(self, record, form):
        """The bank block and the QR by which this very amount is paid."""
        company = record.company_id
        # sudo: accounts of the company, for everybody who prints
        partner = company.sudo().partner_id
        account = partner._get_form_bank(record.currency_id)
        if "partner_bank_id" in record and record.partner_bank_id:
            account = record.sudo().partner_bank_id
        bank = account.bank_id
        qr = account._get_payment_qr(
            form["amount"], self._get_purpose(form), record.currency_id
        )
        return {
            "bank": {
                "name": ", ".join(filter(None, (bank.name, bank.city))),
                "bic": bank.bic or "",
                "corr": bank.l10n_ru_corr_acc or "",
                "account": account.acc_number or "",
                "inn": partner.vat or "",
                "kpp": partner.l10n_ru_kpp or "",
                "payee": account.acc_holder_name or partner._get_form_name(),
            },
            "qr": base64.b64encode(qr) if qr else False,
        }

    @api.model
    def _get_purpose(self, form):
        taxes = form["part_taxes"]
        tax = sum(row["tax"] for row in taxes)
        vat = f"В т.ч. НДС {tax:.2f} руб." if tax else "НДС не облагается."
        if taxes and not tax:
            vat = "НДС 0%."
        return f"Оплата по счёту № {form['number']} от {form['date']:%d.%m.%Y}. {vat}"

    # ---- how much ----------------------------------------------------------------------

    def _prepare_part(self, record, part, taxes):
        """What of the document is to be paid by this invoice, with the VAT in it."""
        total = record.amount_total
        amount = part["amount"]
        is_part = record.currency_id.compare_amounts(amount, total) != 0
        if is_part and total:
            taxes = self._share_taxes(record, taxes, amount)
        return {
            "amount": amount,
            "is_part": is_part,
            "part_note": part.get("note") or "",
            "part_taxes": [{"label": row["label"], "tax": row["tax"]} for row in taxes],
            "amount_paid": part.get("paid", 0.0),
            "due_date": part.get("due_date") or False,
            "reserve_date": part.get("reserve_date") or False,
        }

    @api.model
    def _share_taxes(self, record, taxes, amount):
        """The VAT in a part: as much of each rate as the part is of the whole."""
        if not any(row["tax"] for row in taxes):
            return taxes
        shares = spread(
            sum(row["tax"] for row in taxes) * amount / record.amount_total,
            [row["tax"] for row in taxes],
            record.currency_id.decimal_places,
        )
        return [
            {"label": row["label"], "tax": float(share)}
            for row, share in zip(taxes, shares, strict=True)
        ]

    @api.model
    def _get_vat_text(self, rate=None):
        # Russian also where the database does not speak it
        return f"НДС {rate}" if rate else WITHOUT_TAX

    # ---- as it is drawn ----------------------------------------------------------------

    def _finish(self, form, company):
        """The form with what is not kept: pictures of signatures, rows on pages."""
        images = {}
        if company.payment_invoice_signed:
            # sudo: the pictures of the company, for everybody who prints
            signs = company.sudo()._get_signatories()
            images = {role: sign["signature"] for role, sign in signs.items()}
            images["stamp"] = company.sudo().l10n_ru_stamp
        form = {**form, "images": images}
        return {**form, "pages": self._split(form)}

    @api.model
    def _split(self, form):
        """Rows on pages: the header of the table stands on each."""
        chars = 33 if form["has_discount"] else 42
        heights = [self._get_height(row, chars) for row in form["rows"]]
        pages = split_pages(
            heights, FIRST - self._get_head(form), REST, self._get_foot(form)
        )
        return [[form["rows"][index] for index in page] for page in pages]

    @api.model
    def _get_head(self, form):
        parties = (form[name] for name in ("supplier", "buyer", "consignee", "basis"))
        told = sum(row_height(text, 80, 4.2, 0.8) for text in parties if text)
        return told + (row_height(form["note"], 125) if form["note"] else 0)

    @api.model
    def _get_foot(self, form):
        """What the page of the last row keeps free: totals, terms, signatures."""
        rows = 2 + len(form["taxes"])
        rows += bool(form["amount_discount"]) + bool(form["amount_rounding"])
        if form["is_part"]:
            rows += 2 + bool(form["amount_paid"]) + len(form["part_taxes"])
        lines = 3 + bool(form["due_date"]) + bool(form["reserve_date"])
        foot = rows * TOTAL + lines * LINE + SIGNS
        foot += STAMP if form["images"].get("stamp") else 0
        if form["terms"]:
            foot += row_height(form["terms"], 112, 3.7) + LINE
        return min(foot, REST - 20)

    @api.model
    def _get_height(self, row, chars):
        if row["kind"] != "line":
            return row_height(row["name"], 90, 4.2)
        below = row["description"]
        return row_height(row["name"], chars, 4.2) + (
            row_height(below, chars * 1.28, 3.3, 0) if below else 0
        )


class PaymentInvoiceMove(models.AbstractModel):
    """The same form of a customer invoice: what of it is not paid yet."""

    _name = "report.sales_process.payment_invoice_move"
    _inherit = "report.sales_process.payment_invoice"
    _description = "Printed Payment Invoice of an Invoice"
    _form_model = "account.move"

    def _prepare_form(self, record):
        """
        :raises UserError: nothing is to be paid by this document
        """
        if record.move_type != "out_invoice" or record.state == "cancel":
            raise UserError(
                self.env._("A payment invoice is printed of a customer invoice.")
            )
        is_posted = record.state == "posted"
        rest = record.amount_residual if is_posted else record.amount_total
        if not rest:
            rest = record.amount_total
        date = record.invoice_date or fields.Date.context_today(record)
        defaults = self._get_default_dates(record.company_id, date)
        part = {
            "amount": rest,
            "paid": record.amount_total - rest,
            "due_date": record.invoice_date_due or defaults["due_date"],
        }
        form = self._prepare_issued(record, digits_of(record.name), date, part)
        return self._finish(form, record.company_id)


class PaymentInvoiceIssued(models.AbstractModel):
    """The same form as it was issued."""

    _name = "report.sales_process.payment_invoice_issued"
    _inherit = "report.sales_process.payment_invoice"
    _description = "Printed Issued Payment Invoice"
    _form_model = "sales.payment.invoice"

    def _prepare_form(self, record):
        return {
            **self._finish(record._get_content(), record.company_id),
            "is_cancelled": record.is_cancelled,
        }
