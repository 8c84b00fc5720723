from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import mute_logger

from ...tools.supply.promise import Outlook, days_late, look_ahead, what_to_tell
from ..deal_common import DealCommon

TASK = "sales_process.mail_activity_type_promise"
DAY = date(2026, 5, 10)


def day(number):
    return DAY + timedelta(days=number)


@tagged("post_install", "-at_install")
class TestOutlook(BaseCase):
    """Pure rules: no database."""

    def test_outlook_of_a_line(self):
        cases = [
            ((None, day(9), True), Outlook()),
            ((day(5), day(5), True), Outlook()),
            ((day(5), day(6), True), Outlook("late", day(6))),
            ((day(5), None, True), Outlook("unknown")),
            # on stock: only the days that have gone by make it late
            ((day(5), None, False), Outlook()),
            ((day(-1), None, False), Outlook("late", day(0))),
            # an expected date in the past counts as today
            ((day(-2), day(-3), True), Outlook("late", day(0))),
            ((day(0), day(-3), True), Outlook()),
        ]
        for (promised, expected, waiting), outlook in cases:
            with self.subTest(promised=promised, expected=expected, waiting=waiting):
                self.assertEqual(look_ahead(promised, expected, DAY, waiting), outlook)

    def test_what_is_told(self):
        ok, unknown = Outlook(), Outlook("unknown")

        def late(number):
            return Outlook("late", day(number))

        cases = [
            (ok, ok, None),
            (ok, late(3), "late"),
            (late(3), late(3), None),
            (late(3), late(5), "late"),
            (late(5), late(3), "late"),
            (late(3), ok, "back"),
            (unknown, ok, "back"),
            (ok, unknown, "unknown"),
            (unknown, unknown, None),
            (late(3), unknown, "unknown"),
            (unknown, late(3), "late"),
            # told already, and today is simply another day
            (late(-1), late(0), None),
            (ok, late(0), "late"),
        ]
        for before, now, word in cases:
            with self.subTest(before=before, now=now):
                self.assertEqual(what_to_tell(before, now, DAY), word)

    def test_days_late(self):
        cases = [
            ((None, day(1)), 0),
            ((day(5), day(8)), 3),
            ((day(5), day(2)), 0),
            ((day(-4), None), 4),
            ((day(-4), day(-2)), 4),
            ((day(5), None), 0),
        ]
        for (promised, expected), days in cases:
            with self.subTest(promised=promised, expected=expected):
                self.assertEqual(days_late(promised, expected, DAY), days)


