from odoo import api, fields, models

from ...tools.documents.requisites import (
    compact,
    has_inn_digits,
    is_kpp,
    is_ogrn,
    is_ogrnip,
)

REQUISITES = (
    "name", "vat", "l10n_ru_kpp", "company_registry", "street", "city", "country_id",
    "l10n_ru_legal_address", "company_id", "commercial_partner_id",
)  # fmt: skip
RUSSIAN_FIELDS = [
    "l10n_ru_kpp",
    "l10n_ru_okpo",
    "l10n_ru_ogrnip_date",
    "l10n_ru_full_name",
    "l10n_ru_legal_address",
    "l10n_ru_signatory_name",
    "l10n_ru_signatory_position",
    "l10n_ru_signatory_genitive",
    "l10n_ru_acting_basis",
]


class ResPartner(models.Model):
    """Company details that a contract and the printed forms need (R054).

    For Russian companies: name, INN with right check digits, KPP (companies with
    an INN of 10 digits), address, bank account; a wrong OGRN or account counts as
    missing. For others: name, address, tax number. They are kept on the company,
    contacts show those of their company. What is checked when, see
    `res_partner_requisites.py`.
    """

    _inherit = "res.partner"

    l10n_ru_kpp = fields.Char(
        string="KPP",
        help="Code of the reason for registration, 9 characters. Entrepreneurs have none.",
    )
    l10n_ru_okpo = fields.Char(
        string="OKPO", help="8 digits for companies, 10 for entrepreneurs."
    )
    l10n_ru_ogrnip_date = fields.Date(
        string="OGRNIP Assigned On",
        help="Entrepreneurs sign invoices with their OGRNIP and its date.",
    )
    l10n_ru_full_name = fields.Char(
        string="Full Legal Name",
        help="As in the register of legal entities. Empty: the name is printed.",
    )
    l10n_ru_legal_address = fields.Text(
        string="Legal Address",
        help="As in the register of legal entities. Empty: the address of the card "
        "is printed.",
    )
    l10n_ru_signatory_name = fields.Char(
        string="Signatory", help="Who signs contracts: surname, name, patronymic."
    )
    l10n_ru_signatory_position = fields.Char(string="Position of the Signatory")
    l10n_ru_signatory_genitive = fields.Char(
        string="Represented By",
        help="Position and full name in the genitive, as the preamble of a contract "
        "needs them.",
    )
    l10n_ru_acting_basis = fields.Char(
        string="Acting on the Basis of",
        help="In the genitive: the charter, or the power of attorney with its number "
        "and date.",
    )
    l10n_ru_is_russian = fields.Boolean(
        string="Russian", compute="_compute_l10n_ru_is_russian", compute_sudo=True
    )
    requisites_missing = fields.Char(
        string="Missing company details",
        compute="_compute_requisites_missing",
        compute_sudo=True,
    )
    requisites_complete = fields.Boolean(
        string="Company details complete",
        compute="_compute_requisites_complete",
        compute_sudo=True,
    )

    @api.depends("country_id", "company_id")
    @api.depends_context("company")
    def _compute_l10n_ru_is_russian(self):
        for partner in self:
            partner.l10n_ru_is_russian = partner._is_russian()

    @api.depends(
        "name",
        "vat",
        "l10n_ru_kpp",
        "company_registry",
        "street",
        "city",
        "l10n_ru_legal_address",
        "country_id",
        "bank_ids.acc_number",
        "bank_ids.bank_id.bic",
        "commercial_partner_id",
    )
    def _compute_requisites_complete(self):
        # a contact has very many columns: only those that are asked about
        self.browse(self._origin.ids).fetch(REQUISITES)
        for partner in self:
            company = partner.commercial_partner_id
            partner.requisites_complete = not company._find_missing_requisites()

    @api.depends("requisites_complete")
    @api.depends_context("lang")
    def _compute_requisites_missing(self):
        for partner in self:
            missing = partner.commercial_partner_id._get_missing_requisites()
            partner.requisites_missing = ", ".join(missing)

    def _commercial_fields(self):
        return [*super()._commercial_fields(), *RUSSIAN_FIELDS]

    def _get_missing_requisites(self):
        """Names of the details that are missing or wrong, in the user's language."""
        labels = {
            "name": self.env._("name"),
            "street": self.env._("street"),
            "city": self.env._("city"),
            "vat": self.env._("tax number"),
            "inn": self.env._("INN"),
            "wrong_inn": self.env._("INN (wrong number)"),
            "kpp": self.env._("KPP"),
            "wrong_kpp": self.env._("KPP (wrong number)"),
            "wrong_ogrn": self.env._("OGRN (wrong number)"),
            "bank": self.env._("bank account"),
            "wrong_bank": self.env._("bank account (wrong number)"),
        }
        return [labels[code] for code in self._find_missing_requisites()]

    def _find_missing_requisites(self):
        """Codes of the details that are missing or wrong."""
        self.ensure_one()
        russian = self._is_russian()
        needed = ["name"]
        if not (russian and self.l10n_ru_legal_address):
            needed += ["street", "city"]
        missing = [name for name in needed if not (self[name] or "").strip()]
        if russian:
            return missing + self._find_missing_russian_requisites()
        return missing if self.vat else [*missing, "vat"]

    def _is_russian(self):
        """Whether the rules for Russian companies hold; without a country those of the
        own company's."""
        country = self.country_id or (self.company_id or self.env.company).country_id
        russia = self.env["ir.model.data"]._xmlid_to_res_id("base.ru")
        return bool(country) and country.id == russia

    def _find_missing_russian_requisites(self):
        inn = compact(self.vat)
        kpp = compact(self.l10n_ru_kpp)
        registry = compact(self.company_registry)
        missing = []
        if not has_inn_digits(inn):
            missing.append("wrong_inn" if inn else "inn")
        if len(inn) != 12 and not is_kpp(kpp):
            missing.append("wrong_kpp" if kpp else "kpp")
        if registry and not (is_ogrn(registry) or is_ogrnip(registry)):
            missing.append("wrong_ogrn")
        if not self.bank_ids:
            missing.append("bank")
        elif all(account._is_wrong_russian_account() for account in self.bank_ids):
            missing.append("wrong_bank")
        return missing
