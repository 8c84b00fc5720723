from odoo import api, models

from ...tools.intake.phones import phone_link


class SalesWebhook(models.Model):
    """Click to call: the exchange rings the employee first, then the client."""

    _inherit = "sales.webhook"

    @api.model
    def _can_dial(self):
        """Whether the present user has a telephone that an exchange can ring."""
        return False

    @api.model
    def dial(self, number, res_model=None, res_id=None):
        """Call a number through the exchange of the present user.

        :param str number: one telephone number, as it is written
        :param str res_model: record from which it is called
        :param int res_id: its id
        :return: `{"is_dialled": True, "name": exchange}`, or
            `{"is_dialled": False, "tel": "tel:+7..."}` for the telephone of the device
        """
        return {"is_dialled": False, "tel": phone_link(number)}
