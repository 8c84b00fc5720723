from odoo import api, fields, models

from ...tools.documents.requisites import compact, find_correspondent_problem, is_bic

NUMBERS = ("bic", "l10n_ru_corr_acc", "l10n_ru_swift")
# Bank of Russia, its customers and indirect participants; 04 are banks
RARE_PREFIXES = ("00", "01", "02", "03")


class ResBank(models.Model):
    """BIC and correspondent account of a Russian bank; doubts block nothing."""

    _inherit = "res.bank"

    l10n_ru_corr_acc = fields.Char(
        string="Correspondent Account",
        help="Account of the bank at the Bank of Russia, 20 digits.",
    )
    l10n_ru_swift = fields.Char(
        string="SWIFT Code", help="For payments in foreign currencies."
    )
    l10n_ru_is_russian = fields.Boolean(
        string="Russian", compute="_compute_l10n_ru_is_russian"
    )
    l10n_ru_warning = fields.Text(
        string="Doubtful Details", compute="_compute_l10n_ru_warning"
    )

    @api.depends("country", "bic")
    def _compute_l10n_ru_is_russian(self):
        for bank in self:
            bank.l10n_ru_is_russian = bank._is_russian()

    @api.depends("country", "bic", "l10n_ru_corr_acc")
    @api.depends_context("lang")
    def _compute_l10n_ru_warning(self):
        for bank in self:
            warnings = bank._get_warnings() if bank._is_russian() else []
            bank.l10n_ru_warning = "\n".join(warnings)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._strip_numbers(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._strip_numbers(vals))

    @api.model
    def _strip_numbers(self, vals):
        stripped = {
            name: compact(vals[name])
            for name in NUMBERS
            if isinstance(vals.get(name), str)
        }
        return {**vals, **stripped} if stripped else vals

    def _is_russian(self):
        """A bank of Russia; without a country its BIC tells it."""
        self.ensure_one()
        if self.country:
            return self.country.code == "RU"
        return is_bic(compact(self.bic))

    def _get_warnings(self):
        bic, account = compact(self.bic), compact(self.l10n_ru_corr_acc)
        warnings = []
        if not is_bic(bic):
            warnings.append(
                self.env._("The BIC has 9 digits and starts with 0.")
                if bic
                else self.env._("The BIC is missing.")
            )
        elif bic.startswith(RARE_PREFIXES):
            warnings.append(
                self.env._(
                    "BIC %(bic)s is one of the Bank of Russia or the treasury, not of "
                    "a bank: check it.",
                    bic=bic,
                )
            )
        if account:
            warnings.append(self._describe_correspondent_problem(bic, account))
        return [*filter(None, warnings)]

    def _describe_correspondent_problem(self, bic, account):
        problem = find_correspondent_problem(account, bic)
        if problem == "structure":
            return self.env._(
                "The correspondent account has 20 digits and starts with 30101810 "
                "(treasury: 40102810)."
            )
        if problem in ("bank", "key"):
            return self.env._(
                "The correspondent account does not fit the BIC: check both."
            )
        return ""
