import base64
import hashlib
import logging
import xmlrpc.client as xmlrpclib
from datetime import timedelta

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize
from odoo.tools.mail import email_split

from ...tools.intake.letter import Letter
from ...tools.intake.mail_bytes import normalise, read_headers
from .sales_inquiry_mail import MAIL_KEY

_logger = logging.getLogger(__name__)

TARGET = "sales.inquiry"
SIZE_LIMIT_MB = 40
LOOP_MINUTES = 120
LOOP_LIMIT = 20


class MailLoopError(UserError):
    """One sender writes more letters than a person does."""


class MailTooLargeError(UserError):
    """The letter is larger than the setting allows."""


class MailSource:
    """The letter as it came, and where the gateway sends it."""

    def __init__(self, raw):
        self.raw = raw
        self.headers = read_headers(raw)
        self.targets = None  # models of the routes, once they are known
        self.letter = None  # decoded once
        self.template = None  # found once

    @property
    def encoded(self):
        return base64.b64encode(self.raw)

    @property
    def key(self):
        """The same for the same bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def message_id(self):
        return self.headers.get("message-id") or f"<{self.key}@inquiry.local>"

    @property
    def own_message_id(self):
        return f"Message-ID: {self.message_id}\r\n".encode()

    @property
    def addresses(self):
        names = ("to", "cc", "delivered-to", "resent-to", "resent-cc")
        text = ", ".join(self.headers.get(name, "") for name in names)
        return [mail.lower() for mail in email_split(text)]

    @property
    def is_automatic(self):
        """Auto-reply, list or bounce by RFC 3834 and the habits of Exchange."""
        submitted = self.headers.get("auto-submitted", "no").lower()
        precedence = self.headers.get("precedence", "").lower()
        return (
            not submitted.startswith("no")
            or bool(self.headers.get("x-auto-response-suppress"))
            or precedence in ("bulk", "auto_reply", "junk", "list")
            or self.headers.get("return-path", "").strip() == "<>"
        )

    @property
    def is_auto_reply(self):
        """An answer of a machine, whoever the sender is."""
        submitted = self.headers.get("auto-submitted", "").lower()
        precedence = self.headers.get("precedence", "").lower()
        return submitted.startswith("auto-replied") or precedence == "auto_reply"


class MailThread(models.AbstractModel):
    """Guard of the letters for inquiries.

    1. Only letters for our alias or mailbox are touched (`_is_inquiry_mail`).
    2. Malformed bytes are repaired; a well-formed letter passes unchanged.
    3. Automatic answers make no inquiry; an answer of a known client whose thread
       is unknown goes to his history (`message_route`).
    4. Too many letters of one person are kept for a decision, not bounced.
    5. Whatever is raised leaves a `sales.inquiry.failure` with the raw letter.
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
        source = MailSource(raw)
        options = {
            "custom_values": custom_values,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        if not self._is_inquiry_mail(model, source):
            return super().message_process(model, message, **options)
        guarded = self.with_context(**{MAIL_KEY: source})
        try:
            with self.env.cr.savepoint():
                self._check_mail_size(raw)
                repaired = self._repair_mail(source)
                return super(MailThread, guarded).message_process(
                    model, repaired, **options
                )
        except Exception as error:
            if self._is_foreign_failure(source, error):
                raise
            if self._is_taken_elsewhere(error):
                _logger.info("Letter %s is taken in already", source.message_id)
                return False
            _logger.warning("A letter could not be taken in: %r", error)
            self.env[TARGET + ".failure"]._keep(source, model, error)
            return False

    @api.model
    def _get_raw_mail(self, message):
        if isinstance(message, xmlrpclib.Binary):
            return bytes(message.data)
        return message.encode() if isinstance(message, str) else message

    @api.model
    def _is_inquiry_mail(self, model, source):
        """Whether the letter comes to the mailbox or to an alias of inquiries."""
        if model == TARGET:
            return True
        aliases = self._get_inquiry_aliases()
        names = aliases.filtered("alias_incoming_local").mapped("alias_name")
        full = set(aliases.mapped("alias_full_name"))
        return any(
            mail in full or mail.partition("@")[0] in names for mail in source.addresses
        )

    @api.model
    def _get_inquiry_aliases(self):
        # sudo: aliases are settings
        return (
            self.env["mail.alias"]
            .sudo()
            .search(
                [
                    ("alias_model_id.model", "=", TARGET),
                    ("alias_name", "!=", False),
                ]
            )
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
        text = " ".join(
            source.headers.get(name, "") for name in ("in-reply-to", "references")
        )
        keys = [key for key in text.replace(",", " ").split() if key.startswith("<")]
        # sudo: the thread may be of a model that the gateway user does not see
        parent = (
            self.env["mail.message"]
            .sudo()
            .search([("message_id", "in", keys[-32:])], limit=1, order="id desc")
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
        return name == "sales_inquiry_external_key_unique"

    # ---- routes ------------------------------------------------------------------

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        source = self.env.context.get(MAIL_KEY)
        if source:
            source.targets = {route[0] for route in routes or []}
            routes = [
                changed
                for route in routes or []
                if (changed := self._change_route(route, message_dict, source))
            ]
        return routes

    @api.model
    def _change_route(self, route, message_dict, source):
        """Return the route, another one, or nothing when no record is to be made."""
        if route[0] != TARGET or route[1]:
            return route
        inquiries = self.env[TARGET].sudo()
        letter = inquiries._read_mail(message_dict)
        if source.is_auto_reply:
            return None
        if source.is_automatic and not self._is_robot_letter(letter):
            return None
        if message_dict.get("in_reply_to") or message_dict.get("references"):
            return self._route_lost_reply(route, letter) or route
        return route

    @api.model
    def _is_robot_letter(self, letter: Letter):
        template = self.env[TARGET]._find_mail_template(letter)
        return bool(template) and not template.sender_is_client

    @api.model
    def _route_lost_reply(self, route, letter):
        """A known client answers a letter that we do not have: to his history."""
        inquiries = self.env[TARGET].sudo()
        found = inquiries._identify_email(letter.sender_email)
        record = found.partner or found.lead
        if found.partner:
            deals = inquiries._get_open_deals(found.partner)
            deal = deals.get(found.partner.commercial_partner_id, self.env["crm.lead"])
            record = deal if len(deal) == 1 else found.partner
        if not record:
            return None
        inquiries._schedule_lost_reply(record, found.partner, letter)
        return (record._name, record.id, None, route[3], None)

    # ---- loops -------------------------------------------------------------------

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """New inquiries have a limit of their own; everything else is core's."""
        is_ours = {route[0] == TARGET and not route[1] for route in routes or []}
        if True in is_ours and self.env.context.get(MAIL_KEY):
            self._check_inquiry_loop(message_dict)
            routes = [r for r in routes if r[0] != TARGET or r[1]]
            if not routes:
                return False
        return super()._detect_loop_sender(message, message_dict, routes)

    @api.model
    def _check_inquiry_loop(self, message_dict):
        """Robots of a template send as much as they like; people have a limit.

        :raises MailLoopError: the letter is kept as a failure and nothing bounces
        """
        inquiries = self.env[TARGET].sudo()
        letter = inquiries._read_mail(message_dict)
        email = email_normalize(letter.sender_email, strict=False)
        if not email or self._is_robot_letter(letter):
            return
        allowed = self.env["mail.gateway.allowed"].sudo()
        if allowed.search_count([("email_normalized", "=", email)], limit=1):
            return
        # sudo: the same settings as core's own guard
        parameters = self.env["ir.config_parameter"].sudo()
        minutes = int(parameters.get_param("mail.gateway.loop.minutes", LOOP_MINUTES))
        limit = int(parameters.get_param("mail.gateway.loop.threshold", LOOP_LIMIT))
        since = self.env.cr.now() - timedelta(minutes=minutes)
        domain = [("email_normalized", "=", email), ("create_date", ">=", since)]
        if inquiries.search_count(domain, limit=limit) >= limit:
            raise MailLoopError(
                self.env._(
                    "%(email)s has sent %(limit)s letters in %(minutes)s minutes.",
                    email=email,
                    limit=limit,
                    minutes=minutes,
                )
            )

    # ---- answers -----------------------------------------------------------------

    @api.model
    def _is_answer_to_client(self, message):
        """Whether a message is an employee's word to the client."""
        is_employee = message.author_id and not message.author_id.partner_share
        if not is_employee or message.subtype_id.internal:
            return False
        if message.message_type == "email":
            return bool(message.parent_id)
        is_comment = message.subtype_id == self.env.ref("mail.mt_comment")
        return message.message_type in ("comment", "email_outgoing") and is_comment
