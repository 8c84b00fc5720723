from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.tests import BaseCase, tagged

from ...tools.documents.debts import (
    DebtFigures,
    Row,
    Sent,
    Step,
    make_statement,
    next_step,
)

STEPS = [Step(1, 3), Step(2, 14), Step(3, 30)]
TODAY = date(2026, 11, 27)


def ago(days):
    return TODAY - timedelta(days=days)


@tagged("post_install", "-at_install")
class TestNextStep(BaseCase):
    """Which reminder is due: no database."""

    def _next(self, late, step=None, since=0, steps=STEPS):
        sent = step and Sent(step, ago(since))
        found = next_step(ago(late), TODAY, steps, sent)
        return found and found.id

    def test_the_first_reminder_waits_for_its_days(self):
        for late, expected in ((-5, None), (0, None), (2, None), (3, 1), (4, 1)):
            with self.subTest(late=late):
                self.assertEqual(self._next(late), expected)

    def test_who_is_late_since_long_gets_the_polite_one_first(self):
        self.assertEqual(self._next(400), 1)

    def test_steps_follow_each_other_with_their_pause(self):
        for late, step, since, expected in (
            (13, 1, 10, None),
            (14, 1, 11, 2),
            (14, 1, 10, None),  # the first one was sent late
            (400, 1, 11, 2),
            (400, 1, 10, None),
            (30, 2, 16, 3),
            (30, 2, 15, None),
            (400, 3, 300, None),  # all are sent
        ):
            with self.subTest(late=late, step=step, since=since):
                self.assertEqual(self._next(late, step, since), expected)

    def test_a_step_that_exists_no_more_ends_the_reminders(self):
        self.assertIsNone(self._next(400, 99, 100))

    def test_without_steps_nobody_is_reminded(self):
        self.assertIsNone(self._next(400, steps=[]))

    def test_no_step_comes_twice_whatever_the_days(self):
        random = Random(7)
        for _number in range(300):
            steps = [
                Step(number, days)
                for number, days in enumerate(
                    sorted(random.sample(range(1, 90), random.randint(1, 6)))
                )
            ]
            sent, seen = None, []
            for late in range(200):
                day = TODAY + timedelta(days=late)
                if random.random() < 0.3:  # the cron does not run every day
                    continue
                step = next_step(TODAY, day, steps, sent)
                if step:
                    self.assertGreaterEqual(late, step.days)
                    seen.append(step.id)
                    sent = Sent(step.id, day)
            self.assertEqual(seen, sorted(set(seen)))
            self.assertEqual(seen, list(range(len(seen))))


@tagged("post_install", "-at_install")
class TestDebtFigures(BaseCase):
    """What is overdue when not all payments are set off."""

    def _cover(self, credit, debts):
        figures = DebtFigures(credit=credit)
        figures.cover(debts)
        return figures.overdue, figures.since

    def test_payments_cover_the_oldest_debts_first(self):
        debts = [(ago(40), 100.0), (ago(10), 50.0)]
        for credit, expected in (
            (0, (150, ago(40))),
            (30, (120, ago(40))),
            (100, (50, ago(10))),
            (120, (30, ago(10))),
            (150, (0, False)),
            (900, (0, False)),
        ):
            with self.subTest(credit=credit):
                self.assertEqual(self._cover(credit, debts), expected)

    def test_debts_of_all_ages_make_the_total(self):
        figures = DebtFigures()
        figures.add("not_due", 10, 0, None, 1)
        figures.add("days_30", 20, 20, ago(5), 2)
        figures.add("older", 40, 40, ago(95), 1)
        figures.add("credit", -15, 0, None, 1)
        self.assertEqual(
            (figures.total, figures.overdue, figures.credit, figures.count),
            (55, 60, 15, 5),
        )
        self.assertEqual(figures.since, ago(95))


@tagged("post_install", "-at_install")
class TestStatement(BaseCase):
    """Turnovers of a period."""

    def _row(self, day, debit=0, credit=0, key=()):
        return Row(day, "", Decimal(debit), Decimal(credit), key)

    def test_balances_and_turnovers(self):
        rows = [
            self._row(ago(50), 100),
            self._row(ago(30), 0, 40),
            self._row(ago(20), 7),
            self._row(ago(10), 0, 5),
            self._row(ago(1), 1000),
        ]
        statement = make_statement(rows, ago(30), ago(10))
        self.assertEqual(statement.opening, 100)
        self.assertEqual(
            [row.day for row in statement.rows], [ago(30), ago(20), ago(10)]
        )
        self.assertEqual((statement.debit, statement.credit), (7, 45))
        self.assertEqual(statement.closing, 62)

    def test_rows_of_one_day_stand_in_the_order_of_their_documents(self):
        rows = [self._row(TODAY, 1, key=(0, n)) for n in (3, 1, 2)]
        statement = make_statement(rows, TODAY, TODAY)
        self.assertEqual([row.key[1] for row in statement.rows], [1, 2, 3])

    def test_periods_join(self):
        random = Random(11)
        for _number in range(200):
            rows = [
                self._row(
                    ago(random.randint(0, 100)),
                    Decimal(random.randint(0, 10**7)) / 100,
                    Decimal(random.randint(0, 10**7)) / 100,
                )
                for _row in range(random.randint(0, 30))
            ]
            middle = random.randint(1, 99)
            first = make_statement(rows, ago(100), ago(middle))
            second = make_statement(rows, ago(middle - 1), TODAY)
            whole = make_statement(rows, ago(100), TODAY)
            self.assertEqual(first.opening, 0)
            self.assertEqual(first.closing, second.opening)
            self.assertEqual(second.closing, whole.closing)
            self.assertEqual(first.debit + second.debit, whole.debit)
            self.assertEqual(whole.closing, sum(r.debit - r.credit for r in rows))

    def test_nothing_is_nothing(self):
        statement = make_statement([], ago(10), TODAY)
        self.assertEqual((statement.opening, statement.closing), (0, 0))
        self.assertEqual(statement.rows, ())
