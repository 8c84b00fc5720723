from odoo import models
from odoo.exceptions import UserError

from .sales_requisites_paste_rows import PARTNER_FIELDS


class SalesRequisitesPaste(models.TransientModel):
    """What is written of the ticked details, and where."""

    _inherit = "sales.requisites.paste"

    def _make_company(self, taken):
        """The company of a person who had none; the person is its contact then.

        :raises UserError: the name is not ticked
        """
        if "name" not in taken:
            raise UserError(self.env._("Tick the name: the company is made with it."))
        person = self.partner_id
        company = person.create(
            {
                "name": taken["name"].value,
                "is_company": True,
                "client_state": person.client_state,
                "user_id": person.user_id.id,
                "company_id": person.company_id.id,
            }
        )
        person.parent_id = company
        return company

    def _prepare_values(self, taken):
        values = {
            PARTNER_FIELDS[field]: found.value
            for field, found in taken.items()
            if field in PARTNER_FIELDS
        }
        if "country" in taken:
            values["country_id"] = self.env.ref("base.ru").id
        if "address" in taken:
            found = self._read()
            address = found.get("postal_address") or found.get("legal_address")
            values |= {**self._get_card_address(address), "street2": False}
        return values

    def _keep_account(self, company, taken):
        """The account with its bank; one that is there already only gets its bank."""
        details = self._get_details()
        bank = self._keep_bank(taken)
        account = self._find_account(company, details)
        if not account and "account" in taken:
            account = account.create(
                {
                    "acc_number": taken["account"].value,
                    "partner_id": company.id,
                    "bank_id": bank.id,
                }
            )
        elif account and bank and account.bank_id != bank:
            account.bank_id = bank

    def _keep_bank(self, taken):
        """The bank with the BIC that is ticked, made when there is none."""
        bank = self._find_bank(taken)
        if "bic" not in taken:
            return bank
        values = self._prepare_bank(taken)
        if not bank:
            return bank.create(values)
        # banks belong to everyone: only what one lacks is added
        missing = {name: value for name, value in values.items() if not bank[name]}
        if missing:
            bank.write(missing)
        return bank

    def _prepare_bank(self, taken):
        bic = taken["bic"].value
        name = taken["bank"].value if "bank" in taken else False
        values = {
            "name": name or self.env._("Bank %(bic)s", bic=bic),
            "bic": bic,
            "country": self.env.ref("base.ru").id,
        }
        for field, target in (
            ("corr_account", "l10n_ru_corr_acc"),
            ("swift", "l10n_ru_swift"),
        ):
            if field in taken:
                values[target] = taken[field].value
        return values
