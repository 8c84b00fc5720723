from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.intake.phones import phone_tail, valid_phones


class CrmLead(models.Model):
    """Where a lead comes from and what the client needs."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.added.lists.mixin"]

    # stored: record rules of deals read it
    is_department = fields.Boolean(
        related="team_id.is_department", store=True, precompute=True
    )
    need = fields.Text(
        string="Customer Needs",
        help="What the client asks for, in his words and after talks with him.",
    )
    application_area_id = fields.Many2one(
        "sales.application.area", index="btree_not_null"
    )
    equipment_type_ids = fields.Many2many("sales.equipment.type")
    material_ids = fields.Many2many("sales.material", string="Processed Materials")
    competitor_id = fields.Many2one("sales.competitor", index="btree_not_null")
    needs_certification = fields.Boolean(
        compute="_compute_equipment_needs",
        store=True,
        precompute=True,
        help="Some of the equipment types of the deal are attested at the customer.",
    )
    needs_installation = fields.Boolean(
        compute="_compute_equipment_needs",
        store=True,
        precompute=True,
        help="Some of the equipment types of the deal are installed by our engineers.",
    )
    inquiry_ids = fields.One2many("sales.inquiry", "lead_id", string="Inquiries")
    inquiry_count = fields.Integer(compute="_compute_intake_counts")
    call_ids = fields.One2many("sales.call", "lead_id", string="Calls")
    call_count = fields.Integer(compute="_compute_intake_counts")
    is_not_lead = fields.Boolean(
        string="Rejected at Triage",
        readonly=True,
        copy=False,
        help="The inquiry was no lead at all: it does not count as lost.",
    )
    phone_keys = fields.Char(
        compute="_compute_phone_keys",
        store=True,
        copy=False,
        help="The last ten digits of every number of the lead.",
    )

    _phone_keys_idx = models.Index(
        "USING gin (string_to_array(phone_keys, ' ')) WITH (fastupdate = off)"
        " WHERE phone_keys IS NOT NULL"
    )
    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.depends(
        "equipment_type_ids.needs_certification",
        "equipment_type_ids.needs_installation",
    )
    def _compute_equipment_needs(self):
        for lead in self:
            types = lead.equipment_type_ids
            lead.needs_certification = any(types.mapped("needs_certification"))
            lead.needs_installation = any(types.mapped("needs_installation"))

    @api.depends("is_not_lead")
    def _compute_won_status(self):
        """What was rejected at triage has been no deal, so it is not lost (R051)."""
        super()._compute_won_status()
        for lead in self.filtered("is_not_lead"):
            lead.won_status = "pending"

    def _compute_intake_counts(self):
        for model, name in (
            ("sales.inquiry", "inquiry_count"),
            ("sales.call", "call_count"),
        ):
            # sudo: the number on the button; the list behind it follows the rules
            groups = (
                self.env[model]
                .sudo()
                ._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
            )
            counts = {lead.id: count for lead, count in groups}
            for lead in self:
                lead[name] = counts.get(lead.id, 0)

    @api.depends("phone", "phone_sanitized")
    def _compute_phone_keys(self):
        for lead in self:
            numbers = [phone.e164 for phone in valid_phones(lead.phone)]
            tails = dict.fromkeys(map(phone_tail, [*numbers, lead.phone_sanitized]))
            lead.phone_keys = " ".join(filter(None, tails)) or False

    def write(self, vals):
        result = super().write(vals)
        if vals.get("user_id"):
            self._assign_inquiries()
        return result

    def _assign_inquiries(self):
        """Who takes the lead answers its inquiries too."""
        # sudo: the lead may be assigned by somebody who sees no inquiries
        waiting = self.sudo().inquiry_ids.filtered(
            lambda inquiry: inquiry.state in ("new", "sorted") and not inquiry.user_id
        )
        for inquiry in waiting:
            inquiry._assign(inquiry.lead_id.user_id)

    def action_view_inquiries(self):
        return self._get_intake_action("sales_inquiry_action")

    def action_view_calls(self):
        return self._get_intake_action("sales_call_action")

    def _get_intake_action(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sales_process.{name}")
        context = {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return {**action, "domain": [("lead_id", "=", self.id)], "context": context}

    @api.model
    def _get_open_deal_domain(self, companies):
        """Leads and deals of these companies to which a new request may belong.

        Override to add deals that are won and not closed yet.
        """
        return Domain("partner_id.commercial_partner_id", "in", companies.ids) & Domain(
            "won_status", "=", "pending"
        )

    def _merge_dependences(self, opportunities):
        """Inquiries and calls move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: as core does for the history: who may merge may move what hangs on it
        opportunities.sudo().inquiry_ids.write({"lead_id": self.id})
        opportunities.sudo().call_ids.write({"lead_id": self.id})

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "application_area_id", "competitor_id"]

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "need": lambda _name, leads: "\n\n".join(
                filter(None, leads.mapped("need"))
            ),
            "equipment_type_ids": lambda name, leads: leads[name],
            "material_ids": lambda name, leads: leads[name],
        }

    def _message_post_after_hook(self, message, msg_vals):
        if self.env["mail.thread"]._is_answer_to_client(message):
            # sudo: whoever may write to the client may set the time of the answer
            self.sudo().inquiry_ids._mark_first_answer()
        return super()._message_post_after_hook(message, msg_vals)
