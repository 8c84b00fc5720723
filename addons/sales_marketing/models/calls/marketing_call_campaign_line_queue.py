from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.local_time import is_working_time, next_working_time
from .marketing_call_campaign_line_pool import TRIED

#: how far ahead days off of the company are looked for
AHEAD = timedelta(days=60)


class MarketingCallCampaignLine(models.Model):
    """Whom to call next, and what to wait for when there is nobody.

    1. call-backs that are due, the oldest first: the client has named the time himself;
    2. clients whose hours of calls are now: attempts that are due, then the others, in
       the order of the campaign.
    """

    _inherit = "marketing.call.campaign.line"

    @api.model
    def _take_next(self, scope, skipped, any_time):
        """The line to show, held when it is of a common pool; may be empty."""
        self._free_forgotten()
        left = scope & Domain("id", "not in", skipped)
        for domain, order in self._get_turns(left, any_time):
            line = self.search(domain, order=order, limit=TRIED)._hold_first()
            if line:
                break
        else:
            line = self.browse()
        self._let_go_others(line)
        return line

    @api.model
    def _get_turns(self, left, any_time):
        """Pairs of domain and order, the most urgent first."""
        now = fields.Datetime.now()
        is_ready = self._get_ready_domain(now)
        order = "callback_at, campaign_id, id"
        turns = [
            # the page is opened anew: the same client is on the screen
            (left & Domain("holder_id", "=", self.env.uid), "id"),
            (left & self._get_due_domain(now), order),
            (left & is_ready & self._get_awake_domain(left, now), order),
        ]
        return [*turns, (left & is_ready, order)] if any_time else turns

    @api.model
    def _get_ready_domain(self, now):
        return Domain("callback_at", "=", False) | Domain("callback_at", "<=", now)

    @api.model
    def _get_due_domain(self, now):
        return Domain("result", "=", "callback") & Domain("callback_at", "<=", now)

    @api.model
    def _get_awake_domain(self, left, now):
        """Lines whose clients have hours of calls now."""
        days_off = self._get_days_off()
        return Domain.OR(
            Domain("campaign_id", "=", campaign.id)
            & Domain("zone", "in", (zone or False,))
            for campaign, zone, _count in self._get_places(left)
            if is_working_time(
                zone or self._get_own_zone(),
                now,
                campaign.hour_from,
                campaign.hour_to,
                days_off,
            )
        )

    @api.model
    def _get_places(self, domain):
        """List of (campaign, zone, number of lines)."""
        # sudo: only the hours of campaigns in which the user has calls
        rows = self._read_group(domain, ["campaign_id", "zone"], ["__count"])
        return [(campaign.sudo(), zone or "", count) for campaign, zone, count in rows]

    @api.model
    def _get_own_zone(self):
        return self.env.user.tz or "Europe/Moscow"

    # ---- waiting -----------------------------------------------------------------

    @api.model
    def _get_waiting(self, scope):
        """What there is to wait for: counts and the nearest moments (UTC)."""
        now = fields.Datetime.now()
        later = scope & Domain("callback_at", ">", now)
        places = self._get_places(scope & self._get_ready_domain(now))
        days_off = self._get_days_off() if places else ()
        return {
            "callbacks": self._get_waiting_part(
                later & Domain("result", "=", "callback"),
            ),
            "retries": self._get_waiting_part(
                later & Domain("result", "=", "no_answer"),
            ),
            "asleep": {
                "count": sum(count for _campaign, _zone, count in places),
                "at": self._to_text(
                    min(
                        (
                            self._get_wake_time(*place, now, days_off)
                            for place in places
                        ),
                        default=False,
                    ),
                ),
            },
        }

    @api.model
    def _get_waiting_part(self, domain):
        ((count, first),) = self._read_group(
            domain,
            [],
            ["__count", "callback_at:min"],
        )
        return {"count": count, "at": self._to_text(first)}

    @api.model
    def _get_wake_time(self, campaign, zone, _count, now, days_off):
        return next_working_time(
            zone or self._get_own_zone(),
            now,
            campaign.hour_from,
            campaign.hour_to,
            days_off,
        )

    @api.model
    def _get_days_off(self):
        """Public holidays: days off of the working schedule of the company."""
        # sudo: everybody may know when the company does not work
        calendar = self.env.company.sudo().resource_calendar_id
        now = fields.Datetime.now()
        leaves = self.env["resource.calendar.leaves"].sudo()
        leaves = leaves.search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "in", (False, calendar.id)),
                ("company_id", "in", (False, self.env.company.id)),
                ("date_to", ">=", now),
                ("date_from", "<=", now + AHEAD),
            ],
        ).with_context(tz=calendar.tz or "UTC")
        days = set()
        for leave in leaves:
            day, last = (
                fields.Datetime.context_timestamp(leave, moment).date()
                for moment in (leave.date_from, leave.date_to)
            )
            while day <= last:
                days.add(day)
                day += timedelta(days=1)
        return days

    @staticmethod
    def _to_text(moment):
        return fields.Datetime.to_string(moment) if moment else False
