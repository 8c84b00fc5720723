from datetime import datetime, time, timedelta

from odoo import api, fields, models


class CrmTeam(models.Model):
    """The term within which a claim is answered."""

    _inherit = "crm.team"

    claim_days = fields.Integer(
        string="Answer a Claim Within, days",
        help="Days after the day when the claim is received. 0: the setting of the "
        "company.",
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {"claim_days"}

    def _get_claim_deadline(self, received):
        """The last day for the answer to a claim, by the rule of the settings.

        :param received: date
        :return: date; False without a date
        """
        if not received:
            return False
        settings = self.env["sales.settings"]
        days = self[:1].claim_days or settings._get_value("claim_days")
        calendar = self._get_work_calendar()
        if settings._get_value("claim_days_unit") == "working" and calendar:
            next_day = datetime.combine(received + timedelta(days=1), time())
            end = calendar.plan_days(days, next_day, compute_leaves=True)
            if end:
                return end.date()
        return received + timedelta(days=days)
