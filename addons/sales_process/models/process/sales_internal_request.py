from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

STATES = [
    ("draft", "Draft"),
    ("asked", "Asked"),
    ("answered", "Answer given"),
    ("returned", "Asked again"),
    ("accepted", "Accepted"),
    ("cancelled", "Cancelled"),
]
WAITING = ("asked", "returned")  # the department owes an answer
OPEN = (*WAITING, "answered")
SUMMARY_LENGTH = 120


class SalesInternalRequest(models.Model):
    """A question of a salesperson to another department about a deal (R070, R071).

    1. The draft is asked: the term runs in the working hours of the department, the
       responsible gets a task, and his deputy when he is away.
    2. The department answers; the asker accepts, or asks again: then the clock goes
       on from where it stood, and the hours of all the rounds are summed.
    3. Late is an answer after the deadline of its round; once late, always late.
    4. Nobody writes the state, the clock or somebody else's part by hand: the draft
       belongs to the asker, the answer to the department (see the file of access).
    5. A lost deal needs no answers: its open requests are cancelled.
    """

    _name = "sales.internal.request"
    _description = "Internal Request"
    _inherit = ["sales.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('is_department', '=', True)]",
    )
    subject = fields.Char(required=True)
    question = fields.Html(
        help="What is needed: a technical solution, a price, a term. Files are "
        "attached in the chatter."
    )
    department_id = fields.Many2one(
        "sales.request.department",
        string="Asked Department",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    department_user_ids = fields.Many2many(
        "res.users", compute="_compute_department_user_ids"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('id', 'in', department_user_ids)]",
        help="Answers the request. Empty: the leader of the department.",
    )
    asked_by_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    answer = fields.Html(copy=False)
    answer_summary = fields.Char(
        string="Answer in Short", compute="_compute_answer_summary"
    )
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    round_ids = fields.One2many(
        "sales.internal.request.round", "request_id", readonly=True, copy=False
    )
    round_count = fields.Integer(string="Times Asked", compute="_compute_remark")
    remark = fields.Text(
        string="What Is Missing",
        compute="_compute_remark",
        help="Why the asker was not satisfied with the last answer.",
    )

    term_hours = fields.Float(
        string="Term, working hours",
        compute="_compute_term_hours",
        store=True,
        readonly=False,
        digits=(12, 2),
        help="Working hours of the department for the answer.",
    )
    date_asked = fields.Datetime(readonly=True, copy=False)
    deadline = fields.Datetime(
        readonly=True,
        copy=False,
        help="Until when the department is to answer, in its working hours.",
    )
    date_answer = fields.Datetime(string="Answered on", readonly=True, copy=False)
    hours = fields.Float(
        string="Working Hours Spent",
        compute="_compute_hours",
        store=True,
        aggregator="avg",
        digits=(12, 2),
        help="Working hours of the department from each question to its answer.",
    )
    is_late = fields.Boolean(
        string="Late",
        readonly=True,
        copy=False,
        help="An answer came after the deadline, or had not come by then.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _positive_term = models.Constraint(
        "CHECK(term_hours > 0)", "The term of a request is more than zero hours."
    )
    _waiting_idx = models.Index("(deadline) WHERE state IN ('asked', 'returned')")

    # ------------------------------------------------------------------- computes

    @api.depends("department_id.user_id", "department_id.member_ids")
    def _compute_department_user_ids(self):
        for request in self:
            request.department_user_ids = request.department_id._get_people()

    @api.depends("department_id")
    def _compute_user_id(self):
        """The leader, until the asker chooses somebody else of the department."""
        for request in self:
            if request.user_id not in request.department_id._get_people():
                request.user_id = request.department_id.user_id

    @api.depends("department_id")
    def _compute_term_hours(self):
        for request in self:
            request.term_hours = request.department_id.term_hours

    @api.depends("lead_id.company_id")
    def _compute_company_id(self):
        for request in self:
            request.company_id = (
                request.lead_id.company_id or request.company_id or self.env.company
            )

    @api.depends("round_ids.hours")
    def _compute_hours(self):
        for request in self:
            request.hours = sum(request.round_ids.mapped("hours"))

    @api.depends("round_ids.remark")
    def _compute_remark(self):
        for request in self:
            request.round_count = len(request.round_ids)
            request.remark = request.round_ids[-1:].remark

    @api.depends("answer")
    def _compute_answer_summary(self):
        for request in self:
            text = " ".join(html2plaintext(request.answer or "").split())
            cut = len(text) > SUMMARY_LENGTH
            request.answer_summary = f"{text[:SUMMARY_LENGTH]}…" if cut else text

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_overdue = bool(
                request.state in WAITING and request.deadline and request.deadline < now
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._get_waiting_domain() & Domain(
            "deadline", "<", fields.Datetime.now()
        )
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for request in self:
            parts = [request.name, request.subject]
            request.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _get_waiting_domain(self):
        """Requests to which a department owes an answer."""
        return Domain("state", "in", WAITING)

    # ----------------------------------------------------------- create and write

    @api.model_create_multi
    def create(self, vals_list):
        self._check_created(vals_list)
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self._next_name()
        model = self._with_fair_defaults()
        requests = super(SalesInternalRequest, model).create(vals_list)
        requests._check_chosen()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._check_chosen()
            self._pass_task()
        return result

    @api.model
    def _next_name(self):
        # sudo: numbers are given to every salesperson
        sequence = self.env["ir.sequence"].sudo()
        return sequence.next_by_code("sales.internal.request") or "/"

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        asked = self.filtered(lambda request: request.state != "draft")
        if asked and not self.env.su:
            raise UserError(
                self.env._(
                    "%(requests)s: cancel a request that has been asked instead of "
                    "deleting it.",
                    requests=", ".join(asked.mapped("name")),
                )
            )
