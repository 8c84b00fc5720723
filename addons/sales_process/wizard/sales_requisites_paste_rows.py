from dataclasses import replace

from odoo import models
from odoo.fields import Date

from ..tools.documents.requisites import compact
from ..tools.documents.requisites_names import split_address
from ..tools.documents.requisites_text import Found, read_requisites
from .sales_requisites_paste import REFUSED

# order of the rows; the field of the partner where there is one
PARTNER_FIELDS = {
    "name": "name",
    "full_name": "l10n_ru_full_name",
    "inn": "vat",
    "kpp": "l10n_ru_kpp",
    "ogrn": "company_registry",
    "ogrnip_date": "l10n_ru_ogrnip_date",
    "okpo": "l10n_ru_okpo",
    "legal_address": "l10n_ru_legal_address",
    "signatory_position": "l10n_ru_signatory_position",
    "signatory_name": "l10n_ru_signatory_name",
    "signatory_genitive": "l10n_ru_signatory_genitive",
    "acting_basis": "l10n_ru_acting_basis",
    "phone": "phone",
    "email": "email",
    "website": "website",
}
BANK_FIELDS = {
    "bic": "bic",
    "bank": "name",
    "corr_account": "l10n_ru_corr_acc",
    "swift": "l10n_ru_swift",
}
NUMBERS = ("inn", "kpp", "ogrn", "okpo", "account", "bic", "corr_account")


