import base64

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from .mail_source import TAKE_KEY

ATTEMPTS = 5  # of a letter that failed for a passing reason; then people decide
STATES = [("new", "New"), ("retried", "Taken in"), ("ignored", "Ignored")]


class SalesInquiryFailure(models.Model):
    """A letter that could not be processed: kept raw until somebody decides."""

    _name = "sales.inquiry.failure"
    _description = "Failed Message"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(string="Subject", required=True, readonly=True)
    email_from = fields.Char(string="From", readonly=True)
    message_id = fields.Char(string="Message-ID", readonly=True)
    date = fields.Datetime(
        string="Received", required=True, readonly=True, default=fields.Datetime.now
    )
    error = fields.Text(readonly=True)
    fallback_model = fields.Char(readonly=True)
    raw = fields.Binary(
        string="Source Message", attachment=True, readonly=True, required=True
    )
    raw_name = fields.Char(readonly=True, default="message.eml")
    raw_size = fields.Integer(string="Size", readonly=True)
    raw_hash = fields.Char(readonly=True)
    state = fields.Selection(STATES, required=True, default="new", tracking=True)
    attempts = fields.Integer(readonly=True, default=1)
    is_temporary = fields.Boolean(
        readonly=True,
        help="The database was busy: the letter is tried again by itself.",
    )
    inquiry_id = fields.Many2one("sales.inquiry", readonly=True, ondelete="set null")

    _raw_hash_unique = models.UniqueIndex(
        "(raw_hash)", "This message has been kept already."
    )

    @api.model
    def _keep(self, source, model, error):
        """Keep a raw letter with its error; the same letter is kept once.

        :param source: `MailSource`
        :param model: model given to the gateway when no alias fits
        :param error: the exception
        """
        # sudo: the gateway works for people who may have no rights here
        failures = self.sudo()
        known = failures.search([("raw_hash", "=", source.key)], limit=1)
        values = {
            "error": self._get_error_text(error),
            "is_temporary": isinstance(error, psycopg2.OperationalError),
        }
        if known:
            known.write({**values, "attempts": known.attempts + 1})
            return known
        try:
            with self.env.cr.savepoint():
                failure = failures.create(
                    {**self._prepare_values(source, model), **values}
                )
        except psycopg2.errors.UniqueViolation:
            # another worker keeps the same letter at this very moment
            return failures
        if failure.is_temporary:
            self.env.ref("sales_process.ir_cron_retry_failures")._trigger()
        else:
            failure._notify_triage()
        return failure

    @api.model
    def _prepare_values(self, source, model):
        headers = source.headers
        return {
            "name": headers.get("subject") or self.env._("No subject"),
            "email_from": headers.get("from"),
            "message_id": source.message_id,
            "fallback_model": model or False,
            "raw": source.encoded,
            "raw_hash": source.key,
            "raw_size": len(source.raw),
        }

    @api.model
    def _get_error_text(self, error):
        name = type(error).__name__
        return f"{name}: {str(error)[:2000]}".replace("\0", "")

    def _notify_triage(self):
        """Tell the triage group that a letter waits for a decision."""
        inquiries = self.env["sales.inquiry"]
        users = inquiries._get_triage_users()
        localized = self.with_context(lang=inquiries._get_company_lang())
        localized.message_notify(
            partner_ids=users.partner_id.ids,
            subject=localized.env._(
                "A letter could not be taken in: %(name)s", name=self.name
            ),
            body=localized.env._(
                "The letter is kept. Open it, remove the cause and press “Retry”."
            ),
        )

    def action_retry(self):
        """Process the letter again, after the cause is removed."""
        for failure in self.filtered(lambda failure: failure.state != "retried"):
            failure._retry()
        return True

    def _get_raw(self):
        """The bytes of the letter as it came."""
        return base64.b64decode(self.with_context(bin_size=False).raw)

    def _retry(self):
        # sudo: the letter is processed as the gateway would do it
        gateway = self.env["mail.thread"].sudo().with_context(**{TAKE_KEY: "retry"})
        gateway.message_process(self.fallback_model or "sales.inquiry", self._get_raw())
        known = [("external_key", "=", self.message_id)]
        inquiry = self.env["sales.inquiry"].sudo().search(known, limit=1)
        if inquiry or self._is_posted() or self._is_skipped():
            self.write({"state": "retried", "inquiry_id": inquiry.id})

    @api.model
    def _cron_retry_temporary(self):
        """Try the letters again that failed because the database was busy."""
        domain = [
            ("state", "=", "new"),
            ("is_temporary", "=", True),
            ("attempts", "<", ATTEMPTS),
        ]
        waiting = self.search(domain, order="id")
        for number, failure in enumerate(waiting, 1):
            failure._retry()
            if failure.state == "new" and failure.attempts >= ATTEMPTS:
                failure._notify_triage()
            remaining = len(waiting) - number
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    def _is_posted(self):
        """Whether the letter has joined some thread (an answer, another model)."""
        # sudo: the thread may be of a model that the user does not see
        messages = self.env["mail.message"].sudo()
        known = [("message_id", "=", self.message_id)]
        return bool(messages.search_count(known, limit=1))

    def _is_skipped(self):
        """Whether it turned out to be an auto-reply, a report, spam, and was counted."""
        # sudo: who retries may not see the letters left out
        skipped = self.env["sales.inquiry.skipped"].sudo()
        return bool(skipped.search_count([("message_id", "=", self.message_id)]))

    def action_ignore(self):
        self.write({"state": "ignored"})
        return True

    def action_view_inquiry(self):
        self.ensure_one()
        if not self.inquiry_id:
            raise UserError(self.env._("There is no inquiry of this letter."))
        return self.inquiry_id._get_records_action()
