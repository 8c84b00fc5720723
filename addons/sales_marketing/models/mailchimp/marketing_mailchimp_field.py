import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SOURCES = [
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("company", "Company"),
    ("phone", "Phone"),
    ("position", "Position"),
    ("salesperson", "Salesperson"),
]
FIELD_STATES = [
    ("unknown", "Not tested"),
    ("fine", "In the audience"),
    ("missing", "Not in the audience: add it there"),
    ("phone", "Of the type “Phone”, US numbers only: make it a text"),
]


class MarketingMailchimpField(models.Model):
    """Which of our values goes into which merge field of the audience."""

    _name = "marketing.mailchimp.field"
    _description = "Mailchimp Merge Field"
    _order = "sequence, id"
    _rec_name = "tag"

    account_id = fields.Many2one(
        "marketing.mailchimp.account",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    tag = fields.Char(
        string="Merge field",
        required=True,
        help="As in Mailchimp: FNAME, LNAME, MMERGE5; without bars and asterisks.",
    )
    source = fields.Selection(SOURCES, string="Our value", required=True)
    state = fields.Selection(FIELD_STATES, default="unknown", readonly=True, copy=False)

    _tag_unique = models.Constraint(
        "UNIQUE (account_id, tag)",
        "A merge field takes one value.",
    )

    @api.constrains("tag")
    def _check_tag(self):
        for field in self:
            if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,9}", field.tag):
                raise ValidationError(
                    self.env._(
                        "“%(tag)s” is no merge field: up to ten capital Latin "
                        "letters and digits, as FNAME or MMERGE5.",
                        tag=field.tag,
                    ),
                )

    def _note_audience(self, types):
        """Note which fields the audience has.

        :param dict types: merge tag to its type in Mailchimp
        """
        for field in self:
            state = "fine" if field.tag in types else "missing"
            field.state = "phone" if types.get(field.tag) == "phone" else state
