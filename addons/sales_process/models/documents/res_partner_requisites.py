import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.documents.requisites import (
    compact,
    has_inn_digits,
    is_inn,
    is_kpp,
    is_ogrn,
    is_ogrnip,
    is_okpo,
)

_logger = logging.getLogger(__name__)

# how many characters a Russian number has that is kept in a field of core
LENGTHS = {"vat": (10, 12), "company_registry": (13, 15)}


class ResPartner(models.Model):
    """What of the details is refused, and of what only a warning is given.

    1. Blanks in INN, KPP, OGRN and OKPO are taken out when they are written.
    2. A wrong INN, KPP or OGRN of a company whose country is Russia is refused when
       that very field is written. Who was wrong before stays editable in everything
       else; companies of other countries and of no country are not checked.
    3. With core's key ``no_vat_validation`` in the context wrong numbers are accepted
       and written to the log: import of what another program has left.
    4. Everything else is a warning on the card and blocks nothing: accounts without a
       bank or BIC, accounts of the treasury, keys that do not fit, OKPO, an INN of the
       region 00, which no tax office has given although its last digit fits.
    """

    _inherit = "res.partner"

    requisites_warning = fields.Text(
        string="Doubtful Details",
        compute="_compute_requisites_warning",
        compute_sudo=True,
    )
    requisites_wanted = fields.Char(
        string="Needed for Contracts",
        compute="_compute_requisites_wanted",
        compute_sudo=True,
    )

    @api.depends(
        "vat",
        "l10n_ru_kpp",
        "company_registry",
        "l10n_ru_okpo",
        "country_id",
        "company_id",
        "commercial_partner_id",
        "bank_ids.l10n_ru_warning",
    )
    @api.depends_context("lang", "company")
    def _compute_requisites_warning(self):
        for partner in self:
            warnings = []
            if partner.commercial_partner_id == partner and partner._is_russian():
                warnings = [
                    *partner._get_number_warnings(),
                    *partner.bank_ids.mapped("l10n_ru_warning"),
                ]
            partner.requisites_warning = "\n".join(filter(None, warnings))

    @api.depends(
        "company_registry",
        "l10n_ru_legal_address",
        "l10n_ru_signatory_name",
        "l10n_ru_signatory_genitive",
        "l10n_ru_acting_basis",
        "is_company",
        "country_id",
        "company_id",
        "parent_id",
    )
    @api.depends_context("lang", "company")
    def _compute_requisites_wanted(self):
        for partner in self:
            wanted = []
            if partner.is_company and partner._is_russian():
                wanted = partner._get_wanted_requisites()
            partner.requisites_wanted = ", ".join(wanted)

    def _get_number_warnings(self):
        self.ensure_one()
        inn = compact(self.vat)
        warnings = [
            self._describe_wrong_inn(),
            self._describe_wrong_kpp(),
            self._describe_wrong_ogrn(),
        ]
        if has_inn_digits(inn) and not is_inn(inn):
            warnings.append(
                self.env._(
                    "INN %(number)s: there is no region 00. Check it against the "
                    "client's letter.",
                    number=self.vat,
                )
            )
        if len(inn) == 12 and self.l10n_ru_kpp:
            warnings.append(
                self.env._("An entrepreneur (INN of 12 digits) has no KPP.")
            )
        if self.l10n_ru_okpo and not is_okpo(compact(self.l10n_ru_okpo)):
            warnings.append(
                self.env._("OKPO %(number)s is wrong.", number=self.l10n_ru_okpo)
            )
        return warnings

    def _get_wanted_requisites(self):
        """What a contract shows and nobody has filled in yet."""
        wanted = []
        if not self.company_registry:
            wanted.append(self.env._("OGRN"))
        if not self.l10n_ru_legal_address:
            wanted.append(self.env._("legal address"))
        if not (self.l10n_ru_signatory_name or self.l10n_ru_signatory_genitive):
            wanted.append(self.env._("signatory"))
        if not self.l10n_ru_acting_basis:
            wanted.append(self.env._("basis of the signatory"))
        return wanted

    # ---- what is refused ---------------------------------------------------------------

    @api.constrains("vat")
    def _check_l10n_ru_inn(self):
        self._refuse_wrong("_describe_wrong_inn")

    @api.constrains("l10n_ru_kpp")
    def _check_l10n_ru_kpp(self):
        self._refuse_wrong("_describe_wrong_kpp")

    @api.constrains("company_registry")
    def _check_l10n_ru_ogrn(self):
        self._refuse_wrong("_describe_wrong_ogrn")

    def _refuse_wrong(self, describe):
        russia = self.env["ir.model.data"]._xmlid_to_res_id("base.ru")
        for partner in self:
            # the details of a contact are copies of its company's
            if (
                partner.country_id.id != russia
                or partner.commercial_partner_id != partner
            ):
                continue
            problem = getattr(partner, describe)()
            if problem and self.env.context.get("no_vat_validation"):
                _logger.warning("Partner %s: %s", partner.id, problem)
            elif problem:
                raise ValidationError(problem)

    def _describe_wrong_inn(self):
        """What is wrong with the INN, "" when it is right or empty."""
        if not self.vat or has_inn_digits(compact(self.vat)):
            return ""
        return self.env._(
            "INN %(number)s is wrong: a company has 10 digits, an entrepreneur 12, and "
            "the last of them must fit. Check it against the client's letter.",
            number=self.vat,
        )

    def _describe_wrong_kpp(self):
        if not self.l10n_ru_kpp or is_kpp(compact(self.l10n_ru_kpp)):
            return ""
        return self.env._(
            "KPP %(number)s is wrong: it has 9 digits and does not start with 00.",
            number=self.l10n_ru_kpp,
        )

    def _describe_wrong_ogrn(self):
        number = compact(self.company_registry)
        if not number or is_ogrn(number) or is_ogrnip(number):
            return ""
        return self.env._(
            "OGRN %(number)s is wrong: a company has 13 digits (OGRN), an entrepreneur "
            "15 (OGRNIP), and the last one must fit.",
            number=self.company_registry,
        )

    # ---- writing -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._strip_requisites(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._strip_requisites(vals))

    @api.model
    def _strip_requisites(self, vals):
        """The values with Russian numbers without blanks; those of others stay."""
        stripped = {}
        for name in ("l10n_ru_kpp", "l10n_ru_okpo"):
            if isinstance(vals.get(name), str):
                stripped[name] = compact(vals[name]).upper()
        for name, lengths in LENGTHS.items():
            number = compact(vals[name]) if isinstance(vals.get(name), str) else ""
            if number.isascii() and number.isdigit() and len(number) in lengths:
                stripped[name] = number
        return {**vals, **stripped} if stripped else vals

    def action_paste_requisites(self):
        """Fill the details out of a text that the client has sent."""
        self.ensure_one()
        return self.env["sales.requisites.paste"]._open(self)

    # ---- labels ------------------------------------------------------------------------

    def _get_company_registry_labels(self):
        return {**super()._get_company_registry_labels(), "RU": self.env._("OGRN")}
