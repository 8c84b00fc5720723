from odoo import api, models

from ...tools.documents.print_text import initials, number_text, russian_date
from ...tools.documents.representation import named, represented_by


class SalesContract(models.Model):
    """What the placeholders of a contract stand for: parties, orders, signatures.

    The words are Russian, as the text of the contract is: it is a statutory document.
    """

    _inherit = "sales.contract"

    def _get_values(self):
        """What each placeholder stands for; "" where it is not known.

        The names are those of `sales.contract.template._get_placeholders`.
        """
        self.ensure_one()
        # sudo: who prints may not read the details of the parties
        contract = self.sudo().with_context(lang=self._get_text_lang())
        return {
            "contract_number": contract.name if contract.name != "/" else "",
            "contract_date": russian_date(contract.date),
            "contract_end": russian_date(contract.date_end),
            "city": contract.city or "",
            "renewal": contract._describe_renewal(),
            **contract._get_party_values(),
            **contract._get_order_values(),
            "signatures": contract._render_signatures(),
        }

    def _get_text_lang(self):
        """Russian where the database speaks it: the text of the contract is Russian."""
        known = self.env["res.lang"]._get_data(code="ru_RU")
        return "ru_RU" if known else self.env.lang

    def _get_party_values(self):
        own, client = self.company_id.partner_id, self.partner_id.commercial_partner_id
        return {
            "our_name": own._get_form_name(),
            "our_named": named(own.vat),
            "our_representative": represented_by(
                self.our_signatory, self.our_position, self.our_genitive, self.our_basis
            ),
            "our_details": own._get_party_line(with_bank=True),
            "client_name": client._get_form_name(),
            "client_named": named(client.vat),
            "client_representative": represented_by(
                self.client_signatory,
                self.client_position,
                self.client_genitive,
                self.client_basis,
            ),
            "client_details": client and client._get_party_line(with_bank=True),
        }

    def _get_order_values(self):
        orders = self._get_valid_orders()
        first = orders[:1]
        address = first.partner_shipping_id or self.partner_id
        return {
            **self._get_amounts(orders),
            "order_number": ", ".join(orders.mapped("name")),
            "payment_terms": first.payment_term_id.name or "",
            "delivery_terms": self._describe_delivery(first),
            "delivery_address": address and address._get_delivery_address_text(),
            "delivery_date": russian_date(
                first.commitment_date and first.commitment_date.date()
            ),
        }

    def _get_amounts(self, orders):
        """Sum, the same in words, VAT; empty before there is an order."""
        if not orders:
            return dict.fromkeys(("amount", "amount_words", "vat"), "")
        words = self.env["sales.printed.form"]._get_words(self.amount, self.currency_id)
        return {
            "amount": f"{number_text(self.amount)} {self._get_unit()}",
            "amount_words": words,
            "vat": self._describe_vat(orders),
        }

    def _describe_renewal(self):
        """What the contract says of the time after its last day."""
        if not self.auto_renew:
            return "По окончании срока Договор может быть продлён соглашением Сторон."
        return (
            "Если ни одна из Сторон не позднее чем за 30 (тридцать) дней до окончания "
            "срока не заявит о прекращении Договора, он продлевается на каждый "
            "следующий год на тех же условиях."
        )

    def _get_unit(self):
        return "руб." if self.currency_id.name == "RUB" else self.currency_id.name

    def _describe_vat(self, orders):
        """«в том числе НДС 22% — 1 234,00 руб.» by rate."""
        rates = {}
        for order in orders:
            for row in self._get_vat_rows(order):
                rates[row["label"]] = rates.get(row["label"], 0) + row["tax"]
        parts = [
            f"{label} — {number_text(tax)} {self._get_unit()}"
            for label, tax in rates.items()
        ]
        return "в том числе " + ", ".join(parts) if parts else "НДС не облагается"

    def _describe_delivery(self, order):
        place = order.incoterm_location
        return " ".join(filter(None, (order.incoterm.code, place)))

    def _render_signatures(self):
        """The table with the details of both parties and the lines for signatures."""
        return self.env["ir.qweb"]._render(
            "sales_process.contract_signatures", {"sides": self._get_sides()}
        )

    def _get_sides(self):
        """What stands above the lines for the signatures: ours, the client's."""
        own, client = self.company_id.partner_id, self.partner_id.commercial_partner_id
        names = self._get_side_names()
        return [
            {
                "side": names[0],
                "name": own._get_form_name(),
                "rows": self._get_requisites(own),
                "position": self.our_position or "",
                "signer": initials(self.our_signatory),
            },
            {
                "side": names[1],
                "name": client._get_form_name(),
                "rows": self._get_requisites(client),
                "position": self.client_position or "",
                "signer": initials(self.client_signatory),
            },
        ]

    def _get_dative_name(self):
        """«договору поставки № 15 от 2 ноября 2026 г.», after «Приложение № 1 к»."""
        names = {
            "supply": "договору поставки",
            "service": "договору на выполнение работ",
            "frame": "рамочному договору",
            "invoice": "счёту-договору",
        }
        return f"{names[self.kind]} № {self.name} от {russian_date(self.date)}"

    def _get_side_names(self):
        """How the parties are called in the contracts of this kind."""
        if self.kind == "service":
            return "Исполнитель", "Заказчик"
        return "Поставщик", "Покупатель"

    @api.model
    def _get_requisites(self, company):
        """Lines of the company details, without those that are not known."""
        if not company:
            return []
        account = company._get_form_bank()
        bank = account.bank_id
        registry = company.company_registry or ""
        rows = (
            ("ИНН", company.vat),
            ("КПП", company.l10n_ru_kpp),
            ("ОГРНИП" if len(registry) == 15 else "ОГРН", registry),
            ("Адрес", company._get_form_address()),
            ("Тел.", company.phone),
            ("Эл. почта", company.email),
            ("Р/с", account.acc_number),
            ("Банк", bank.name),
            ("БИК", bank.bic),
            ("К/с", bank.l10n_ru_corr_acc),
        )
        return [[label, value] for label, value in rows if value]
