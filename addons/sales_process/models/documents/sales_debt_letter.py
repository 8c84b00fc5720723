import logging

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang
from odoo.tools.misc import split_every

_logger = logging.getLogger(__name__)
STATES = [("sent", "Sent"), ("skipped", "Not sent"), ("failed", "Failed")]
REASONS = [
    ("no_email", "The client has no e-mail"),
    ("excluded", "The client is not to be reminded"),
    ("promised", "The client has promised to pay"),
    ("recent", "The client was written to lately"),
    ("covered", "Payments that are not set off cover the debt"),
    ("error", "The letter could not be made"),
]
NOTED = {"no_email", "error"}  # what somebody has to do something about
CALL = "sales_process.mail_activity_type_call_debtor"
QUIET = {"mail_notify_author": False, "tracking_disable": True}
BATCH = 50


class SalesDebtLetter(models.Model):
    """A reminder of debts that a client got, or did not get: the log of them (R104).

    1. A step is sent once for each instalment: a unique index keeps it, so neither a
       second press nor a second worker writes again.
    2. The letter stands in the history of the client, a note in that of his deals.
    3. A client whose letter cannot be made, or who has no e-mail, is noted once and
       does not stop the others; he is tried again next time.
    """

    _name = "sales.debt.letter"
    _description = "Reminder Letter"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    step_id = fields.Many2one(
        "sales.debt.step", required=True, readonly=True, ondelete="restrict"
    )
    recipient_id = fields.Many2one("res.partner", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(readonly=True, export_string_translation=False)
    state = fields.Selection(STATES, required=True, readonly=True)
    reason = fields.Selection(REASONS, string="Why Not", readonly=True)
    error = fields.Text(readonly=True)
    amount = fields.Monetary(
        string="Overdue Debt",
        readonly=True,
        help="On the day of the letter, in the currency of the company.",
    )
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    line_ids = fields.One2many("sales.debt.letter.line", "letter_id", readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    failure = fields.Char(
        string="What Went Wrong", compute="_compute_failure", compute_sudo=True
    )

    _not_sent_idx = models.Index("(partner_id, company_id) WHERE state <> 'sent'")

    @api.depends("error", "message_id.mail_ids.state")
    def _compute_failure(self):
        """Why the letter did not leave: of its making, else of the mail server."""
        for letter in self:
            mails = letter._get_failed_mails()
            failure = mails[:1].failure_reason or (mails and self.env._("Mail server"))
            letter.failure = letter.error or failure or False

    def _get_failed_mails(self):
        return self.message_id.mail_ids.filtered(lambda m: m.state == "exception")

    # ---- sending -----------------------------------------------------------------------

    @api.model
    def _check_may_send(self):
        """
        :raises AccessError: the user is no accountant and no director
        """
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"sales_process.group_{name}")
            for name in ("accountant", "director")
        ):
            raise AccessError(
                self.env._("Reminders of debts are sent by accountants and directors.")
            )

    @api.model
    def _send_plans(self, plans):
        """Send what is to be sent and note who cannot get it; never raises.

        :return: letters, sent or not
        """
        letters = self.browse()
        for plan in plans:
            letters |= self._send_plan(plan)
        return letters

    def _send_plan(self, plan):
        """:return: the letter, empty when nothing is to be noted"""
        # sudo: the log is written by the letters only
        log = self.sudo().with_context(**QUIET)
        self.env.flush_all()  # what others have left is not ours to swallow
        if plan.problem:
            return log._note(plan, plan.problem) if plan.problem in NOTED else log
        try:
            with self.env.cr.savepoint():
                return log._send(plan)
        except Exception as error:
            _logger.exception("Reminder of debts: client %s", plan.client.id)
            self.env.invalidate_all()
            return log._note(plan, "error", str(error))

    def _send(self, plan):
        values = self._prepare_values(plan)
        letter = self.create(
            {
                **values,
                "state": "sent",
                "line_ids": [
                    Command.create({**line, "day": values["day"]})
                    for line in plan.lines
                ],
            }
        )
        mail_id = plan.step.template_id.send_mail(
            letter.id,
            force_send=False,
            email_values={"model": "res.partner", "res_id": plan.client.id},
        )
        letter.message_id = self.env["mail.mail"].browse(mail_id).mail_message_id
        letter._log_on_deals(plan.leads)
        if plan.step.has_task:
            letter._schedule_call()
        self._get_noted(plan).unlink()
        return letter

    def _note(self, plan, reason, error=False):
        """One row for a client until he gets a letter, however often it is tried."""
        values = {
            **self._prepare_values(plan),
            "state": "failed" if reason == "error" else "skipped",
            "reason": reason,
            "error": error,
        }
        noted = self._get_noted(plan)[:1]
        if noted:
            noted.write(values)
            return noted
        return self.create(values)

    def _get_noted(self, plan):
        return self.search(
            [
                ("partner_id", "=", plan.client.id),
                ("company_id", "=", plan.company.id),
                ("state", "!=", "sent"),
            ]
        )

    def _prepare_values(self, plan):
        lead = plan.leads[:1]
        user = plan.client.user_id or lead.user_id
        return {
            "partner_id": plan.client.id,
            "company_id": plan.company.id,
            "step_id": plan.step.id,
            "recipient_id": plan.recipient.id,
            "email": plan.recipient.email_normalized,
            "date": fields.Datetime.now(),
            "day": fields.Date.context_today(self),
            "amount": plan.amount,
            "user_id": user.id,
            "team_id": lead.team_id.id or user.sale_team_id.id,
        }

    def _log_on_deals(self, leads):
        if not leads:
            return
        text = self.env._(
            "“%(step)s” was sent to %(email)s: overdue are %(amount)s.",
            step=self.step_id.name,
            email=self.email,
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
        )
        leads._message_log_batch(bodies=dict.fromkeys(leads.ids, text))

    def _schedule_call(self):
        """The client's salesperson calls: letters have not helped."""
        user = self.user_id._get_sales_stand_in() or self.team_id._get_sales_leader()
        if not user:
            return
        localized = self.partner_id.with_context(lang=user.lang)
        localized.activity_schedule(
            CALL,
            user_id=user.id,
            summary=localized.env._(
                "Overdue debt %(amount)s: call the client",
                amount=formatLang(
                    localized.env, self.amount, currency_obj=self.currency_id
                ),
            ),
        )

    def action_send_again(self):
        """Put a letter that the mail server has not taken into the queue again.

        :raises UserError: it has left
        """
        self.ensure_one()
        self._check_may_send()
        # sudo: mails are nobody's to read; who may send has been checked
        mails = self.sudo()._get_failed_mails()
        if not mails:
            raise UserError(self.env._("This letter has left or is in the queue."))
        mails.mark_outgoing()
        return True

    @api.model
    def _cron_send(self):
        """Send the letters of the day, client by client. Switched off by default."""
        work = {
            company: self._get_candidates(company)
            for company in self.env["res.company"].search([])
        }
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(map(len, work.values())))
        for company, clients in work.items():
            for batch in split_every(BATCH, clients.ids, clients.browse):
                if not self._send_batch(company, batch):
                    return

    def _send_batch(self, company, clients):
        """:return: whether there is time for more"""
        cron = self.env["ir.cron"]
        plans = self._plan(company, clients)
        for plan in plans:
            self._send_plan(plan)
            if not cron._commit_progress(1):
                return False
        return cron._commit_progress(len(clients) - len(plans))
