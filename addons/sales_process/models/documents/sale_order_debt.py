from odoo import api, fields, models
from odoo.tools import format_date, formatLang

FIGURES = ("credit_to_invoice", "debt_total", "debt_overdue", "debt_overdue_since")


class SaleOrder(models.Model):
    """A new order of a client that owes: the salesperson is warned, or the head decides.

    1. The warning of core about the credit limit tells on orders of deals what the
       client owes, what of it is overdue since when, and the limit; overdue debts are
       told of without a limit too.
    2. The department says whether confirming needs the approval of the head, for
       overdue debts, above the limit, or not at all. Sending needs none.
    3. An approval covers the overdue debt and the sum above the limit that were
       approved, and less.

    The limit and what is still to be invoiced are those of core.
    """

    _inherit = "sale.order"

    approved_overdue = fields.Float(
        string="Approved Overdue Debt", readonly=True, copy=False
    )
    approved_exposure = fields.Float(
        string="Approved Debt with the Order", readonly=True, copy=False
    )

    # ---- the warning -------------------------------------------------------------------

    @api.depends("opportunity_id.is_department", "state", "currency_rate")
    def _compute_partner_credit_warning(self):
        result = super()._compute_partner_credit_warning()
        # sudo: whoever sees the order is warned, without rights to the ledger
        for order in self.sudo():
            if order._is_deal_order() and order.state in ("draft", "sent"):
                order.partner_credit_warning = order._describe_debts()
        return result

    def _describe_debts(self):
        """What the client owes, when it is worth a warning; empty otherwise."""
        client, limit = self._get_debtor(), self._get_credit_limit()
        exposure = self._get_exposure() if limit else 0.0
        above = limit and self._exceeds(exposure, limit)
        if not above and not self._exceeds(client.debt_overdue, 0):
            return ""
        parts = [self._describe_debt(client, limit)]
        if above:
            parts.append(
                self.env._(
                    "With this order and those to be invoiced it is %(total)s: above "
                    "the limit by %(excess)s.",
                    total=self._format_company(exposure),
                    excess=self._format_company(exposure - limit),
                )
            )
        return "\n".join(parts)

    def _describe_debt(self, client, limit):
        values = {
            "debt": self._format_company(client.debt_total),
            "limit": self._format_company(limit),
            "overdue": self._format_company(client.debt_overdue),
            "since": format_date(self.env, client.debt_overdue_since),
        }
        overdue = self._exceeds(client.debt_overdue, 0)
        if overdue and limit:
            return self.env._(
                "The client owes %(debt)s, of it %(overdue)s overdue since %(since)s; "
                "limit %(limit)s.",
                **values,
            )
        if overdue:
            return self.env._(
                "The client owes %(debt)s, of it %(overdue)s overdue since %(since)s.",
                **values,
            )
        return self.env._("The client owes %(debt)s; limit %(limit)s.", **values)

    def _format_company(self, amount):
        return formatLang(self.env, amount, currency_obj=self.company_id.currency_id)

    def _get_debtor(self):
        """The company of the client, with all that it owes."""
        # sudo: debts to other departments too, without rights to the ledger
        order = self.sudo()
        return order.partner_id.commercial_partner_id.with_company(order.company_id)

    def _get_credit_limit(self):
        """0 without a limit."""
        company = self.sudo().company_id
        return (
            self._get_debtor().credit_limit if company.account_use_credit_limit else 0
        )

    def _get_exposure(self):
        """What the client will owe with this order and those not invoiced yet."""
        client, rate = self._get_debtor(), self.currency_rate or 1.0
        others = client.credit_to_invoice
        if self.state == "sale":
            others -= self.amount_to_invoice / rate
        own = (self.amount_total - self.amount_invoiced) / rate
        return client.debt_total + max(others, 0.0) + own

    # ---- the approval ------------------------------------------------------------------

    @api.depends(
        "partner_id",
        "approved_overdue",
        "approved_exposure",
        "opportunity_id.team_id.approval_overdue",
        "opportunity_id.team_id.approval_overdue_days",
        "opportunity_id.team_id.approval_limit",
    )
    def _compute_approval_problem(self):
        return super()._compute_approval_problem()

    def _find_confirmation_problems(self):
        # sudo: the rules of the department hold for everybody
        team = self.sudo().opportunity_id.team_id
        problems = super()._find_confirmation_problems()
        if team.approval_overdue and (problem := self._find_overdue_problem(team)):
            problems.append(problem)
        if team.approval_limit and (problem := self._find_limit_problem()):
            problems.append(problem)
        return problems

    def _find_overdue_problem(self, team):
        client = self._get_debtor()
        approved = self.approval_state == "approved" and self.approved_overdue
        if not self._exceeds(client.debt_overdue, approved or 0.0):
            return ""
        late = fields.Date.context_today(self) - client.debt_overdue_since
        if late.days <= team.approval_overdue_days:
            return ""
        return self.env._(
            "overdue debt %(overdue)s since %(since)s",
            overdue=self._format_company(client.debt_overdue),
            since=format_date(self.env, client.debt_overdue_since),
        )

    def _find_limit_problem(self):
        limit = self._get_credit_limit()
        if not limit:
            return ""
        approved = self.approval_state == "approved" and self.approved_exposure
        exposure = self._get_exposure()
        if not self._exceeds(exposure, max(limit, approved or 0.0)):
            return ""
        return self.env._(
            "debt with this order %(exposure)s, limit %(limit)s",
            exposure=self._format_company(exposure),
            limit=self._format_company(limit),
        )

    def _get_approval_error(self, confirming=True):
        if confirming and self._is_deal_order():
            # what was paid or invoiced meanwhile counts
            self._get_debtor().invalidate_recordset(FIGURES)
        return super()._get_approval_error(confirming)

    @api.model
    def _get_approval_fields(self):
        return super()._get_approval_fields() | {
            "approved_overdue",
            "approved_exposure",
        }

    def _prepare_approved(self):
        limited = self._get_credit_limit()
        return {
            **super()._prepare_approved(),
            "approved_overdue": self._get_debtor().debt_overdue,
            "approved_exposure": self._get_exposure() if limited else 0.0,
        }
