from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_DAYS = 20


class SalesSilentTask(models.TransientModel):
    """Tasks to call the chosen silent clients, spread over working days (R107)."""

    _name = "sales.silent.task"
    _description = "Calls to Silent Clients"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    date_start = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=1),
    )
    days = fields.Integer(string="Spread Over, working days", required=True, default=5)
    client_count = fields.Integer(string="Clients to Call", compute="_compute_counts")
    called_count = fields.Integer(
        string="With a Task Already", compute="_compute_counts"
    )

    @api.depends("partner_ids")
    def _compute_counts(self):
        for wizard in self:
            clients = wizard._get_clients()
            wizard.called_count = len(clients._get_called_ids())
            wizard.client_count = len(clients) - wizard.called_count

    def _get_clients(self):
        """The chosen clients, those that the user sees and that are silent still."""
        return self.env["sales.silent.client"].search(
            [("partner_id", "in", self.partner_ids.ids)]
        )

    def action_make(self):
        """
        :raises UserError: the number of days is out of bounds, nobody is left to call
        """
        self.ensure_one()
        if not 1 <= self.days <= MOST_DAYS:
            raise UserError(
                self.env._(
                    "Spread the calls over 1 to %(most)s working days.", most=MOST_DAYS
                )
            )
        tasks = self._get_clients()._make_tasks(self.date_start, self.days)
        if not tasks:
            raise UserError(
                self.env._("All these clients have a task already or have ordered.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Tasks given: %(count)s", count=len(tasks)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
