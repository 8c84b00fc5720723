import logging
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.works.periods import spread

_logger = logging.getLogger(__name__)
CALL = "sales_process.mail_activity_type_call_client"
WEEK = 5  # working days over which the weekly tasks are spread
REST_DAYS = 30  # the weekly tasks leave a client alone for so long after a contact
QUIET = {"mail_activity_quick_update": True}


class SalesSilentClient(models.Model):
    """Tasks to call silent clients: chosen by somebody, or a few every week (R107)."""

    _inherit = "sales.silent.client"

    def action_make_tasks(self):
        """Ask from when and over how many days the calls are spread.

        :raises UserError: nothing is chosen
        """
        if not self:
            raise UserError(self.env._("Choose the clients who are to be called."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_process.sales_silent_task_action"
        )
        return {**action, "context": {"default_partner_ids": self.partner_id.ids}}

    def _make_tasks(self, start, days):
        """A task “Call the client” to each salesperson, evenly over working days.

        Clients with an open task of this kind get no second one.

        :param date start: the first day
        :param int days: working days over which the tasks of one person are spread
        :return: the activities
        """
        kind = self.env.ref(CALL)
        model = self.env["ir.model"]._get_id("res.partner")
        called = self._get_called_ids()
        free = self.filtered(lambda client: client.id not in called)
        values = []
        for (user, team), clients in free._group_by_caller().items():
            dates = self._get_working_dates(team, start, days)
            places = spread(len(clients), len(dates))
            for client, place in zip(clients, places, strict=True):
                values.append(
                    client._prepare_task_values(kind, model, user, dates[place])
                )
        # sudo: the head gives tasks on clients of his people
        tasks = self.env["mail.activity"].sudo().with_context(**QUIET)
        return tasks.create(values)

    def _prepare_task_values(self, kind, model, user, date):
        localized = self.with_context(lang=user.lang)
        return {
            "res_model_id": model,
            "res_id": self.partner_id.id,
            "activity_type_id": kind.id,
            "user_id": user.id,
            "date_deadline": date,
            "automated": True,
            "summary": localized.env._(
                "No orders for %(months)s months", months=self.months_silent
            ),
        }

    def _get_called_ids(self):
        """Clients of the set with an open task to call them."""
        # sudo: the task may be a colleague's
        tasks = self.env["mail.activity"].sudo()
        domain = [
            ("res_model", "=", "res.partner"),
            ("res_id", "in", self.ids),
            ("activity_type_id", "=", self.env.ref(CALL).id),
        ]
        return set(tasks.search_fetch(domain, ["res_id"]).mapped("res_id"))

    def _group_by_caller(self):
        """Who calls: dict of (user, department) -> clients, the longest silent first."""
        callers = {}
        for (user, team), clients in self.grouped(
            lambda client: (client.user_id, client.team_id)
        ).items():
            # sudo: the leader of a department is not readable to everybody
            person = (
                user._get_sales_stand_in()
                or team.sudo()._get_sales_leader()
                or self.env["sales.claim"]._get_director()
            )
            if person:
                key = (person, team)
                callers[key] = callers.get(key, self.browse()) | clients
        return {
            key: clients.sorted(lambda client: (client.last_order_date, client.id))
            for key, clients in callers.items()
        }

    @api.model
    def _get_working_dates(self, team, start, days):
        """So many working days of the department from a day on."""
        # sudo: the calendar of a department of another company
        clock = team.sudo()._get_clock({datetime.combine(start, time(12))})
        found = sorted(day for day in clock.days or () if day >= start)[:days]
        if len(found) < days:
            found = [start + timedelta(days=number) for number in range(days)]
        return found

    # ---- every week --------------------------------------------------------------

    @api.model
    def _cron_silent_clients(self):
        """Fill the tasks of each salesperson up to the number of the settings.

        0, as installed: none. Run as often as one likes: open tasks count.
        """
        number = self.env["sales.settings"]._get_value("silent_weekly")
        if number <= 0:
            return
        rested = fields.Date.context_today(self) - timedelta(days=REST_DAYS)
        clients = self.search(
            [
                ("is_silent", "=", True),
                "|",
                ("last_contact", "=", False),
                ("last_contact", "<", rested),
            ]
        )
        clients = clients.filtered(lambda client: not client.has_task)
        cron, groups = self.env["ir.cron"], clients._group_by_caller()
        loads = self._get_loads({user for user, _team in groups})
        for count, ((user, _team), members) in enumerate(groups.items(), 1):
            chosen = members[: max(number - loads.get(user.id, 0), 0)]
            loads[user.id] = loads.get(user.id, 0) + len(chosen)
            try:
                with self.env.cr.savepoint():
                    chosen._make_tasks(fields.Date.context_today(self), WEEK)
            except Exception:
                _logger.exception("No calls to silent clients for user %s", user.id)
            if not cron._commit_progress(1, remaining=len(groups) - count):
                return

    @api.model
    def _get_loads(self, users):
        """Open tasks to call clients: dict of user id -> number."""
        groups = self.env["mail.activity"]._read_group(
            [
                ("activity_type_id", "=", self.env.ref(CALL).id),
                ("user_id", "in", [user.id for user in users]),
            ],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in groups}
