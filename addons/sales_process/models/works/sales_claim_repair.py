from odoo import api, fields, models
from odoo.tools import plaintext2html

from .sales_claim_return import RETURNING


class SalesClaim(models.Model):
    """The repair of the claimed goods, made once and prefilled."""

    _inherit = "sales.claim"

    repair_ids = fields.One2many("repair.order", "claim_id", copy=False)
    repair_count = fields.Integer(
        string="Repairs", compute="_compute_repair_count", compute_sudo=True
    )

    @api.depends("repair_ids.state")
    def _compute_repair_count(self):
        for claim in self:
            claim.repair_count = len(claim._get_live_repairs())

    def _get_live_repairs(self):
        return self.repair_ids.filtered(lambda repair: repair.state != "cancel")

    def action_make_repair(self):
        """Open the repair of the claim; make it when there is none.

        :raises UserError: the claim is not examined or decided
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state(*RETURNING)
        # sudo: repairs are not readable to everybody who examines a claim
        if not self.sudo()._get_live_repairs():
            self._make_repair()
        return self.action_view_repairs()

    def _make_repair(self):
        # sudo: a salesperson or an engineer asks for the repair without rights on
        # the stock; the right to write the claim is checked
        repairs = self.env["repair.order"].sudo().with_company(self.company_id)
        repair = repairs.create(self._prepare_repair_values())
        self._message_log(
            body=self.env._("Repair made: %(repair)s", repair=repair.name)
        )
        return repair

    def _prepare_repair_values(self):
        # sudo: returns and orders are not readable to everybody who examines a claim
        claim = self.sudo()
        returns = claim.return_picking_ids.filtered(lambda back: back.state == "done")
        return {
            "claim_id": self.id,
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.quantity,
            "lot_id": self.lot_id.id,
            "picking_id": returns[:1].id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "internal_notes": self._get_repair_note(),
        }

    def _get_repair_note(self):
        parts = (self.name, self.description, self.conclusion)
        return plaintext2html("\n".join(filter(None, parts)))

    def action_view_repairs(self):
        """The repairs; their numbers when one may not see them."""
        self.ensure_one()
        if not self.env["repair.order"].has_access("read"):
            # sudo: only the numbers are told
            names = self.sudo().repair_ids.mapped("name")
            return self._get_notice(
                self.env._("Repairs: %(names)s", names=", ".join(names))
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repair.action_repair_order_tree"
        )
        if self.repair_count == 1:
            repair = self._get_live_repairs()
            return {**action, "views": [(False, "form")], "res_id": repair.id}
        return {**action, "domain": [("claim_id", "=", self.id)], "context": {}}

    def _missing_repairs(self):
        live = self._get_live_repairs()
        if not live:
            return [self.env._("Make the repair")]
        return [
            self.env._("Finish the repair %(repair)s", repair=repair.name)
            for repair in live
            if repair.state != "done"
        ]
