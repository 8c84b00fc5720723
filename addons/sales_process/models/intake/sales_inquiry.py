from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.intake.phones import valid_phones
from .sales_inquiry_template import CHANNELS

STATES = [
    ("new", "New"),
    ("sorted", "Sorted"),
    ("work", "In work"),
    ("done", "Done"),
    ("rejected", "Rejected"),
]
AGES = [("new", "New"), ("due", "Before the deadline"), ("late", "Late")]
OPEN_STATES = ("new", "sorted")


class SalesInquiry(models.Model):
    """One request to the company, whatever the channel.

    1. It is kept: raw, with a natural key, before anything is decided.
    2. Who is it (`_identify`): a known client, several candidates, or unknown.
    3. Known: the text goes to his history and to his one open deal, the responsible
       gets a task. Unknown: a prospect and a lead are made.
    4. Triage: the department is confirmed and a salesperson is assigned before the
       fixed hour; or it is rejected with a reason, which can be undone.
    """

    _name = "sales.inquiry"
    _description = "Inquiry"
    _inherit = ["mail.thread", "mail.activity.mixin", "utm.mixin"]
    _order = "date desc, id desc"
    _primary_email = "email_from"
    _rec_names_search = [
        "name",
        "subject",
        "contact_name",
        "company_name",
        "email_from",
    ]

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    subject = fields.Char(tracking=True)
    channel = fields.Selection(
        CHANNELS, required=True, default="manual", index=True, tracking=True
    )
    template_id = fields.Many2one(
        "sales.inquiry.template", ondelete="set null", index="btree_not_null"
    )
    date = fields.Datetime(
        string="Received", required=True, default=fields.Datetime.now, index=True
    )
    body = fields.Text(string="Request")
    raw = fields.Binary(
        string="Source Message", attachment=True, copy=False, prefetch=False
    )
    raw_name = fields.Char(copy=False)
    external_key = fields.Char(
        copy=False,
        readonly=True,
        help="The natural key of the message: the same one is never taken twice.",
    )
    chat_id = fields.Char(string="Chat Number", index="btree_not_null", copy=False)

    contact_name = fields.Char()
    company_name = fields.Char()
    email_from = fields.Char(string="E-mail")
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index="btree_not_null"
    )
    phone = fields.Char(help="As it was written: one or several numbers.")
    phone_sanitized = fields.Char(
        compute="_compute_phone_sanitized", store=True, index="btree_not_null"
    )
    phone_ext = fields.Char(
        string="Extension", compute="_compute_phone_sanitized", store=True
    )
    phone_numbers = fields.Char(
        compute="_compute_phone_sanitized",
        store=True,
        help="All the numbers in international form, separated by blanks.",
    )
    inn = fields.Char(string="INN")
    kpp = fields.Char(string="KPP")
    city = fields.Char()
    product = fields.Char()
    page_url = fields.Char(string="Page of the Site")
    is_forwarded = fields.Boolean(
        readonly=True, help="An employee forwarded the letter of this client."
    )

    partner_id = fields.Many2one(
        "res.partner", string="Client", index="btree_not_null", tracking=True
    )
    is_known_client = fields.Boolean(readonly=True)
    candidate_ids = fields.Many2many(
        "res.partner",
        "sales_inquiry_candidate_rel",
        string="Possible Clients",
        copy=False,
        help="The contact data belong to several clients: choose one of them.",
    )
    partner_suggestion_id = fields.Many2one(
        "res.partner",
        string="Possibly From",
        copy=False,
        help="Somebody of this company writes from the same mail domain.",
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Lead or Deal", index="btree_not_null", copy=False
    )
    call_id = fields.Many2one("sales.call", index="btree_not_null", copy=False)
    is_partner_created = fields.Boolean(readonly=True, copy=False)
    is_lead_created = fields.Boolean(readonly=True, copy=False)

    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain="[('is_department', '=', True)]",
        index="btree_not_null",
        tracking=True,
    )
    team_suggestion_id = fields.Many2one(
        "crm.team", string="Suggested Department", readonly=True, copy=False
    )
    team_suggestion_reason = fields.Char(readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
        copy=False,
    )
    state = fields.Selection(
        STATES, required=True, default="new", index=True, tracking=True, copy=False
    )
    reject_reason_id = fields.Many2one(
        "sales.inquiry.reject.reason", ondelete="restrict", tracking=True, copy=False
    )
    reject_comment = fields.Char(copy=False)
    date_assigned = fields.Datetime(readonly=True, copy=False)
    date_first_answer = fields.Datetime(
        string="First Answer", readonly=True, copy=False, index="btree_not_null"
    )

    _external_key_unique = models.UniqueIndex(
        "(external_key) WHERE external_key IS NOT NULL",
        "This message has been taken in already.",
    )
    _triage_idx = models.Index("(triage_deadline) WHERE state IN ('new', 'sorted')")

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for inquiry in self:
            inquiry.email_normalized = email_normalize(inquiry.email_from, strict=False)

    @api.depends("phone")
    def _compute_phone_sanitized(self):
        for inquiry in self:
            phones = valid_phones(inquiry.phone)
            first = phones[0] if phones else None
            inquiry.phone_sanitized = first.e164 if first else False
            inquiry.phone_ext = (first.extension if first else False) or False
            inquiry.phone_numbers = " ".join(p.e164 for p in phones) or False

    @api.depends("name", "subject", "contact_name", "company_name")
    def _compute_display_name(self):
        for inquiry in self:
            who = inquiry.company_name or inquiry.contact_name
            parts = [inquiry.name, inquiry.subject or who]
            inquiry.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if values.get("name", "/") == "/":
                values["name"] = self._next_name()
        return super().create(vals_list)

    @api.model
    def _next_name(self):
        # sudo: numbers are given to everybody who registers an inquiry
        return self.env["ir.sequence"].sudo().next_by_code("sales.inquiry") or "/"

    def _process_new(self):
        """Decide who it is and who answers; for inquiries of every channel.

        Override to add what must follow a new inquiry.
        """
        self._suggest_team()
        self._dispatch(self._identify())

    def action_view_lead(self):
        """Open the lead or deal in its own form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [[self.env.ref("crm.crm_lead_view_form").id, "form"]],
        }

    def action_done(self):
        """The client has his answer and nothing is left to do."""
        self.write({"state": "done"})
        return True
