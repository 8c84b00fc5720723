from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.documents.answer_numbers import format_number
from ...tools.documents.answer_words import split_options
from ...tools.documents.answers import (
    Answer,
    AnswerError,
    Question,
    clean,
    read_answer,
)
from .sales_questionnaire import OPEN_STATES
from .sales_questionnaire_template import LINE_KINDS


class SalesQuestionnaireLine(models.Model):
    """A question to the client and his answer.

    ``answer`` is written as people write it, and kept in one form: “1.50” becomes
    “1,5” in Russian. What cannot be read stays as it was typed, with a ``problem``;
    the typed values are empty then. The question itself is a copy: it never changes.
    """

    _name = "sales.questionnaire.line"
    _description = "Question and Answer"
    _order = "questionnaire_id, sequence, id"
    _rec_name = "name"

    questionnaire_id = fields.Many2one(
        "sales.questionnaire", required=True, ondelete="cascade", index=True
    )
    template_line_id = fields.Many2one(
        "sales.questionnaire.template.line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sequence = fields.Integer(default=10, readonly=True)
    kind = fields.Selection(LINE_KINDS, required=True, readonly=True, default="text")
    name = fields.Char(string="Question", required=True, readonly=True)
    unit = fields.Char(readonly=True)
    help = fields.Char(string="Hint", readonly=True)
    is_required = fields.Boolean(string="Required", readonly=True)
    options = fields.Text(string="Answers to Choose From", readonly=True)
    has_min = fields.Boolean(string="Has a lower limit", readonly=True)
    value_min = fields.Float(string="At least", readonly=True)
    has_max = fields.Boolean(string="Has an upper limit", readonly=True)
    value_max = fields.Float(string="At most", readonly=True)
    answer = fields.Text()
    value_number = fields.Float(
        string="First Number", compute="_compute_values", store=True, aggregator=None
    )
    value_to = fields.Float(
        string="Last Number", compute="_compute_values", store=True, aggregator=None
    )
    value_date = fields.Date(string="Day", compute="_compute_values", store=True)
    value_flag = fields.Boolean(string="Yes", compute="_compute_values", store=True)
    search_text = fields.Text(
        compute="_compute_search_text", store=True, export_string_translation=False
    )
    problem = fields.Char(string="To Put Right", compute="_compute_problem")
    sent_answer = fields.Text(
        string="Answer Before",
        readonly=True,
        help="What the client had sent before the questionnaire was opened again.",
    )

    # ---- computes ----------------------------------------------------------------

    @api.depends("answer", "kind")
    def _compute_values(self):
        for line in self:
            try:
                found = line._read(line.answer)
            except AnswerError:
                found = Answer()
            line.value_number = found.number
            line.value_to = found.number_to
            line.value_date = found.day
            line.value_flag = found.flag

    @api.depends("name", "answer", "unit")
    def _compute_search_text(self):
        for line in self:
            words = (line.answer, line.unit)
            value = " ".join(filter(None, words))
            line.search_text = line.answer and f"{line.name}: {value}"

    @api.depends("answer", "kind")
    @api.depends_context("lang")
    def _compute_problem(self):
        for line in self:
            try:
                line._read(line.answer)
            except AnswerError as error:
                line.problem = line._describe_problem(error)
            else:
                line.problem = False

    # ---- reading answers ---------------------------------------------------------

    def _get_question(self):
        """The question as the plain value that the reader of answers works with."""
        lang = self.questionnaire_id.lang
        data = self.env["res.lang"]._get_data(code=lang or self.env.lang)
        words = self.with_context(lang=lang).env
        return Question(
            kind=self.kind,
            unit=self.unit or "",
            minimum=self.value_min if self.has_min else None,
            maximum=self.value_max if self.has_max else None,
            options=split_options(self.options),
            point=data.decimal_point or ",",
            date_format=data.date_format or "%d.%m.%Y",
            yes=words._("Yes"),
            no=words._("No"),
        )

    def _read(self, raw):
        """
        :raises AnswerError: the answer cannot be read
        """
        if self.kind == "section" or not raw:
            return Answer()
        return read_answer(self._get_question(), raw)

    def _normalise(self, raw):
        """The answer in the one form in which it is kept; as it was, if unreadable."""
        try:
            return self._read(raw).text or False
        except AnswerError as error:
            text = clean(raw)
            if error.code == "long":
                return text[: error.params["limit"] + 1]
            return text

    def _describe_problem(self, error):
        """What is wrong with an answer and what to write instead, in words."""
        method = getattr(self, f"_describe_{error.code}", None)
        if method:
            return method(**error.params)
        return {
            "number": self.env._("Write a number, for example 12,5 or 1,3·10⁻⁵."),
            "range": self.env._("Write two numbers: from and to."),
            "order": self.env._("The first number is not larger than the second one."),
            "choice": self.env._("Choose from the list."),
            "boolean": self.env._("Answer yes or no."),
            "date": self.env._("Write a date, for example 31.12.2026."),
        }[error.code]

    def _describe_long(self, limit):
        return self.env._(
            "At most %(limit)s characters. Attach a longer text as a file.", limit=limit
        )

    def _describe_unit(self, unit):
        return self.env._("Write only the number, in %(unit)s.", unit=unit)

    def _describe_limits(self, minimum, maximum):
        return self._write_limits(minimum, maximum) + "."

    def _write_limits(self, minimum, maximum):
        """“From 0 to 100 °C”; each limit may be None."""
        low, high = (
            None if limit is None else self._normalise_limit(limit)
            for limit in (minimum, maximum)
        )
        if high is None:
            text = self.env._("At least %(low)s", low=low)
        elif low is None:
            text = self.env._("At most %(high)s", high=high)
        else:
            text = self.env._("From %(low)s to %(high)s", low=low, high=high)
        return f"{text} {self.unit or ''}".rstrip()

    def _get_limits_text(self):
        """The limits as a hint; that a size is not negative goes without saying."""
        minimum = self.value_min if self.has_min else None
        maximum = self.value_max if self.has_max else None
        if maximum is None and not minimum:
            return ""
        return self._write_limits(minimum, maximum)

    def _normalise_limit(self, limit):
        return format_number(Decimal(str(limit)), self._get_question().point)

    def _get_range_ends(self):
        """The two fields of a range, as they were typed."""
        first, _sign, last = (self.answer or "").partition("…")
        return first.strip(), last.strip()

    def _get_chosen(self):
        """The options that are marked."""
        return {piece.strip() for piece in (self.answer or "").split(";")}

    def _get_options(self):
        return split_options(self.options)

    # ---- writing -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line in lines.filtered("answer"):
            line.answer = line.answer  # in its one form
        return lines

    def write(self, vals):
        self._check_may_write(vals)
        if "answer" not in vals:
            return super().write(vals)
        for line in self:  # each question reads the answer in its own way
            answer = {"answer": line._normalise(vals["answer"])}
            # pylint: disable=super-method-mismatch
            super(SalesQuestionnaireLine, line).write({**vals, **answer})
        return True

    def _check_may_write(self, vals):
        """
        :raises AccessError: the question itself is changed
        :raises UserError: the answers are frozen
        """
        if self.env.su:
            return
        self.check_access("write")
        if vals.keys() - {"answer"}:
            raise AccessError(
                self.env._("Only the answers of a questionnaire can be changed.")
            )
        if self.questionnaire_id.filtered(lambda one: one.state not in OPEN_STATES):
            raise UserError(
                self.env._(
                    "The questionnaire is filled in and cannot be changed. Open it "
                    "again first."
                )
            )
