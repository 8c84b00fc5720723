from odoo import api, fields, models

from ...tools.documents.requisites import compact, is_inn, is_kpp

REQUISITES = (
    "name", "vat", "l10n_ru_kpp", "street", "city", "country_id", "company_id",
    "commercial_partner_id",
)  # fmt: skip


class ResPartner(models.Model):
    """Company details that a contract and the printed forms need (R054).

    For Russian companies: name, INN with right check digits, KPP (companies with
    an INN of 10 digits), address, bank account. For others: name, address, tax
    number. They are kept on the company, contacts show those of their company.
    """

    _inherit = "res.partner"

    l10n_ru_kpp = fields.Char(
        string="KPP",
        size=9,
        help="Code of the reason for registration, 9 characters. Entrepreneurs have none.",
    )
    l10n_ru_okpo = fields.Char(string="OKPO", size=10)
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

    @api.depends(
        "name",
        "vat",
        "l10n_ru_kpp",
        "street",
        "city",
        "country_id",
        "bank_ids.acc_number",
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
        return [*super()._commercial_fields(), "l10n_ru_kpp", "l10n_ru_okpo"]

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
            "bank": self.env._("bank account"),
        }
        return [labels[code] for code in self._find_missing_requisites()]

    def _find_missing_requisites(self):
        """Codes of the details that are missing or wrong."""
        self.ensure_one()
        missing = [
            name
            for name in ("name", "street", "city")
            if not (self[name] or "").strip()
        ]
        if self._is_russian():
            return missing + self._find_missing_russian_requisites()
        return missing if self.vat else [*missing, "vat"]

    def _is_russian(self):
        country = self.country_id or (self.company_id or self.env.company).country_id
        russia = self.env["ir.model.data"]._xmlid_to_res_id("base.ru")
        return bool(country) and country.id == russia

    def _find_missing_russian_requisites(self):
        inn = compact(self.vat)
        missing = []
        if not inn:
            missing.append("inn")
        elif not is_inn(inn):
            missing.append("wrong_inn")
        if len(inn) != 12 and not is_kpp(compact(self.l10n_ru_kpp)):
            missing.append("kpp")
        if not self.bank_ids:
            missing.append("bank")
        return missing
