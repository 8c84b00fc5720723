from odoo import api, fields, models
from odoo.exceptions import UserError

SERVICE_STATES = [
    ("todo", "To be offered"),
    ("offered", "Offered"),
    ("agreed", "Agreed"),
    ("refused", "Refused"),
    ("contract", "Contract concluded"),
]
# stage -> kind of work that it needs
WORK_OF_STAGE = {"certification": "certification", "installation": "commissioning"}


class CrmLead(models.Model):
    """Works at the customer belong to the deal: its stages make and wait for them."""

    _inherit = "crm.lead"

    work_ids = fields.One2many("equipment.work", "lead_id", copy=False)
    work_count = fields.Integer(compute="_compute_work_count", compute_sudo=True)
    service_state = fields.Selection(
        SERVICE_STATES,
        string="Service",
        copy=False,
        tracking=True,
        help="What the client says about a service contract.",
    )

    @api.depends("work_ids")
    def _compute_work_count(self):
        for lead in self:
            lead.work_count = len(lead.work_ids)

    # -------------------------------------------------------------------- actions

    def _merge_dependences(self, opportunities):
        """Works move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: engineers' works of the other leads, whoever merges
        opportunities.sudo().work_ids._join_lead(self)

    def action_service_offered(self):
        return self._set_service("offered", (False, "todo"))

    def action_service_agreed(self):
        """The client wants service: the contract is the next task (R101)."""
        self._set_service("agreed", (False, "todo", "offered"))
        return self._schedule_service_contract()

    def action_service_refused(self):
        return self._set_service("refused", (False, "todo", "offered"))

    def action_service_contract(self):
        return self._set_service("contract", ("agreed",))

    def action_view_works(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.equipment_work_action",
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
        }
        return action

    def _set_service(self, state, allowed):
        if any(lead.service_state not in allowed for lead in self):
            raise UserError(
                self.env._("The client has answered about service already.")
            )
        self.service_state = state
        self._finish_service_task(state)
        self._advance()
        return True

    def _finish_service_task(self, state):
        xml_id = (
            "sales_process.mail_activity_type_service_contract"
            if state == "contract"
            else "sales_process.mail_activity_type_offer_service"
        )
        label = dict(self._fields["service_state"]._description_selection(self.env))[
            state
        ]
        self.activity_feedback([xml_id], feedback=label)

    def _schedule_service_contract(self):
        for lead in self:
            lead.activity_schedule(
                "sales_process.mail_activity_type_service_contract",
                user_id=(lead.user_id or lead.team_id.user_id or self.env.user).id,
            )
        return True

    # --------------------------------------------------------------------- events

    def _on_stage_enter(self, stage):
        if stage.kind == "service":
            self.filtered(lambda lead: not lead.service_state).service_state = "todo"
        super()._on_stage_enter(stage)
        kind = WORK_OF_STAGE.get(stage.kind)
        if kind:
            self._make_works(kind)

    def _get_works(self, kind):
        return self.work_ids.filtered(
            lambda work: work.kind == kind and work.state != "cancelled",
        )

    # --------------------------------------------------------------------- checks

    @api.model
    def _checklist_depends(self):
        return (
            *super()._checklist_depends(),
            "work_ids.state",
            "work_ids.result",
            "work_ids.valid_until",
            "work_ids.next_ids.state",
        )

    @api.model
    def _get_check_links(self):
        works = ("action", "action_view_works")
        return {
            **super()._get_check_links(),
            "claims_closed": ("action", "action_view_claims"),
            "certified": works,
            "certificate_valid": works,
            "act_signed": works,
            "works_done": works,
            "service_answered": ("field", "service_state"),
        }

    def _passes_certificate_valid(self):
        """Each serial number has a certificate that has not run out (GOST R 8.568)."""
        passed = self._passes_certified()
        asked = passed.filtered("needs_certification")
        works = asked._get_works("certification")
        # sudo: a later certificate of the same equipment may be another deal's
        later = works.sudo().search(
            [("kind", "=", "certification"), ("lot_ids", "in", works.lot_ids.ids)]
        )
        later |= works.sudo()._get_later()
        valid = (works | later).filtered("is_certificate_valid")
        return passed.filtered(
            lambda lead: (
                not lead.needs_certification
                or all(
                    work._is_covered(valid) for work in lead._get_works("certification")
                )
            ),
        )

    def _passes_certified(self):
        """Fit, each of them; what is repeated later does not count against it."""
        return self.filtered(
            lambda lead: (
                not lead.needs_certification
                or lead._get_works("certification")._are_certified()
            ),
        )

    def _passes_act_signed(self):
        return self.filtered(
            lambda lead: (
                not lead.needs_installation
                or (
                    lead._get_works("commissioning")
                    and all(
                        work._is_passed() for work in lead._get_works("commissioning")
                    )
                )
            ),
        )

    def _passes_works_done(self):
        return self._passes_certified() & self._passes_act_signed()

    def _passes_service_answered(self):
        return self.filtered(lambda lead: lead.service_state in ("refused", "contract"))


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    def _get_checks_after_contract(self):
        return super()._get_checks_after_contract() | {
            "certified",
            "certificate_valid",
            "act_signed",
            "works_done",
        }
