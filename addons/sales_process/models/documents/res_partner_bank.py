from odoo import api, fields, models

from ...tools.documents.requisites import ACCOUNT, compact, find_account_problem


class ResPartnerBank(models.Model):
    """Settlement account of a Russian company: the key is checked against the BIC."""

    _inherit = "res.partner.bank"

    l10n_ru_corr_acc = fields.Char(
        related="bank_id.l10n_ru_corr_acc", string="Correspondent Account"
    )
    l10n_ru_warning = fields.Text(
        string="Doubtful Details", compute="_compute_l10n_ru_warning"
    )

    @api.depends(
        "acc_number",
        "partner_id.country_id",
        "bank_id.bic",
        "bank_id.country",
        "bank_id.l10n_ru_warning",
    )
    @api.depends_context("lang", "company")
    def _compute_l10n_ru_warning(self):
        for account in self:
            account.l10n_ru_warning = "\n".join(
                filter(
                    None,
                    [account._describe_problem(), account.bank_id.l10n_ru_warning],
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._strip_number(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._strip_number(vals))

    @api.model
    def _strip_number(self, vals):
        """A number of 20 characters is kept without blanks; others as written."""
        number = vals.get("acc_number")
        if isinstance(number, str) and ACCOUNT.fullmatch(compact(number)):
            return {**vals, "acc_number": compact(number)}
        return vals

    def _find_problem(self):
        """Code of `find_account_problem`; "" for accounts that are not Russian."""
        self.ensure_one()
        bank = self.bank_id
        russian = bank._is_russian() if bank.country else self.partner_id._is_russian()
        if not self.acc_number or not russian:
            return ""
        return find_account_problem(compact(self.acc_number), compact(bank.bic))

    def _is_wrong_russian_account(self):
        """Whether no payment can reach it; what cannot be checked is not wrong."""
        return self._find_problem() in ("structure", "correspondent", "key")

    def _describe_problem(self):
        problem = self._find_problem()
        if not problem:
            return ""
        if problem == "no_bic" and self.bank_id.bic:
            return ""  # the bank itself tells what is wrong with its BIC
        return self._get_problem_texts(self.acc_number)[problem]

    def _get_problem_texts(self, number):
        return {
            "treasury": self.env._(
                "Account %(number)s is one of the treasury: it has no key to check.",
                number=number,
            ),
            "structure": self.env._(
                "Account %(number)s is wrong: it has 20 digits.", number=number
            ),
            "correspondent": self.env._(
                "Account %(number)s is a correspondent account: it belongs to the bank.",
                number=number,
            ),
            "no_bic": self.env._(
                "Account %(number)s cannot be checked: choose its bank with a BIC.",
                number=number,
            ),
            "key": self.env._(
                "Account %(number)s does not fit the BIC of its bank: check both.",
                number=number,
            ),
        }
