from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class SalesDebtPromise(models.TransientModel):
    """Until when a client has promised to pay, or that he is not reminded (R104)."""

    _name = "sales.debt.promise"
    _description = "Promise to Pay"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="partner_id.currency_id")
    debt_total = fields.Monetary(related="partner_id.debt_total")
    debt_overdue = fields.Monetary(related="partner_id.debt_overdue")
    promise_date = fields.Date(
        string="Promises to Pay By",
        compute="_compute_promise",
        store=True,
        readonly=False,
        help="No reminders until this day. Empty: there is no promise.",
    )
    no_letters = fields.Boolean(
        string="Do Not Remind",
        compute="_compute_promise",
        store=True,
        readonly=False,
    )
    note = fields.Char(string="Who Promised, How")

    @api.depends("partner_id")
    def _compute_promise(self):
        for wizard in self:
            wizard.promise_date = wizard.partner_id.debt_promise_date
            wizard.no_letters = wizard.partner_id.debt_no_letters

    def action_apply(self):
        """Keep it on the client, with a note in his history.

        :raises AccessError: somebody else's client
        :raises UserError: the promised day is over
        """
        self.ensure_one()
        self.partner_id._check_may_use_debts()
        client = self.partner_id.commercial_partner_id
        changed = self.promise_date != client.debt_promise_date
        if (
            changed
            and self.promise_date
            and (self.promise_date < fields.Date.context_today(self))
        ):
            raise UserError(
                self.env._(
                    "%(day)s is over: write a day that is still to come.",
                    day=format_date(self.env, self.promise_date),
                )
            )
        # sudo: an accountant writes nothing else on clients
        client.sudo().write(
            {
                "debt_promise_date": self.promise_date,
                "debt_no_letters": self.no_letters,
            }
        )
        if (self.note or "").strip():
            client.sudo()._message_log(body=self.note.strip())
        return {"type": "ir.actions.act_window_close"}
