from odoo.exceptions import UserError
from odoo.tests import tagged

from ..passport_common import PassportCommon

TELL = "sales_process.mail_activity_type_tell_recall"


class RecallCommon(PassportCommon):
    """Two clients have a unit with the faulty lot, a third unit is on stock."""

    def setUp(self):
        super().setUp()
        self.part = self._receive_lot(self.gauge, "G-1", 20)
        self.units = self.env["stock.lot"]
        for number in (1, 2, 3):
            block = self._make(self.block, f"B-{number}", parts={self.part: 1})
            self.units |= self._make(self.unit, f"U-{number}", parts={block: 1})
        self.deal = self._sell(self.units[0])
        self.other_deal = self._sell(
            self.units[1], user=self.colleague, partner_id=self.other_client.id
        )
        self.env["mail.activity"].search([]).unlink()

    def _create_recall(self, user=None, **values):
        return (
            self.env["sales.recall"]
            .with_user(user or self.planner)
            .create({"lot_ids": [(6, 0, self.part.ids)], "reason": "Leaks", **values})
        )

    def _create_searched(self, **values):
        recall = self._create_recall(**values)
        recall.action_search()
        return recall

    def _get_line(self, recall, lot, where=None):
        return recall.line_ids.filtered(
            lambda line: line.lot_id == lot and where in (None, line.where)
        )

    def _get_tasks(self, recall):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "sales.recall.line"),
                ("res_id", "in", recall.line_ids.ids),
                ("activity_type_id", "=", self.env.ref(TELL).id),
            ]
        )


