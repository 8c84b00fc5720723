from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_local_day(self, moment):
        """The day of a moment where the company works; False without a moment.

        A document has one date, whoever prints it: an employee in another time zone or
        a client by his link, who has none.
        """
        if not moment:
            return False
        zone = self.resource_calendar_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        return local.date()
