import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.intake import mail_headers
from .mail_source import TAKE_KEY

KEEP_DAYS = 60
OTHER = "other"
REASONS = [
    (mail_headers.AUTO_REPLY, "Auto-reply"),
    (mail_headers.BOUNCE, "Report of a mail server"),
    (mail_headers.MAILING_LIST, "Mailing list"),
    (mail_headers.SPAM, "Marked as spam"),
    (mail_headers.AUTOMATIC, "Sent by a program"),
    (OTHER, "Refused by the mail gateway"),
]


class SalesInquirySkipped(models.Model):
    """A letter of which no inquiry was made, and why: counted, and kept for a time.

    1. One row for a Message-ID, however often the letter comes.
    2. "Make an inquiry of it" takes the letter in as if it were an ordinary one.
    3. After some days (setting `sales_process.skipped_keep_days`, 60) the raw letter
       is deleted; the row stays and counts.
    """

    _name = "sales.inquiry.skipped"
    _description = "Letter Left Out"
    _order = "date desc, id desc"
    _rec_name = "subject"

    date = fields.Datetime(
        string="Received",
        required=True,
        readonly=True,
        index=True,
        default=fields.Datetime.now,
    )
    email_from = fields.Char(string="From", readonly=True)
    subject = fields.Char(readonly=True)
    message_id = fields.Char(string="Message-ID", required=True, readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    fallback_model = fields.Char(readonly=True)
    raw = fields.Binary(string="Source Message", attachment=True, readonly=True)
    raw_name = fields.Char(readonly=True, default="message.eml")
    has_raw = fields.Boolean(
        string="Letter Kept",
        readonly=True,
        default=True,
        help="The letter itself is deleted after some time, the line stays.",
    )
    inquiry_id = fields.Many2one("sales.inquiry", readonly=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", readonly=True, default=lambda self: self.env.company
    )

    _message_id_unique = models.UniqueIndex(
        "(message_id)", "This letter has been counted already."
    )

    @api.model
    def _settle(self, source, model):
        """Count the letter when the gateway has made no record of it.

        :param source: `MailSource` after the gateway has finished
        :param model: model given to the gateway when no alias fits
        """
        if source.is_settled or self._is_recorded(source):
            return self.browse()
        # sudo: the gateway works for people who may have no rights here
        return self.sudo().create(self._prepare_values(source, model))

    @api.model
    def _is_recorded(self, source):
        # sudo: what is counted or posted already may be invisible to the user
        known = [("message_id", "=", source.message_id)]
        if self.sudo().search_count(known, limit=1):
            return True
        messages = self.env["mail.message"].sudo()
        return not source.skip_reason and bool(messages.search_count(known, limit=1))

    @api.model
    def _prepare_values(self, source, model):
        headers = source.headers
        return {
            "email_from": headers.get("from"),
            "subject": headers.get("subject") or self.env._("No subject"),
            "message_id": source.message_id,
            "reason": source.skip_reason or OTHER,
            "fallback_model": model or False,
            "raw": source.encoded,
        }

    def action_make_inquiry(self):
        """It is a request after all: take the letter in."""
        for skipped in self.filtered(lambda skipped: not skipped.inquiry_id):
            skipped._make_inquiry()
        return self.inquiry_id._get_records_action() if self.inquiry_id else True

    def _make_inquiry(self):
        """:raises UserError: the letter itself is not kept any more"""
        self.ensure_one()
        raw = self.with_context(bin_size=False).raw
        if not raw:
            raise UserError(
                self.env._(
                    "The letter of %(date)s is not kept any more.", date=self.date
                )
            )
        # sudo: the letter is processed as the gateway would do it
        gateway = self.env["mail.thread"].sudo().with_context(**{TAKE_KEY: "inquiry"})
        gateway.message_process(
            self.fallback_model or "sales.inquiry", base64.b64decode(raw)
        )
        inquiries = self.env["sales.inquiry"].sudo()
        found = inquiries.search([("external_key", "=", self.message_id)], limit=1)
        # sudo: people mark nothing here but by this button
        self.sudo().inquiry_id = found

    @api.autovacuum
    def _gc_raw_letters(self):
        """Delete the letters whose time is over; what was counted stays counted."""
        # sudo: the setting is read by the vacuum
        parameters = self.env["ir.config_parameter"].sudo()
        days = int(parameters.get_param("sales_process.skipped_keep_days", KEEP_DAYS))
        before = fields.Datetime.now() - timedelta(days=days)
        old = self.search([("date", "<", before), ("has_raw", "=", True)], limit=1000)
        old.write({"raw": False, "has_raw": False})
