from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.documents.sales_debt_letter import REASONS

NAMED = 10


class SalesDebtMailing(models.TransientModel):
    """The reminders of today, looked at before they are sent (R104)."""

    _name = "sales.debt.mailing"
    _description = "Reminders to Send"

    line_ids = fields.One2many("sales.debt.mailing.line", "mailing_id")
    ready_count = fields.Integer(string="Will Be Sent", compute="_compute_counts")
    skipped_count = fields.Integer(string="Will Not Be Sent", compute="_compute_counts")

    @api.depends("line_ids.is_chosen", "line_ids.problem")
    def _compute_counts(self):
        for mailing in self:
            ready = mailing.line_ids.filtered(lambda line: line._is_ready())
            mailing.ready_count = len(ready)
            mailing.skipped_count = len(mailing.line_ids) - len(ready)

    def _compute_display_name(self):
        self.display_name = self.env._("Reminders to send")

    @api.model
    def _action_prepare(self):
        """Gather who is to be reminded today and open the list.

        :raises AccessError: the user is no accountant and no director
        """
        letters = self.env["sales.debt.letter"]
        letters._check_may_send()
        plans = [
            plan
            for company in self.env.companies
            for plan in letters._plan(company, letters._get_candidates(company))
        ]
        mailing = self.create(
            {"line_ids": [Command.create(self._prepare_line(plan)) for plan in plans]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reminders to send"),
            "res_model": self._name,
            "res_id": mailing.id,
            "views": [(False, "form")],
        }

    def _prepare_line(self, plan):
        return {
            "partner_id": plan.client.id,
            "company_id": plan.company.id,
            "step_id": plan.step.id,
            "email": plan.recipient.email_normalized,
            "amount": plan.amount,
            "debt_count": sum(line["days"] > 0 for line in plan.lines),
            "days": max((line["days"] for line in plan.lines), default=0),
            "problem": plan.problem or False,
            "is_chosen": not plan.problem,
        }

    def action_send(self):
        """Send what is chosen, as the debts are now.

        :raises AccessError: the user is no accountant and no director
        :raises UserError: nothing is chosen
        """
        self.ensure_one()
        letters = self.env["sales.debt.letter"]
        letters._check_may_send()
        chosen = self.line_ids.filtered(lambda line: line._is_ready())
        if not chosen:
            raise UserError(self.env._("Choose at least one letter to send."))
        sent = letters.browse()
        for company, lines in chosen.grouped("company_id").items():
            sent |= letters._send_plans(letters._plan(company, lines.partner_id))
        return self._show_result(sent, self.line_ids - chosen)

    def _show_result(self, letters, left):
        """The letters, and the clients who get none for want of an e-mail."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_debt_letter_action"
        )
        action |= {"domain": [("id", "in", letters.ids)], "context": {}}
        nameless = left.filtered(lambda line: line.problem == "no_email").partner_id
        names = [client.display_name for client in nameless[:NAMED]]
        if len(nameless) > NAMED:
            names.append("…")
        sent = letters.filtered(lambda letter: letter.state == "sent")
        message = self.env._("Letters sent: %(count)s.", count=len(sent))
        if names:
            message += " " + self.env._(
                "Without an e-mail: %(clients)s.", clients=", ".join(names)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if names or sent != letters else "success",
                "message": message,
                "sticky": bool(names),
                "next": action,
            },
        }


class SalesDebtMailingLine(models.TransientModel):
    _name = "sales.debt.mailing.line"
    _description = "Reminder to Send"
    _order = "problem desc, days desc, id"

    mailing_id = fields.Many2one(
        "sales.debt.mailing", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    step_id = fields.Many2one("sales.debt.step", string="Letter", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    amount = fields.Monetary(string="Overdue Debt", readonly=True)
    debt_count = fields.Integer(string="Debts", readonly=True)
    days = fields.Integer(string="Days Overdue", readonly=True)
    problem = fields.Selection(REASONS, string="Why Not", readonly=True)
    is_chosen = fields.Boolean(string="Send")

    def _is_ready(self):
        self.ensure_one()
        return self.is_chosen and not self.problem

    def action_open_client(self):
        self.ensure_one()
        return self.partner_id._get_records_action()
