from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..process.crm_lead_missing import STEP
from .sale_order_supply import SUPPLY_STATES


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
        compute_sudo=True,
        help="The earliest day the client was told for goods that are not shipped yet.",
    )
    slip_days = fields.Integer(
        string="Days late",
        compute="_compute_slip_days",
        store=True,
        compute_sudo=True,
        aggregator="max",
        help="Days between the promised date and the expected one. 0: in time.",
    )

    @api.depends("order_ids.order_line", "order_ids.state")
    def _compute_order_line_ids(self):
        for lead in self:
            lead.order_line_ids = lead.order_ids.filtered(
                lambda order: order.state != "cancel",
            ).order_line.filtered(lambda line: not line.display_type)

    @api.depends("order_ids.promised_date", "order_ids.supply_state", "order_ids.state")
    def _compute_promised_date(self):
        for lead in self:
            orders = lead._get_confirmed_orders().filtered("promised_date")
            waiting = orders.filtered(lambda order: order.supply_state != "shipped")
            pick = min if waiting else max
            lead.promised_date = pick(
                (waiting or orders).mapped("promised_date"), default=False
            )

    @api.depends("order_ids.slip_days", "order_ids.state")
    def _compute_slip_days(self):
        for lead in self:
            lead.slip_days = max(
                lead._get_confirmed_orders().mapped("slip_days"), default=0
            )

    @api.depends(
        "order_ids.state",
        "order_ids.supply_state",
        "order_ids.supply_percent",
        "order_ids.supply_date",
        "order_ids.needs_production",
    )
    def _compute_supply(self):
        for lead in self:
            orders = lead._get_confirmed_orders().filtered(
                lambda order: order.supply_state not in (False, "none")
            )
            lead.supply_state = lead._get_supply_state(orders)
            lead.supply_percent = orders._get_mean_percent()
            lead.supply_date = orders._get_common_date()
            lead.needs_production = any(orders.mapped("needs_production"))

    def _get_supply_state(self, orders):
        """One word for several orders."""
        states = set(orders.mapped("supply_state"))
        if len(states) <= 1:
            return states.pop() if states else "none"
        if states <= {"shipped", "reserved"}:
            return "reserved"
        if states <= {"shipped", "reserved", "ready"}:
            return "ready"
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
