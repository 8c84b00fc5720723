from odoo import fields, models


class SalesDebtLetterLine(models.Model):
    """A row of a reminder; with ``is_sent`` its step is done for this debt."""

    _name = "sales.debt.letter.line"
    _description = "Debt in a Reminder Letter"
    _order = "letter_id, date_due, id"

    letter_id = fields.Many2one(
        "sales.debt.letter",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, ondelete="cascade"
    )
    step_id = fields.Many2one("sales.debt.step", readonly=True, ondelete="restrict")
    is_sent = fields.Boolean(readonly=True)
    day = fields.Date(string="Day of the Letter", readonly=True)
    number = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days = fields.Integer(string="Days Overdue", readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Debt", readonly=True)

    _step_uniq = models.UniqueIndex(
        "(move_id, partner_id, date_due, currency_id, step_id) WHERE is_sent",
        "The client has been reminded of this debt already.",
    )
