import logging
import xmlrpc.client as xmlrpclib

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.intake.mail_bytes import normalise
from ...tools.intake.mail_headers import BOUNCE, is_report
from .mail_source import MAIL_KEY, TAKE_KEY, MailSource

_logger = logging.getLogger(__name__)

TARGET = "sales.inquiry"
SIZE_LIMIT_MB = 40
# another worker has stored the same letter at the same time
TWIN_CONSTRAINTS = (
    "sales_inquiry_external_key_unique",
    "sales_inquiry_skipped_message_id_unique",
    "sales_inquiry_failure_raw_hash_unique",
)


class MailTooLargeError(UserError):
    """The letter is larger than the setting allows."""


class MailThread(models.AbstractModel):
    """Guard of the letters for inquiries.

    1. Only letters for our alias or mailbox are touched (`_is_inquiry_mail`).
    2. Malformed bytes are repaired; a well-formed letter passes unchanged.
    3. Automatic answers, reports, lists and spam make no inquiry and are counted
       (`sales.inquiry.skipped`); an answer of a known client whose thread is unknown
       goes to his history (`message_route`).
    4. Too many letters of one person are kept for a decision, not bounced.
    5. Whatever is raised leaves a `sales.inquiry.failure` with the raw letter.
    6. A letter of which nothing was made after all is counted with the skipped ones.
    Letters routed to other models only raise and behave exactly as before.
    """

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        raw = self._get_raw_mail(message)
        source = MailSource(raw, self.env.context.get(TAKE_KEY))
        options = {
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        if not self._is_inquiry_mail(model, source):
            return super().message_process(model, message, **options)
        guarded = self.with_context(**self._get_guard_context(source))
        try:
            with self.env.cr.savepoint():
                self._check_mail_size(raw)
                repaired = self._repair_mail(source)
                result = super(MailThread, guarded).message_process(
                    model, repaired, **options
                )
                self.env[TARGET + ".skipped"]._settle(source, model)
                return result
        except Exception as error:
            if self._is_foreign_failure(source, error):
                raise
            if self._is_taken_elsewhere(error):
                _logger.info("Letter %s is taken in already", source.message_id)
                return False
            self._keep_unread(source, model, error)
            return False

    @api.model
    def _keep_unread(self, source, model, error):
        """Nothing could be made of the letter: it waits for people.

        A mail server's report is no request, also when it is too broken to be read.
        """
        if is_report(source.headers) and not source.is_by_hand:
            source.skip_reason = BOUNCE
            self.env[TARGET + ".skipped"]._settle(source, model)
            return
        _logger.warning("A letter could not be taken in: %r", error)
        self.env[TARGET + ".failure"]._keep(source, model, error)

    @api.model
    def _get_raw_mail(self, message):
        if isinstance(message, xmlrpclib.Binary):
            return bytes(message.data)
        return message.encode() if isinstance(message, str) else message

    @api.model
    def _get_guard_context(self, source):
        """One language from the start: records are not read twice in two of them."""
        return {MAIL_KEY: source, "lang": self.env[TARGET]._get_company_lang()}

    @api.model
    def _is_inquiry_mail(self, model, source):
        """Whether the letter comes to the mailbox or to an alias of inquiries."""
        if model == TARGET:
            return True
        full, local = self.env["mail.alias"]._get_inquiry_addresses()
        return any(
            mail in full or mail.partition("@")[0] in local for mail in source.addresses
        )

    @api.model
    def _check_mail_size(self, raw):
        # sudo: the setting is read by the gateway, whoever runs it
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("sales_process.mail_max_mb", SIZE_LIMIT_MB))
        if len(raw) > limit * 1024 * 1024:
            raise MailTooLargeError(
                self.env._("The letter is larger than %(limit)s MB.", limit=limit)
            )

    @api.model
    def _repair_mail(self, source):
        """The bytes for the gateway: repaired, unless the thread is not ours."""
        if not source.headers.get("message-id"):
            # without one the same letter fetched twice would be two inquiries
            return source.own_message_id + normalise(source.raw)
        repaired = normalise(source.raw)
        if repaired is source.raw:
            return source.raw
        # sudo: the thread may be of a model that the gateway user does not see
        parent = (
            self.env["mail.message"]
            .sudo()
            .search([("message_id", "in", source.references)], limit=1, order="id desc")
        )
        return repaired if parent.model in (False, TARGET) else source.raw

    @api.model
    def _is_foreign_failure(self, source, error):
        """Failures of other models, and conflicts that the caller repeats."""
        if source.targets is not None and TARGET not in source.targets:
            return True
        is_fetched = "default_fetchmail_server_id" in self.env.context
        return isinstance(error, psycopg2.OperationalError) and not is_fetched

    @api.model
    def _is_taken_elsewhere(self, error):
        """Another worker has taken the same letter in at the same time."""
        name = getattr(getattr(error, "diag", None), "constraint_name", "")
        return name in TWIN_CONSTRAINTS

    @api.model
    def _is_answer_to_client(self, message):
        """Whether a message is an employee's word to the client."""
        # the kind of the message is known at once, the rest may cost a query
        if message.message_type not in ("email", "comment", "email_outgoing"):
            return False
        is_employee = message.author_id and not message.author_id.partner_share
        if not is_employee or message.subtype_id.internal:
            return False
        if message.message_type == "email":
            return bool(message.parent_id)
        return message.subtype_id == self.env.ref("mail.mt_comment")