class SalesRequisitesPaste(models.TransientModel):
    """What was found in the text, beside what is known already."""

    _inherit = "sales.requisites.paste"

    def _read(self):
        return read_requisites(self.text, self._get_own_values())

    def _get_own_values(self):
        """What stands in letters and is the reader's own company's."""
        # sudo: numbers of the own companies, whoever pastes
        partners = self.env["res.company"].sudo().search([]).partner_id
        partners -= self.partner_id.commercial_partner_id
        values = [
            *partners.mapped("vat"),
            *partners.mapped("company_registry"),
            *partners.mapped("email"),
            *partners.mapped("name"),
            *partners.bank_ids.mapped("acc_number"),
        ]
        return {value for value in values if value}

    def _get_details(self):
        """What was found, with the address in parts and the country it follows from."""
        found = self._read()
        address = found.get("postal_address") or found.get("legal_address")
        values = self._get_card_address(address)
        if values:
            text = ", ".join(filter(None, values.values()))
            found["address"] = replace(address, value=text)
        inn = found.get("inn")
        if inn and not inn.problem:
            russia = self.env.ref("base.ru").name
            found["country"] = Found(russia, inn.start, inn.end)
        return found

    def _get_card_address(self, address):
        """Fields of the card; {} for an address whose city is not certain."""
        code, city, street = split_address(address.value if address else "")
        if not city or not street:
            return {}
        return {"zip": code, "city": city, "street": street}

    def _get_labels(self):
        return {
            "name": self.env._("Name"),
            "full_name": self.env._("Full legal name"),
            "inn": self.env._("INN"),
            "kpp": self.env._("KPP"),
            "ogrn": self.env._("OGRN"),
            "ogrnip_date": self.env._("Date of the OGRNIP"),
            "okpo": self.env._("OKPO"),
            "legal_address": self.env._("Legal address"),
            "address": self.env._("Address of the card"),
            "country": self.env._("Country"),
            "account": self.env._("Settlement account"),
            "bic": self.env._("BIC"),
            "bank": self.env._("Bank"),
            "corr_account": self.env._("Correspondent account"),
            "swift": self.env._("SWIFT"),
            "signatory_position": self.env._("Position of the signatory"),
            "signatory_name": self.env._("Signatory"),
            "signatory_genitive": self.env._("Represented by"),
            "acting_basis": self.env._("Acting on the basis of"),
            "phone": self.env._("Telephone"),
            "email": self.env._("E-mail"),
            "website": self.env._("Site"),
        }

    def _prepare_lines(self):
        details = self._get_details()
        return [
            self._prepare_line(field, label, details)
            for field, label in self._get_labels().items()
            if field in details
        ]

    def _prepare_line(self, field, label, details):
        found, present = details[field], self._get_present(field, details)
        level, note = self._judge(field, found, present)
        return {
            "field": field,
            "name": label,
            "value": self._show(field, found.value),
            "present": self._show(field, present),
            "level": level,
            "note": note,
            "can_take": level != "same" and not (level == "wrong" and field in REFUSED),
            "take": level == "new",
        }

    def _show(self, field, value):
        """Dates as the user writes them."""
        if field != "ogrnip_date" or not value:
            return value
        return Date.from_string(value).strftime(self._get_date_format())

    def _get_date_format(self):
        return self.env["res.lang"]._get_data(code=self.env.user.lang).date_format

    def _get_present(self, field, details):
        """What is known now, as text."""
        company = self._get_present_company()
        if field in PARTNER_FIELDS:
            return str(company[PARTNER_FIELDS[field]] or "")
        if field == "address":
            parts = (company.zip, company.city, company.street, company.street2)
            return ", ".join(filter(None, parts))
        if field == "country":
            return company.country_id.name or ""
        if field == "account":
            return ", ".join(company.bank_ids.mapped("acc_number"))
        if field == "bic":
            account = self._find_account(company, details)
            return account.bank_id.bic or ""
        return self._find_bank(details)[BANK_FIELDS[field]] or ""

    def _get_present_company(self):
        partner = self.partner_id
        if self.makes_company and self.can_make_company:
            return partner.browse()
        return partner.commercial_partner_id

    def _find_account(self, company, details):
        number = details["account"].value if "account" in details else ""
        return company.bank_ids.filtered(
            lambda account: compact(account.acc_number) == number
        )[:1]

    def _find_bank(self, details):
        bic = details.get("bic")
        banks = self.env["res.bank"]
        if not bic or bic.problem:
            return banks
        return banks.search([("bic", "=", bic.value)], limit=1)

    def _judge(self, field, found, present):
        """Level and the words beside it: is it right, is it new, does it differ."""
        problem = self._describe_problem(field, found)
        if problem:
            is_doubt = found.problem in ("no_bic", "treasury")
            return ("doubtful" if is_doubt else "wrong"), problem
        if self._is_same(field, found.value, present):
            return "same", ""
        if not present or field == "account":
            return "new", self.env._("checked") if field in NUMBERS else ""
        if field in BANK_FIELDS and field != "bic":
            return "same", self.env._("the bank is in the list already and is kept")
        return "differs", self.env._("tick it to replace the present value")

    def _is_same(self, field, value, present):
        if field == "account":
            return value in map(compact, present.split(","))
        if field == "phone":
            digits = [
                "".join(filter(str.isdigit, text))[-10:] for text in (value, present)
            ]
            return bool(present) and digits[0] == digits[1]
        if field == "website":
            bare = [
                text.lower().partition("://")[2] or text.lower()
                for text in (value, present)
            ]
            return bare[0].strip("/") == bare[1].strip("/")
        if field in NUMBERS:
            return value == compact(present)
        return " ".join(value.split()) == " ".join(present.split())

    def _describe_problem(self, field, found):
        """Why a number is not sure, "" when it is."""
        if not found.problem:
            return ""
        if found.problem == "no_bic":
            return self.env._("cannot be checked without the BIC of the bank")
        if found.problem == "treasury":
            return self.env._("account of the treasury: it has no key to check")
        if found.problem in ("key", "bank"):
            return self.env._("does not fit the BIC: a digit is wrong")
        if field == "bic":
            return self.env._("a BIC has 9 digits and starts with 0")
        return self.env._(
            "wrong: %(count)s digits, or one of them does not fit",
            count=len(found.value),
        )
