from odoo import api, fields, models
from odoo.tools import SQL, format_date

STATES = [
    ("todo", "To be asked"),
    ("done", "Surveyed"),
    ("unreachable", "Not reached"),
    ("cancelled", "Cancelled"),
]
SCORES = [
    ("1", "1 · Very dissatisfied"),
    ("2", "2 · Dissatisfied"),
    ("3", "3 · So-so"),
    ("4", "4 · Satisfied"),
    ("5", "5 · Very satisfied"),
]
LOW = 2  # this score and lower ones are looked into
# what the head writes, until the client is asked
ANSWER_FIELDS = {"score", "comment"}


class SalesFeedback(models.Model):
    """The head asks a client whether he is satisfied with the salesperson (R008).

    1. Each month some deals of every salesperson are drawn (``crm.team``), or the
       head chooses a deal himself (``crm.lead.action_ask_client``).
    2. The head of the department calls and writes down a score and a comment; for a
       deal of his own a director does.
    3. A client who is not reached is replaced by the next deal of the draw.
    4. A low score is looked into: the head has a task on the deal, the directors are
       told.
    5. Salespeople see nothing of it, heads only their own department.

    The answer stays when the deal is deleted: the figures are of what was said.
    """

    _name = "sales.feedback"
    _description = "Feedback of a Client"
    _inherit = ["sales.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "month desc, deadline, id"
    _rec_name = "client_name"

    lead_id = fields.Many2one(
        "crm.lead", string="Deal", readonly=True, ondelete="set null", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, index="btree_not_null"
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Company of the Client",
        related="partner_id.commercial_partner_id",
        store=True,
        index="btree_not_null",
    )
    client_name = fields.Char(readonly=True)
    contact_name = fields.Char(
        string="Contact", compute="_compute_contact", compute_sudo=True
    )
    phone = fields.Char(compute="_compute_contact", compute_sudo=True)
    email = fields.Char(string="E-mail", compute="_compute_contact", compute_sudo=True)
    salesperson_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Asks",
        readonly=True,
        index="btree_not_null",
        help="The head of the department, or who stands in for him.",
    )
    month = fields.Date(
        required=True,
        readonly=True,
        help="First day of the month whose work the client is asked about.",
    )
    month_name = fields.Char(compute="_compute_month_name")
    is_sample = fields.Boolean(
        string="Drawn", readonly=True, help="Not set: the head chose the deal himself."
    )
    deadline = fields.Date(readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="todo", index=True, tracking=True
    )
    score = fields.Selection(SCORES, help="What the client says of the salesperson.")
    # a float: averages of whole numbers are shown with their decimals
    score_value = fields.Float(
        string="Score, average",
        compute="_compute_score_value",
        store=True,
        aggregator="avg",
        digits=(3, 2),
    )
    comment = fields.Text()
    date_done = fields.Datetime(string="Surveyed on", readonly=True)
    script = fields.Html(
        string="What to Ask", compute="_compute_script", compute_sudo=True
    )
    can_open_deal = fields.Boolean(compute="_compute_can_open_deal")

    _lead_month_unique = models.Constraint(
        "unique(lead_id, month)", "The client is asked about a deal once a month."
    )

    # ------------------------------------------------------------------- computes

    @api.depends(
        "lead_id.contact_name",
        "lead_id.phone",
        "lead_id.email_from",
        "partner_id.name",
        "partner_id.phone",
        "partner_id.email",
    )
    def _compute_contact(self):
        """Of the saved deal, whatever else is tried in a form."""
        for feedback in self:
            saved = feedback._origin
            lead, partner = saved.lead_id, saved.partner_id
            person = partner if not partner.is_company else partner.browse()
            feedback.contact_name = lead.contact_name or person.name
            feedback.phone = lead.phone or partner.phone
            feedback.email = lead.email_from or partner.email

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for feedback in self:
            feedback.month_name = format_date(
                self.env, feedback.month, date_format="LLLL yyyy"
            )

    @api.depends("score", "state")
    def _compute_score_value(self):
        for feedback in self:
            said = feedback.state == "done" and feedback.score
            feedback.score_value = float(said or 0)

    @api.depends("team_id", "salesperson_id", "lead_id")
    @api.depends_context("lang")
    def _compute_script(self):
        """The text of the department, else that of the addon."""
        for feedback in self:
            own = feedback._origin.team_id.feedback_script
            feedback.script = own or self.env["ir.qweb"]._render(
                "sales_process.sales_feedback_script",
                {"feedback": feedback._origin},
                minimal_qcontext=True,
            )

    @api.depends_context("uid")
    @api.depends("lead_id")
    def _compute_can_open_deal(self):
        readable = self.lead_id._filtered_access("read")
        for feedback in self:
            feedback.can_open_deal = feedback.lead_id in readable

    # --------------------------------------------------------------------- figures

    def _read_group_select(self, aggregate_spec, query):
        """The average is of the clients that have answered."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "score_value:avg":
            return expression
        value = self._field_to_sql(self._table, "score_value", query)
        return SQL("AVG(NULLIF(%s, 0))", value)

    # ---------------------------------------------------------------------- rights

    def _get_writable_fields(self):
        writable = super()._get_writable_fields()
        return writable | ANSWER_FIELDS if self.state == "todo" else writable
