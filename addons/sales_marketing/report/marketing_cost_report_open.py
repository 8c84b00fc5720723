from datetime import datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain

from .marketing_cost_report import SHARE_KEY

_UTC = ZoneInfo("UTC")


class MarketingCostReport(models.Model):
    """The numbers open what they count."""

    _inherit = "marketing.cost.report"

    def action_open_inquiries(self):
        """Open the inquiries of the row."""
        domain = self._get_origin_domain("date") & Domain("state", "!=", "rejected")
        return self._open("sales_process.sales_inquiry_action", domain)

    def action_open_leads(self):
        """Open the leads of the row, lost ones too."""
        return self._open_leads(Domain.TRUE)

    def action_open_won(self):
        """Open the won deals of the row."""
        return self._open_leads(Domain("won_status", "=", "won"))

    def action_open_expenses(self):
        """Open the expenses that have a part in the row."""
        self.ensure_one()
        end = self.date + relativedelta(months=1, days=-1)
        on_day = Domain("date", ">=", self.date) & Domain("date", "<=", end)
        spread = Domain("date_from", "<=", end) & Domain("date_to", ">=", self.date)
        is_spread = Domain("date_from", "!=", False)
        domain = (on_day & ~is_spread) | (spread & is_spread)
        domain &= self._get_label_domain(("source_id", "medium_id", "campaign_id"))
        is_shared = self.env.context.get(SHARE_KEY)
        teams = [self.team_id.id, False] if is_shared else [self.team_id.id]
        domain &= Domain("team_id", "in", teams)
        return self._open("sales_marketing.marketing_expense_action", domain)

    def _open_leads(self, domain):
        domain &= self._get_origin_domain("create_date")
        domain &= Domain("is_not_lead", "=", False)
        action = self._open("crm.crm_lead_all_leads", domain)
        action["context"] = {"active_test": False}
        return action

    def _get_origin_domain(self, moment):
        """What came in the month of the row with its labels.

        :param str moment: name of the field with the moment, in UTC
        """
        self.ensure_one()
        zone = ZoneInfo(self._get_zone())
        days = (self.date, self.date + relativedelta(months=1))
        begin, end = (
            datetime.combine(day, time.min, zone).astimezone(_UTC).replace(tzinfo=None)
            for day in days
        )
        names = ("source_id", "medium_id", "campaign_id", "team_id")
        return (
            Domain(moment, ">=", begin)
            & Domain(moment, "<", end)
            & self._get_label_domain(names)
        )

    def _get_label_domain(self, names):
        return Domain.AND(Domain(name, "=", self[name].id) for name in names)

    def _open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": list(domain),
            "context": {},
            "views": [[False, "list"], [False, "form"]],
        }