@tagged("post_install", "-at_install")
class TestSalesRecall(RecallCommon):
    """A recall is worked through: found, given to people, told, closed."""

    def test_what_is_found_is_frozen_as_lines(self):
        recall = self._create_searched()

        self.assertTrue(recall.name.startswith("RC/"))
        self.assertEqual(
            sorted((line.lot_id.name, line.where) for line in recall.line_ids),
            [
                ("G-1", "stock"),
                ("U-1", "shipped"),
                ("U-2", "shipped"),
                ("U-3", "stock"),
            ],
        )
        line = self._get_line(recall, self.units[0])
        self.assertEqual(line.client_id, self.client)
        self.assertEqual(line.phone, self.client.phone)
        self.assertEqual(line.lead_id, self.deal)
        self.assertEqual(line.salesperson_id, self.salesperson)
        self.assertEqual(line.picking_id, self.deal.sudo().order_ids.picking_ids)
        self.assertEqual(line.source_lot_ids, self.part)
        self.assertIn("G-1 → ", line.path)
        self.assertTrue(line.date)
        self.assertEqual(line.quantity, 1)
        self.assertEqual(
            (recall.line_count, recall.client_count, recall.untold_count), (4, 2, 2)
        )
        self.assertTrue(recall.date_searched)

    def test_searching_again_adds_what_is_new_and_keeps_the_rest(self):
        recall = self._create_searched()
        line = self._get_line(recall, self.units[0])
        line.write({"is_told": True, "comment": "Sends it back"})
        stock = self._get_line(recall, self.units[2])
        self._sell(self.units[2])

        recall.action_search()

        self.assertTrue(line.is_told)
        self.assertEqual(line.comment, "Sends it back")
        self.assertTrue(stock.is_gone)
        shipped = self._get_line(recall, self.units[2], "shipped")
        self.assertEqual(shipped.client_id, self.client)
        self.assertFalse(shipped.is_gone)
        self.assertEqual(len(recall.line_ids), 5)
        recall.action_search()
        self.assertEqual(len(recall.line_ids), 5)

    def test_what_comes_back_is_there_again(self):
        recall = self._create_searched()
        line = self._get_line(recall, self.units[0])
        self._take_back(self.deal.sudo().order_ids.picking_ids, {self.units[0]: 1})

        recall.action_search()

        self.assertTrue(line.is_gone)
        self.assertFalse(line.must_tell)
        self.assertEqual(recall.untold_count, 1)
        found = {line.where for line in self._get_line(recall, self.units[0])}
        self.assertEqual(found, {"shipped", "returned", "stock"})
        line.sudo().write({"is_gone": True})
        line.sudo().key = self._get_line(recall, self.units[0], "stock").key + "x"

    def test_a_line_that_is_found_again_counts_again(self):
        recall = self._create_searched()
        line = self._get_line(recall, self.units[2])
        line.sudo().is_gone = True

        recall.action_search()

        self.assertFalse(line.is_gone)

    def test_several_lots_and_which_of_them_is_inside(self):
        other = self._receive_lot(self.gauge, "G-2", 5)
        block = self._make(self.block, "B-9", parts={other: 1})
        recall = self._create_searched(lot_ids=[(6, 0, (self.part | other).ids)])

        self.assertEqual(self._get_line(recall, block).source_lot_ids, other)
        self.assertEqual(
            self._get_line(recall, self.units[0]).source_lot_ids, self.part
        )

    def test_one_task_per_client_and_no_doubles(self):
        self._sell({self.part: 2})
        recall = self._create_searched()

        recall.action_make_tasks()
        recall.action_make_tasks()

        tasks = self._get_tasks(recall)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.user_id, self.salesperson | self.colleague)
        self.assertTrue(all(recall.name in task.summary for task in tasks))
        self.assertIn("Leaks", tasks[0].note)

    def test_a_client_who_is_told_gets_no_task(self):
        recall = self._create_searched()
        self._get_line(recall, self.units[0]).is_told = True

        recall.action_make_tasks()

        self.assertEqual(self._get_tasks(recall).user_id, self.colleague)

    def test_the_task_of_somebody_who_is_away(self):
        for name, expected in (("deputy", self.head), ("nobody", self.planner)):
            with self.subTest(name):
                recall = self._create_searched()
                line = self._get_line(recall, self.units[0])
                self.salesperson.active = False
                if name == "nobody":
                    self.team.user_id = False
                line.invalidate_recordset()

                recall.action_make_tasks()

                task = self._get_tasks(recall).filtered(
                    lambda task, line=line: task.res_id == line.id
                )
                self.assertEqual(task.user_id, expected)

    def test_the_task_ends_when_the_last_line_of_the_client_is_told(self):
        self._sell({self.part: 2})
        recall = self._create_searched()
        recall.action_make_tasks()
        own = recall.line_ids.filtered(lambda line: line.client_id == self.client)
        self.assertEqual(len(own), 2)

        own[0].with_user(self.salesperson).is_told = True
        self.assertEqual(len(self._get_tasks(recall)), 2)
        own[1].with_user(self.salesperson).is_told = True

        self.assertEqual(self._get_tasks(recall).user_id, self.colleague)
        self.assertEqual(own.told_by, self.salesperson)
        self.assertTrue(all(own.mapped("date_told")))

    def test_the_client_knows_marks_all_his_lines(self):
        self._sell({self.part: 2})
        recall = self._create_searched()
        own = recall.line_ids.filtered(lambda line: line.client_id == self.client)

        own[0].with_user(self.salesperson).action_told()

        self.assertEqual(own.mapped("is_told"), [True, True])
        self.assertEqual(recall.untold_count, 1)
        own[0].is_told = False
        self.assertFalse(own[0].date_told or own[0].told_by)

    def test_the_salesperson_follows_the_deal(self):
        recall = self._create_searched()
        line = self._get_line(recall, self.units[0])

        self.deal.sudo().user_id = self.colleague

        self.assertEqual(line.salesperson_id, self.colleague)

    def test_closing(self):
        recall = self._create_searched()
        self.assertRefused(["Client", "Other client"], recall.action_close)
        recall.line_ids.filtered("must_tell").is_told = True

        recall.action_close()

        self.assertEqual(recall.state, "closed")
        self.assertTrue(recall.date_closed)
        for function, args in (
            (recall.action_search, ()),
            (recall.action_make_tasks, ()),
            (recall.action_close, ()),
            (recall.write, ({"reason": "Other"},)),
            (recall.line_ids[0].write, ({"comment": "x"},)),
        ):
            with self.subTest(function.__name__):
                self.assertRefused(["closed"], function, *args)
        recall.action_reopen()
        self.assertEqual((recall.state, recall.date_closed), ("open", False))
        recall.action_search()

    def test_refusals(self):
        recall = self._create_searched()
        recall.line_ids.filtered("must_tell").is_told = True
        self.assertRefused(["Nobody is left"], recall.action_make_tasks)
        self.assertRefused(["told already"], recall.with_user(self.head).unlink)
        recall.lot_ids = False
        self.assertRefused(["Name the lots"], recall.action_search)

    def test_a_recall_of_nobody_can_be_deleted(self):
        recall = self._create_searched()

        recall.with_user(self.head).unlink()

        self.assertFalse(recall.exists())

    def test_the_button_of_the_lot(self):
        lot = self.part.with_user(self.planner)
        action = lot.action_recall()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"]["default_lot_ids"], [(6, 0, lot.ids)])
        recall = self._create_recall()
        self.assertEqual(lot.action_recall()["res_id"], recall.id)
        both = lot | self.units[0].with_user(self.planner)
        self.assertFalse(both.action_recall()["res_id"])
        recall.action_search()
        recall.line_ids.filtered("must_tell").is_told = True
        recall.action_close()
        self.assertFalse(lot.action_recall()["res_id"])

    def test_the_list_of_lines(self):
        recall = self._create_searched()

        action = recall.action_view_lines()

        found = self.env["sales.recall.line"].search(action["domain"])
        self.assertEqual(
            found, recall.line_ids.sudo().search([("recall_id", "=", recall.id)])
        )

    def test_the_passport_says_that_it_is_recalled(self):
        recall = self._create_searched()

        page = self.units[0].with_user(self.salesperson).get_passport()
        self.assertIn(recall.name, page["notice"])
        recall.line_ids.filtered("must_tell").is_told = True
        recall.action_close()
        self.env.invalidate_all()
        page = self.units[0].with_user(self.salesperson).get_passport()
        self.assertEqual(page["notice"], "")

    def test_the_list_can_be_taken_out(self):
        """The columns of the export are read as the one who exports."""
        recall = self._create_searched()
        self.planner.group_ids += self.env.ref("base.group_allow_export")
        columns = [
            "client_id/display_name",
            "phone",
            "lot_id/display_name",
            "where",
            "path",
        ]

        rows = recall.line_ids.export_data(columns)["datas"]

        self.assertEqual(len(rows), 4)
        self.assertIn("U-1", {row[2] for row in rows})

    def test_names_are_given_once(self):
        first, second = self._create_recall(), self._create_recall()

        self.assertNotEqual(first.name, second.name)
        with self.assertRaises(UserError):
            self._create_recall().action_make_tasks()
