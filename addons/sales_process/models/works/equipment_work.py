from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

WORK_KINDS = [
    ("certification", "Certification"),
    ("commissioning", "Commissioning"),
    ("service", "Service"),
]
WORK_STATES = [
    ("draft", "New"),
    ("planned", "Planned"),
    ("in_progress", "In progress"),
    ("done", "Done"),
    ("signed", "Signed"),
    ("refused", "Refused by the client"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("draft", "planned", "in_progress", "refused")
# what the signature confirms, and the signature itself: frozen once the act is signed
FROZEN_FIELDS = {
    "act_content",
    "act_hash",
    "address_id",
    "check_ids",
    "company_id",
    "contact_id",
    "date_done",
    "date_planned",
    "date_planned_end",
    "date_started",
    "defect_ids",
    "duration_hours",
    "engineer_id",
    "kind",
    "lead_id",
    "line_ids",
    "lot_ids",
    "measure_ids",
    "name",
    "order_id",
    "partner_id",
    "photo_ids",
    "remark",
    "scan_ids",
    "signature",
    "signed_by",
    "signed_on",
    "signed_scan_id",
    "state",
    "trained_people",
    "warranty_start",
}
# only actions change them: nobody signs by writing a value
FLOW_FIELDS = frozenset(
    {
        "act_content",
        "act_file_id",
        "act_hash",
        "date_done",
        "date_offered",
        "refusal_reason",
        "signature",
        "signed_by",
        "signed_on",
        "signed_scan_id",
        "state",
    }
)


class EquipmentWork(models.Model):
    """One job at the customer: certification, commissioning or service (R097-R099).

    1. New -> planned (engineer and date) -> in progress -> done -> signed.
    2. A done commissioning or service work has an act; the client signs it on the
       portal page, or on paper, or refuses with remarks, which returns it to the
       engineer.
    3. Certification is done by an outside body (GOST R 8.568-2017): it ends with
       protocol and certificate and a result, without the client's signature.
    4. A signed work cannot be changed.

    The files of the model: ``_content`` (what is done and found), ``_done`` (what is
    missing to finish), ``_plan`` (when and who), ``_certification`` and ``_periodic``
    (GOST R 8.568), ``_act`` (what is signed), ``_sign`` (signature, scan, refusal),
    ``_photo`` (pictures).
    """

    _name = "equipment.work"
    _description = "Work at the Customer"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_planned, id"

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: self.env._("New"),
    )
    kind = fields.Selection(WORK_KINDS, required=True, default="commissioning")
    state = fields.Selection(
        WORK_STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Deal", index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True
    )
    address_id = fields.Many2one(
        "res.partner",
        string="Address of the works",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact at the place",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Whom the engineer calls and who lets him in.",
    )
    contact_phone = fields.Char(related="contact_id.phone", string="Phone")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    salesperson_id = fields.Many2one(
        "res.users",
        compute="_compute_salesperson_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_ids = fields.Many2many("stock.lot", string="Serial numbers")
    engineer_id = fields.Many2one(
        "res.users",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("sales_process.group_engineer").id),
        ],
        tracking=True,
        index="btree_not_null",
    )
    date_planned = fields.Datetime(tracking=True)
    date_started = fields.Datetime(string="Begun on", copy=False)
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    remark = fields.Text(string="Remarks")

    _lead_kind = models.Index("(lead_id, kind, state)")

    @api.depends("name", "partner_id.name")
    def _compute_display_name(self):
        """In a calendar and in lists of tasks the client says more than a number."""
        for work in self:
            client = work.partner_id.name
            work.display_name = f"{work.name} {client}" if client else work.name

    @api.depends("partner_id")
    def _compute_address_id(self):
        """Where goods go to; what was chosen stays as long as it is the client's."""
        for work in self:
            family = work.partner_id.commercial_partner_id
            if not work.address_id or work.address_id.commercial_partner_id != family:
                work.address_id = work.partner_id.address_get(["delivery"])["delivery"]
            if not work.contact_id or work.contact_id.commercial_partner_id != family:
                work.contact_id = work._get_place_contact()

    def _get_place_contact(self):
        """Who is called about the works: a person, else whoever the address names."""
        people = self.partner_id | self.address_id
        return people.filtered(lambda one: not one.is_company)[:1] or self.address_id

    @api.depends("lead_id.team_id")
    def _compute_team_id(self):
        """A work without a deal belongs to the department of the work before it."""
        for work in self:
            work.team_id = (
                work.lead_id.team_id or work._get_previous().team_id or work.team_id
            )

    @api.depends("lead_id.user_id", "partner_id.commercial_partner_id.user_id")
    def _compute_salesperson_id(self):
        """Of the deal; without a deal the salesperson of the client."""
        for work in self:
            work.salesperson_id = (
                work.lead_id.user_id
                if work.lead_id
                else work.partner_id.commercial_partner_id.user_id
                or work._get_previous().salesperson_id
                or work.salesperson_id
            )

    def _get_previous(self):
        """Hook: the work that this one repeats, maybe none."""
        return self.browse()

    def _compute_access_url(self):
        super()._compute_access_url()
        for work in self:
            work.access_url = f"/my/works/{work.id}"

    @api.model
    def _group_expand_state(self, states, domain):
        """The columns of the board in the order of the work."""
        shown = ("draft", "planned", "in_progress", "done")
        return [
            state for state, _label in WORK_STATES if state in states or state in shown
        ]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_new_values(vals)
            if not vals.get("name"):
                vals["name"] = self.env["ir.sequence"].next_by_code("equipment.work")
        return super().create(vals_list)

    def write(self, vals):
        if FLOW_FIELDS & vals.keys():
            self._check_may_flow()
        if self._get_frozen_fields() & vals.keys():
            self._check_not_signed()
        result = super().write(vals)
        if {"state", "result", "protocol_no"} & vals.keys():
            self.lead_id._advance()
        return result

    @api.model
    def _get_frozen_fields(self):
        """Hook: names of the fields that a signed work keeps."""
        return FROZEN_FIELDS

    def _check_new_values(self, vals):
        """
        :raises AccessError: the work would be born done or signed
        """
        begun = {name for name in FLOW_FIELDS & vals.keys() if vals[name]}
        if begun and not self.env.su and vals.get("state", "draft") != "draft":
            raise AccessError(self.env._("A work begins as a new one."))

    def _check_may_flow(self):
        """
        :raises AccessError: a state or a signature is written past its action
        """
        if not self.env.su:
            raise AccessError(
                self.env._("States and signatures of a work change by its buttons.")
            )

    def _join_lead(self, lead):
        """Leads are merged: their works, signed ones too, belong to the one that stays.

        What the client has signed is not touched: the deal is not in the act.
        """
        # past the write of this class: pylint: disable=super-method-mismatch
        return super().write({"lead_id": lead.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda work: work.state not in ("draft", "cancelled")):
            raise UserError(self.env._("Cancel the work instead of deleting it."))

    # -------------------------------------------------------------------- actions

    def action_plan(self):
        """
        :raise UserError: naming all that is missing, of all works
        """
        self._raise_missing({work: work._get_plan_problems() for work in self})
        self._move_to("planned", ("draft", "refused"))
        return True

    def action_start(self):
        self._move_to("in_progress", ("draft", "planned", "refused"))
        self.filtered(
            lambda work: not work.date_started
        ).date_started = fields.Datetime.now()
        return True

    def action_done(self):
        """The works are finished; the act can be sent to the client.

        :raise UserError: naming all that is missing, of all works
        """
        self._raise_missing({work: work._get_done_problems() for work in self})
        self._move_to(
            "done",
            ("draft", "planned", "in_progress", "refused"),
            date_done=fields.Datetime.now(),
        )
        self._after_done()
        return True

    def action_cancel(self):
        self._move_to(
            "cancelled", ("draft", "planned", "in_progress", "refused", "done")
        )
        return True

    def action_reset(self):
        """A cancelled work is needed after all, or an act not yet signed is reworked."""
        self._move_to("draft", ("cancelled",))
        return True

    def action_preview(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    # -------------------------------------------------------------------- private

    def _move_to(self, state, allowed, **values):
        """Change the state of the works by one of their buttons.

        :raise AccessError: the user may not change them
        :raise UserError: not possible in their present state
        """
        self.check_access("write")
        wrong = self.filtered(lambda work: work.state not in allowed)
        if wrong:
            raise UserError(
                self.env._(
                    "%(works)s: not possible in this state.",
                    works=", ".join(wrong.mapped("name")),
                ),
            )
        # sudo: a state is written by its button only; who may was asked above
        self.sudo().write({"state": state, **values})

    def _after_done(self):
        """Hook: the works are done."""

    def _check_not_signed(self):
        """
        :raises UserError: for everybody, the program included
        """
        # sudo: whoever changes a part of the act, its state decides
        signed = self.sudo().filtered(lambda work: work.state == "signed")
        if signed:
            raise UserError(
                self.env._(
                    "%(works)s is signed by the client and cannot be changed.",
                    works=", ".join(signed.mapped("name")),
                ),
            )

    def _raise_missing(self, problems):
        """One refusal that names everything that is missing, of all works.

        :param dict problems: work -> list of texts
        """
        texts = [
            "\n".join([work.name, *(f"• {text}" for text in lacking)])
            for work, lacking in problems.items()
            if lacking
        ]
        if texts:
            raise UserError("\n".join(texts))

    def _is_passed(self):
        """A certification counts when the equipment is fit; other works when signed."""
        self.ensure_one()
        if self.kind == "certification":
            return self.state == "done" and self.result in ("fit", "limited")
        return self.state == "signed"

    def _tell_about_new_work(self):
        """The salesperson of the deal plans the work with the engineers."""
        self.ensure_one()
        user = self.salesperson_id or self.team_id.user_id
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Plan: when and who"),
                user_id=user.id,
            )

    @api.model
    def _get_portal_domain(self, partner):
        return Domain(
            "partner_id", "child_of", partner.commercial_partner_id.ids
        ) & Domain(
            "state",
            "in",
            ("planned", "in_progress", "done", "signed", "refused"),
        )
