from odoo import fields, models
from odoo.tools import format_date

from ...tools.supply.promise import LATE, UNKNOWN, what_to_tell
from .sale_order_promise import PROMISE_TASK

BACK = "back"


class SaleOrder(models.Model):
    """A promise slips: the salesperson and the head hear of it at once (R094).

    Called by whatever changes a document that supplies the order; each change of the
    outlook is told once, with what slipped and by how much.
    """

    _inherit = "sale.order"

    def _follow_promises(self):
        """Compare what is expected now with what was promised; tell what changed."""
        # sudo: planners and buyers change documents and see no deals
        orders = self.sudo().filtered(
            lambda order: (
                order.state == "sale"
                and order._is_deal_order()
                and any(order.order_line.mapped("promised_date"))
            )
        )
        supply = orders._get_supply()
        for order in orders:
            news = order._collect_news(supply)
            if news:
                order._tell_news(news, supply)

    def _collect_news(self, supply):
        """What is to be told of each line, keeping that it is: dict of line -> word."""
        today = fields.Date.context_today(self)
        news = {}
        for line in self.order_line.filtered("promised_date"):
            figures = supply.get(line)
            if not figures or figures["split"].waiting <= 0:
                continue
            now = line._get_outlook(figures)
            word = what_to_tell(line._get_told_outlook(), now, today)
            if word:
                news[line] = word
                line._keep_outlook(now)
        return news

    def _tell_news(self, news, supply):
        deal = self.opportunity_id
        people = (deal.user_id | deal.team_id._get_sales_leader()).filtered("active")
        for user in people:
            localized = self.with_context(lang=user.lang, tz=user.tz or "UTC")
            localized._tell_news_to(user, news, supply)
        self._schedule_news(news)

    def _tell_news_to(self, user, news, supply):
        problems = self._get_supply_problems(
            {line: supply[line] for line, word in news.items() if word == UNKNOWN}
        )
        lines = [
            line.with_context(**self.env.context)._describe_news(
                word, supply[line], problems.get(line, "")
            )
            for line, word in news.items()
        ]
        self.opportunity_id.with_context(**self.env.context).message_notify(
            partner_ids=user.partner_id.ids,
            subject=self._get_news_subject(news),
            body=self.env["ir.qweb"]._render(
                "sales_process.sale_order_promise_news",
                {"order": self, "lines": lines},
                minimal_qcontext=True,
            ),
        )

    def _get_news_subject(self, news):
        values = {"order": self.name, "client": self.partner_id.display_name}
        words = set(news.values())
        if LATE in words:
            # what the outlook keeps is the expected date: it was set just now
            days = max(
                (line.outlook_date - line.promised_date).days
                for line, word in news.items()
                if word == LATE
            )
            return self.env._(
                "%(order)s, %(client)s: %(days)s days later than promised",
                days=days,
                **values,
            )
        if words == {BACK}:
            return self.env._("%(order)s, %(client)s: in time again", **values)
        return self.env._(
            "%(order)s, %(client)s: nobody knows when the goods come", **values
        )

    def _schedule_news(self, news):
        """One open task: tell the client. It ends by itself when all is in time."""
        deal = self.opportunity_id
        late = self.order_line.filtered(
            lambda line: line.promised_date and line.outlook not in (False, "ok")
        )
        if not late:
            deal.activity_feedback(
                [PROMISE_TASK],
                feedback=self.env._("In time again"),
                only_automated=False,
            )
            return
        person = deal.user_id or deal.team_id._get_sales_leader()
        if person and not deal.activity_search([PROMISE_TASK], only_automated=False):
            deal.activity_schedule(
                PROMISE_TASK,
                summary=self.with_context(lang=person.lang).env._(
                    "Tell the client the new date: %(order)s", order=self.name
                ),
                user_id=person.id,
            )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _describe_news(self, word, figures, problem):
        """One sentence: what slipped, why, and by how much."""
        goods = f"{self.product_id.display_name}, {self.product_uom_qty:g}"
        values = {
            "goods": goods,
            "promised": format_date(self.env, self.promised_date),
        }
        if word == BACK:
            return self.env._(
                "%(goods)s: in time again, promised on %(promised)s", **values
            )
        if word != LATE:
            return self.env._(
                "%(goods)s: promised on %(promised)s, nobody knows when it comes. "
                "%(problem)s",
                problem=problem,
                **values,
            )
        return self.env._(
            "%(goods)s: promised on %(promised)s, expected on %(expected)s, "
            "%(days)s days later. %(cause)s",
            expected=format_date(self.env, self.outlook_date),
            days=(self.outlook_date - self.promised_date).days,
            cause=self._describe_cause(figures),
            **values,
        )

    def _describe_cause(self, figures):
        """The documents that come last."""
        dates = figures["sources"].get_dates(figures["split"])
        if not dates:
            return self.env._("It is on stock and not shipped yet.")
        last = max(dates.values())
        names = [
            document._get_supply_name()
            for document, moment in dates.items()
            if moment == last
        ]
        return ", ".join(dict.fromkeys(names))


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _get_supply_name(self):
        return self.name


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _get_supply_name(self):
        return self.order_id.name


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_supply_name(self):
        return self.picking_id.name or self.reference or ""
