from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("text", "Text"),
    ("number", "Number"),
    ("choice", "One of a list"),
    ("boolean", "Yes or no"),
]


class MarketingCallQuestion(models.Model):
    """A question of a campaign, asked of every client that is reached (R154)."""

    _name = "marketing.call.question"
    _description = "Question of a Call Campaign"
    _order = "campaign_id, sequence, id"

    campaign_id = fields.Many2one(
        "marketing.call.campaign",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True)
    kind = fields.Selection(KINDS, string="Answer", required=True, default="text")
    options = fields.Text(help="One option a line.")
    is_required = fields.Boolean(
        string="Required",
        help="Must be answered before “Interested” is entered.",
    )
    answer_ids = fields.One2many(
        "marketing.call.answer",
        "question_id",
        string="Answers",
    )

    @api.constrains("kind", "options")
    def _check_options(self):
        for question in self:
            if question.kind == "choice" and len(question._get_options()) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(question)s”: write at least two options, one a line.",
                        question=question.name,
                    ),
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        # sudo: answers of everybody count
        if self.sudo().answer_ids:
            raise UserError(
                self.env._("There are answers to this question: it stays."),
            )

    def _get_options(self):
        lines = (self.options or "").splitlines()
        return list(dict.fromkeys(filter(None, map(str.strip, lines))))

    def _clean_answer(self, value):
        """The answer as it is kept; empty when there is none.

        :raise UserError: it is no number, or none of the list
        """
        text = str(value or "").strip()
        return getattr(self, f"_clean_{self.kind}")(text) if text else ""

    def _clean_text(self, text):
        return text

    def _clean_number(self, text):
        try:
            number = float(text.replace(",", ".").replace(" ", ""))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(question)s”: “%(answer)s” is no number.",
                    question=self.name,
                    answer=text,
                ),
            ) from error
        return f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"

    def _clean_choice(self, text):
        return self._check_listed(text, self._get_options())

    def _clean_boolean(self, text):
        return self._check_listed(text, ["yes", "no"])

    def _check_listed(self, text, allowed):
        if text not in allowed:
            raise UserError(
                self.env._(
                    "“%(question)s”: “%(answer)s” is none of the options.",
                    question=self.name,
                    answer=text,
                ),
            )
        return text
