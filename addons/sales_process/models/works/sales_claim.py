from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

KINDS = [("claim", "Claim"), ("return", "Return")]
STATES = [
    ("new", "Registered"),
    ("examined", "Being examined"),
    ("decided", "Decided"),
    ("closed", "Closed"),
]
DECISIONS = [
    ("repair", "Repair"),
    ("replace", "Replace"),
    ("take_back", "Take back"),
    ("refund", "Refund"),
    ("discount", "Discount"),
    ("refuse", "Refuse"),
]
SUPPLIER_STATES = [
    ("sent", "Sent"),
    ("accepted", "Accepted by the supplier"),
    ("refused", "Refused by the supplier"),
]


class SalesClaim(models.Model):
    """A client says that something is wrong, or gives goods back (R105).

    1. New: registered with its goods, serial, deal. Somebody is to examine it.
    2. Being examined: the cause is looked for, goods may come back already.
    3. Decided by the head of the department: repair, replace, take back, refund,
       discount or refuse. A refusal goes to the lawyer.
    4. Closed when all is done that the decision says; what is missing is named at
       once. The head may open it again with a reason.

    States and decisions change by actions only; the subject of a decision is frozen,
    a closed claim altogether (see `sales_claim_guard.py`).
    """

    _name = "sales.claim"
    _description = "Claim or Return"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_received desc, id desc"
    _rec_names_search = ["name", "partner_id", "lot_id"]

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="claim",
        tracking=True,
        help="Claim: something is wrong. Return: the client gives the goods back.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="new",
        index=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Deal",
        compute="_compute_lead_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_department', '=', True)]",
    )
    order_id = fields.Many2one(
        "sale.order",
        compute="_compute_order_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        index="btree_not_null",
        ondelete="restrict",
        help="The serial number tells the product, the order and the supplier.",
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    description = fields.Text(help="What is wrong, in the words of the client.")
    date_received = fields.Date(
        string="Received", required=True, default=fields.Date.context_today
    )
    deadline = fields.Date(
        string="Answer By",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        help="By the term of the department or of the settings; the head may change it.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Examines",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="The engineer or the salesperson who finds out what is wrong.",
    )
    salesperson_id = fields.Many2one(
        "res.users",
        compute="_compute_salesperson_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Of the deal; without a deal of the order, of the client, or who "
        "registered the claim.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('is_department', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    cause_id = fields.Many2one(
        "sales.claim.cause", ondelete="restrict", tracking=True, copy=False
    )
    conclusion = fields.Text(
        copy=False, help="What the examination has shown; the head decides by it."
    )
    decision = fields.Selection(DECISIONS, readonly=True, copy=False, tracking=True)
    decision_note = fields.Text(string="Why", readonly=True, copy=False)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Date(string="Decided On", readonly=True, copy=False)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    days_to_close = fields.Float(
        string="Days to Close",
        compute="_compute_days_to_close",
        store=True,
        aggregator="avg",
        digits=(12, 1),
    )

    _open_idx = models.Index("(lead_id) WHERE state != 'closed'")
    _positive_quantity = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a claim is more than zero."
    )

    # ---- computes ----------------------------------------------------------------

    @api.depends("lot_id")
    def _compute_product_id(self):
        for claim in self:
            claim.product_id = claim.lot_id.product_id or claim.product_id

    @api.depends("lot_id")
    def _compute_order_id(self):
        """The one order by which this serial number went to a client."""
        for claim in self:
            orders = claim._get_lot_lines().move_id.sale_line_id.order_id
            if len(orders) == 1 and not claim.order_id:
                claim.order_id = orders

    def _get_lot_lines(self):
        """Done move lines by which the serial number went to a client."""
        if not self.lot_id:
            return self.env["stock.move.line"]
        # sudo: who registers a claim need not read other people's deliveries
        return (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.lot_id.id),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                ]
            )
        )

    @api.depends("order_id")
    def _compute_lead_id(self):
        for claim in self:
            deal = claim.order_id.opportunity_id.filtered("is_department")
            claim.lead_id = deal or claim.lead_id

    @api.depends("order_id", "lead_id")
    def _compute_partner_id(self):
        for claim in self:
            claim.partner_id = (
                claim.partner_id
                or claim.order_id.partner_id
                or claim.lead_id.partner_id
            )

    @api.depends("date_received", "team_id")
    def _compute_deadline(self):
        for claim in self:
            claim.deadline = claim.team_id._get_claim_deadline(claim.date_received)

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for claim in self:
            claim.is_late = bool(
                claim.state in ("new", "examined")
                and claim.deadline
                and claim.deadline < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "in", ("new", "examined")) & Domain(
            "deadline", "<", fields.Date.context_today(self)
        )
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends(
        "lead_id.user_id",
        "order_id.user_id",
        "partner_id.commercial_partner_id.user_id",
    )
    def _compute_salesperson_id(self):
        for claim in self:
            if claim.lead_id:
                claim.salesperson_id = claim.lead_id.user_id
            else:
                claim.salesperson_id = (
                    claim.order_id.user_id
                    or claim.partner_id.commercial_partner_id.user_id
                    or claim._get_registering_salesperson()
                )

    def _get_registering_salesperson(self):
        user = self.create_uid or self.env.user
        is_seller = user.sudo().has_group("sales_process.group_salesperson")
        return user if is_seller else user.browse()

    @api.depends("lead_id.team_id", "order_id.team_id", "salesperson_id")
    def _compute_team_id(self):
        """The department of the deal, else of the order, else of the salesperson."""
        for claim in self:
            teams = (
                claim.lead_id.team_id
                or claim.order_id.team_id.filtered("is_department")
                or claim.team_id
                or claim.salesperson_id.sudo().crm_team_ids.filtered("is_department")
            )
            claim.team_id = teams[:1]

    @api.depends("date_received", "date_closed")
    def _compute_days_to_close(self):
        for claim in self:
            end, begin = claim.date_closed, claim.date_received
            claim.days_to_close = (
                max((end - begin) / timedelta(days=1), 0) if end else 0
            )

    @api.depends("name", "product_id", "lot_id")
    def _compute_display_name(self):
        for claim in self:
            goods = claim.lot_id.name or claim.product_id.name
            claim.display_name = " · ".join(filter(None, (claim.name, goods)))

    def _group_expand_state(self, states, domain):
        """The columns of the board: closed claims only when they are looked for."""
        return [
            state for state, _label in STATES if state in states or state != "closed"
        ]
