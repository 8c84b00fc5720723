from odoo import api, fields, models

from ...tools.intake.phones import phone_tail, valid_phones

CLIENT_STATES = [
    ("prospect", "Prospect"),
    ("client", "Client"),
    ("unfit", "Unqualified"),
]


class ResPartner(models.Model):
    """A client, known by any of his addresses and numbers."""

    _name = "res.partner"
    _inherit = ["res.partner", "sales.repeat.mixin"]

    client_state = fields.Selection(
        CLIENT_STATES,
        index="btree_not_null",
        copy=False,
        help="Empty: the partner did not come through the equipment sales process.",
    )
    inquiry_ids = fields.One2many(
        "sales.inquiry",
        "partner_id",
        string="Inquiries",
        # who has core's rights only reads contacts without them
        groups="sales_process.group_salesperson,sales_process.group_triage",
    )
    inquiry_count = fields.Integer(
        compute="_compute_intake_counts", groups="base.group_user"
    )
    sales_call_count = fields.Integer(
        string="Calls", compute="_compute_intake_counts", groups="base.group_user"
    )
    other_phones = fields.Char(help="More numbers, separated by commas.")
    phone_keys = fields.Char(
        compute="_compute_phone_keys",
        store=True,
        copy=False,
        help="The last ten digits of every number of the partner.",
    )

    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _email_domain_idx = models.Index(
        "(split_part(email_normalized, '@', 2)) WHERE email_normalized IS NOT NULL"
    )
    _phone_sanitized_idx = models.Index(
        "(phone_sanitized) WHERE phone_sanitized IS NOT NULL"
    )
    _phone_keys_idx = models.Index(
        "USING gin (string_to_array(phone_keys, ' ')) WITH (fastupdate = off)"
        " WHERE phone_keys IS NOT NULL"
    )

    @api.depends("phone", "phone_sanitized", "other_phones")
    def _compute_phone_keys(self):
        for partner in self:
            written = f"{partner.phone or ''}; {partner.other_phones or ''}"
            numbers = [phone.e164 for phone in valid_phones(written)]
            tails = dict.fromkeys(map(phone_tail, [*numbers, partner.phone_sanitized]))
            partner.phone_keys = " ".join(filter(None, tails)) or False

    def _compute_intake_counts(self):
        """Inquiries and calls of the partner and of his contacts."""
        family = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        for model, name in (
            ("sales.inquiry", "inquiry_count"),
            ("sales.call", "sales_call_count"),
        ):
            # sudo: the number on the button; the list behind it follows the rules
            groups = (
                self.env[model]
                .sudo()
                ._read_group(
                    [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
                )
            )
            self[name] = 0
            for partner, count in groups:
                for member in self & partner._get_family_upwards():
                    member[name] += count

    def _get_family_upwards(self):
        """The partner, his company, its parent company."""
        family = self
        while family[-1:].parent_id:
            family += family[-1:].parent_id
        return family

    def _is_only_prospect(self):
        """Whether nobody of the company has become a client yet."""
        self.ensure_one()
        states = {self.client_state, self.commercial_partner_id.client_state}
        return "client" not in states and bool(states & {"prospect", "unfit"})

    def action_view_inquiries(self):
        return self._get_intake_action("sales_inquiry_action")

    def action_view_sales_calls(self):
        return self._get_intake_action("sales_call_action")

    def _get_intake_action(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sales_process.{name}")
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_choose_for_inquiry(self):
        """In the list of possible clients of an inquiry: it is this one."""
        self.ensure_one()
        inquiry_id = self.env.context.get("sales_process_inquiry_id")
        return (
            self.env["sales.inquiry"]
            .browse(inquiry_id)
            .action_choose_candidate(self.id)
        )

    def _message_post_after_hook(self, message, msg_vals):
        if self.env["mail.thread"]._is_answer_to_client(message):
            self._mark_first_answers()
        return super()._message_post_after_hook(message, msg_vals)

    def _mark_first_answers(self):
        """A word to the client answers the waiting inquiries of his company."""
        # sudo: whoever may write to the client may set the time of the answer
        inquiries = self.env["sales.inquiry"].sudo()
        family = [("partner_id", "child_of", self.commercial_partner_id.ids)]
        waiting = [("date_first_answer", "=", False), ("state", "!=", "rejected")]
        inquiries.search(family + waiting)._mark_first_answer()

    # ---- repeat of the last order ------------------------------------------------

    def _get_repeat_partner(self):
        return self

    def _get_last_orders(self):
        """Return {company: its last confirmed order}, in two queries."""
        companies = self.commercial_partner_id
        if not companies:
            return {}
        orders = self.env["sale.order"].search_fetch(
            [("partner_id", "child_of", companies.ids), ("state", "=", "sale")],
            ["partner_id", "date_order"],
            order="date_order, id",
        )
        return {order.partner_id.commercial_partner_id: order for order in orders}
