from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """The deal walks through the stages of its department.

    The files of this room, in the order of a move: ``crm_lead_route`` (which stages
    apply), ``crm_lead_missing`` (what is missing for the next one), ``crm_lead_guard``
    (no way around the rules), ``crm_lead_moves`` (what happens after a move),
    ``crm_lead_lost``, ``crm_lead_time`` (terms), ``crm_lead_next_step``,
    ``crm_lead_roles`` and ``crm_lead_decision`` (people), ``crm_lead_panel`` (what the
    form shows).
    """

    _inherit = "crm.lead"

    stage_kind = fields.Selection(related="stage_id.kind", string="Kind of stage")
    stage_instruction = fields.Html(related="stage_id.instruction")
    without_offer = fields.Boolean(
        string="Invoice at once",
        tracking=True,
        help="The client needs no commercial offer: the invoice or the contract is made "
        "at once. What belongs to the offer is not asked for.",
    )
    # the present stay and its beginning: a move ends it without looking for it
    stage_log_id = fields.Many2one(
        "crm.stage.log", string="Present stay", readonly=True, copy=False
    )
    stage_since = fields.Datetime(
        string="In the stage since", readonly=True, copy=False
    )
    log_ids = fields.One2many("crm.stage.log", "lead_id", readonly=True, copy=False)

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

    def get_rainbowman_message(self):
        """Only winning is celebrated, not each step of a won deal."""
        if self.is_department and self.stage_kind not in ("production", "stock"):
            return False
        return super().get_rainbowman_message()
