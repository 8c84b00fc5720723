from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.documents.genitive import can_suggest, suggest_genitive


class ResPartner(models.Model):
    """A suggestion for the phrase of preambles, when a library for it is installed."""

    _inherit = "res.partner"

    l10n_ru_can_suggest = fields.Boolean(
        string="Genitive Can Be Suggested", compute="_compute_l10n_ru_can_suggest"
    )

    def _compute_l10n_ru_can_suggest(self):
        self.l10n_ru_can_suggest = can_suggest()

    def action_suggest_genitive(self):
        """Fill the phrase «in the person of»; the person reads and corrects it.

        :raises UserError: nothing can be suggested
        """
        self.ensure_one()
        phrase = suggest_genitive(
            self.l10n_ru_signatory_position, self.l10n_ru_signatory_name
        )
        if not phrase:
            raise UserError(
                self.env._(
                    "There is no suggestion: write surname, name and patronymic of the "
                    "signatory in full, or type the phrase."
                )
            )
        self.l10n_ru_signatory_genitive = phrase
        return True
