import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.intake.sales_identification import Contact
from ..tools.intake.phones import valid_phones
from ..tools.intake.routing import find_route


class SalesInquiryPhone(models.TransientModel):
    """The short form for what a caller says: number first, keyboard only (R030).

    1. The number tells who it is, while it is typed: the client, his open deals, his
       last order, his salesperson.
    2. The type of the equipment, or the words of the request, suggest the department.
    3. Registering makes a call by hand with its inquiry; a form that was opened from
       a call (`default_call_id`) completes that call instead.
    """

    _name = "sales.inquiry.phone"
    _inherit = "sales.repeat.mixin"
    _description = "New Phone Inquiry"

    call_id = fields.Many2one(
        "sales.call", help="The form is filled in for this call of the exchange."
    )
    number = fields.Char(
        string="Phone",
        compute="_compute_number",
        store=True,
        readonly=False,
        required=True,
    )
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
    lead_ids = fields.Many2many(
        "crm.lead", string="Open Deals", compute="_compute_found", compute_sudo=True
    )
    deals_info = fields.Char(
        string="Open Deals in Words", compute="_compute_found", compute_sudo=True
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
    equipment_type_id = fields.Many2one("sales.equipment.type", string="Equipment")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        compute="_compute_team_id",
        store=True,
        readonly=False,
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

    @api.depends("call_id")
    def _compute_number(self):
        for wizard in self.filtered("call_id"):
            wizard.number = wizard.call_id._check_card().number

    @api.depends("number", "call_id")
    def _compute_found(self):
        for wizard in self:
            numbers = tuple(phone.e164 for phone in valid_phones(wizard.number))
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
            leads = deal.browse() if is_new else deal or found.lead
            # the rules of the user: deals of others are named by their salesperson
            wizard.lead_ids = leads.sudo(False)._filtered_access("read")
            wizard.deals_info = ", ".join(
                wizard._get_deal_title(lead) for lead in leads
            )
            wizard.client_user_id = inquiries._get_responsible(partner, deal[:1])

    def _is_new_caller(self, partner):
        """Whether all that is known of him was made of this very call's number."""
        inquiry = self.call_id.inquiry_id
        return (
            bool(partner)
            and inquiry.is_partner_created
            and inquiry.partner_id == partner
        )

    def _get_deal_title(self, lead):
        if lead.id not in self.lead_ids.ids:
            return self.env._(
                "a deal of %(user)s", user=lead.user_id.name or lead.team_id.name
            )
        if lead.stage_id:
            return f"{lead.name} ({lead.stage_id.name})"
        return lead.name

    @api.depends("number")
    @api.depends_context("uid")
    def _compute_last_order_info(self):
        return super()._compute_last_order_info()

    @api.depends("partner_id")
    def _compute_contact(self):
        for wizard in self.filtered("partner_id"):
            partner = wizard.partner_id
            company = partner.commercial_partner_id
            wizard.contact_name = False if partner.is_company else partner.name
            wizard.company_name = company.name if company.is_company else False
            wizard.email = partner.email

    @api.depends("equipment_type_id", "text")
    def _compute_team_id(self):
        """The department of the equipment; else the one that the words tell of."""
        # sudo: the words of all types, whoever answers the telephone
        rules = self.env["sales.equipment.type"].sudo()._get_word_rules()
        for wizard in self:
            route = find_route(wizard.text, rules)
            team = wizard.equipment_type_id.sudo().team_id.id or route.team
            if team:
                wizard.team_id = team

    # ---- registering -------------------------------------------------------------

    def action_create(self):
        """Register the call and its inquiry, and open the inquiry."""
        inquiry = self._take_down()
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

    def action_create_and_new(self):
        """Register the call and its inquiry, and open an empty form for the next."""
        self._take_down()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_inquiry_phone_action"
        )

    def action_repeat_order(self):
        """The caller wants what he had: register his call and repeat the order."""
        self.ensure_one()
        if not (self.text or "").strip():
            self.text = self.env._("Repeat the last order: %s", self.last_order_info)
        return self._take_down().action_repeat_order()

    def _take_down(self):
        """Return the inquiry of the call.

        :raises UserError: nothing is written down
        """
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write down what the client asks for."))
        if self.call_id:
            values = self._prepare_inquiry_values()
            inquiry = self.call_id._check_card()._write_down(values)
        else:
            call = self.env["sales.call"].register(self._prepare_call_values())
            inquiry = call.inquiry_id
        inquiry = inquiry.with_env(self.env)
        self._add_equipment(inquiry)
        return inquiry

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

    def _add_equipment(self, inquiry):
        # sudo: the lead of a new inquiry may not be the user's yet
        lead = inquiry.sudo().lead_id
        if self.equipment_type_id and lead.type == "lead":
            lead.equipment_type_ids |= self.equipment_type_id

    def _prepare_inquiry_values(self):
        return {
            "text": self.text,
            "contact_name": self.contact_name,
            "company_name": self.company_name,
            "email": self.email,
            "team_id": self.team_id.id,
            "responsible_id": self.user_id.id,
        }

    def _prepare_call_values(self):
        return {
            "provider": "manual",
            "external_id": uuid.uuid4().hex,
            "direction": "in",
            "state": "answered",
            "number": self.number,
            "user_id": self.env.uid,
            **self._prepare_inquiry_values(),
        }
