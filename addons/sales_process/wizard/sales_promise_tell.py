from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class SalesPromiseTell(models.TransientModel):
    """Promise dates to the client: by line, with what is expected beside it."""

    _name = "sales.promise.tell"
    _description = "Tell the Client the Dates"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    lead_id = fields.Many2one(related="order_id.opportunity_id")
    date = fields.Date(
        string="One date for all",
        help="Fills in the date of every line below.",
    )
    comment = fields.Char(help="Why the date is such, for the history.")
    send_letter = fields.Boolean(
        string="Write to the client", help="Opens a letter with the new dates."
    )
    line_ids = fields.One2many("sales.promise.tell.line", "tell_id")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["sale.order"].browse(values.get("order_id"))
        if "line_ids" in fields_list and order:
            order.check_access("write")
            supply = order.sudo()._get_supply()  # sudo: purchases and production
            values["line_ids"] = [
                Command.create(self._prepare_line(line, figures))
                for line, figures in supply.items()
                if figures["split"].waiting > 0
            ]
        return values

    @api.model
    def _prepare_line(self, line, figures):
        split = figures["split"]
        today = fields.Date.context_today(self)
        there = split.waiting <= split.reserved
        expected = today if there else figures["date"]
        kept = line.promised_date and line.promised_date >= (expected or today)
        return {
            "line_id": line.id,
            "expected_date": expected,
            "date": line.promised_date if kept else expected,
        }

    @api.onchange("date")
    def _onchange_date(self):
        if self.date:
            for line in self.line_ids:
                line.date = self.date

    def action_tell(self):
        """Keep the promises; then the letter, if it is wanted.

        :raise UserError: no date at all, or one that has passed
        """
        self.ensure_one()
        self.order_id.check_access("write")
        dates = {line.line_id: line.date for line in self.line_ids if line.date}
        if not dates:
            raise UserError(self.env._("Write the date of at least one line."))
        self.order_id._tell_dates(dates, self.comment or "")
        if self.send_letter:
            return self.order_id._action_promise_letter()
        return {"type": "ir.actions.act_window_close"}


class SalesPromiseTellLine(models.TransientModel):
    _name = "sales.promise.tell.line"
    _description = "Date of a Line to Tell"

    tell_id = fields.Many2one("sales.promise.tell", required=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", string="Goods", required=True)
    product_id = fields.Many2one(related="line_id.product_id")
    product_uom_qty = fields.Float(related="line_id.product_uom_qty", string="Ordered")
    promised_date = fields.Date(related="line_id.promised_date")
    expected_date = fields.Date(
        string="Expected now",
        help="When the goods are expected on stock. Empty: nobody knows.",
    )
    date = fields.Date(string="Promise on")
    is_risky = fields.Boolean(compute="_compute_is_risky")

    @api.depends("date", "expected_date")
    def _compute_is_risky(self):
        for line in self:
            line.is_risky = bool(
                line.date and (not line.expected_date or line.expected_date > line.date)
            )
