from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.intake.deadlines import parse_hours

# field: (system parameter, value when nobody has set it)
PARAMETERS = {
    "triage_hours": ("sales_process.triage_hours", "10:00, 15:00"),
    "triage_remind_minutes": ("sales_process.triage_remind_minutes", 60),
    "triage_escalate_minutes": ("sales_process.triage_escalate_minutes", 60),
    "triage_director_minutes": ("sales_process.triage_director_minutes", 240),
    "mail_max_mb": ("sales_process.mail_max_mb", 40),
    "callback_minutes": ("sales_process.callback_minutes", 30),
    "chat_window_minutes": ("sales_process.chat_window_minutes", 30),
    "claim_days": ("sales_process.claim_days", 10),
    "claim_days_unit": ("sales_process.claim_days_unit", "calendar"),
    "document_max_mb": ("sales_process.document_max_mb", 25),
    "note_prices": ("sales_process.note_prices", 0),
    "claim_lawyer_id": ("sales_process.claim_lawyer_id", 0),
    "certificate_days": ("sales_process.certificate_days", 45),
    "service_file_required": ("sales_process.service_file_required", 0),
    "service_remind_months": ("sales_process.service_remind_months", 6),
    "care_days": ("sales_process.care_days", 14),
    "care_from": ("sales_process.care_from", ""),
    # letters are on in new databases (`hooks.py`), off in those that were there before
    "letter_ready": ("sales_process.letter_ready", 0),
    "letter_shipped": ("sales_process.letter_shipped", 0),
    "letter_planned": ("sales_process.letter_planned", 0),
    "letter_moved": ("sales_process.letter_moved", 0),
    "silent_months": ("sales_process.silent_months", 6),
    "silent_weekly": ("sales_process.silent_weekly", 0),
}


class SalesSettings(models.TransientModel):
    """Settings of the whole company, edited by the director in his own screen.

    They are system parameters; a department may have its own values. The general
    settings show the same ones to the administrator.
    """

    _name = "sales.settings"
    _description = "Settings of Equipment Sales"

    triage_hours = fields.Char(
        string="Hours of Sorting",
        required=True,
        default=lambda self: self._get_value("triage_hours"),
        help="Hours of the working day by which new inquiries are sorted.",
    )
    triage_remind_minutes = fields.Integer(
        string="Remind Before, min",
        default=lambda self: self._get_value("triage_remind_minutes"),
        help="0: no reminder.",
    )
    triage_escalate_minutes = fields.Integer(
        string="To the Head After, working min",
        default=lambda self: self._get_value("triage_escalate_minutes"),
        help="Counted from the hour of sorting. 0: never.",
    )
    triage_director_minutes = fields.Integer(
        string="To the Director After, working min",
        default=lambda self: self._get_value("triage_director_minutes"),
        help="Counted from the moment when the head is told. 0: never.",
    )
    mail_max_mb = fields.Integer(
        string="Largest Letter, MB",
        default=lambda self: self._get_value("mail_max_mb"),
        help="A larger letter is kept as a failure and the triage group is told.",
    )
    callback_minutes = fields.Integer(
        string="Call Back Within, working min",
        default=lambda self: self._get_value("callback_minutes"),
        help="The term of the task “Call back” after a missed call.",
    )
    chat_window_minutes = fields.Integer(
        string="One Chat Within, min",
        default=lambda self: self._get_value("chat_window_minutes"),
        help="A chat and the letter about it, with the same telephone or e-mail, are "
        "one inquiry when no more time is between them.",
    )

    @api.constrains("triage_hours")
    def _check_triage_hours(self):
        for settings in self:
            self._parse_hours(settings.triage_hours)

    @api.constrains("mail_max_mb", "callback_minutes")
    def _check_positive(self):
        for settings in self:
            if settings.mail_max_mb < 1 or settings.callback_minutes < 1:
                raise ValidationError(
                    self.env._(
                        "The size of a letter and the term to call back are at least 1."
                    )
                )

    @api.model
    def _parse_hours(self, text):
        """Return the hours of a text.

        :raises ValidationError: a part of it is not a time of day
        """
        try:
            return parse_hours(text)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is not a time of day. Write the hours like this: "
                    "10:00, 15:00",
                    text=error,
                )
            ) from error

    @api.model
    def _get_value(self, name):
        """The value of a setting, of the type of its default.

        A number that somebody has spoilt by hand counts as not set.
        """
        key, default = PARAMETERS[name]
        # sudo: the setting is read by users who may not see system parameters
        text = self.env["ir.config_parameter"].sudo().get_param(key)
        if not text:
            return default
        if isinstance(default, str):
            return text
        try:
            return int(text)
        except ValueError:
            return default

    @api.model
    def _set_values(self, values):
        """Keep the settings; 0 is kept too and differs from “not set”."""
        # sudo: the director is no administrator of the system
        parameters = self.env["ir.config_parameter"].sudo()
        for name, value in values.items():
            key, default = PARAMETERS[name]
            if value != self._get_value(name):
                # an empty record is number 0, an empty date no text
                kept = int(value) if isinstance(default, int) else value or ""
                parameters.set_param(key, str(kept))

    @api.model
    def _read_form(self, form, prefix=""):
        """What a form says: values of another form, a record is its id.

        :param form: record with a field for each setting
        :param prefix: before the names of these fields
        """
        values = {name: form[prefix + name] for name in PARAMETERS}
        return {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in values.items()
        }

    def action_save(self):
        """Keep what the director has written.

        :raises AccessError: the user is no director
        """
        self.ensure_one()
        if not self.env.user.has_group("sales_process.group_director"):
            raise AccessError(self.env._("Only a director changes these settings."))
        self._set_values(self._read_form(self))
        return {"type": "ir.actions.act_window_close"}
