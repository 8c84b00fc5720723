import re

from odoo import models

from ...tools.documents.requisites import compact, get_account_currency

CURRENCIES = {"810": "RUB", "643": "RUB", "840": "USD", "978": "EUR", "156": "CNY"}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


class ResPartner(models.Model):
    """How a company is written on printed forms (DOCUMENTS: party line, bank block)."""

    _inherit = "res.partner"

    def _get_form_name(self):
        """Full legal name of the company, else its name."""
        company = self.commercial_partner_id or self
        return company.l10n_ru_full_name or company.name or ""

    def _get_form_address(self):
        """Legal address in one line: as in the register, else that of the card."""
        company = self.commercial_partner_id or self
        if company.l10n_ru_legal_address:
            return " ".join(company.l10n_ru_legal_address.split())
        return company._get_card_address()

    def _get_delivery_address_text(self):
        """Where the goods go, in one line: this address, or the company's delivery
        address, else the legal one."""
        place = self
        if self.type != "delivery":
            place = self.browse(self.address_get(["delivery"])["delivery"])
        if place.type == "delivery" or place != place.commercial_partner_id:
            return place._get_card_address() or place._get_form_address()
        return place._get_form_address()

    def _get_card_address(self):
        """Index first, as in Russia; the country only if it is another one."""
        self.ensure_one()
        state = self.state_id.name or ""
        parts = [
            self.zip,
            self.country_id.name if not self._is_russian() else "",
            # core names regions in English when they are not translated
            state if CYRILLIC.search(state) and state != self.city else "",
            self.city,
            self.street,
            self.street2,
        ]
        return ", ".join(part.strip() for part in parts if part and part.strip())

    def _get_party_line(self, with_bank=False):
        """Name, INN, KPP, address, telephone in one line; with the account on demand.

        The words are Russian, as the forms that show the line are: statutory ones.
        """
        company = self.commercial_partner_id or self
        parts = [self._get_form_name()]
        if company.vat:
            parts.append(f"ИНН {company.vat}")
        if company.l10n_ru_kpp:
            parts.append(f"КПП {company.l10n_ru_kpp}")
        parts.append(self._get_form_address())
        if company.phone:
            parts.append(f"тел.: {company.phone}")
        if with_bank:
            parts += self._get_bank_parts()
        return ", ".join(filter(None, parts))

    def _get_bank_parts(self):
        account = self._get_form_bank()
        bank = account.bank_id
        if not account:
            return []
        parts = [f"р/с {account.acc_number}"]
        if bank.name:
            parts[0] += f" в банке {bank.name}"
        if bank.bic:
            parts.append(f"БИК {bank.bic}")
        if bank.l10n_ru_corr_acc:
            parts.append(f"к/с {bank.l10n_ru_corr_acc}")
        return parts

    def _get_form_bank(self, currency=None):
        """The first account of the company that is held in the currency.

        :param currency: `res.currency`; roubles without it
        :return: `res.partner.bank`, empty when no account fits
        """
        company = self.commercial_partner_id or self
        code = currency.name if currency else "RUB"
        unknown = company.bank_ids.browse()
        for account in company.bank_ids:
            held = account._get_currency_code()
            if held == code:
                return account
            if not held:
                unknown = unknown or account
        return unknown


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def _get_currency_code(self):
        """Currency that the account is held in: by its field, else by its number."""
        if self.currency_id:
            return self.currency_id.name
        number = get_account_currency(compact(self.acc_number))
        return CURRENCIES.get(number, number)
