from odoo import api, fields, models

ANSWER_LIMIT = 240  # working minutes: half a day


class CrmTeam(models.Model):
    """Terms of a department: when it is reminded, who is told, how fast it answers."""

    _inherit = "crm.team"

    triage_remind_minutes = fields.Integer(
        string="Remind Before, min",
        help="Minutes before the hour of sorting at which the unsorted inquiries are "
        "listed. 0: the setting of the company; a negative number: never.",
    )
    triage_escalate_minutes = fields.Integer(
        string="To the Head After, working min",
        help="Working minutes after the hour of sorting at which the head is told "
        "what is unsorted. 0: the setting of the company; a negative number: never.",
    )
    triage_director_minutes = fields.Integer(
        string="To the Director After, working min",
        help="Working minutes after the head was to be told at which the directors "
        "are told. 0: the setting of the company; a negative number: never.",
    )
    answer_limit = fields.Integer(
        string="First Answer Within, working min",
        default=ANSWER_LIMIT,
        help="Working minutes from the arrival of an inquiry to the first answer. "
        "0: no limit.",
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {
            "answer_limit",
            "triage_remind_minutes",
            "triage_escalate_minutes",
            "triage_director_minutes",
        }

    def _get_minutes(self, name):
        """Minutes of one step for this department; 0 when the step is switched off.

        :param name: one of the fields triage_*_minutes
        """
        own = self[name] if self else 0
        return max(0, own or self.env["sales.settings"]._get_value(name))

    def _get_answer_limit(self):
        return self.answer_limit if self else ANSWER_LIMIT
