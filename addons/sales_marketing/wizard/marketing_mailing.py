from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.mailing.mailing import MailingSieve

SHOWN_REFUSALS = 1000
CONSENT_FIELDS = {
    "email": "marketing_email_consent_date",
    "sms": "marketing_sms_consent_date",
}


class MarketingMailing(models.TransientModel):
    """A mailing to those of a segment who may be written to.

    1. ``action_check`` goes through the members and says who gets it, who does not
       and why;
    2. ``action_make`` does so again and makes drafts of mailings, one for contacts
       and one for leads, restricted to those who may be reached;
    3. a consent that ends before the mailing goes out counts: the filter of the draft
       asks for it, and the blacklists are looked at when it is sent.

    Mailings belong to Odoo's Email Marketing and SMS Marketing. Where they are not
    installed the check works all the same, and the wizard says what is missing.
    """

    _name = "marketing.mailing"
    _description = "Mailing to a Segment"

    segment_id = fields.Many2one("marketing.segment", required=True, readonly=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")],
        required=True,
        default="email",
    )
    subject = fields.Char(compute="_compute_subject", store=True, readonly=False)
    campaign_name = fields.Char(
        string="Campaign",
        compute="_compute_subject",
        store=True,
        readonly=False,
        help="Inquiries that come from the mailing have this campaign.",
    )
    by_preference = fields.Boolean(
        string="Respect the preferred channel",
        default=True,
        help="Leave out who likes to be reached by another channel.",
    )
    missing_text = fields.Char(
        string="What is missing",
        compute="_compute_missing_text",
    )
    is_checked = fields.Boolean(readonly=True)
    contact_count = fields.Integer(string="Contacts", readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True)
    refused_count = fields.Integer(string="Left out", readonly=True)
    reason_text = fields.Char(string="Why", readonly=True)
    refusal_ids = fields.One2many(
        "marketing.mailing.refusal",
        "mailing_id",
        string="Who is left out",
        readonly=True,
    )

    @api.depends("segment_id")
    def _compute_subject(self):
        for wizard in self:
            wizard.subject = wizard.campaign_name = wizard.segment_id.name

    @api.depends("channel")
    @api.depends_context("uid", "lang")
    def _compute_missing_text(self):
        for wizard in self:
            wizard.missing_text = wizard._get_missing_text()

    @api.onchange("channel", "by_preference")
    def _onchange_options(self):
        self.is_checked = False

    def _get_missing_text(self):
        """What to install or allow before a mailing can be made, or an empty text."""
        mailings = self.env.get("mailing.mailing")
        if mailings is None:
            return self.env._(
                "To send mailings, ask the administrator to install the app Email "
                "Marketing (mass_mailing).",
            )
        kinds = dict(mailings._fields["mailing_type"].selection)
        if self.channel == "sms" and "sms" not in kinds:
            return self.env._(
                "To send SMS, ask the administrator to install the app SMS Marketing "
                "(mass_mailing_sms).",
            )
        if not mailings.has_access("create"):
            return self.env._(
                "To send mailings, ask the administrator for the right Email "
                "Marketing / User.",
            )
        return ""

    def action_check(self):
        """Show who gets the mailing, and who does not and why."""
        self.ensure_one()
        self._sift()
        return self._reopen()

    def action_make(self):
        """Make the drafts and open them."""
        self.ensure_one()
        if self.missing_text:
            raise UserError(self.missing_text)
        members = self._sift()
        if not any(members.values()):
            raise UserError(
                self.env._(
                    "Nobody of the segment may be written to: %(reasons)s",
                    reasons=self.reason_text,
                ),
            )
        mailings = self.env["mailing.mailing"].create(
            [
                self._prepare_mailing_values(model, ids)
                for model, ids in members.items()
                if ids
            ],
        )
        for mailing in mailings:
            mailing.message_post(body=self._prepare_note())
        return self._open_mailings(mailings)

    def _sift(self):
        """Go through the members: ids by model; counts and reasons are kept."""
        members = {"res.partner": [], "crm.lead": []}
        counts, refusals = {}, []
        sieve = MailingSieve(self.channel, by_preference=self.by_preference)
        for contact in self.segment_id._iterate_members():
            reason = sieve.refuse(contact)
            if not reason:
                members[contact.model].append(contact.id)
                continue
            counts[reason] = counts.get(reason, 0) + 1
            if len(refusals) < SHOWN_REFUSALS:
                refusals.append(self._prepare_refusal_values(contact, reason))
        self.refusal_ids.sudo().unlink()  # sudo: nobody types in results
        self.env["marketing.mailing.refusal"].sudo().create(refusals)
        self.write(self._prepare_result_values(members, counts))
        return members

    def _prepare_result_values(self, members, counts):
        field = self.env["marketing.mailing.refusal"]._fields["reason"]
        labels = dict(field._description_selection(self.env))
        reasons = sorted(counts.items(), key=lambda item: -item[1])
        return {
            "is_checked": True,
            "contact_count": len(members["res.partner"]),
            "lead_count": len(members["crm.lead"]),
            "refused_count": sum(counts.values()),
            "reason_text": " · ".join(
                f"{labels[reason]}: {count}" for reason, count in reasons
            ),
        }

    def _prepare_refusal_values(self, contact, reason):
        return {
            "mailing_id": self.id,
            "partner_id": contact.model == "res.partner" and contact.id,
            "lead_id": contact.model == "crm.lead" and contact.id,
            "name": contact.name,
            "company_name": contact.company,
            "address": contact.email if self.channel == "email" else contact.phone,
            "reason": reason,
        }

    def _prepare_mailing_values(self, model, ids):
        consent_field = CONSENT_FIELDS[self.channel]
        return {
            "subject": self.subject or self.segment_id.name,
            "mailing_type": "mail" if self.channel == "email" else "sms",
            "mailing_model_id": self.env["ir.model"]._get_id(model),
            "mailing_domain": repr([("id", "in", ids), (consent_field, "!=", False)]),
            "campaign_id": self._get_campaign().id,
        }

    def _get_campaign(self):
        name = (self.campaign_name or self.segment_id.name).strip()
        campaigns = self.env["utm.campaign"]
        found = campaigns.search([("title", "=", name)], limit=1)
        return found or campaigns.create({"title": name})

    def _prepare_note(self):
        return self.env._(
            "Segment “%(segment)s”. Contacts: %(contacts)s, leads: %(leads)s, left "
            "out: %(refused)s. %(reasons)s",
            segment=self.segment_id.name,
            contacts=self.contact_count,
            leads=self.lead_count,
            refused=self.refused_count,
            reasons=self.reason_text or "",
        )

    def _open_mailings(self, mailings):
        action = {
            "type": "ir.actions.act_window",
            "res_model": mailings._name,
            "name": self.subject,
        }
        if len(mailings) == 1:
            return {**action, "view_mode": "form", "res_id": mailings.id}
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", mailings.ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
