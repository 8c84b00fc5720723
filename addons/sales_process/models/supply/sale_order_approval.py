from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare, formatLang

from ...tools.supply.discount import discount_of

STATES = [("asked", "Asked"), ("approved", "Approved"), ("refused", "Refused")]
SEALED = ("sent", "sale")  # the client has the order


class SaleOrder(models.Model):
    """The head approves an order with a great discount or amount (R081).

    1. The department says from which discount and which amount on; zero: never.
    2. Without the approval the order is neither sent nor confirmed, on no path; the
       client cannot sign nor pay it on the portal.
    3. An approval covers the discount and the amount that were approved, and less. A
       confirmed order is not made cheaper beyond it.
    4. The fields of the approval are written by its buttons only; each step is told
       in the chatter.
    """

    _inherit = "sale.order"

    approval_state = fields.Selection(
        STATES,
        string="Approval",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    approval_user_id = fields.Many2one(
        "res.users",
        string="Approved or refused by",
        readonly=True,
        copy=False,
    )
    approval_date = fields.Datetime(string="Decided on", readonly=True, copy=False)
    approval_note = fields.Text(string="Why", readonly=True, copy=False)
    approved_discount = fields.Float(
        string="Approved discount, %", readonly=True, copy=False
    )
    approved_amount = fields.Float(
        readonly=True,
        copy=False,
        help="Total of the approved order, in the currency of the company.",
    )
    list_discount = fields.Float(
        string="Discount from the price list, %",
        compute="_compute_list_discount",
        compute_sudo=True,
        help="The greatest one: of a line, or of the order as a whole. A price lowered "
        "by hand counts too.",
    )
    approval_problem = fields.Char(
        compute="_compute_approval_problem",
        compute_sudo=True,
        help="Why the head has to approve the order; empty when he need not, or has.",
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")

    # ------------------------------------------------------------------- what is asked

    @api.depends(
        "order_line.price_unit",
        "order_line.discount",
        "order_line.product_uom_qty",
        "order_line.product_id",
        "order_line.display_type",
        "pricelist_id",
    )
    def _compute_list_discount(self):
        for order in self:
            lines = order.order_line.filtered(lambda line: line._is_priced())
            priced = [line._prepare_priced() for line in lines]
            order.list_discount = round(discount_of(priced), 4)

    @api.depends(
        "list_discount",
        "amount_total",
        "currency_rate",
        "state",
        "approval_state",
        "approved_discount",
        "approved_amount",
        "opportunity_id.team_id.approval_discount",
        "opportunity_id.team_id.approval_amount",
    )
    def _compute_approval_problem(self):
        for order in self:
            order.approval_problem = (
                order._join_approval_problems(order.state in ("draft", "sent")) or False
            )

    def _join_approval_problems(self, confirming=True):
        """
        :param confirming: with what matters only when the order is confirmed
        """
        if not self._is_deal_order() or self.state == "cancel":
            return ""
        problems = [*self._find_approval_problems()]
        if confirming:
            problems += self._find_confirmation_problems()
        return "; ".join(problems)

    def _find_confirmation_problems(self):
        """What the head has to approve before the order is confirmed, but not before
        it is sent: texts. Override to add such reasons."""
        return []

    def _find_approval_problems(self):
        """What the head has not approved yet: texts."""
        self.ensure_one()
        # sudo: the limits of the department hold for everybody
        team = self.sudo().opportunity_id.team_id
        approved = self.approval_state == "approved"
        discount = max(
            team.approval_discount, self.approved_discount if approved else 0.0
        )
        if team.approval_discount and self._exceeds(self.list_discount, discount):
            yield self.env._(
                "discount %(discount)s %%, allowed are %(allowed)s %%",
                discount=formatLang(self.env, self.list_discount, digits=2),
                allowed=formatLang(self.env, discount, digits=2),
            )
        amount = max(team.approval_amount, self.approved_amount if approved else 0.0)
        if team.approval_amount and self._exceeds(self._get_company_amount(), amount):
            currency = self.company_id.currency_id
            yield self.env._(
                "amount %(amount)s, allowed are %(allowed)s",
                amount=formatLang(
                    self.env, self._get_company_amount(), currency_obj=currency
                ),
                allowed=formatLang(self.env, amount, currency_obj=currency),
            )

    @staticmethod
    def _exceeds(value, limit):
        return float_compare(value, limit, precision_digits=2) > 0

    def _get_company_amount(self):
        """Total with taxes in the currency of the company."""
        return self.amount_total / (self.currency_rate or 1.0)

    @api.depends("opportunity_id.team_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for order in self:
            # sudo: accountants open orders whose deal they do not read
            asked = order.sudo()._is_deal_order()
            order.can_approve = asked and order.opportunity_id._may_decide()

    # ------------------------------------------------------------------- the guard

    def _check_approved(self, confirming=True):
        """
        :param confirming: False when the order is only sent
        :raise UserError: the head has to approve one of the orders first
        """
        for order in self:
            if message := order._get_approval_error(confirming):
                raise UserError(message)

    def _get_approval_error(self, confirming=True):
        self.ensure_one()
        problem = self.sudo()._join_approval_problems(confirming)
        if not problem:
            return ""
        text = self.env._(
            "%(order)s needs the approval of the head of the department: %(problem)s.",
            order=self.display_name,
            problem=problem,
        )
        if self.approval_state == "asked":
            hint = self.env._("He is asked already.")
        else:
            hint = self.env._("Press “Ask for approval” in the order.")
        return f"{text} {hint}"

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or (
            self._get_approval_error() or False
        )

    def action_quotation_send(self):
        self._check_approved(confirming=False)
        return super().action_quotation_send()

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self.approval_problem

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self.approval_problem

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order in orders:  # defaults of the context are among them
            self._check_approval_written(
                name for name in self._get_approval_fields() if order[name]
            )
        orders._check_sealed()
        return orders

    def write(self, vals):
        self._check_approval_written(vals)
        joining = self.browse()
        if vals.get("opportunity_id"):
            # what was sent or confirmed apart does not come into a deal past the head
            joining = self.filtered(lambda order: not order.opportunity_id)
        result = super().write(vals)
        joining._check_sealed()
        if vals.get("state") in SEALED:
            orders = self.filtered("opportunity_id")
            orders._check_sealed()
            orders._end_asking()
        return result

    def _check_sealed(self):
        """What the client has is approved; confirmed orders for being confirmed."""
        for order in self.filtered(lambda order: order.state in SEALED):
            order._check_approved(confirming=order.state == "sale")

    @api.model
    def _get_approval_fields(self):
        """Fields that only the buttons of the approval write."""
        return {
            "approval_state",
            "approval_user_id",
            "approval_date",
            "approved_discount",
            "approved_amount",
            "approval_note",
        }

    @api.model
    def _check_approval_written(self, names):
        """
        :raise AccessError: the approval is written without its buttons
        """
        if not self.env.su and self._get_approval_fields().intersection(names):
            raise AccessError(
                self.env._("An order is approved by the head, with the buttons of it.")
            )
