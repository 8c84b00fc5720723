from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_sales_recall import RecallCommon


@tagged("post_install", "-at_install")
class TestSalesRecallRights(RecallCommon):
    """Who makes recalls, and who sees which lines."""

    def setUp(self):
        super().setUp()
        self.recall = self._create_searched()
        self.env.invalidate_all()

    def _count_lines(self, user):
        return (
            self.env["sales.recall.line"]
            .with_user(user)
            .search_count([("recall_id", "=", self.recall.id)])
        )

    def _search_recall(self, user):
        recalls = self.env["sales.recall"].with_user(user)
        return recalls.search([("id", "=", self.recall.id)])

    def test_who_sees_how_many_lines(self):
        for user, count in (
            (self.planner, 4),
            (self.head, 4),
            (self.other_head, 4),
            (self.accountant, 4),
            (self.salesperson, 1),
            (self.colleague, 1),
        ):
            with self.subTest(user.login):
                self.assertEqual(self._count_lines(user), count)
                self.assertTrue(self._search_recall(user))

    def test_who_sees_nothing(self):
        for user in (self.stranger, self.engineer, self.keeper):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._count_lines(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.recall.with_user(user).read(["reason"])

    def test_a_salesperson_without_clients_in_it(self):
        outsider = self.colleague.copy({"login": "t_outsider"})

        self.assertFalse(self._search_recall(outsider))
        with self.assertRaises(AccessError):
            self.recall.with_user(outsider).read(["reason"])

    def test_the_form_of_the_salesperson_shows_his_lines_only(self):
        page = self.recall.with_user(self.salesperson).web_read(
            {
                "line_count": {},
                "untold_count": {},
                "line_ids": {"fields": {"path": {}, "client_id": {}}},
            }
        )[0]

        self.assertEqual(len(page["line_ids"]), 1)

    def test_the_deputy_sees_the_lines_too(self):
        self.salesperson.sales_deputy_id = self.colleague

        self.assertEqual(self._count_lines(self.colleague), 2)

    def test_who_makes_recalls(self):
        for user in (self.planner, self.head):
            with self.subTest(user.login):
                recall = self._create_recall(user)
                recall.action_search()
                recall.action_make_tasks()
                self.assertEqual(len(self._get_tasks(recall)), 2)
        for user in (
            self.salesperson,
            self.accountant,
            self.engineer,
            self.keeper,
            self.stranger,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._create_recall(user)

    def test_who_may_not_work_on_it(self):
        for user in (self.salesperson, self.accountant, self.engineer, self.stranger):
            recall = self.recall.with_user(user)
            for function in (
                recall.action_search,
                recall.action_make_tasks,
                recall.action_close,
                recall.action_reopen,
            ):
                with (
                    self.subTest(user=user.login, function=function.__name__),
                    self.assertRaises(AccessError),
                ):
                    function()
                self.env.invalidate_all()

    def test_nobody_writes_what_was_found(self):
        line = self._get_line(self.recall, self.units[0])
        for user in (self.planner, self.head, self.salesperson):
            for values in ({"where": "stock"}, {"client_id": False}, {"told_by": 1}):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    line.with_user(user).write(values)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).copy()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).unlink()

    def test_a_salesperson_notes_on_his_lines_only(self):
        own = self._get_line(self.recall, self.units[0]).with_user(self.salesperson)
        foreign = self._get_line(self.recall, self.units[1])

        own.write({"is_told": True, "comment": "Understood"})

        self.assertEqual(own.told_by, self.salesperson)
        with self.assertRaises(AccessError):
            foreign.with_user(self.salesperson).is_told = True
        with self.assertRaises(AccessError):
            foreign.with_user(self.salesperson).action_told()

    def test_readers_note_nothing(self):
        line = self._get_line(self.recall, self.units[0])

        with self.assertRaises(AccessError):
            line.with_user(self.accountant).is_told = True

    def test_only_heads_delete(self):
        with self.assertRaises(AccessError):
            self.recall.with_user(self.planner).unlink()
        self.recall.with_user(self.head).unlink()
        self.assertFalse(self.recall.exists())

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.recall.sudo().company_id = company
        self.recall.sudo().flush_recordset()
        self.env.invalidate_all()

        self.assertFalse(self._search_recall(self.planner))
        self.assertEqual(self._count_lines(self.planner), 0)
