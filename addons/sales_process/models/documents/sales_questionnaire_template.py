from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.documents.answer_words import KINDS_WITH_OPTIONS, split_options
from ...tools.documents.answers import OPTION_SIGN

LINE_KINDS = [
    ("section", "Heading"),
    ("text", "Text"),
    ("number", "One number"),
    ("range", "Range from–to"),
    ("choice", "One of a list"),
    ("choices", "Several of a list"),
    ("boolean", "Yes or no"),
    ("date", "Date"),
]
NUMBER_KINDS = ("number", "range")


class SalesQuestionnaireTemplate(models.Model):
    """What a client is asked about an equipment before it is selected (R040, R062).

    1. A deal with one of the ``equipment_type_ids`` gets this questionnaire.
    2. ``included_id``: another questionnaire, all of whose lines come first.
    3. A questionnaire of a deal copies the lines when it is made, in the language of
       its client: later changes here do not change what was asked.
    """

    _name = "sales.questionnaire.template"
    _description = "Questionnaire Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    equipment_type_ids = fields.Many2many(
        "sales.equipment.type",
        string="Equipment Types",
        help="The button of a deal makes the questionnaires of its equipment types.",
    )
    included_id = fields.Many2one(
        "sales.questionnaire.template",
        string="Begins With",
        ondelete="restrict",
        index="btree_not_null",
        help="All lines of that questionnaire come first; its changes count here too.",
    )
    intro = fields.Text(
        string="Words to the Client",
        translate=True,
        help="Stand above the questions, on the page and on paper.",
    )
    line_ids = fields.One2many(
        "sales.questionnaire.template.line", "template_id", string="Lines", copy=True
    )
    all_line_ids = fields.Many2many(
        "sales.questionnaire.template.line",
        string="Whole List",
        compute="_compute_all_line_ids",
    )
    question_count = fields.Integer(string="Questions", compute="_compute_all_line_ids")

    @api.depends("line_ids", "included_id.line_ids")
    def _compute_all_line_ids(self):
        for template in self:
            lines = template._get_lines()
            template.all_line_ids = lines
            template.question_count = len(
                lines.filtered(lambda line: line.kind != "section")
            )

    @api.constrains("included_id")
    def _check_included(self):
        if self._has_cycle("included_id"):
            raise ValidationError(
                self.env._(
                    "A questionnaire cannot begin with itself: choose another one in "
                    "“Begins With”."
                )
            )

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%(name)s (copy)", name=template.name)}
            for template, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_lines(self):
        """The whole list: of the included questionnaire first, then its own."""
        self.ensure_one()
        chain = self
        while chain[0].included_id and chain[0].included_id not in chain:
            chain = chain[0].included_id + chain
        lines = self.env["sales.questionnaire.template.line"]
        return lines.concat(*(template.line_ids for template in chain))

    @api.model
    def _get_for(self, types):
        """The questionnaires of equipment types, the first by sequence for each.

        :return: dict of type -> template, maybe empty
        """
        found = self.search([("equipment_type_ids", "in", types.ids)])
        return {
            kind: found.filtered(lambda one, kind=kind: kind in one.equipment_type_ids)[
                :1
            ]
            for kind in types
        }


class SalesQuestionnaireTemplateLine(models.Model):
    """A question, or a heading over the questions that follow."""

    _name = "sales.questionnaire.template.line"
    _description = "Question of a Template"
    _order = "template_id, sequence, id"

    # what a questionnaire of a deal keeps of it
    COPIED = (
        "kind", "name", "unit", "help", "is_required", "options",
        "has_min", "value_min", "has_max", "value_max",
    )  # fmt: skip

    template_id = fields.Many2one(
        "sales.questionnaire.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(LINE_KINDS, required=True, default="text")
    name = fields.Char(string="Question", required=True, translate=True)
    unit = fields.Char(translate=True, help="Of a number: Pa, °C, mm.")
    help = fields.Char(
        string="Hint", translate=True, help="Small text under the question."
    )
    is_required = fields.Boolean(
        string="Required", help="The client cannot send the questionnaire without it."
    )
    options = fields.Text(
        string="Answers to Choose From", translate=True, help="One a line."
    )
    has_min = fields.Boolean(string="Has a lower limit")
    value_min = fields.Float(string="At least")
    has_max = fields.Boolean(string="Has an upper limit")
    value_max = fields.Float(string="At most")

    @api.constrains("has_min", "value_min", "has_max", "value_max")
    def _check_limits(self):
        for line in self:
            both = line.has_min and line.has_max
            if both and line.value_min > line.value_max:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the lower limit is above the upper one.",
                        name=line.name,
                    )
                )

    @api.constrains("kind", "options")
    def _check_options(self):
        for line in self.filtered(lambda line: line.kind in KINDS_WITH_OPTIONS):
            options = split_options(line.options)
            if len(options) < 2:
                raise ValidationError(
                    self.env._(
                        "%(name)s: write at least two answers to choose from, one a "
                        "line.",
                        name=line.name,
                    )
                )
            sign = OPTION_SIGN.strip()
            if any(sign in option for option in options):
                raise ValidationError(
                    self.env._(
                        "%(name)s: an answer to choose from has no “%(sign)s” in it.",
                        name=line.name,
                        sign=sign,
                    )
                )

    def _get_options(self):
        return split_options(self.options)

    def _prepare_question(self):
        """Values of the same question in a questionnaire of a deal."""
        return {
            **{name: self[name] for name in self.COPIED},
            "template_line_id": self.id,
        }