@tagged("post_install", "-at_install")
class TestPromises(DealCommon):
    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.env.user)

    def _in_days(self, number):
        """Noon of a day, so that an hour more or less is the same day."""
        return datetime.combine(self.today + timedelta(days=number), time(12))

    def _create_promised(self, lines, days):
        """A deal whose order promises its goods in so many days."""
        deal = self._create_deal()
        quotation = self._create_quotation(deal, lines)
        quotation.commitment_date = self._in_days(days)
        deal.action_agree()
        return deal

    def _plan(self, production, days):
        production.date_start = self._in_days(days)

    def _get_letters(self, user):
        """Subjects of the messages about orders that a user got, oldest first."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "crm.lead"),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ],
            order="id",
        )
        return messages.filtered(lambda message: "S0" in (message.subject or ""))

    def _run_cron(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1.0
        ):
            self.env["sale.order"]._cron_follow_promises()

    # ---- what is promised -----------------------------------------------------------

    def test_delivery_date_of_the_order_is_promised(self):
        deal = self._create_promised([(self.made, 1), (self.job, 1)], 30)

        promises = self._get_promises(deal)
        self.assertEqual(promises.product_id, self.made)
        self.assertEqual(promises.source, "order")
        self.assertEqual(promises.user_id, self.salesperson)
        self.assertEqual(deal.promised_date, self.today + timedelta(days=30))

    def test_date_in_the_past_is_no_promise(self):
        deal = self._create_promised([(self.made, 1)], -3)

        self.assertFalse(deal.promised_date)
        self.assertFalse(self._get_promises(deal))

    def test_dates_are_told_by_line(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        order = deal.order_ids
        action = order.action_tell_dates()
        tell = (
            self.env["sales.promise.tell"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(tell.line_ids.product_id, self.made | self.bought)
        made, bought = tell.line_ids

        made.date = self.today + timedelta(days=20)
        bought.date = self.today + timedelta(days=5)
        tell.comment = "as the vendor says"
        tell.action_tell()

        lines = order.order_line
        self.assertEqual(
            lines.mapped("promised_date"),
            [self.today + timedelta(days=20), self.today + timedelta(days=5)],
        )
        self.assertEqual(order.promised_date, self.today + timedelta(days=5))
        self.assertEqual(order.commitment_date.date(), self.today + timedelta(days=20))
        promises = self._get_promises(deal)
        self.assertEqual(promises.mapped("comment"), ["as the vendor says"] * 2)
        self.assertEqual(set(promises.mapped("source")), {"told"})

    def test_one_date_for_all_in_the_form(self):
        deal = self._create_agreed_deal([(self.made, 1), (self.bought, 1)])
        context = deal.order_ids.action_tell_dates()["context"]
        form = Form(
            self.env["sales.promise.tell"]
            .with_user(self.salesperson)
            .with_context(**context)
        )

        form.date = self.today + timedelta(days=9)
        form.save().action_tell()

        self.assertEqual(
            set(deal.order_ids.order_line.mapped("promised_date")),
            {self.today + timedelta(days=9)},
        )

    def test_telling_nothing_or_a_past_date_is_refused(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        context = deal.order_ids.action_tell_dates()["context"]
        tell = (
            self.env["sales.promise.tell"]
            .with_user(self.salesperson)
            .with_context(**context)
            .create({})
        )

        tell.line_ids.date = False
        self.assertRefused(["at least one line"], tell.action_tell)
        tell.line_ids.date = self.today - timedelta(days=1)
        self.assertRefused(["has passed"], tell.action_tell)

    def test_nothing_to_promise(self):
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.stocked, 1)])
        self.assertRefused(["nothing left"], quotation.action_tell_dates)

        deal.action_agree()
        self._ship(deal)

        self.assertRefused(["nothing left"], quotation.action_tell_dates)

    def test_letter_to_the_client(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        context = deal.order_ids.action_tell_dates()["context"]
        tell = (
            self.env["sales.promise.tell"]
            .with_user(self.salesperson)
            .with_context(**context)
            .create({"send_letter": True})
        )
        tell.line_ids.date = self.today + timedelta(days=4)

        action = tell.action_tell()

        self.assertEqual(action["res_model"], "mail.compose.message")
        template = self.env["mail.template"].browse(
            action["context"]["default_template_id"]
        )
        body = template._render_field("body_html", deal.order_ids.ids)
        self.assertIn("made", body[deal.order_ids.id])

    def test_history_is_kept_and_cannot_be_changed(self):
        deal = self._create_promised([(self.made, 1)], 30)
        order = deal.order_ids
        line = order.order_line
        order._tell_dates({line: self.today + timedelta(days=40)}, "client asked")

        last, first = self._get_promises(deal)
        self.assertEqual(last.source, "moved")
        self.assertEqual(last.previous_date, first.date)
        self.assertRefused(["cannot be changed"], first.sudo().write, {"comment": "x"})
        with self.assertRaises(AccessError):
            last.with_user(self.head).unlink()

    def test_promised_date_is_of_what_is_not_shipped(self):
        deal = self._create_agreed_deal([(self.stocked, 1), (self.made, 1)])
        order = deal.order_ids
        stocked, made = order.order_line
        order._tell_dates(
            {
                stocked: self.today + timedelta(days=2),
                made: self.today + timedelta(days=20),
            }
        )
        self.assertEqual(deal.promised_date, self.today + timedelta(days=2))

        picking = deal.sudo().order_ids.picking_ids
        picking.move_ids.filtered("quantity").picked = True
        picking.with_context(skip_backorder=True).button_validate()

        self.assertEqual(deal.promised_date, self.today + timedelta(days=20))

    def test_line_added_later_gets_the_date_of_the_order(self):
        deal = self._create_promised([(self.made, 1)], 30)

        deal.order_ids.sudo().write(
            {"order_line": [(0, 0, {"product_id": self.bought.id})]}
        )

        self.assertEqual(
            set(deal.order_ids.order_line.mapped("promised_date")),
            {self.today + timedelta(days=30)},
        )

    def test_shipped_goods_are_not_promised_again(self):
        deal = self._create_promised([(self.stocked, 1), (self.made, 1)], 30)
        order = deal.sudo().order_ids
        stocked, made = order.order_line
        order.picking_ids.move_ids.filtered("quantity").picked = True
        order.picking_ids.with_context(skip_backorder=True).button_validate()

        order.commitment_date = self._in_days(40)

        self.assertEqual(stocked.promised_date, self.today + timedelta(days=30))
        self.assertEqual(made.promised_date, self.today + timedelta(days=40))

    def test_client_who_signs_promises_nothing(self):
        """He confirms on the portal: the promise is his salesperson's."""
        deal = self._create_deal()
        quotation = self._create_quotation(deal, [(self.made, 1)])
        quotation.commitment_date = self._in_days(30)

        quotation.with_user(self.env.ref("base.public_user")).sudo().action_confirm()

        self.assertEqual(self._get_promises(deal).user_id, self.salesperson)

    # ---- slips ----------------------------------------------------------------------

    def test_planning_slips_and_comes_back(self):
        deal = self._create_promised([(self.made, 1)], 10)
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        self._plan(production.with_user(self.planner).sudo(), 5)
        self.assertFalse(self._get_letters(self.salesperson))

        self._plan(production, 18)

        for user in (self.salesperson, self.head):
            letter = self._get_letters(user)
            self.assertEqual(len(letter), 1)
            self.assertIn("8 days later than promised", letter.subject)
            self.assertIn(production.name, letter.body)
        self.assertEqual(deal.slip_days, 8)
        task = deal.activity_search([TASK])
        self.assertEqual(task.user_id, self.salesperson)

        self._plan(production, 9)

        letters = self._get_letters(self.salesperson)
        self.assertIn("in time again", letters[-1].subject)
        self.assertEqual(deal.slip_days, 0)
        self.assertFalse(deal.activity_search([TASK]))

    def test_same_slip_is_told_once_and_a_greater_one_again(self):
        deal = self._create_promised([(self.made, 1)], 10)
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        self._plan(production, 12)
        production._follow_orders()
        production.write({"product_qty": production.product_qty})
        self.assertEqual(len(self._get_letters(self.head)), 1)

        self._plan(production, 14)

        self.assertEqual(len(self._get_letters(self.head)), 2)
        self.assertEqual(len(deal.activity_search([TASK])), 1)

    def test_purchase_slips(self):
        deal = self._create_promised([(self.bought, 2)], 10)
        line = deal.sudo().order_ids.stock_reference_ids.purchase_ids.order_line

        line.date_planned = self._in_days(13)

        letter = self._get_letters(self.salesperson)
        self.assertIn("3 days later", letter.subject)
        self.assertIn(line.order_id.name, letter.body)

    def test_receipt_of_a_confirmed_purchase_slips(self):
        deal = self._create_promised([(self.bought, 2)], 10)
        purchase = deal.sudo().order_ids.stock_reference_ids.purchase_ids
        purchase.button_confirm()

        purchase.picking_ids.scheduled_date = self._in_days(15)

        self.assertIn("5 days later", self._get_letters(self.head).subject)

    def test_component_of_a_production_slips(self):
        """The vendor of a component is late: nobody has touched the production."""
        self.env["stock.quant"]._update_available_quantity(
            self.component, self.warehouse.lot_stock_id, -100
        )
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.component.id,
                            "product_qty": 5,
                            "date_planned": self._in_days(3),
                        },
                    )
                ],
            }
        )
        purchase.button_confirm()
        deal = self._create_promised([(self.made, 1)], 10)
        self.assertFalse(self._get_letters(self.head))

        purchase.order_line.date_planned = self._in_days(14)

        self.assertIn("4 days later", self._get_letters(self.head).subject)
        self.assertEqual(deal.order_ids.order_line.outlook, "late")

    def test_production_is_cancelled(self):
        deal = self._create_promised([(self.made, 1)], 10)
        production = deal.sudo().order_ids.stock_reference_ids.production_ids

        production.action_cancel()

        letter = self._get_letters(self.salesperson)
        self.assertIn("nobody knows", letter.subject)
        self.assertTrue(deal.activity_search([TASK]))

    def test_finished_goods_end_the_alarm(self):
        deal = self._create_promised([(self.made, 1)], 10)
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        self._plan(production, 20)

        self._produce(deal)

        self.assertIn("in time again", self._get_letters(self.head)[-1].subject)
        self.assertFalse(deal.activity_search([TASK]))

    def test_new_promise_ends_the_task(self):
        deal = self._create_promised([(self.made, 1)], 10)
        production = deal.sudo().order_ids.stock_reference_ids.production_ids
        self._plan(production, 20)
        order = deal.order_ids

        order._tell_dates({order.order_line: self.today + timedelta(days=21)})

        self.assertFalse(deal.activity_search([TASK], only_automated=False))
        self.assertEqual(deal.slip_days, 0)

    def test_orders_without_a_promise_are_silent(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        production = deal.sudo().order_ids.stock_reference_ids.production_ids

        self._plan(production, 90)

        self.assertFalse(self._get_letters(self.head))
        self.assertEqual(deal.slip_days, 0)

    def test_only_the_own_deal_is_told(self):
        first = self._create_promised([(self.made, 1)], 10)
        self._create_promised([(self.made, 1)], 10)

        self._plan(first.sudo().order_ids.stock_reference_ids.production_ids, 20)

        letter = self._get_letters(self.head)
        self.assertEqual(letter.res_id, first.id)

    def test_days_go_by(self):
        """Nobody touches a document, the promised day passes."""
        deal = self._create_promised([(self.stocked, 1)], 10)
        line = deal.sudo().order_ids.order_line
        line.promised_date = self.today - timedelta(days=2)

        for _run in range(2):
            self._run_cron()

        self.assertEqual(deal.slip_days, 2)
        self.assertEqual(len(self._get_letters(self.head)), 1)
        self.assertIn("2 days later", self._get_letters(self.head).subject)

    def test_one_order_that_fails_does_not_stop_the_others(self):
        first, second = (
            self._create_promised([(self.stocked, 1)], 10) for _number in range(2)
        )
        lines = (first | second).sudo().order_ids.order_line
        lines.promised_date = self.today - timedelta(days=2)
        broken = first.order_ids
        original = type(broken)._follow_promises

        def fail_for_one(orders):
            if broken in orders:
                raise ValueError("broken")
            return original(orders)

        with (
            patch.object(type(broken), "_follow_promises", fail_for_one),
            mute_logger("odoo.addons.sales_process.models.supply.sale_order_promise"),
        ):
            self._run_cron()

        self.assertEqual(self._get_letters(self.head).res_id, second.id)

    def test_writing_the_same_dates_asks_nothing(self):
        deal = self._create_promised([(self.bought, 1)], 10)
        line = deal.sudo().order_ids.stock_reference_ids.purchase_ids.order_line
        with patch.object(type(line), "_follow_orders", autospec=True) as follow:
            line.write({"date_planned": line.date_planned})
            self.assertEqual([len(call.args[0]) for call in follow.mock_calls], [0])

            line.write({"date_planned": self._in_days(3)})

            self.assertIn(line, [call.args[0] for call in follow.mock_calls])

    def test_people_who_left_are_not_told(self):
        deal = self._create_promised([(self.made, 1)], 10)
        self.salesperson.active = False
        production = deal.sudo().order_ids.stock_reference_ids.production_ids

        self._plan(production, 20)

        self.assertFalse(self._get_letters(self.salesperson))
        self.assertTrue(self._get_letters(self.head))

    def test_who_may_promise(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        order = deal.order_ids
        for user in (self.planner, self.accountant, self.engineer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["sales.promise.tell"].with_user(user).with_context(
                    default_order_id=order.id
                ).create({})
        for user, sees in (
            (self.salesperson, True),
            (self.head, True),
            (self.planner, True),
            (self.colleague, False),
            (self.other_head, False),
        ):
            order._tell_dates(
                {order.order_line: self.today + timedelta(days=4 + len(user.login))}
            )
            with self.subTest(user=user.login):
                found = (
                    self.env["sales.promise"]
                    .with_user(user)
                    .search([("order_id", "=", order.id)])
                )
                self.assertEqual(bool(found), sees)
        with self.assertRaises(AccessError):
            self.env["sales.promise"].with_user(self.stranger).search([])

    def test_cost_does_not_grow_with_the_orders(self):
        def count(number):
            deals = [self._create_promised([(self.made, 1)], 10) for _ in range(number)]
            orders = (
                self.env["sale.order"]
                .sudo()
                .browse([deal.order_ids.id for deal in deals])
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._follow_promises()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(8), count(1) + 3)

    def test_refusal_is_a_user_error(self):
        deal = self._create_agreed_deal([(self.made, 1)])
        with self.assertRaises(UserError):
            deal.order_ids.order_line._promise(
                {deal.order_ids.order_line: self.today - timedelta(days=1)}, "told"
            )
