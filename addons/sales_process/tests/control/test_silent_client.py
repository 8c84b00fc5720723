from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestSilentClient(ServiceCommon):
    """Who has ordered before and is silent now; the calls to them (R107)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Silent = cls.env["sales.silent.client"]

    def _create_silent(self, months=8, user=None, **values):
        """A company whose last order is so many months old."""
        client = self._create_client(
            name="Silent",
            user_id=(user or self.salesperson).id,
            **values,
        )
        self._order(client, months)
        return client

    def _order(self, client, months, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": client.id,
                "user_id": client.commercial_partner_id.user_id.id,
                "order_line": [(0, 0, {"product_id": self.job.id})],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = fields.Datetime.now() - relativedelta(months=months, days=1)
        return order

    def _find(self, client, user=None, *domain):
        silent = self.Silent.with_user(user or self.env.user)
        return silent.search([("partner_id", "=", client.id), *domain])

    def test_what_is_said_of_a_client(self):
        client = self._create_silent(8)
        contact = self._create_client(
            name="Contact", parent_id=client.id, is_company=False
        )
        self._order(contact, 30)
        self._order(client, 10)

        row = self._find(client)

        self.assertEqual(row.user_id, self.salesperson)
        self.assertEqual(row.team_id, self.team)
        self.assertEqual((row.months_silent, row.order_count), (8, 3))
        self.assertEqual(row.amount, 2 * row.last_order_id.amount_total)
        self.assertEqual(row.currency_id, self.env.company.currency_id)
        self.assertTrue(row.is_silent)
        self.assertFalse(row.has_contract)
        self.assertFalse(row.last_contact)

    def test_months_of_the_settings(self):
        client = self._create_silent(4)
        self.assertFalse(self._find(client).is_silent)

        self.env["sales.settings"]._set_values({"silent_months": 3})
        self.env.invalidate_all()

        self.assertTrue(self._find(client).is_silent)

    def test_filters_by_months(self):
        client = self._create_silent(13)

        for months, found in ((3, True), (12, True), (24, False)):
            with self.subTest(months=months):
                domain = ("last_order_date", "<=", f"today -{months}m")
                self.assertEqual(bool(self._find(client, None, domain)), found)

    def test_order_or_deal_takes_the_client_off(self):
        client = self._create_silent(8)
        deal = self._create_lead(partner_id=client.id)
        self.env.flush_all()
        self.assertFalse(self._find(client))
        self._lose_lead(deal)
        self.assertTrue(self._find(client))

        self._order(client, 0)
        self.env.flush_all()

        self.assertFalse(self._find(client).is_silent)

    def _lose_lead(self, lead):
        lead.type = "opportunity"
        self._lose(lead)
        lead.partner_id.client_state = "client"
        self.env.flush_all()

    def test_who_never_ordered_or_is_unfit_is_not_in_it(self):
        self.assertFalse(self._find(self._create_client(name="New")))
        unfit, archived = self._create_silent(), self._create_silent()
        quoted = self._create_client(name="Quoted")
        self.env["sale.order"].create({"partner_id": quoted.id})
        unfit.client_state = "unfit"
        archived.active = False
        self.env.flush_all()

        for client in (unfit, archived, quoted):
            self.assertFalse(self._find(client))

    def test_contract_equipment_and_contact_are_told(self):
        client = self._create_silent()
        deal = self._create_deal(partner_id=client.id, without_offer=True)
        self._order(client, 9, opportunity_id=deal.id)
        deal.sudo().write({"stage_id": self._get_closed().id, "active": True})
        self._create_active(partner_id=client.id)
        task = client.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesperson.id
        )
        task.action_feedback()
        self.env.flush_all()

        row = self._find(client)

        self.assertTrue(row.has_contract)
        self.assertEqual(row.last_contact, self.today)
        self.assertEqual(row.equipment_type_ids, self.pump)
        self.assertEqual(
            self._find(client, None, ("equipment_type_ids", "in", self.pump.ids)), row
        )
        self.assertFalse(
            self._find(client, None, ("equipment_type_ids", "in", self.chamber.ids))
        )

    def _get_closed(self):
        stage = self.env.ref("sales_process.stage_closed")
        stage.requirement_ids.active = False
        self.env["crm.stage.requirement"].search([]).active = False
        return stage

    def test_rights(self):
        own = self._create_silent()
        foreign = self._create_silent(user=self.colleague)
        for user, sees_own, sees_foreign in (
            (self.salesperson, True, False),
            (self.colleague, False, True),
            (self.head, True, True),
            (self.other_head, False, False),
            (self.env.ref("base.user_admin"), True, True),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(bool(self._find(own, user)), sees_own)
                self.assertEqual(bool(self._find(foreign, user)), sees_foreign)
        for user in (self.engineer, self.accountant, self.planner, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._find(own, user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.silent.task"].with_user(user).create({})

    def test_other_companies_count_for_themselves(self):
        client = self._create_silent()
        other = self.env["res.company"].create({"name": "Other"})

        silent = self.Silent.with_company(other).with_context(
            allowed_company_ids=other.ids
        )

        self.assertFalse(silent.search([("partner_id", "=", client.id)]))

    # ---- tasks -------------------------------------------------------------------

    def _open_wizard(self, clients, user=None):
        rows = self.Silent.with_user(user or self.head).search(
            [("partner_id", "in", clients.ids)]
        )
        action = rows.action_make_tasks()
        return Form(
            self.env["sales.silent.task"]
            .with_user(user or self.head)
            .with_context(action["context"])
        )

    def test_tasks_are_spread_over_working_days(self):
        clients = self.client.union(*(self._create_silent(8 + n) for n in range(4)))
        clients -= self.client
        form = self._open_wizard(clients)
        self.assertEqual((form.client_count, form.called_count), (4, 0))
        form.days = 2

        form.save().action_make()

        tasks = clients.activity_ids
        self.assertEqual(tasks.user_id, self.salesperson)
        dates = sorted(tasks.mapped("date_deadline"))
        self.assertEqual(len(dates), 4)
        self.assertEqual(len(set(dates)), 2)
        self.assertEqual(dates[0], dates[1])
        self.assertTrue(all(day.weekday() < 5 for day in dates))
        # the longest silent first
        self.assertEqual(clients[-1].activity_ids.date_deadline, dates[0])

    def test_no_second_task(self):
        client = self._create_silent()
        self._open_wizard(client).save().action_make()

        form = self._open_wizard(client)

        self.assertEqual((form.client_count, form.called_count), (0, 1))
        self.assertRefused(["already"], form.save().action_make)
        self.assertEqual(len(client.activity_ids), 1)
        self.assertTrue(self._find(client).has_task)

    def test_wizard_is_for_own_clients_only(self):
        foreign = self._create_silent(user=self.colleague)
        wizard = (
            self.env["sales.silent.task"]
            .with_user(self.salesperson)
            .create({"partner_ids": foreign.ids})
        )

        self.assertRefused(["already"], wizard.action_make)
        self.assertFalse(foreign.activity_ids)

    def test_wrong_wishes_are_refused(self):
        client = self._create_silent()
        for days in (0, 21):
            form = self._open_wizard(client)
            form.days = days
            with self.subTest(days=days):
                self.assertRefused(["working days"], form.save().action_make)
        self.assertRefused(["Choose"], self.Silent.action_make_tasks)
        for values in ({"silent_months": 0}, {"silent_weekly": -1}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["sales.settings"].create(values)

    def test_task_of_who_has_left_goes_to_the_head(self):
        client = self._create_silent()
        self.salesperson.active = False

        self._find(client)._make_tasks(self.today, 1)

        self.assertEqual(client.activity_ids.user_id, self.head)

    def test_weekly_calls_are_off_and_limited(self):
        self.Silent.search([]).partner_id.active = False  # those of the database
        clients = self.client.union(*(self._create_silent(8 + n) for n in range(3)))
        clients -= self.client
        self.Silent._cron_silent_clients()
        self.assertFalse(clients.activity_ids)

        self.env["sales.settings"]._set_values({"silent_weekly": 2})
        self.Silent._cron_silent_clients()
        self.Silent._cron_silent_clients()

        self.assertEqual(len(clients.activity_ids), 2)
        self.assertFalse(clients[0].activity_ids)

    def test_weekly_calls_leave_out_who_was_called(self):
        client = self._create_silent()
        self.env["sales.settings"]._set_values({"silent_weekly": 50})
        client.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesperson.id
        ).action_feedback()
        self.env.flush_all()

        self.Silent._cron_silent_clients()

        self.assertFalse(client.activity_ids)

    def test_last_order_is_repeated_from_the_list(self):
        client = self._create_silent()

        action = self._find(client, self.salesperson).action_repeat_order()

        deal = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual(deal.partner_id, client)
        self.env.flush_all()
        self.assertFalse(self._find(client))

    def test_row_opens_the_client(self):
        client = self._create_silent()

        self.assertEqual(self._find(client).action_open()["res_id"], client.id)

    def test_list_costs_the_same_queries_for_one_and_for_many(self):
        names = self.Silent._fields.keys() - {"id"}
        clients = self.client.union(*(self._create_silent() for _n in range(50)))
        clients -= self.client
        user = new_test_user(
            self.env, "t_director", "sales_process.group_director", lang="en_US"
        )

        self._count_queries(clients, user, names)  # caches of the registry
        few = self._count_queries(clients[:1], user, names)
        many = self._count_queries(clients, user, names)

        self.assertEqual(few, many)
        self.assertLessEqual(many, 20)

    def _count_queries(self, clients, user, names):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        silent = self.Silent.with_user(user)
        found = silent.search([("partner_id", "in", clients.ids)])
        found.read(list(names))
        self.assertEqual(len(found), len(clients))
        return self.cr.sql_log_count - before

    def test_making_tasks_costs_few_queries(self):
        clients = self.client.union(*(self._create_silent() for _n in range(20)))
        clients -= self.client
        one = self._count_tasks(clients[:1])

        many = self._count_tasks(clients[1:])

        self.assertLessEqual(many - one, 19 * 3)

    def _count_tasks(self, clients):
        rows = self.Silent.search([("partner_id", "in", clients.ids)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        rows._make_tasks(self.today + timedelta(days=1), 5)
        self.env.flush_all()
        return self.cr.sql_log_count - before
