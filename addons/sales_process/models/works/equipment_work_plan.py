from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

BUSY_STATES = ("planned", "in_progress")
PLAN_FIELDS = {
    "date_planned",
    "date_planned_end",
    "duration_hours",
    "engineer_id",
    "state",
}


class EquipmentWork(models.Model):
    """When and who: how long it takes, whether the engineer is free, telling him."""

    _inherit = "equipment.work"

    duration_hours = fields.Float(string="Duration, hours", default=4.0)
    date_planned_end = fields.Datetime(
        string="Until",
        compute="_compute_date_planned_end",
        inverse="_inverse_date_planned_end",
        store=True,
    )
    busy_text = fields.Text(
        string="The engineer is busy",
        compute="_compute_busy_text",
        help="Other works of the engineer and his absence at this time.",
    )
    address_text = fields.Char(string="Address", compute="_compute_address_text")

    @api.depends("date_planned", "duration_hours")
    def _compute_date_planned_end(self):
        for work in self:
            work.date_planned_end = work.date_planned and (
                work.date_planned + timedelta(hours=work.duration_hours)
            )

    @api.depends("address_id.contact_address")
    def _compute_address_text(self):
        for work in self:
            work.address_text = work._get_address_line(work.address_id)

    @api.model
    def _get_address_line(self, partner):
        """The address of a partner in one line, without his name."""
        lines = partner._display_address(without_company=True) if partner else ""
        return ", ".join(part.strip() for part in lines.splitlines() if part.strip())

    def _inverse_date_planned_end(self):
        """Somebody has moved the end in the calendar: it takes longer or shorter."""
        for work in self:
            if work.date_planned and work.date_planned_end:
                taken = work.date_planned_end - work.date_planned
                work.duration_hours = taken.total_seconds() / 3600

    @api.constrains("duration_hours")
    def _check_duration(self):
        if any(work.duration_hours <= 0 for work in self):
            raise ValidationError(
                self.env._("The work takes some time: its duration is above zero.")
            )

    # ---- is the engineer free ------------------------------------------------------

    @api.depends("engineer_id", "date_planned", "date_planned_end", "state")
    def _compute_busy_text(self):
        planned = self.filtered(
            lambda work: (
                work.engineer_id
                and work.date_planned
                and work.date_planned_end
                and work.state in ("draft", *BUSY_STATES, "refused")
            )
        )
        (self - planned).busy_text = False
        if planned:
            others = planned._find_parallel_works()
            absences = planned._find_absences()
            for work in planned:
                work.busy_text = "\n".join(
                    [
                        *(
                            work._name_parallel(one)
                            for one in others
                            if work._meets(one)
                        ),
                        *work._name_absences(absences),
                    ]
                )

    def _find_parallel_works(self):
        """Works of the same engineers in the time of these ones, one search for all."""
        # sudo: an engineer is busy with works that one may not read
        return self.sudo().search(
            Domain("engineer_id", "in", self.engineer_id.ids)
            & Domain("state", "in", BUSY_STATES)
            & Domain("date_planned", "<", max(self.mapped("date_planned_end")))
            & Domain("date_planned_end", ">", min(self.mapped("date_planned")))
        )

    def _meets(self, other):
        """Whether another work of the engineer takes a part of the same time."""
        return (
            other.id != self._origin.id
            and other.engineer_id.id == self.engineer_id._origin.id
            and other.date_planned < self.date_planned_end
            and other.date_planned_end > self.date_planned
        )

    def _name_parallel(self, other):
        return self.env._(
            "%(engineer)s has %(work)s: %(client)s, %(begin)s",
            engineer=self.engineer_id.name,
            work=other.name,
            client=other.partner_id.display_name,
            begin=format_datetime(self.env, other.date_planned, dt_format="short"),
        )

    def _find_absences(self):
        """Leaves of the engineers in the time of these works: dict of user id -> leaves."""
        # sudo: only whether a colleague is here
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                Domain("resource_id.user_id", "in", self.engineer_id.ids)
                & Domain("date_from", "<", max(self.mapped("date_planned_end")))
                & Domain("date_to", ">", min(self.mapped("date_planned")))
            )
        )
        return leaves.grouped(lambda leave: leave.resource_id.user_id.id)

    def _name_absences(self, absences):
        engineer = self.engineer_id._origin
        until = engineer.sudo().sales_absent_until  # sudo: only until when he is away
        begin = fields.Datetime.context_timestamp(self, self.date_planned).date()
        is_away = until and fields.Date.context_today(self) <= until and begin <= until
        is_on_leave = any(
            leave.date_from < self.date_planned_end
            and leave.date_to > self.date_planned
            for leave in absences.get(engineer.id, ())
        )
        if not (is_away or is_on_leave):
            return []
        return [self.env._("%(engineer)s is absent then", engineer=engineer.name)]

    # ---- telling the engineer ------------------------------------------------------

    def write(self, vals):
        if not PLAN_FIELDS & vals.keys():
            return super().write(vals)
        if vals.keys() & {"date_planned", "date_planned_end"}:
            self._check_not_finished()
        before = {work: work._get_plan() for work in self}
        result = super().write(vals)
        self._follow_plan(before)
        return result

    def _check_not_finished(self):
        """
        :raises UserError: a date is planned for what is over
        """
        over = self.filtered(lambda work: work.state in ("done", "cancelled"))
        if over and not self.env.su:
            raise UserError(
                self.env._(
                    "%(works)s: the work is over, its date is not planned any more.",
                    works=", ".join(over.mapped("name")),
                )
            )

    def _get_plan(self):
        """Who goes there and when; nobody as long as it is not planned."""
        if self.state not in BUSY_STATES:
            return self.env["res.users"], False, False
        return self.engineer_id, self.date_planned, self.date_planned_end

    def _follow_plan(self, before):
        """Tell the engineers what has changed for them, one message each."""
        for work in self:
            engineer, begin, end = work._get_plan()
            old_engineer, old_begin, old_end = before[work]
            if old_engineer != engineer:
                if work.state in ("draft", "planned", "in_progress", "cancelled"):
                    work._tell_engineer(old_engineer, "taken")
                work._tell_engineer(engineer, "new")
            elif engineer and (begin, end) != (old_begin, old_end):
                work._tell_engineer(engineer, "moved")

    def _tell_engineer(self, engineer, event):
        """One message to the engineer, unless he has done it himself."""
        is_quiet = self.env.context.get("mail_auto_subscribe_no_notify")
        if not engineer or engineer == self.env.user or is_quiet:
            return
        work = self.with_context(lang=engineer.lang, tz=engineer.tz or "UTC")
        when = work.date_planned and format_datetime(
            work.env, work.date_planned, dt_format="short"
        )
        subjects = {
            "new": work.env._("%(work)s is planned for you", work=work.name),
            "moved": work.env._("%(work)s is moved", work=work.name),
            "taken": work.env._("%(work)s is not yours any more", work=work.name),
        }
        if event == "taken" and work.state == "cancelled":
            subjects["taken"] = work.env._("%(work)s is cancelled", work=work.name)
        work.message_notify(
            partner_ids=engineer.partner_id.ids,
            subject=subjects[event],
            body=work.env._(
                "%(when)s, %(client)s, %(address)s",
                when=when or "",
                client=work.partner_id.display_name,
                address=work._get_address_line(work.address_id),
            ),
        )
