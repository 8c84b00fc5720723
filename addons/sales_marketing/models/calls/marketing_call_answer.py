from odoo import api, fields, models


class MarketingCallAnswer(models.Model):
    """What one client said to one question; written by the caller's screen only."""

    _name = "marketing.call.answer"
    _description = "Answer in a Call Campaign"
    _order = "question_id, id"
    _rec_name = "answer"

    line_id = fields.Many2one(
        "marketing.call.campaign.line",
        string="Call",
        required=True,
        ondelete="cascade",
    )
    question_id = fields.Many2one(
        "marketing.call.question",
        required=True,
        ondelete="cascade",
        index=True,
    )
    campaign_id = fields.Many2one(
        related="question_id.campaign_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="line_id.company_id")
    value = fields.Char(required=True)
    answer = fields.Char(compute="_compute_answer")
    contact_name = fields.Char(related="line_id.contact_name")
    company_name = fields.Char(related="line_id.company_name")
    user_id = fields.Many2one(related="line_id.user_id", store=True, index=True)

    _line_question_unique = models.Constraint(
        "UNIQUE (line_id, question_id)",
        "This question is answered already.",
    )

    @api.depends("value", "question_id.kind")
    @api.depends_context("lang")
    def _compute_answer(self):
        words = {"yes": self.env._("Yes"), "no": self.env._("No")}
        for answer in self:
            is_word = answer.question_id.kind == "boolean"
            answer.answer = words.get(answer.value) if is_word else answer.value
