from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmLead(models.Model):
    """The deal walks through the stages of its department.

    1. ``write`` notices a change of stage (or of lead into deal) and, when all
       values are in place, asks ``_guard_stage_moves``: one refusal names all
       that is missing. It holds on every path: form, kanban, import, RPC.
    2. ``_after_stage_change`` keeps the log, gives the tasks of the stage and
       lets the other rooms react (``_on_stage_enter``).
    3. ``_advance`` moves the deal on while its stage says "moves on by itself"
       and nothing is missing; documents call it when they change.
    """

    _inherit = "crm.lead"

    process_stage_ids = fields.Many2many(
        "crm.stage",
        string="Stages of the deal",
        compute="_compute_process_stage_ids",
        compute_sudo=True,
        help="The stages that apply to this deal, in their order.",
    )
    next_stage_id = fields.Many2one(
        "crm.stage",
        compute="_compute_next_stage",
        compute_sudo=True,
    )
    missing_count = fields.Integer(
        compute="_compute_next_stage",
        compute_sudo=True,
        string="Missing",
        help="How many things are missing for the next stage.",
    )
    next_stage_html = fields.Html(
        string="What is next",
        compute="_compute_next_stage",
        compute_sudo=True,
        sanitize=False,
    )
    stage_kind = fields.Selection(related="stage_id.kind", string="Kind of stage")
    stage_instruction = fields.Html(related="stage_id.instruction")
    stage_deadline = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Until when the deal should leave its stage, by the time limit of the "
        "stage in working hours of the department.",
    )
    stage_overdue = fields.Boolean(
        string="Late in the stage",
        compute="_compute_stage_overdue",
        search="_search_stage_overdue",
    )
    next_step_date = fields.Date(
        string="Next step",
        compute="_compute_next_step_date",
        compute_sudo=True,
        help="Deadline of the nearest planned activity.",
    )
    log_ids = fields.One2many("crm.stage.log", "lead_id", readonly=True, copy=False)

    # ------------------------------------------------------------------ computes

    def _compute_team_id(self):
        """A deal stays in its department when somebody of no department takes it
        over (a director): core would move it to the default team."""
        staying = self.filtered(
            lambda lead: (
                lead.team_id.is_department
                and not lead.user_id.crm_team_ids.filtered("is_department")
            ),
        )
        return super(CrmLead, self - staying)._compute_team_id()

    @api.depends("team_id", "stage_id", "type", "equipment_type_ids")
    def _compute_process_stage_ids(self):
        for lead in self:
            lead.process_stage_ids = lead._get_process_stages()

    def _get_process_stages(self):
        """Stages that apply to the deal now, in order; the present one always does.

        A stage may depend on any field of the deal, so decisions ask here and not
        the cached field, which is for screens.
        """
        self.ensure_one()
        if not self.is_department:
            return self.env["crm.stage"].search(
                Domain("team_ids", "=", False)
                | Domain("team_ids", "in", self.team_id.ids),
            )
        return self.team_id._get_stages().filtered(
            lambda stage: stage == self.stage_id or stage._applies_to(self),
        )

    @api.depends("process_stage_ids")
    def _compute_next_stage(self):
        for lead in self:
            target = lead._get_next_stage()
            missing = lead._get_missing(target) if target else []
            lead.next_stage_id = target
            lead.missing_count = len(missing)
            lead.next_stage_html = lead._render_next_stage(target, missing)

    def _render_next_stage(self, target, missing):
        if not target:
            return False
        if not missing:
            return Markup(
                '<span class="text-success"><i class="fa fa-check"></i> %s</span>',
            ) % self.env._("Everything is ready for “%(stage)s”", stage=target.name)
        items = Markup().join(
            Markup('<li><i class="fa fa-circle-o text-danger"></i> %s</li>') % message
            for message in missing
        )
        return Markup('<ul class="list-unstyled mb-0">%s</ul>') % items

    @api.depends("stage_deadline", "active")
    def _compute_stage_overdue(self):
        now = fields.Datetime.now()
        for lead in self:
            lead.stage_overdue = bool(
                lead.active and lead.stage_deadline and lead.stage_deadline < now,
            )

    def _search_stage_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("stage_deadline", "<", fields.Datetime.now())
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("activity_ids.date_deadline")
    def _compute_next_step_date(self):
        for lead in self:
            lead.next_step_date = min(
                lead.activity_ids.mapped("date_deadline"),
                default=False,
            )

    # ----------------------------------------------------------- create and write

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        departments = leads.filtered("is_department")
        departments._guard_stage_moves(
            {lead: (lead._get_first_stage(), lead.type) for lead in departments},
        )
        departments._after_stage_change()
        return leads

    def write(self, vals):
        if not {"stage_id", "type", "active", "probability", "team_id"} & vals.keys():
            return super().write(vals)
        before = {lead: (lead.stage_id, lead.type) for lead in self}
        result = super().write(vals)
        departments = self.filtered("is_department")
        departments._enter_process()
        departments._guard_stage_moves(before)
        departments.filtered(
            lambda lead: lead.stage_id != before[lead][0],
        )._after_stage_change()
        departments.filtered(lambda lead: lead.type != before[lead][1])._advance()
        return result

    def _enter_process(self):
        """A lead that comes to a department begins with its first stage."""
        for lead in self.filtered(lambda lead: not lead.stage_id.kind):
            # the stage is set by the department, not moved by a person: no guard
            super(CrmLead, lead).write({"stage_id": lead._stage_find().id})

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        for status, trigger in (("is_won", "won"), ("is_lost", "lost")):
            reached = self.filtered(
                lambda lead, status=status: (
                    lead.is_department
                    and new_status_by_lead.get(lead.id, {}).get(status)
                    and not old_status_by_lead.get(lead.id, {}).get(status)
                ),
            )
            getattr(reached, f"_after_{trigger}")()
        return result

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        """A department has its own stages only: those of other teams stay away."""
        teams = self.env["crm.team"].browse(team_id or ()) | self.team_id
        if not teams or not all(teams.mapped("is_department")):
            return super()._stage_find(team_id, domain, order, limit)
        own = Domain("team_ids", "in", teams.ids) & Domain("kind", "!=", False)
        return self.env["crm.stage"].search(
            own & Domain(domain or Domain.TRUE),
            order=order,
            limit=limit,
        )

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        conditions = Domain(domain).iter_conditions()
        if any(condition.field_expr == "is_department" for condition in conditions):
            columns = stages | self.env["crm.stage"].search(
                Domain("kind", "!=", False) & Domain("fold", "=", False),
            )
            return columns.sorted(lambda stage: stage._position())
        return super()._read_group_stage_ids(stages, domain)

    def _merge_dependences(self, opportunities):
        """The stays of the other leads become stays of the one that remains.

        Their open rows end now: the remaining lead has its own open row. Nothing of
        the history is deleted or rewritten but the lead it belongs to.
        """
        super()._merge_dependences(opportunities)
        # sudo: nobody writes the history by hand
        self.env["crm.stage.log"].sudo()._move(opportunities, self)

    # -------------------------------------------------------------------- actions

    def action_convert(self):
        """The need is confirmed: the lead becomes a deal (R052, R053).

        :raise UserError: somebody else's lead, or something is missing
        """
        for lead in self:
            lead._check_may_convert()
        self.filtered(lambda lead: lead.type == "lead").write(
            {"type": "opportunity", "date_conversion": fields.Datetime.now()},
        )
        return True

    def action_next_stage(self):
        """Move the deal to the next stage that applies to it.

        :raise UserError: naming all that is missing
        """
        for lead in self:
            target = lead._get_next_stage()
            if not target:
                raise UserError(self.env._("The deal is in its last stage."))
            lead.stage_id = target
        return True

    def action_set_lost(self, **additional_values):
        lost_reason = additional_values.get("lost_reason_id")
        for lead in self.filtered("is_department"):
            if not (lost_reason or lead.lost_reason_id):
                raise UserError(
                    self.env._(
                        "Say why “%(deal)s” is lost: choose the reason.",
                        deal=lead.name,
                    ),
                )
        return super().action_set_lost(**additional_values)

    def get_rainbowman_message(self):
        """Only winning is celebrated, not each step of a won deal."""
        if self.is_department and self.stage_kind not in ("production", "stock"):
            return False
        return super().get_rainbowman_message()

    # ------------------------------------------------------------- moving forward

    def _advance(self):
        """Move each deal on while its stage lets it go and nothing is missing.

        Called by documents when they change, so it must do nothing for deals
        that are lost or whose stage waits for a person.
        """
        # sudo: the storekeeper who ships or the accountant who books the payment
        # moves the deal without having rights on deals
        for lead in self.sudo().filtered(
            lambda deal: deal.active and deal.is_department
        ):
            target = lead._get_next_stage()
            while target and lead.stage_id.auto_leave and not lead._get_missing(target):
                lead.stage_id = target
                target = lead._get_next_stage()

    def _get_next_stage(self):
        """The first stage after the present one that applies to the deal."""
        self.ensure_one()
        if not (self.is_department and self.stage_id):
            return self.env["crm.stage"]
        return self._get_process_stages().filtered(
            lambda stage: stage._position() > self.stage_id._position(),
        )[:1]

    def _get_first_stage(self):
        self.ensure_one()
        return self._get_process_stages()[:1] or self.stage_id

    def _get_missing(self, target):
        """Messages of all requirements between the present stage and ``target``."""
        self.ensure_one()
        return self._find_missing(self.stage_id, target)

    def _find_missing(self, origin, target, skip_checks=()):
        lead = self.sudo()  # the answer may lie in documents the user cannot read
        passed = lead._get_process_stages().filtered(
            lambda stage: origin._position() <= stage._position() < target._position(),
        )
        # of all the stages at once; in their order
        requirements = (passed | target).requirement_ids.filtered(
            lambda requirement: (
                requirement.when
                == ("enter" if requirement.stage_id == target else "leave")
            )
        )
        missing = [
            requirement.message
            for requirement in requirements
            if requirement.check not in skip_checks and requirement._failing(lead)
        ]
        if origin.require_next_step and not lead.activity_ids:
            missing.append(self.env._("Plan the next step"))
        return missing

    def _guard_stage_moves(self, before):
        """Refuse moves that the process does not allow.

        :param dict before: (stage, type) of each deal before the write
        :raise UserError: naming all that is missing, of all deals of the set
        """
        problems = []
        for lead in self:
            stage, kind_of_lead = before[lead]
            problems += lead._find_move_problems(stage, kind_of_lead)
        if problems:
            raise UserError("\n".join(problems))

    def _find_move_problems(self, origin, old_type):
        target = self.stage_id
        missing = []
        if old_type == "lead" and self.type == "opportunity" and target == origin:
            target = self._get_next_stage()
        if origin.kind and target.kind and target._position() > origin._position():
            missing = self._find_missing(origin, target)
        elif self._leaves_the_contract(origin, target):
            missing = [self.env._("Cancel the contract: the orders are confirmed")]
        if not missing:
            return []
        title = self.env._(
            "“%(deal)s” cannot move to “%(stage)s”. Missing:",
            deal=self.name,
            stage=target.name,
        )
        return [title, *(f"• {message}" for message in missing)]

    def _leaves_the_contract(self, origin, target):
        """Going back before the contract while an order stands."""
        return bool(
            origin.is_won
            and not target.is_won
            and self.sudo().order_ids.filtered(lambda order: order.state == "sale"),
        )

    def _check_may_convert(self):
        self.ensure_one()
        team_head = self.team_id.user_id
        is_head = self.env.user.has_group("sales_process.group_head")
        if self.env.su or is_head or self.env.user in (self.user_id | team_head):
            return
        raise UserError(
            self.env._(
                "Only the salesperson of “%(lead)s” or the head of the department "
                "can make it a deal.",
                lead=self.name,
            ),
        )

    # --------------------------------------------------------------------- events

    def _after_stage_change(self):
        log = self.env["crm.stage.log"].sudo()  # nobody writes the history by hand
        log._close(self)
        log._open(self)
        for stage, leads in self.grouped("stage_id").items():
            leads._on_stage_enter(stage)
        self._advance()

    def _on_stage_enter(self, stage):
        """Hook: the deals of the set have just entered ``stage``."""
        tasks = stage.sudo().task_ids.filtered(lambda task: task.trigger == "enter")
        tasks._schedule(self)

    def _after_won(self):
        """Hook: the contract is made; the client is no prospect any more (R064)."""
        self.partner_id.commercial_partner_id.sudo().write({"client_state": "client"})
        for stage, leads in self.grouped("stage_id").items():
            tasks = stage.sudo().task_ids.filtered(lambda task: task.trigger == "won")
            tasks._schedule(leads)

    def _after_lost(self):
        """Hook: the deal is lost: its open tasks end, the head checks the work (R061)."""
        self.sudo().activity_ids.unlink()
        for stage, leads in self.grouped("stage_id").items():
            tasks = stage.sudo().task_ids.filtered(lambda task: task.trigger == "lost")
            tasks._schedule(leads)
        self._mark_unfit_partners()

    def _mark_unfit_partners(self):
        """A prospect with no other open deal is unfit (R061)."""
        partners = self.partner_id.commercial_partner_id.sudo().filtered(
            lambda partner: partner.client_state == "prospect",
        )
        busy = self.sudo().search([("partner_id", "child_of", partners.ids)])
        (partners - busy.partner_id.commercial_partner_id).client_state = "unfit"

    def _get_open_deal_domain(self, companies):
        """A deal is open until it is closed: the client may ask about his order."""
        running = Domain(
            "partner_id.commercial_partner_id", "in", companies.ids
        ) & Domain(
            "stage_id.kind",
            "in",
            ("production", "stock", "certification", "installation", "service"),
        )
        return super()._get_open_deal_domain(companies) | running

    # -------------------------------------------------------------------- figures

    def _get_working_calendar(self):
        """Calendar of the department, else of the company."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return (
            self.team_id.resource_calendar_id or company.resource_calendar_id
        ).sudo()

    def _get_stage_deadline(self):
        self.ensure_one()
        hours = self.stage_id.sla_hours
        calendar = self._get_working_calendar()
        if not hours or not calendar:
            return False
        return calendar._plan_hours_utc(hours, fields.Datetime.now())

    # --------------------------------------------------------------------- checks

    def _passes_is_deal(self):
        return self.filtered(lambda lead: lead.type == "opportunity")

    def _passes_assigned(self):
        return self.filtered("user_id")

    def _passes_contact(self):
        return self.filtered(
            lambda lead: (
                lead.phone
                or lead.email_from
                or lead.partner_id.phone
                or lead.partner_id.email
            ),
        )
