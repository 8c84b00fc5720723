from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [("draft", "Preview"), ("done", "Handed over"), ("undone", "Undone")]
METHODS = [
    ("number", "Shared equally by number of clients"),
    ("amount", "Shared equally by expected revenue"),
    ("manual", "By hand, line by line"),
]
# what comes of it: written by the buttons only
RESULT_FIELDS = frozenset(
    {
        "date_done",
        "date_undone",
        "done_by",
        "is_chosen",
        "left_out_count",
        "name",
        "state",
        "team_id",
        "undone_by",
    }
)
BEGINNING = {
    **dict.fromkeys(RESULT_FIELDS - {"name", "team_id"}, False),
    "state": "draft",
}


class SalesHandover(models.Model):
    """The clients and deals of one who leaves go to others (R013, R124).

    1. Choose who leaves, what goes, and to whom: one person, several who share it
       equally, or line by line. A client, his deals, tasks, inquiries and orders
       always go together to one person.
    2. `action_prepare` lists everything; nothing is changed yet. Documents in
       departments that the head does not lead are left out and counted.
    3. `action_hand_over` locks the documents, leaves alone what has changed since the
       list was made and says so, changes the rest in batches. The new people get one
       notification each, the documents a note.
    4. `action_undo` gives back what nobody has changed since.

    A head hands over people of his department, a director everybody's.
    """

    _name = "sales.handover"
    _description = "Hand-over of Clients and Deals"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    people_ids = fields.Many2many(
        "res.users", compute="_compute_people_ids", context={"active_test": False}
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who Leaves",
        ondelete="restrict",
        index=True,
        help="A user of today or one who is archived already.",
    )
    is_chosen = fields.Boolean(
        string="Only the chosen documents",
        readonly=True,
        help="The list was chosen among the documents without a responsible.",
    )
    reason = fields.Char()
    date = fields.Date(required=True, default=fields.Date.context_today)
    take_clients = fields.Boolean(string="Clients and contacts", default=True)
    take_deals = fields.Boolean(string="Leads and deals", default=True)
    take_tasks = fields.Boolean(string="Tasks and planned calls", default=True)
    take_inquiries = fields.Boolean(string="Inquiries", default=True)
    take_orders = fields.Boolean(string="Quotations and open orders", default=True)
    method = fields.Selection(METHODS, required=True, default="number")
    target_ids = fields.Many2many(
        "res.users",
        string="To Whom",
        help="One person takes everything; several share it.",
    )
    possible_ids = fields.Many2many("res.users", compute="_compute_possible_ids")
    line_ids = fields.One2many("sales.handover.line", "handover_id", copy=False)
    line_count = fields.Integer(string="Documents", compute="_compute_line_count")
    left_out_count = fields.Integer(
        readonly=True,
        copy=False,
        string="Left Out",
        help="Open documents in departments that you do not lead: their heads hand "
        "them over.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        readonly=True,
        default=lambda self: self._default_team_id(),
        help="Of the head who hands over; empty: a director does.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    done_by = fields.Many2one("res.users", readonly=True, copy=False)
    date_done = fields.Datetime(string="Handed Over On", readonly=True, copy=False)
    undone_by = fields.Many2one("res.users", readonly=True, copy=False)
    date_undone = fields.Datetime(string="Undone On", readonly=True, copy=False)

    @api.model
    def _default_team_id(self):
        if self._is_director():
            return False
        return self.env["res.users"]._get_led_teams()[:1].id

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_people_ids(self):
        self.people_ids = self.env["res.users"]._get_handover_people()

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_possible_ids(self):
        people = self.env["res.users"]._get_handover_targets()
        for handover in self:
            handover.possible_ids = people - handover.user_id

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["sales.handover.line"]._read_group(
            [("handover_id", "in", self.ids)], ["handover_id"], ["__count"]
        )
        counts = {handover.id: count for handover, count in groups}
        for handover in self:
            handover.line_count = counts.get(handover.id, 0)

    @api.depends("name", "user_id")
    def _compute_display_name(self):
        for handover in self:
            # sudo: the name of one who has left already
            parts = (handover.name, handover.sudo().user_id.name)
            handover.display_name = " · ".join(filter(None, parts))

    # ---- create and write --------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(
            [self._prepare_new_values(vals) for vals in vals_list]
        )
        handovers._check_may_hand_over()
        return handovers

    def write(self, vals):
        self._check_may_write(vals)
        result = super().write(vals)
        if "user_id" in vals:
            self._check_may_hand_over()
        self._refresh_preview(vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda handover: handover.state != "draft"):
            raise UserError(self.env._("The history of hand-overs is kept."))

    def _prepare_new_values(self, vals):
        """Number the hand-over; neither values nor the context make it a done one.

        :raises AccessError: the result is written by hand
        """
        self._check_result_not_written(vals)
        values = {**BEGINNING, **vals}
        # sudo: numbers are given to every head
        sequence = self.env["ir.sequence"].sudo()
        values["name"] = sequence.next_by_code("sales.handover") or "/"
        return values

    def _check_may_write(self, vals):
        """
        :raises AccessError: the result is written by hand
        :raises UserError: it is no preview any more
        """
        self._check_result_not_written(vals)
        if vals.keys() - RESULT_FIELDS & self._get_plan_fields():
            self._check_preview()

    def _check_result_not_written(self, vals):
        if RESULT_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("A hand-over is done and undone by its buttons.")
            )

    @api.model
    def _get_plan_fields(self):
        """What the user writes while it is a preview."""
        plan = {"date", "line_ids", "method", "reason", "target_ids", "user_id"}
        return plan | self._get_takes().keys()

    def _check_preview(self):
        if any(handover.state != "draft" for handover in self):
            raise UserError(self.env._("What is handed over cannot be changed."))

    def _refresh_preview(self, vals):
        """The list follows the plan: another person, other documents, other shares."""
        for handover in self.filtered("line_ids"):
            if vals.keys() & {"user_id", *self._get_takes()} and not handover.is_chosen:
                # sudo: lines come and go with the list only
                handover.sudo().line_ids.unlink()
            elif vals.keys() & {"method", "target_ids"}:
                handover._distribute()
