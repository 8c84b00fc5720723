from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ...tools.consent.consent import (
    BOUNCE_LIMIT,
    CHANNEL_NAMES,
    CHANNELS,
    last_consent,
    numbers_of,
)

DATE_FIELDS = {
    channel: f"marketing_{channel}_consent_date" for channel in CHANNEL_NAMES
}


class MarketingConsentMixin(models.AbstractModel):
    """A person who may be asked to receive advertising: contact or lead.

    Who inherits it adds ``marketing_consent_ids``, the consents and other bases. The
    dates say since when the person agrees to a channel; empty means no consent in
    force, whatever other basis there is (38-FZ, article 18).
    """

    _name = "marketing.consent.mixin"
    _description = "Person with Consents to Advertising"

    marketing_email_consent_date = fields.Date(
        string="Consent to e-mail",
        compute="_compute_marketing_consent_dates",
        compute_sudo=True,
        store=True,
        copy=False,
        tracking=True,
        help="Since when the person agrees to receive advertising by e-mail.",
    )
    marketing_phone_consent_date = fields.Date(
        string="Consent to calls",
        compute="_compute_marketing_consent_dates",
        compute_sudo=True,
        store=True,
        copy=False,
        tracking=True,
        help="Since when the person agrees to receive advertising by phone.",
    )
    marketing_sms_consent_date = fields.Date(
        string="Consent to SMS",
        compute="_compute_marketing_consent_dates",
        compute_sudo=True,
        store=True,
        copy=False,
        tracking=True,
        help="Since when the person agrees to receive advertising by SMS.",
    )
    marketing_preferred_channel = fields.Selection(
        CHANNELS,
        string="Preferred channel",
        tracking=True,
        help="How the person likes to be reached. Mailings by another channel can "
        "leave such contacts out.",
    )
    marketing_stop_text = fields.Char(
        string="Advertising is stopped",
        compute="_compute_marketing_stop_text",
        compute_sudo=True,
        groups="base.group_user",
        help="Channels by which the person must not be written to or called.",
    )
    marketing_preference_url = fields.Char(
        string="Link to the preference page",
        compute="_compute_marketing_preference_url",
        compute_sudo=True,
        groups="base.group_user",
        help="The page where the person chooses what to receive. For letters: it "
        "needs no login, so give it to this person only.",
    )

    def _auto_init(self):
        """Nobody has agreed before: existing records are not computed one by one."""
        for field_name in DATE_FIELDS.values():
            if self._auto and not column_exists(self.env.cr, self._table, field_name):
                create_column(self.env.cr, self._table, field_name, "date")
        return super()._auto_init()

    @api.depends(
        "marketing_consent_ids.channel",
        "marketing_consent_ids.basis",
        "marketing_consent_ids.date",
        "marketing_consent_ids.withdrawn_date",
    )
    def _compute_marketing_consent_dates(self):
        for record in self:
            for channel, field_name in DATE_FIELDS.items():
                record[field_name] = last_consent(
                    record.marketing_consent_ids,
                    channel,
                )

    @api.depends(lambda self: self._get_marketing_address_fields())
    @api.depends_context("lang")
    def _compute_marketing_stop_text(self):
        stops = self.env["marketing.stop"]
        labels = stops._fields["channel"]._description_selection(self.env)
        texts = {record: [] for record in self}
        for channel, label in labels:
            addresses = {
                record: record._get_marketing_addresses(channel) for record in self
            }
            stopped = stops._get_stopped(
                channel,
                [address for own in addresses.values() for address in own],
            )
            for record, own in addresses.items():
                if not stopped.isdisjoint(own):
                    texts[record].append(label)
        for record in self:
            record.marketing_stop_text = ", ".join(texts[record])

    @api.depends("email_normalized")
    def _compute_marketing_preference_url(self):
        preferences = self.env["marketing.preference"]
        for record in self:
            record.marketing_preference_url = preferences._get_url(
                record.email_normalized,
            )

    def mail_allowed_qweb_expressions(self):
        """Also who edits no templates may put the link into a letter."""
        return (
            *super().mail_allowed_qweb_expressions(),
            "object.marketing_preference_url",
        )

    @api.model
    def _get_preference_url(self, email):
        """Link to the preference page of an address; empty for a wrong one."""
        return self.env["marketing.preference"]._get_url(email)

    @api.model
    def _get_marketing_address_fields(self):
        """Fields that hold the addresses of a person."""
        return ["email_normalized", "phone"]

    def _get_written_address(self, channel):
        """The address of a channel as it is written in the record."""
        return self.email_normalized if channel == "email" else self.phone

    def _get_marketing_addresses(self, channel):
        """All addresses of a channel, as they stand in the lists of refusals."""
        self.ensure_one()
        if channel == "email":
            email = self.email_normalized
            return (email,) if email else ()
        return numbers_of(*self._get_written_phones())

    def _get_written_phones(self):
        return [self.phone]

    def _get_consent_owner(self, channel, address):
        """Whose a consent for ``address`` is: the record, or the contact behind it."""
        return self

    @api.model
    def _get_bounced_domain(self):
        """Domain of the records whose letters come back."""
        return [("message_bounce", ">=", BOUNCE_LIMIT)]
