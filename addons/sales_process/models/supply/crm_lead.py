from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..process.crm_lead_missing import STEP

SUPPLY_STATES = [
    ("none", "No goods"),
    ("reserved", "Reserved"),
    ("making", "In production"),
    ("buying", "Being bought"),
    ("partial", "Partly ready"),
    ("ready", "Ready"),
    ("shipped", "Shipped"),
]


class CrmLead(models.Model):
    """What a deal knows of its goods: summed from the lines of its orders (R093-R095)."""

    _inherit = "crm.lead"

    order_line_ids = fields.One2many(
        "sale.order.line",
        string="Goods of the deal",
        compute="_compute_order_line_ids",
        help="Lines of the orders and quotations that are not cancelled.",
    )
    needs_production = fields.Boolean(
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        help="Part of the goods had to be made or bought for this deal.",
    )
    supply_state = fields.Selection(
        SUPPLY_STATES,
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        default="none",
        index="btree_not_null",
    )
    supply_percent = fields.Float(
        string="Readiness, %",
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
        aggregator="avg",
    )
    supply_date = fields.Date(
        string="Ready on",
        compute="_compute_supply",
        store=True,
        compute_sudo=True,
    )
    promised_date = fields.Date(
        compute="_compute_promised_date",
        store=True,
        precompute=True,
        compute_sudo=True,
        help="Delivery date the client was told: the earliest of the confirmed orders.",
    )

    @api.depends("order_ids.order_line", "order_ids.state")
    def _compute_order_line_ids(self):
        for lead in self:
            lead.order_line_ids = lead.order_ids.filtered(
                lambda order: order.state != "cancel",
            ).order_line.filtered(lambda line: not line.display_type)

    @api.depends("order_ids.commitment_date", "order_ids.state")
    def _compute_promised_date(self):
        for lead in self:
            dates = [
                order.commitment_date.date()
                for order in lead.order_ids
                if order.state == "sale" and order.commitment_date
            ]
            lead.promised_date = min(dates, default=False)

    @api.depends(lambda self: self._supply_depends())
    def _compute_supply(self):
        for lead in self:
            supply = {}
            for order in lead._get_confirmed_orders():
                supply |= order._get_supply()
            lead.update(lead._prepare_supply_values(supply))

    @api.model
    def _supply_depends(self):
        """Everything that says where the goods are: a change of any of these
        documents touches only its own deal."""
        order = "order_ids"
        made = f"{order}.stock_reference_ids.production_ids"
        bought = f"{order}.stock_reference_ids.purchase_ids"
        return (
            f"{order}.state",
            f"{order}.order_line.product_uom_qty",
            f"{order}.order_line.qty_delivered",
            f"{order}.order_line.move_ids.state",
            f"{order}.order_line.move_ids.quantity",
            f"{made}.state",
            f"{made}.product_qty",
            f"{made}.qty_produced",
            f"{made}.date_finished",
            f"{made}.workorder_ids.state",
            f"{made}.workorder_ids.duration",
            f"{bought}.state",
            f"{bought}.order_line.qty_received",
            f"{bought}.order_line.date_planned",
        )

    def _prepare_supply_values(self, supply):
        """Figures of the deal from those of its lines (``sale.order._get_supply``)."""
        if not supply:
            return {
                "supply_state": "none",
                "supply_percent": 0.0,
                "supply_date": False,
                "needs_production": False,
            }
        made_or_bought = self._has_open_or_done_documents()
        ordered = sum(line.product_uom_qty for line in supply)
        weighted = sum(
            figures["percent"] * line.product_uom_qty
            for line, figures in supply.items()
        )
        dates = [figures["date"] for figures in supply.values() if figures["date"]]
        splits = [figures["split"] for figures in supply.values()]
        return {
            "supply_state": self._get_supply_state(splits, made_or_bought),
            "supply_percent": round(weighted / ordered, 1),
            "supply_date": max(dates, default=False),
            "needs_production": made_or_bought
            or any(split.missing for split in splits),
        }

    def _has_open_or_done_documents(self):
        references = self._get_confirmed_orders().stock_reference_ids
        documents = references.production_ids.mapped("state")
        documents += references.purchase_ids.mapped("state")
        return any(state != "cancel" for state in documents)

    def _get_supply_state(self, splits, made_or_bought):
        parts = {
            part
            for part in ("shipped", "reserved", "making", "buying", "missing")
            if any(getattr(split, part) for split in splits)
        }
        if parts <= {"shipped"}:
            return "shipped"
        if parts <= {"shipped", "reserved"}:
            return "ready" if made_or_bought else "reserved"
        if parts in ({"making"}, {"buying"}):
            return parts.pop()
        return "partial"

    # -------------------------------------------------------------------- actions

    def action_agree(self):
        """The client agrees: confirm the only open quotation of the deal (R063).

        :raise UserError: no quotation, or several to choose from
        """
        self.ensure_one()
        quotations = self.order_ids.filtered(
            lambda order: order.state in ("draft", "sent")
        )
        if not quotations:
            raise UserError(
                self.env._("Make a quotation first: there is nothing to agree.")
            )
        if len(quotations) > 1:
            return self._action_choose_quotation(quotations)
        return quotations.action_agree()

    def _action_choose_quotation(self, quotations):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        action["name"] = self.env._("Which variant is agreed?")
        action["domain"] = [("id", "in", quotations.ids)]
        action["context"] = {"default_opportunity_id": self.id}
        return action

    # --------------------------------------------------------------------- events

    @api.model
    def _advance_waiting(self, products):
        """Look again at the won deals that wait for one of these products."""
        domain = Domain("stage_id.kind", "in", ("production", "stock")) & Domain(
            "order_ids",
            "any",
            Domain("state", "=", "sale")
            & Domain("order_line.product_id", "in", products.ids),
        )
        # sudo: the storekeeper has no rights on deals
        self.sudo().search(domain)._advance()

    def _get_contract_error(self):
        """Why no contract can be made for the deal yet, or an empty text."""
        self.ensure_one()
        route = self._get_routes().get(self, ())
        target = next((stage for stage in route if stage.is_won), None)
        if self.stage_id.is_won or not target:
            return ""
        missing = self._find_missing(
            {self: target}, skip_checks=("order_confirmed", STEP)
        )[self]
        if not missing:
            return ""
        texts = dict.fromkeys(self._get_missing_text(item) for item in missing)
        return "\n".join(
            [
                self.env._("The order cannot be confirmed. Missing in the deal:"),
                *(f"• {text}" for text in texts),
            ],
        )
