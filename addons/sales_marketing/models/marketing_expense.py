from odoo import fields, models


class MarketingExpense(models.Model):
    """Money spent to be found: by day, source, medium, campaign, department (R159)."""

    _name = "marketing.expense"
    _description = "Marketing Expense"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char(string="What for", required=True)
    date = fields.Date(
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="The cost counts in the month of this day.",
    )
    source_id = fields.Many2one("utm.source", index="btree_not_null")
    medium_id = fields.Many2one("utm.medium")
    campaign_id = fields.Many2one("utm.campaign")
    team_id = fields.Many2one(
        "crm.team",
        string="Department",
        domain=[("is_department", "=", True)],
        help="Empty: spent for all departments.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, tracking=True)
    note = fields.Text()

    _check_amount = models.Constraint(
        "CHECK (amount > 0)",
        "The amount of an expense must be more than zero.",
    )
