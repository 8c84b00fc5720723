from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.documents.answers import AnswerError
from .sales_questionnaire import OPEN_STATES


class SalesQuestionnaire(models.Model):
    """What the client has answered before need not be asked again."""

    _inherit = "sales.questionnaire"

    source_id = fields.Many2one(
        "sales.questionnaire",
        string="Take Answers From",
        copy=False,
        ondelete="set null",
        domain="source_domain",
        help="An earlier questionnaire of this client: answers to the same questions "
        "are taken over, those that are given here stay.",
    )
    source_domain = fields.Binary(
        compute="_compute_source_domain", export_string_translation=False
    )
    has_source = fields.Boolean(
        compute="_compute_source_domain", export_string_translation=False
    )

    @api.depends("partner_id", "state")
    def _compute_source_domain(self):
        for questionnaire in self:
            domain = questionnaire._get_source_domain()
            questionnaire.source_domain = list(domain)
            questionnaire.has_source = questionnaire.state in OPEN_STATES and bool(
                self.search_count(domain, limit=1)
            )

    def _get_source_domain(self):
        """Earlier questionnaires of the same company that have answers."""
        companies = self.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", companies.ids) & Domain(
            "state", "in", ("filled", "accepted", "outdated")
        )

    def action_take_answers(self):
        """Take the answers of the chosen questionnaire over, where there are none yet.

        :raises UserError: nothing is chosen, or nothing could be taken
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_open()
        source = self.source_id
        if not source:
            raise UserError(
                self.env._("Choose the questionnaire to take answers from.")
            )
        source.check_access("read")
        if not source.filtered_domain(self._get_source_domain()):
            raise UserError(self.env._("Choose a questionnaire of the same client."))
        taken = self._take_answers(source)
        if not taken:
            raise UserError(
                self.env._("Nothing to take: all the same questions are answered.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Answers taken over: %(count)s", count=taken),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take_answers(self, source):
        """Copy the answers to the same questions: the same line of a template, else
        the same words; and of the same kind and unit.

        :return: how many were taken
        """
        known = {}
        for line in source._get_questions().filtered("answer"):
            for key in line._get_same_keys():
                known.setdefault(key, line)
        taken = 0
        for line in self._get_questions().filtered(lambda line: not line.answer):
            match = next(
                (known[key] for key in line._get_same_keys() if key in known), None
            )
            if match and line._accepts(match.answer):
                line.answer = match.answer
                taken += 1
        return taken


class SalesQuestionnaireLine(models.Model):
    _inherit = "sales.questionnaire.line"

    def _get_same_keys(self):
        """What makes two questions the same, the surest first."""
        shape = (self.kind, self.unit or "")
        keys = [(self.name.casefold(), *shape)]
        if self.template_line_id:
            keys.insert(0, (self.template_line_id.id, *shape))
        return keys

    def _accepts(self, answer):
        """An answer of another questionnaire may not be in the list any more."""
        try:
            return bool(self._read(answer).text)
        except AnswerError:
            return False

    def _is_missing(self):
        return self.is_required and not self.answer
