from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.supply.promise import LATE, OK, UNKNOWN, Outlook, look_ahead

OUTLOOKS = [(OK, "In time"), (LATE, "Late"), (UNKNOWN, "Nobody knows")]


class SaleOrderLine(models.Model):
    """The date that the client was told for a line (R094): a promise, with its history.

    What is expected now is compared with it whenever a document changes.
    """

    _inherit = "sale.order.line"

    promised_date = fields.Date(
        readonly=True,
        copy=False,
        help="The day which the client was told for these goods.",
    )
    outlook = fields.Selection(
        OUTLOOKS,
        readonly=True,
        copy=False,
        help="What the salesperson and the head were told last about the promise.",
    )
    outlook_date = fields.Date(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        added = lines.filtered(lambda line: line.state == "sale")
        added.order_id._promise_order_date(added)
        return lines

    def _promise(self, dates, source, comment=""):
        """Keep what the client is told.

        :param dict dates: line -> date; lines that were promised it already are left
        :param source: "order", "told" or "moved"
        :raise UserError: a date in the past is no promise
        """
        today = fields.Date.context_today(self)
        past = [day for day in dates.values() if day < today]
        if past:
            raise UserError(
                self.env._(
                    "%(date)s has passed: promise a date from today on.",
                    date=format_date(self.env, min(past)),
                )
            )
        changed = {
            line: day for line, day in dates.items() if line.promised_date != day
        }
        lines = self.browse().union(*changed)
        # sudo: purchases and manufacturing orders tell what is expected
        supply = lines.sudo().order_id._get_supply()
        # sudo: the history is written by the program only
        self.env["sales.promise"].sudo().create(
            [
                line._prepare_promise(day, source, comment, supply.get(line))
                for line, day in changed.items()
            ]
        )
        for line, day in changed.items():
            line.sudo().write({"promised_date": day, "outlook": OK})
        return lines

    def _prepare_promise(self, day, source, comment, figures):
        return {
            "line_id": self.id,
            "date": day,
            "previous_date": self.promised_date,
            "expected_date": figures and figures["date"],
            "source": "moved" if self.promised_date and source == "told" else source,
            "comment": comment,
            "user_id": self._get_promising_user().id,
        }

    def _get_promising_user(self):
        """Who promises; when the client signs himself, his salesperson."""
        user = self.env.user
        return self.order_id.user_id or user if user.share else user

    # ---- the outlook ----------------------------------------------------------------

    def _get_told_outlook(self):
        return Outlook(self.outlook or OK, self.outlook_date or None)

    def _get_outlook(self, figures):
        """:param figures: of the line, from ``sale.order._get_supply``"""
        split = figures["split"]
        return look_ahead(
            self.promised_date or None,
            figures["date"] or None,
            fields.Date.context_today(self),
            split.waiting > split.reserved,
        )

    def _keep_outlook(self, outlook):
        self.write({"outlook": outlook.state, "outlook_date": outlook.expected})
