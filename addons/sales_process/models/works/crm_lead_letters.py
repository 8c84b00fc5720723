from odoo import fields, models

READY = ("reserved", "ready")


class CrmLead(models.Model):
    """Letters to the client about the order of the deal (R103)."""

    _inherit = "crm.lead"

    letter_ids = fields.One2many(
        "sales.client.letter", "lead_id", string="Letters to the Client", copy=False
    )

    def _advance(self):
        """Goods that are ready for shipping are told to the client."""
        result = super()._advance()
        # sudo: whoever moves the deal, its goods are looked at
        waiting = self.sudo().filtered(lambda lead: lead.stage_id.kind == "stock")
        waiting._on_supply_state()
        return result

    def _on_supply_state(self, old=None, new=None):
        """The goods of the deals may have become ready for shipping: told once.

        Call it from whatever notices that; it looks itself, and does nothing twice.

        :param old: state of supply before, when it is known
        :param new: state of supply now; None: of the deal
        """
        # sudo: whoever produces or receives the goods
        ready = self.sudo().filtered(
            lambda lead: (
                lead.active
                and lead.is_department
                and (new or lead.supply_state) in READY
            )
        )
        self.env["sales.client.letter"]._tell(
            "ready", [lead._prepare_ready_event() for lead in ready]
        )

    def _prepare_ready_event(self):
        """Once for the orders that the deal has: an order more is an event more."""
        orders = self._get_confirmed_orders().sorted("id")
        numbers = "-".join(map(str, orders.ids))
        return {
            "key": f"ready:{self.id}:{numbers}",
            "lead_id": self.id,
            "order_id": orders.id if len(orders) == 1 else False,
        }

    def _merge_dependences(self, opportunities):
        """Letters move to the lead that stays."""
        super()._merge_dependences(opportunities)
        # sudo: letters of the other leads, whoever merges
        opportunities.sudo().letter_ids.lead_id = self
