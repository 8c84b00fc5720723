from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.consent.consent import (
    ADVERTISING_BASES,
    BASES,
    CHANNELS,
    WAYS,
    is_same_address,
)


class MarketingConsent(models.Model):
    """On what basis a person is written to or called by one channel, and its proof.

    1. Each row names the basis (152-FZ, article 6), the day and the proof.
    2. Only a prior consent allows advertising (38-FZ, article 18, part 1; 152-FZ,
       article 15); other bases are kept to show why the contact is stored at all.
    3. A row is never changed or deleted: a consent is withdrawn, and the next one is
       a new row. Nobody but the system has the rights to do otherwise.
    4. It follows its person: lead to contact, and through merges.
    """

    _name = "marketing.consent"
    _description = "Consent to Advertising"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        ondelete="cascade",
        index="btree_not_null",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    basis = fields.Selection(BASES, required=True, default="consent", readonly=True)
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        readonly=True,
    )
    source = fields.Char(
        string="What proves it",
        required=True,
        readonly=True,
        help="Form on the site, questionnaire, contract No.",
    )
    address = fields.Char(
        readonly=True,
        help="E-mail or phone of the person on the day of the record.",
    )
    document = fields.Binary(attachment=True, readonly=True)
    document_name = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        default=lambda self: self.env.user,
        readonly=True,
    )
    allows_advertising = fields.Boolean(compute="_compute_allows_advertising")
    withdrawn_date = fields.Datetime(string="Withdrawn on", readonly=True)
    withdrawn_how = fields.Selection(WAYS, readonly=True)
    withdrawn_reason = fields.Char(readonly=True)
    withdrawn_user_id = fields.Many2one(
        "res.users",
        string="Withdrawn by",
        readonly=True,
    )

    _check_person = models.Constraint(
        "CHECK ((partner_id IS NULL) <> (lead_id IS NULL))",
        "A consent is given by one contact or one lead.",
    )

    @api.depends("partner_id.company_id", "lead_id.company_id")
    def _compute_company_id(self):
        for consent in self:
            person = consent.partner_id or consent.lead_id
            consent.company_id = person.company_id

    @api.depends("basis", "withdrawn_date")
    def _compute_allows_advertising(self):
        for consent in self:
            is_enough = consent.basis in ADVERTISING_BASES
            consent.allows_advertising = is_enough and not consent.withdrawn_date

    @api.depends("channel", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for consent in self:
            day = consent.date and consent.date.strftime("%d.%m.%Y")
            parts = (channels.get(consent.channel), day)
            consent.display_name = " · ".join(filter(None, parts))

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(consent.date > today for consent in self):
            raise ValidationError(
                self.env._("A consent cannot be dated in the future."),
            )

    def action_withdraw(self):
        """Ask why, then end the consents."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_marketing.marketing_consent_withdraw_action",
        )
        return {**action, "context": {"default_consent_ids": self.ids}}

    @api.model
    def _record(self, persons, channels, *, source, basis="consent", **values):
        """Record one basis for many contacts or leads.

        The consent of a lead whose contact has the same address is the contact's.

        :param persons: recordset of ``res.partner`` or ``crm.lead``
        :param channels: iterable of ``email``, ``phone``, ``sms``
        :param str source: what proves it, in words
        :param values: other fields of the record: ``date``, ``document``
        """
        # sudo: nobody edits the history; ``user_id`` says who has recorded it
        return self.sudo().create(
            [
                self._prepare_values(person, channel)
                | {"basis": basis, "source": source, **values}
                for person in persons.sudo()
                for channel in channels
            ],
        )

    @api.model
    def _prepare_values(self, person, channel):
        written = person._get_written_address(channel)
        owner = person._get_consent_owner(channel, written)
        link = "lead_id" if owner._name == "crm.lead" else "partner_id"
        return {link: owner.id, "channel": channel, "address": written}

    def _withdraw(self, how, reason=""):
        """End the consents in force; a second withdrawal changes nothing.

        :param str how: one of ``tools.consent.WAYS``
        :return: the consents that were in force
        """
        # sudo: nobody edits the history; the fields say who has withdrawn
        in_force = self.sudo().filtered(lambda consent: not consent.withdrawn_date)
        in_force.write(
            {
                "withdrawn_date": fields.Datetime.now(),
                "withdrawn_how": how,
                "withdrawn_reason": reason,
                "withdrawn_user_id": self.env.uid,
            },
        )
        return in_force

    def _is_given_for(self, person):
        """Whether the address of the consent is one of ``person`` (contact or lead)."""
        self.ensure_one()
        own = person._get_marketing_addresses(self.channel)
        return is_same_address(self.channel, self.address, own)

    def _hand_to(self, partner):
        """The lead has become a contact: what was given for its address goes along."""
        partner = partner.sudo()
        fitting = self.sudo().filtered(lambda consent: consent._is_given_for(partner))
        fitting.write({"lead_id": False, "partner_id": partner.id})

    def _end_foreign(self, lead):
        """Leads were merged: a consent for an address that was given up is no use."""
        lead = lead.sudo()
        foreign = self.sudo().filtered(
            lambda consent: (
                lead._get_marketing_addresses(consent.channel)
                and not consent._is_given_for(lead)
            ),
        )
        foreign._withdraw("merge")
