from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..request_common import MONDAY, RequestCommon


@tagged("post_install", "-at_install")
class TestInternalRequestReport(RequestCommon):
    """Number, working hours and lateness of each department and responsible."""

    def _read(self, *groups, **values):
        domain = [("department_id", "=", self.laboratory.id)]
        aggregates = ["request_count:sum", "hours:avg", "late_rate:avg"]
        rows = self.env["sales.internal.request.report"]._read_group(
            [*domain, *values.items()], groups, aggregates
        )
        return {row[0] if groups else None: row[len(groups) :] for row in rows}

    def test_figures_of_a_department(self):
        self._answer(self._ask(), datetime(2026, 3, 2, 9))  # two hours
        self._answer(self._ask(), datetime(2026, 3, 3, 9))  # ten hours, late
        self._ask()  # nobody answers
        self._create_request()  # a draft does not count
        with freeze_time(MONDAY):
            self._ask().action_cancel()  # nor does one that was not needed in the end

        with freeze_time(datetime(2026, 3, 2, 15)):
            [figures] = self._read("department_id").values()
        self.assertEqual(figures[0], 3)
        self.assertAlmostEqual(figures[1], 6)
        self.assertAlmostEqual(figures[2], 100 / 3)

        with freeze_time(datetime(2026, 3, 10)):
            [figures] = self._read("department_id").values()
        self.assertAlmostEqual(figures[2], 200 / 3)

    def test_figures_of_each_responsible(self):
        self._answer(self._ask(), datetime(2026, 3, 2, 9))
        self._answer(self._ask(user_id=self.member.id), datetime(2026, 3, 3, 9))

        figures = self._read("user_id")

        self.assertEqual(figures[self.leader], (1, 2.0, 0.0))
        self.assertEqual(figures[self.member], (1, 10.0, 100.0))

    def test_hours_of_all_rounds(self):
        request = self._ask()
        self._answer(request, datetime(2026, 3, 2, 9))
        self._return(request, datetime(2026, 3, 3, 6))
        self._answer(request, datetime(2026, 3, 3, 7))

        row = self.env["sales.internal.request.report"].browse(request.id)

        self.assertAlmostEqual(row.hours, 3)
        self.assertEqual(row.round_count, 2)
