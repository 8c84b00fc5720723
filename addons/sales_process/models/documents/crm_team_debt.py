from odoo import api, fields, models


class CrmTeam(models.Model):
    """Whether the head decides about orders of clients that owe (R104)."""

    _inherit = "crm.team"

    approval_overdue = fields.Boolean(
        string="The client has overdue debts",
        groups="sales_process.group_head",
        help="Such an order is confirmed only when the head has approved it. Otherwise "
        "the salesperson is only warned.",
    )
    approval_overdue_days = fields.Integer(
        string="Overdue for more than, days",
        groups="sales_process.group_head",
        help="Debts that are overdue for no more days are only warned of.",
    )
    approval_limit = fields.Boolean(
        string="The client is above his credit limit",
        groups="sales_process.group_head",
        help="Such an order is confirmed only when the head has approved it. Otherwise "
        "the salesperson is only warned. The limit is that of the invoicing app.",
    )

    _approval_overdue_days = models.Constraint(
        "CHECK(approval_overdue_days >= 0)",
        "Days of overdue debts are zero or more.",
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {
            "approval_overdue",
            "approval_overdue_days",
            "approval_limit",
        }
