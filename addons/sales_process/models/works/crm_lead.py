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

    def _make_works(self, kind):
        """One work for each deal that has none of this kind yet."""
        # sudo: the deal may be moved by a storekeeper who ships the goods
        deals = self.sudo().filtered(
            lambda lead: lead.partner_id and not lead._get_works(kind),
        )
        works = (
            self.env["equipment.work"]
            .sudo()
            .create(
                [lead._prepare_work_values(kind) for lead in deals],
            )
        )
        for work in works:
            work._tell_about_new_work()

    def _prepare_work_values(self, kind):
        order = self._get_confirmed_orders()[:1]
        moves = self._get_confirmed_orders().order_line.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.location_dest_id.usage == "customer"
            ),
        )
        return {
            "kind": kind,
            "lead_id": self.id,
            "order_id": order.id,
            "partner_id": (order.partner_id or self.partner_id).id,
            "address_id": (order.partner_shipping_id or self.partner_id).id,
            "company_id": (order.company_id or self.company_id or self.env.company).id,
            "lot_ids": [fields.Command.set(moves.move_line_ids.lot_id.ids)],
            "certification_type": "initial" if kind == "certification" else False,
            "line_ids": [
                fields.Command.create(
                    {
                        "name": self.env._("Commissioning: %(product)s", product=name),
                        "quantity": quantity,
                        "uom_id": unit.id,
                    },
                )
                for name, quantity, unit in self._get_goods_of_works(kind)
            ],
        }

    def _get_goods_of_works(self, kind):
        if kind != "commissioning":
            return []
        return [
            (line.product_id.display_name, line.product_uom_qty, line.product_uom_id)
            for line in self._get_confirmed_orders().order_line
            if line._is_supplied()
        ]

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
        """Each needed certificate is there and has not run out (GOST R 8.568)."""
        today = fields.Date.context_today(self)
        return self._passes_certified().filtered(
            lambda lead: (
                not lead.needs_certification
                or any(
                    work.valid_until and work.valid_until >= today
                    for work in lead._get_works("certification")
                )
            ),
        )

    def _passes_certified(self):
        return self.filtered(
            lambda lead: (
                not lead.needs_certification
                or (
                    lead._get_works("certification")
                    and all(
                        work._is_passed() for work in lead._get_works("certification")
                    )
                )
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
