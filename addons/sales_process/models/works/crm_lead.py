from odoo import api, fields, models

# stage -> kind of work that it needs
WORK_OF_STAGE = {"certification": "certification", "installation": "commissioning"}


class CrmLead(models.Model):
    """Works at the customer belong to the deal: its stages make and wait for them."""

    _inherit = "crm.lead"

    work_ids = fields.One2many("equipment.work", "lead_id", copy=False)
    work_count = fields.Integer(compute="_compute_work_count", compute_sudo=True)

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

    # --------------------------------------------------------------------- events

    def _on_stage_enter(self, stage):
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
