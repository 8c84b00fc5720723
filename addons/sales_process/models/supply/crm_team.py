from odoo import api, fields, models


class CrmTeam(models.Model):
    """From where on the head approves the orders of the department."""

    _inherit = "crm.team"

    approval_discount = fields.Float(
        string="Discount above, %",
        groups="sales_process.group_head",
        help="An order whose discount from the price list is greater needs the approval "
        "of the head before it is sent or confirmed. 0: never.",
    )
    approval_amount = fields.Monetary(
        string="Amount above",
        currency_field="approval_currency_id",
        groups="sales_process.group_head",
        help="Total with taxes, in the currency of the company. 0: never.",
    )
    approval_currency_id = fields.Many2one(
        "res.currency", compute="_compute_approval_currency_id"
    )

    _approval_limits = models.Constraint(
        "CHECK(approval_discount >= 0 AND approval_discount < 100 "
        "AND approval_amount >= 0)",
        "A discount to approve is 0 to 100 percent, an amount zero or more.",
    )

    @api.model
    def _get_head_fields(self):
        return super()._get_head_fields() | {"approval_discount", "approval_amount"}

    @api.depends("company_id")
    def _compute_approval_currency_id(self):
        for team in self:
            company = team.company_id or self.env.company
            team.approval_currency_id = company.currency_id
