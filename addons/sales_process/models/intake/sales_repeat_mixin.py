from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesRepeatMixin(models.AbstractModel):
    """Repeat the client's last order (R042), from whatever knows the client.

    1. The last confirmed order of the client's company is found.
    2. The user may repeat it (`_check_may_repeat`): his client, his inquiry or call,
       the head of the department, or the client of somebody who has left.
    3. A new deal for the client's salesperson, with a quotation of the same products
       and quantities at today's prices; what is not sold any more is left out and
       named.
    4. The inquiry or call belongs to the new deal (`_link_repeat`).
    """

    _name = "sales.repeat.mixin"
    _description = "Repeat the Last Order"

    last_order_info = fields.Char(
        string="Last Order",
        compute="_compute_last_order_info",
        compute_sudo=True,
        groups="sales_process.group_salesperson,sales_process.group_triage",
        help="The client's last confirmed order: number, date and sum. Only who may "
        "repeat it sees it.",
    )

    @api.depends_context("uid")
    def _compute_last_order_info(self):
        partners = {record: record._get_repeat_partner() for record in self}
        everybody = self.env["res.partner"].union(*partners.values())
        orders = everybody._get_last_orders()
        for record in self:
            company = partners[record].commercial_partner_id
            order = orders.get(company)
            is_offered = order and record._may_repeat(company, order)
            record.last_order_info = is_offered and order._get_repeat_title()

    def action_repeat_order(self):
        """Make a deal and a quotation from the client's last order, and open the deal.

        :raises UserError: the client has no confirmed order, or is somebody else's
        """
        self.ensure_one()
        partner = self._get_repeat_partner()
        # sudo: the last order may be of a salesperson who has left
        company = partner.sudo().commercial_partner_id
        order = company._get_last_orders().get(company)
        if not order:
            raise UserError(self.env._("The client has no confirmed order to repeat."))
        self._check_may_repeat(company, order)
        deal = order._repeat_for(partner, self._prepare_repeat_values(order))
        self._link_repeat(deal)
        return deal.with_env(self.env)._get_repeat_action()

    def _get_repeat_partner(self):
        """Whose order is repeated."""
        return self.partner_id

    def _prepare_repeat_values(self, order):
        """More values of the new deal; override to add."""
        return {}

    def _link_repeat(self, deal):
        """The record belongs to the new deal; override."""

    def _get_repeat_owner(self):
        """Who answers for the record itself: he may repeat as well."""
        return self.env["res.users"]

    def _may_repeat(self, company, order):
        """Whether the user works with the client, or decides for the department."""
        user = self.env.user
        keeper = company.user_id.filtered("active")
        if user in (keeper | self._get_repeat_owner()) or user.has_group(
            "sales_process.group_director"
        ):
            return True
        teams = order.team_id | keeper.crm_team_ids
        own = (teams.member_ids | teams.user_id) if teams else user
        # the head decides for the department; nobody's client is anybody's there
        is_allowed = user.has_group("sales_process.group_head") or not keeper
        is_salesperson = user.has_group("sales_process.group_salesperson")
        return is_salesperson and is_allowed and user in own

    def _check_may_repeat(self, company, order):
        """
        :raises UserError: another salesperson works with this client
        """
        if self._may_repeat(company, order):
            return
        keeper = company.user_id.filtered("active")
        raise UserError(
            self.env._(
                "%(client)s is a client of %(user)s: ask him or the head of the "
                "department to repeat the order.",
                client=company.name,
                user=keeper.name or order.team_id.name or self.env._("others"),
            )
        )
