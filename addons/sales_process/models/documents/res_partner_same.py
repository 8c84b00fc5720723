from odoo import api, models
from odoo.fields import Domain

COMPARED = [
    "vat",
    "l10n_ru_kpp",
    "company_registry",
    "company_id",
    "country_id",
    "parent_id",
]


class ResPartner(models.Model):
    """Whose details they are already: for Russian companies INN and KPP together.

    Branches share INN and OGRN and differ in KPP: they are no duplicates. Who has no
    KPP yet may be any of them. The banner and the link are core's. One query for any
    number of companies; core has two for each.
    """

    _inherit = "res.partner"

    @api.depends("l10n_ru_kpp")
    def _compute_same_vat_partner_id(self):
        russian = self.filtered(lambda partner: partner._is_russian())
        super(ResPartner, self - russian)._compute_same_vat_partner_id()
        others = russian._find_same_numbers()
        for partner in russian:
            same = others.filtered(partner._may_be_same)
            partner.same_vat_partner_id = same.filtered(
                lambda other, vat=partner.vat: vat and other.vat == vat
            )[:1]
            partner.same_company_registry_partner_id = same.filtered(
                lambda other, number=partner.company_registry: (
                    number and other.company_registry == number
                )
            )[:1]

    def _find_same_numbers(self):
        companies = self.filtered(lambda partner: not partner.parent_id)
        domains = [
            Domain(name, "in", [*filter(None, companies.mapped(name))])
            for name in ("vat", "company_registry")
            if any(companies.mapped(name))
        ]
        # sudo, archived: as core does, a duplicate is one whoever may see it
        everyone = self.sudo().with_context(active_test=False)
        if not domains:
            return everyone.browse()
        companies = Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        return everyone.search_fetch(companies & Domain.OR(domains), COMPARED)

    def _may_be_same(self, other):
        own = self._origin
        if self.parent_id or other == own or (own and other.parent_id == own):
            return False
        return all(
            not self[name] or not other[name] or self[name] == other[name]
            for name in ("l10n_ru_kpp", "company_id", "country_id")
        )
