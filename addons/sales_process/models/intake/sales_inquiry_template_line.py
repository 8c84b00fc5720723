from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.intake.safe_regex import (
    NESTED_REPEAT,
    PATTERN_LIMIT,
    TOO_LONG,
    UnsafePatternError,
    check_pattern,
)

FIELDS = [
    ("contact_name", "Contact name"),
    ("last_name", "Last name"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("company", "Company"),
    ("inn", "INN"),
    ("kpp", "KPP"),
    ("text", "Text of the request"),
    ("subject", "Subject"),
    ("product", "Product"),
    ("page", "Page of the site"),
    ("city", "City"),
    ("utm", "Source / medium / campaign"),
    ("chat_id", "Chat number"),
    ("ignore", "Not taken (only ends the field before it)"),
]


class SalesInquiryTemplateLine(models.Model):
    """Where one field of a letter stands: after labels, or by a pattern."""

    _name = "sales.inquiry.template.line"
    _description = "Inquiry Template Field"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "sales.inquiry.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    field_name = fields.Selection(FIELDS, string="Field", required=True)
    kind = fields.Selection(
        [("labels", "Labels"), ("pattern", "Pattern")],
        required=True,
        default="labels",
    )
    labels = fields.Text(
        help="Labels before the value, separated by commas or lines. A label counts "
        "only at the start of a line, with a colon after it.",
    )
    pattern = fields.Char(
        help="A regular expression; the first group is taken. Patterns that may run "
        "without end are refused, and any pattern is stopped after a second.",
    )

    @api.constrains("kind", "labels", "pattern")
    def _check_filled(self):
        for line in self:
            if not (line.labels if line.kind == "labels" else line.pattern):
                raise ValidationError(
                    self.env._("Give the labels or the pattern of each field.")
                )

    @api.constrains("kind", "pattern")
    def _check_pattern(self):
        for line in self.filtered(lambda ln: ln.kind == "pattern" and ln.pattern):
            try:
                check_pattern(line.pattern)
            except UnsafePatternError as error:
                raise ValidationError(
                    self.env._(
                        "The pattern “%(pattern)s” cannot be used: %(reason)s",
                        pattern=line.pattern,
                        reason=self._get_pattern_reason(error),
                    )
                ) from error

    @api.model
    def _get_pattern_reason(self, error):
        """Why a pattern is refused, in the language of the user."""
        if error.code == TOO_LONG:
            return self.env._(
                "it is longer than %(limit)s characters.", limit=PATTERN_LIMIT
            )
        if error.code == NESTED_REPEAT:
            return self.env._("a repeat stands inside a repeat and may never end.")
        if error.position is None:
            return self.env._("it is not a regular expression.")
        return self.env._(
            "it is not a regular expression, see character %(position)s.",
            position=error.position + 1,
        )

    # ---- changes of the rules ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env["sales.inquiry.template"]._forget_rules()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.env["sales.inquiry.template"]._forget_rules()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["sales.inquiry.template"]._forget_rules()
        return result
