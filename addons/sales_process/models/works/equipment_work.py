from odoo import api, fields, models
from odoo.exceptions import UserError
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
# what the signature confirms: frozen once the act is signed
FROZEN_FIELDS = {
    "address_id",
    "check_ids",
    "date_done",
    "kind",
    "lead_id",
    "line_ids",
    "lot_ids",
    "order_id",
    "partner_id",
    "remark",
    "signature",
    "signed_by",
    "signed_on",
}


class EquipmentWork(models.Model):
    """One job at the customer: certification, commissioning or service (R097-R099).

    1. New -> planned (engineer and date) -> in progress -> done -> signed.
    2. A done commissioning or service work has an act; the client signs it on the
       portal page, or refuses with remarks, which returns it to the engineer.
    3. Certification is done by an outside body (GOST R 8.568-2017): it ends with
       protocol and certificate and a result, without the client's signature.
    4. A signed work cannot be changed.
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
    address_id = fields.Many2one("res.partner", string="Address of the works")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        related="lead_id.team_id",
        store=True,
    )
    salesperson_id = fields.Many2one("res.users", related="lead_id.user_id", store=True)
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
    date_done = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many(
        "equipment.work.line", "work_id", string="Works", copy=True
    )
    check_ids = fields.One2many("equipment.work.check", "work_id", copy=True)
    remark = fields.Text(string="Remarks")
    refusal_reason = fields.Text(
        string="Remarks of the client", readonly=True, copy=False
    )
    signature = fields.Image(
        copy=False, attachment=True, max_width=1024, max_height=1024
    )
    signed_by = fields.Char(copy=False, readonly=True)
    signed_on = fields.Datetime(copy=False, readonly=True)
    body_id = fields.Many2one("res.partner", string="Certification body")
    certification_type = fields.Selection(
        [("initial", "Initial"), ("periodic", "Periodic"), ("repeated", "Repeated")],
        help="GOST R 8.568-2017: initial before use, periodic at set intervals, "
        "repeated after repair, modernisation or moving.",
    )
    protocol_no = fields.Char(string="Protocol No.", copy=False)
    certificate_no = fields.Char(string="Certificate No.", copy=False)
    valid_until = fields.Date(copy=False)
    result = fields.Selection(
        [("fit", "Fit"), ("limited", "Fit with limits"), ("unfit", "Unfit")],
        copy=False,
        tracking=True,
    )

    _lead_kind = models.Index("(lead_id, kind, state)")

    def _compute_access_url(self):
        super()._compute_access_url()
        for work in self:
            work.access_url = f"/my/works/{work.id}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name"):
                vals["name"] = self.env["ir.sequence"].next_by_code("equipment.work")
        return super().create(vals_list)

    def write(self, vals):
        if FROZEN_FIELDS & vals.keys():
            self._check_not_signed()
        result = super().write(vals)
        if {"state", "result", "protocol_no"} & vals.keys():
            self.lead_id._advance()
        return result

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
        for work in self:
            if not (work.date_planned and (work.engineer_id or work.body_id)):
                raise UserError(
                    self.env._(
                        "%(work)s: say when and who: planned date and engineer, or the "
                        "certification body.",
                        work=work.name,
                    ),
                )
        self._move_to("planned", ("draft", "refused"))
        return True

    def action_start(self):
        self._move_to("in_progress", ("draft", "planned", "refused"))
        return True

    def action_done(self):
        """The works are finished; the act can be sent to the client.

        :raise UserError: checks without an answer, certification without protocol
        """
        for work in self:
            problem = work._get_done_problem()
            if problem:
                raise UserError(problem)
        self._move_to("done", ("draft", "planned", "in_progress", "refused"))
        self.date_done = fields.Datetime.now()
        return True

    def action_cancel(self):
        self._move_to(
            "cancelled", ("draft", "planned", "in_progress", "refused", "done")
        )
        return True

    def action_send_act(self):
        """Open a letter to the client with the link to the page where he signs."""
        self.ensure_one()
        if not self._has_to_be_signed():
            raise UserError(
                self.env._("Finish the works first: there is nothing to sign.")
            )
        self._portal_ensure_token()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mail.action_email_compose_message_wizard",
        )
        template = self.env.ref(
            "sales_process.mail_template_act", raise_if_not_found=False
        )
        action["context"] = {
            "default_model": self._name,
            "default_res_ids": self.ids,
            "default_template_id": template.id if template else False,
            "default_composition_mode": "comment",
        }
        return action

    def action_preview(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    # -------------------------------------------------------------------- signing

    def _has_to_be_signed(self):
        return self.kind != "certification" and self.state == "done"

    def _sign(self, name, signature):
        """Freeze the act with the client's signature; a second one is refused.

        :param str name: who signed
        :param str signature: base64 image
        :raise UserError: the act is not waiting for a signature
        """
        self.ensure_one()
        self.lock_for_update()
        if not self._has_to_be_signed():
            raise UserError(self.env._("This act is not waiting for a signature."))
        self.write(
            {
                "signature": signature,
                "signed_by": name,
                "signed_on": fields.Datetime.now(),
            },
        )
        self.state = "signed"
        self.message_post(body=self.env._("The act is signed by %(name)s", name=name))

    def _refuse(self, name, reason):
        """The client does not accept: engineer and head are told why."""
        self.ensure_one()
        self.lock_for_update()
        if not self._has_to_be_signed():
            raise UserError(self.env._("This act is not waiting for a signature."))
        self.write({"state": "refused", "refusal_reason": reason})
        told = self.engineer_id | self.salesperson_id | self.team_id.user_id
        self.message_notify(
            partner_ids=told.partner_id.ids,
            subject=self.env._("%(work)s: the client refused the act", work=self.name),
            body=self.env._("%(name)s: %(reason)s", name=name, reason=reason),
        )

    # -------------------------------------------------------------------- private

    def _move_to(self, state, allowed):
        wrong = self.filtered(lambda work: work.state not in allowed)
        if wrong:
            raise UserError(
                self.env._(
                    "%(works)s: not possible in this state.",
                    works=", ".join(wrong.mapped("name")),
                ),
            )
        self.state = state

    def _check_not_signed(self):
        signed = self.filtered(lambda work: work.state == "signed")
        if signed:
            raise UserError(
                self.env._(
                    "%(works)s is signed by the client and cannot be changed.",
                    works=", ".join(signed.mapped("name")),
                ),
            )

    def _get_done_problem(self):
        self.ensure_one()
        if self.kind == "certification" and not (self.protocol_no and self.result):
            return self.env._(
                "%(work)s: fill in the protocol number and the result.",
                work=self.name,
            )
        unanswered = self.check_ids.filtered(lambda check: not check.answer)
        if unanswered:
            return self.env._(
                "%(work)s: answer every check: %(checks)s",
                work=self.name,
                checks=", ".join(unanswered.mapped("name")),
            )
        return ""

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
