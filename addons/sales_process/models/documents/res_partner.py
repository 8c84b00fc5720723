from odoo import api, fields, models

from ...tools.documents.requisites import compact, is_inn, is_kpp


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
        compute="_compute_requisites",
        compute_sudo=True,
    )
    requisites_complete = fields.Boolean(
        string="Company details complete",
        compute="_compute_requisites",
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
    def _compute_requisites(self):
        for partner in self:
            missing = partner.commercial_partner_id._get_missing_requisites()
            partner.requisites_missing = ", ".join(missing)
            partner.requisites_complete = not missing

    def _commercial_fields(self):
        return [*super()._commercial_fields(), "l10n_ru_kpp", "l10n_ru_okpo"]

    def _get_missing_requisites(self):
        """Names of the details that are missing or wrong, in the user's language."""
        self.ensure_one()
        missing = [
            label
            for label, value in (
                (self.env._("name"), self.name),
                (self.env._("street"), self.street),
                (self.env._("city"), self.city),
            )
            if not (value or "").strip()
        ]
        if self._is_russian():
            return missing + self._get_missing_russian_requisites()
        return missing if self.vat else [*missing, self.env._("tax number")]

    def _is_russian(self):
        country = self.country_id or (self.company_id or self.env.company).country_id
        return country == self.env.ref("base.ru", raise_if_not_found=False)

    def _get_missing_russian_requisites(self):
        inn = compact(self.vat)
        missing = []
        if not inn:
            missing.append(self.env._("INN"))
        elif not is_inn(inn):
            missing.append(self.env._("INN (wrong number)"))
        if len(inn) != 12 and not is_kpp(compact(self.l10n_ru_kpp)):
            missing.append(self.env._("KPP"))
        if not self.bank_ids:
            missing.append(self.env._("bank account"))
        return missing
