from datetime import datetime, time

import pytz

from odoo import Command, api, fields, models
from odoo.tools import format_date

from ...tools.works.periods import list_dates, plan_works

HOUR = 10  # of the day of a work that nobody has planned yet


class SalesServiceContract(models.Model):
    """Periodic works of the active contracts.

    1. A work belongs to one date of the contract: `equipment.work` keeps that date and
       a unique index sees to it that there is one work for it.
    2. ``works_until`` is the last date that has been dealt with: a work that somebody
       has deleted or cancelled does not come back.
    3. After a downtime one work is made for all the dates that are over; the others
       are noted in the history.
    """

    _inherit = "sales.service.contract"

    work_ids = fields.One2many("equipment.work", "contract_id", string="Works")
    work_count = fields.Integer(compute="_compute_work_count", compute_sudo=True)
    works_until = fields.Date(
        readonly=True, copy=False, export_string_translation=False
    )
    next_work_date = fields.Date(
        string="Next Works",
        compute="_compute_next_work_date",
        help="By the period of the contract.",
    )

    @api.depends("work_ids")
    def _compute_work_count(self):
        groups = self.env["equipment.work"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
        )
        counts = dict(groups)
        for contract in self:
            contract.work_count = counts.get(contract._origin, 0)

    @api.depends("date_first", "date_end", "period_months", "state")
    def _compute_next_work_date(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.next_work_date = next(
                (date for date in contract._get_work_dates() if date >= today), False
            )

    def _get_work_dates(self):
        """Dates of all the periodic works of the contract."""
        if (
            self.state not in ("draft", "active")
            or not (self.date_first and self.date_end)
            or not self.period_months
        ):
            return []
        return list_dates(self.date_first, self.period_months, self.date_end)

    def _make_works(self):
        """Make the works whose time has come; called as superuser."""
        today = fields.Date.context_today(self)
        plans = {}
        for contract in self.filtered(lambda contract: contract.state == "active"):
            plan = plan_works(
                contract._get_work_dates(),
                contract.works_until,
                today,
                contract.lead_days,
            )
            if plan.last:
                plans[contract] = plan
        works = self.env["equipment.work"].create(
            [
                contract._prepare_work_values(date)
                for contract, plan in plans.items()
                for date in plan.make
            ]
        )
        for contract, plan in plans.items():
            contract.works_until = plan.last
            contract._note_missed(plan.missed)
        works._ask_to_plan()
        return works

    def _prepare_work_values(self, date):
        return {
            "kind": "service",
            "contract_id": self.id,
            "contract_date": date,
            "lead_id": self.lead_id.id,
            "order_id": self.order_id.id,
            "partner_id": self.partner_id.id,
            "address_id": (self.address_id or self.partner_id).id,
            "company_id": self.company_id.id,
            "engineer_id": self.engineer_id.filtered("active").id,
            "lot_ids": [Command.set(self.lot_ids.ids)],
            "date_planned": self._get_work_moment(date),
            "line_ids": [
                Command.create(
                    {
                        "name": self.env._(
                            "Periodic service under the contract %(contract)s",
                            contract=self.name,
                        )
                    }
                )
            ],
        }

    def _get_work_moment(self, date):
        """The morning of a day where the company works, as a naive UTC moment."""
        zone = pytz.timezone(self.company_id.resource_calendar_id.tz or "UTC")
        local = zone.localize(datetime.combine(date, time(HOUR)))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _note_missed(self, dates):
        if dates:
            self._message_log(
                body=self.env._(
                    "No works were made for the dates that are over: %(dates)s",
                    dates=", ".join(format_date(self.env, date) for date in dates),
                )
            )

    def _get_portal_works(self):
        """Works that the client sees, the latest first; called as superuser."""
        return self.work_ids.filtered(
            lambda work: work.state not in ("draft", "cancelled")
        ).sorted(lambda work: work.date_planned or work.create_date, reverse=True)

    # ---- who deals with it -------------------------------------------------------

    def _get_performer(self):
        """The salesperson or who stands in for him, else the head, else a director."""
        self.ensure_one()
        # sudo: the leader of a department is not readable to everybody
        return (
            self.user_id._get_sales_stand_in()
            or self.team_id.sudo()._get_sales_leader()
            or self.env["sales.claim"]._get_director()
        )
