import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.intake.sales_identification import Contact
from ..tools.intake.phones import valid_phones


class SalesInquiryPhone(models.TransientModel):
    """The short form for what a caller says: number first, keyboard only (R030)."""

    _name = "sales.inquiry.phone"
    _description = "New Phone Inquiry"

    call_id = fields.Many2one(
        "sales.call", help="The inquiry belongs to this call, which is known already."
    )
    number = fields.Char(string="Phone", required=True)
    phone_sanitized = fields.Char(
        compute="_compute_found", compute_sudo=True, string="Number"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Known Client",
        compute="_compute_found",
        compute_sudo=True,
    )
    candidate_ids = fields.Many2many(
        "res.partner",
        string="Possible Clients",
        compute="_compute_found",
        compute_sudo=True,
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Open Deal", compute="_compute_found", compute_sudo=True
    )
    client_user_id = fields.Many2one(
        "res.users",
        string="His Salesperson",
        compute="_compute_found",
        compute_sudo=True,
    )
    contact_name = fields.Char(compute="_compute_contact", store=True, readonly=False)
    company_name = fields.Char(compute="_compute_contact", store=True, readonly=False)
    email = fields.Char(
        string="E-mail", compute="_compute_contact", store=True, readonly=False
    )
    text = fields.Text(string="Request", required=True)
    team_id = fields.Many2one(
        "crm.team", string="Department", domain="[('is_department', '=', True)]"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self._default_user_id(),
        domain="[('share', '=', False)]",
        help="Empty: the inquiry waits to be sorted.",
    )

    @api.model
    def _default_user_id(self):
        user = self.env.user
        is_seller = user.has_group("sales_process.group_salesperson")
        return (
            user
            if is_seller and not user.has_group("sales_process.group_triage")
            else False
        )

    @api.depends("number", "call_id")
    def _compute_found(self):
        for wizard in self:
            phones = valid_phones(wizard.number)
            numbers = tuple(phone.e164 for phone in phones)
            contact = Contact(phones=numbers)
            found = self.env["sales.identification"]._identify([contact])[0]
            is_new = wizard._is_new_caller(found.partner)
            partner = found.partner.browse() if is_new else found.partner
            inquiries = self.env["sales.inquiry"]
            deals = inquiries._get_open_deals(partner)
            deal = deals.get(partner.commercial_partner_id, self.env["crm.lead"])
            wizard.phone_sanitized = numbers[0] if numbers else False
            wizard.partner_id = partner
            wizard.candidate_ids = found.candidates
            wizard.lead_id = False if is_new else (deal or found.lead)[:1]
            wizard.client_user_id = inquiries._get_responsible(partner, deal[:1])

    def _is_new_caller(self, partner):
        """Whether all that is known of him was made of this very call's number."""
        inquiry = self.call_id.inquiry_id
        return (
            bool(partner)
            and inquiry.is_partner_created
            and (inquiry.partner_id == partner)
        )

    @api.depends("partner_id")
    def _compute_contact(self):
        for wizard in self.filtered("partner_id"):
            partner = wizard.partner_id
            company = partner.commercial_partner_id
            wizard.contact_name = False if partner.is_company else partner.name
            wizard.company_name = company.name if company.is_company else False
            wizard.email = partner.email

    def action_create(self):
        """Register the call and its inquiry, and open the inquiry."""
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write down what the client asks for."))
        inquiry = self._register_inquiry()
        if not inquiry.has_access("read"):
            return self._tell_who_answers(inquiry)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_action"
        )
        return {
            **action,
            "res_id": inquiry.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }

    def _register_inquiry(self):
        """The inquiry of the call on the exchange, or of a call written down."""
        values = self._prepare_call_values()
        if self.call_id:
            inquiry = self.call_id._check_card()._write_down(values)
        else:
            inquiry = self.env["sales.call"].register(values).inquiry_id
        return inquiry.with_env(self.env)

    def _tell_who_answers(self, inquiry):
        """The client belongs to a colleague, who has the inquiry now."""
        # sudo: only the name of the colleague is told
        name = inquiry.sudo().user_id.name
        if name:
            text = self.env._("Registered. %(name)s answers the client.", name=name)
        else:
            text = self.env._("Registered. The inquiry waits to be sorted.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _prepare_call_values(self):
        return {
            "provider": "manual",
            "external_id": uuid.uuid4().hex,
            "direction": "in",
            "state": "answered",
            "number": self.number,
            "user_id": self.env.uid,
            "text": self.text,
            "contact_name": self.contact_name,
            "company_name": self.company_name,
            "email": self.email,
            "team_id": self.team_id.id,
            "responsible_id": self.user_id.id,
        }
