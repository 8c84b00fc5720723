from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.intake.telephony.event import DIRECTIONS, EVENTS, RESULTS

FIELDS = [
    ("event", "Event"),
    ("call_id", "Call number"),
    ("leg_id", "Number of the leg"),
    ("direction", "Direction"),
    ("client_phone", "Client's number"),
    ("source", "Who calls"),
    ("target", "Whom he calls"),
    ("did", "Our number that was called"),
    ("extension", "Internal number of the employee"),
    ("login", "Name of the employee in the service"),
    ("started_at", "Beginning"),
    ("answered_at", "Answer"),
    ("ended_at", "End"),
    ("talk_seconds", "Talk, seconds"),
    ("result", "Result"),
    ("recording_ref", "Recording (link)"),
    ("seq", "Order of events"),
    ("is_final", "The whole call is over"),
]
ALLOWED = {"event": EVENTS, "direction": DIRECTIONS, "result": RESULTS}


class SalesWebhookExtension(models.Model):
    """Whose internal number it is."""

    _name = "sales.webhook.extension"
    _description = "Employee on the Exchange"
    _order = "extension, id"

    webhook_id = fields.Many2one(
        "sales.webhook", required=True, ondelete="cascade", index=True
    )
    extension = fields.Char(string="Internal Number")
    login = fields.Char(
        string="Name in the Service",
        help="Login, e-mail or name by which the service calls this employee.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        required=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )

    _extension_unique = models.UniqueIndex(
        "(webhook_id, extension) WHERE extension IS NOT NULL",
        "This internal number belongs to somebody already.",
    )

    @api.constrains("extension", "login", "user_id")
    def _check_filled(self):
        for line in self:
            if not (line.extension or line.login):
                raise ValidationError(
                    self.env._(
                        "Give the internal number or the name of %(user)s.",
                        user=line.user_id.name,
                    )
                )


class SalesWebhookNumber(models.Model):
    """One of our own numbers, and what a call to it tells."""

    _name = "sales.webhook.number"
    _description = "Own Telephone Number"
    _order = "sequence, id"

    webhook_id = fields.Many2one(
        "sales.webhook", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    team_id = fields.Many2one(
        "crm.team", string="Department", domain="[('is_department', '=', True)]"
    )
    source_id = fields.Many2one("utm.source")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")


class SalesWebhookField(models.Model):
    """Where one value stands in the messages of an exchange without an adapter."""

    _name = "sales.webhook.field"
    _description = "Field of an Exchange"
    _order = "webhook_id, id"

    webhook_id = fields.Many2one(
        "sales.webhook", required=True, ondelete="cascade", index=True
    )
    field_name = fields.Selection(FIELDS, string="Field", required=True)
    path = fields.Char(
        required=True,
        help="Name of the field in the message; a dot goes deeper: call.from.number",
    )
    values = fields.Text(
        help="For events, directions and results: one translation a line, "
        "for example: ACCEPTED = answer. Events: start, ring, answer, end, summary, "
        "record. Directions: in, out, inner. Results: answered, missed, busy, "
        "cancelled, failed.",
    )

    _field_unique = models.UniqueIndex(
        "(webhook_id, field_name)", "This field is mapped already."
    )

    @api.constrains("field_name", "values")
    def _check_values(self):
        for line in self:
            allowed = ALLOWED.get(line.field_name)
            for raw, value in line._get_values().items():
                if allowed and value not in allowed:
                    raise ValidationError(
                        self.env._(
                            "“%(raw)s = %(value)s”: the right side must be one of "
                            "%(allowed)s.",
                            raw=raw,
                            value=value,
                            allowed=", ".join(allowed),
                        )
                    )

    def _get_values(self):
        """Return {raw value: neutral value} of the lines "raw = neutral"."""
        pairs = (line.partition("=") for line in (self.values or "").splitlines())
        return {
            raw.strip(): value.strip() for raw, sign, value in pairs if sign and raw
        }
