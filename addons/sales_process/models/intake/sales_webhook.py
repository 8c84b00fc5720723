import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.intake.phones import phone_tail
from ...tools.intake.telephony.event import Settings

KINDS = [
    ("mikopbx", "MikoPBX"),
    ("mango", "Mango Office"),
    ("megafon", "MegaFon VATS"),
    ("zadarma", "Zadarma"),
    ("uis", "UIS / CoMagic"),
    ("generic", "Other exchange (field map)"),
    ("jivo", "Jivo chat"),
]
CHATS = ("jivo",)
TOKEN_BYTES = 24
RATE_LIMIT = 1200  # requests a minute
SILENT_MINUTES = 5


class SalesWebhook(models.Model):
    """An address at which an exchange or a chat reports what happens.

    1. The address holds a secret token; a request with another one learns nothing.
    2. Each request is kept raw before it is understood (`sales.webhook.event`).
    3. Telephony: an adapter makes neutral events of it, and all the events of a call
       together make one `sales.call`.
    """

    _name = "sales.webhook"
    _description = "Telephony and Chat Connection"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="mikopbx", index=True)
    code = fields.Char(
        required=True,
        copy=False,
        default=lambda self: f"exchange-{secrets.token_hex(3)}",
        help="Part of the key of each call. It must not change after the first call.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    token = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(TOKEN_BYTES),
        groups="sales_process.group_director",
    )
    url = fields.Char(
        string="Address",
        compute="_compute_url",
        groups="sales_process.group_director",
        help="Enter it in the settings of the exchange or chat. Whoever knows it can "
        "report calls: keep it secret.",
    )
    api_key = fields.Char(
        string="API Key", copy=False, groups="sales_process.group_director"
    )
    secret = fields.Char(
        copy=False,
        groups="sales_process.group_director",
        help="The key with which the service signs its messages, when it does.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "Europe/Moscow",
        help="The clock of the exchange: many report times without a zone.",
    )
    rate_limit = fields.Integer(
        string="Requests a Minute",
        default=RATE_LIMIT,
        help="More requests are refused with code 429.",
    )
    silent_minutes = fields.Integer(
        string="Over After Silence",
        default=SILENT_MINUTES,
        help="Minutes without any report after which a ringing call is over.",
    )
    extension_ids = fields.One2many(
        "sales.webhook.extension", "webhook_id", string="Employees", copy=True
    )
    number_ids = fields.One2many(
        "sales.webhook.number", "webhook_id", string="Own Numbers", copy=True
    )
    field_ids = fields.One2many(
        "sales.webhook.field", "webhook_id", string="Field Map", copy=True
    )
    event_ids = fields.One2many("sales.webhook.event", "webhook_id", string="Log")
    date_last_event = fields.Datetime(
        string="Last Report", compute="_compute_event_figures"
    )
    failed_count = fields.Integer(compute="_compute_event_figures")
    date_failure_told = fields.Date(readonly=True, copy=False)

    _code_unique = models.UniqueIndex("(code)", "This code is used already.")

    @api.constrains("rate_limit", "silent_minutes")
    def _check_limits(self):
        for webhook in self:
            if webhook.rate_limit < 1 or webhook.silent_minutes < 1:
                raise ValidationError(
                    self.env._("The limits must be at least one minute or request.")
                )

    @api.depends("kind", "token")
    def _compute_url(self):
        base = self.get_base_url()
        for webhook in self:
            # sudo: the token is a part of the address shown to directors only
            token = webhook.sudo().token or ""
            webhook.url = f"{base}{webhook._get_path()}/{token}"

    def _get_path(self):
        if self.kind in CHATS:
            return f"/sales_process/{self.kind}"
        return f"/sales_process/telephony/{self.kind}"

    def _compute_event_figures(self):
        # sudo: figures of the log, whose raw messages are for directors only
        groups = (
            self.env["sales.webhook.event"]
            .sudo()
            ._read_group(
                [("webhook_id", "in", self.ids)],
                ["webhook_id", "state"],
                ["create_date:max", "__count"],
            )
        )
        self.date_last_event = False
        self.failed_count = 0
        for webhook, state, last, count in groups:
            webhook.date_last_event = max(filter(None, (webhook.date_last_event, last)))
            if state in ("failed", "refused"):
                webhook.failed_count += count

    def action_new_token(self):
        """A new secret address; the old one stops working at once."""
        for webhook in self:
            webhook.token = secrets.token_urlsafe(TOKEN_BYTES)
        return True

    def action_view_events(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_webhook_event_action"
        )
        return {**action, "domain": [("webhook_id", "=", self.id)], "context": {}}

    # ---- who knocks --------------------------------------------------------------

    @api.model
    def _find_by_token(self, kind, token):
        """Return the connection of this kind with this token; empty when none fits.

        Every token is compared, each one in constant time.
        """
        given = (token or "").encode("utf-8", "replace")
        found = self.browse()
        # sudo: the caller is a machine without a user
        for webhook in self.sudo().search([("kind", "=", kind)]):
            if hmac.compare_digest(webhook.token.encode(), given):
                found = webhook
        return found

    def _in_its_company(self):
        """The connection as it works: in its company, in the company's language."""
        self.ensure_one()
        webhook = self.with_company(self.company_id)
        lang = webhook.env["sales.inquiry"]._get_company_lang()
        return webhook.with_context(
            lang=lang,
            tz=self.tz,
            allowed_company_ids=self.company_id.ids,
            tracking_disable=True,
            mail_create_nosubscribe=True,
        )

    def _is_too_fast(self):
        """Whether more requests came within a minute than are allowed."""
        self.ensure_one()
        since = self.env.cr.now() - timedelta(minutes=1)
        domain = [("webhook_id", "=", self.id), ("create_date", ">=", since)]
        events = self.env["sales.webhook.event"]
        return events.search_count(domain, limit=self.rate_limit) >= self.rate_limit

    # ---- what the adapters know ---------------------------------------------------

    def _get_settings(self):
        """The record as the plain value that the adapters work with."""
        self.ensure_one()
        extensions = self.extension_ids.mapped("extension")
        tails = (phone_tail(number) for number in self.number_ids.mapped("number"))
        return Settings(
            kind=self.kind,
            secret=self.secret or "",
            api_key=self.api_key or "",
            zone=self.tz,
            own_numbers=frozenset(tail for tail in tails if tail),
            extensions=frozenset(filter(None, extensions)),
            field_map={line.field_name: line.path for line in self.field_ids},
            value_map={
                (line.field_name, raw): value
                for line in self.field_ids
                for raw, value in line._get_values().items()
            },
        )

    def _get_user(self, extension, login=""):
        """The employee of an internal number or of a name in the service."""
        self.ensure_one()
        by_number = self.extension_ids.filtered(
            lambda line: extension and line.extension == extension
        )
        by_login = self.extension_ids.filtered(
            lambda line: login and (line.login or "").lower() == login.lower()
        )
        user = (by_number or by_login)[:1].user_id
        return user.filtered("active")

    def _get_extension(self, user):
        """The internal number of an employee; empty when he has none."""
        self.ensure_one()
        lines = self.extension_ids.filtered(lambda line: line.user_id == user)
        return lines[:1].extension or ""

    def _get_number(self, did):
        """The line about one of our own numbers."""
        tail = phone_tail(did)
        return self.number_ids.filtered(
            lambda line: tail and phone_tail(line.number) == tail
        )[:1]
